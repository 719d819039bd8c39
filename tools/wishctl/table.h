// Tables and cards for the terminal, aligned by the width that characters take there.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wishctl {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;  // Numbers stand right and are never cut, their titles may be.
  bool whole = false;          // What people copy, such as a wish's number: never cut.
  bool spare = false;          // Left out where a terminal is too narrow for all columns.
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Missing cells are empty. Cells are made printable here.
  void add_row(std::vector<std::string> cells);
  // A row below a rule.
  void set_sum(std::vector<std::string> cells);

  [[nodiscard]] bool empty() const { return rows_.empty(); }

  // With a width, no line takes more columns than that: columns of text are cut, the widest first,
  // then the titles of numbers; before that, spare columns are left out from the last one on if the
  // rest would not fit. Without a width nothing is cut. Lines carry no blanks at their end.
  [[nodiscard]] std::string text(std::optional<std::size_t> width) const;

 private:
  using Row = std::vector<std::string>;

  // The columns that are shown, and how wide each may and must be.
  struct Layout {
    std::vector<std::size_t> shown;   // Positions in columns_.
    std::vector<std::size_t> widths;  // Of those shown.
  };
  [[nodiscard]] std::size_t body_width(std::size_t column) const;
  [[nodiscard]] std::size_t full_width(std::size_t column) const;
  [[nodiscard]] std::size_t least_width(std::size_t column) const;
  [[nodiscard]] Layout layout(std::optional<std::size_t> width) const;
  [[nodiscard]] std::string line(const Row& cells, const Layout& layout,
                                 std::optional<std::size_t> width) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
  std::optional<Row> sum_;
};

// "label  value" lines, the values aligned; further lines of a value stand below its first.
class Card {
 public:
  void add(std::string label, std::string_view value);
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

}  // namespace wishctl
