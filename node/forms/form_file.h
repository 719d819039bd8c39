// Reads a file that a clerk sent into a Grid: .xlsx (liborcus), or .csv in UTF-8 (with or without
// mark) or GB18030. The kind is recognised from the bytes, never from the file's name alone.
//
// Of a workbook it is the first visible sheet that holds the form with rows; else one with the form's
// heading; else the first with anything in it. Called by the import, from any thread.
//
// Errors say what to do: "file.damaged", "file.xls", "file.ods", "file.encoding", "file.too_large",
// "file.unknown", "file.empty". Nothing is ever written by this reader.

#pragma once

#include <cstddef>
#include <string_view>

#include "model/form1.h"
#include "model/result.h"

namespace node {

// Which of the programme's forms is looked for among the sheets of a workbook.
enum class FormKind { kForm1, kForm2 };

[[nodiscard]] model::Result<model::Grid> read_form_file(std::string_view bytes, std::string_view file_name,
                                                        FormKind kind = FormKind::kForm1);

}  // namespace node
