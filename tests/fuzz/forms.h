// What must hold of any table that was read from a file, for the targets that read files.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/form1.h"
#include "model/result.h"

namespace fuzz {

// Of what node::read_form_file() gave: limits and refusals, then what read_form1() makes of the grid.
// Whether there was a grid.
bool check_form_file(const model::Result<model::Grid>& read);

// The grid as a .csv file, and as an .xlsx file with one sheet.
[[nodiscard]] std::string csv_of(const model::Grid& grid);
[[nodiscard]] std::string xlsx_of(const model::Grid& grid);

// A zip file of these parts (name and content), stored as they are.
[[nodiscard]] std::string zip_of(const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace fuzz
