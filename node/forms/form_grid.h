// A Grid within the limits of form_file.h, filled cell by cell by the readers of .csv and .xlsx.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/form1.h"
#include "model/result.h"
#include "node/forms/form_file.h"

namespace node {

class GridBuilder {
 public:
  // Sets a cell, counted from 0. Empty texts are nothing: rows and columns without content never
  // count against the limits. Error "file.too_large" beyond them.
  [[nodiscard]] model::Result<> set(std::size_t row, std::size_t column, std::string text);
  [[nodiscard]] bool empty() const { return grid_.empty(); }
  [[nodiscard]] model::Grid take() { return std::move(grid_); }

 private:
  model::Grid grid_;
  std::size_t text_bytes_ = 0;
};

[[nodiscard]] model::Error damaged_file();
[[nodiscard]] model::Error empty_file();
[[nodiscard]] model::Error too_large_file();

// The readers of each kind; `bytes` are within kFormFileBytesMax and not empty.
[[nodiscard]] model::Result<model::Grid> read_csv_grid(std::string_view bytes);
[[nodiscard]] model::Result<model::Grid> read_xlsx_grid(std::string_view bytes, FormKind kind);

}  // namespace node
