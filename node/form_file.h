// Reads a file that a clerk sent into a Grid: .xlsx (liborcus), or .csv in UTF-8 (with or without
// mark) or GB18030. The kind is recognised from the bytes, never from the file's name alone.
//
// Of a workbook it is the first visible sheet that holds form 1 with rows; else one with the form's
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

inline constexpr std::size_t kFormFileBytesMax = 16u << 20;
inline constexpr std::size_t kFormRowsMax = 20'000;
inline constexpr std::size_t kFormColumnsMax = 64;
inline constexpr std::size_t kFormCellBytesMax = 128u << 10;     // Excel's 32767 characters, at most.
inline constexpr std::size_t kFormTextBytesMax = 32u << 20;      // Of all cells of a sheet together.
inline constexpr std::size_t kFormUnpackedBytesMax = 64u << 20;  // Of all parts of an .xlsx together.
inline constexpr std::size_t kFormPartsMax = 2'000;              // Files in an .xlsx.
inline constexpr std::size_t kFormSheetsMax = 64;

[[nodiscard]] model::Result<model::Grid> read_form_file(std::string_view bytes, std::string_view file_name);

}  // namespace node
