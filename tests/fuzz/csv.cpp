// Any bytes are read as a table or refused; the table can be written as .csv and read again. What
// begins like a workbook is left to the target xlsx.

#include "fuzz/forms.h"
#include "fuzz/targets.h"
#include "node/forms/form_file.h"

namespace fuzz {

bool csv(std::string_view bytes) {
  if (bytes.starts_with("PK")) return false;
  const auto grid = node::read_form_file(bytes, "form.csv");
  if (!check_form_file(grid)) return false;
  const auto back = node::read_form_file(csv_of(*grid), "form.csv");
  model::check(back && *back == *grid, "a .csv file is read as it was written");
  return true;
}

}  // namespace fuzz
