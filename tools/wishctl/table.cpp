#include "tools/wishctl/table.h"

#include <algorithm>
#include <numeric>

#include "model/result.h"
#include "tools/wishctl/limits.h"
#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

constexpr std::size_t kGap = 2;

std::size_t line_width(const std::vector<std::size_t>& widths) {
  const std::size_t gaps = widths.empty() ? 0 : kGap * (widths.size() - 1);
  return std::accumulate(widths.begin(), widths.end(), gaps);
}

// Takes away columns of the terminal, one at a time from the widest, until `excess` is gone or all
// are at their least.
void shrink(std::vector<std::size_t>& widths, const std::vector<std::size_t>& least, std::size_t& excess) {
  while (excess > 0) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (widths[i] > least[i] && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    if (widest == widths.size()) return;
    --widths[widest];
    --excess;
  }
}

std::string without_blanks_at_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

void Table::add_row(std::vector<std::string> cells) {
  model::check(cells.size() <= columns_.size(), "a cell without a column");
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = printable_line(cell);
  rows_.push_back(std::move(cells));
}

void Table::set_sum(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = printable_line(cell);
  sum_ = std::move(cells);
}

std::size_t Table::body_width(std::size_t column) const {
  std::size_t out = sum_ ? display_width((*sum_)[column]) : 0;
  for (const Row& row : rows_) out = std::max(out, display_width(row[column]));
  return out;
}

std::size_t Table::full_width(std::size_t column) const {
  return std::max(body_width(column), display_width(columns_[column].title));
}

std::size_t Table::least_width(std::size_t column) const {
  const std::size_t full = full_width(column);
  if (columns_[column].whole) return full;
  const std::size_t least = std::min(full, kColumnWidthMin);
  return columns_[column].align == Align::kRight ? std::max(body_width(column), least) : least;
}

Table::Layout Table::layout(std::optional<std::size_t> width) const {
  Layout out;
  std::vector<std::size_t> least;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    out.shown.push_back(i);
    out.widths.push_back(full_width(i));
    least.push_back(least_width(i));
  }
  if (!width) return out;

  for (std::size_t i = columns_.size(); i-- > 0 && line_width(least) > *width;) {
    if (!columns_[i].spare) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    out.shown.erase(out.shown.begin() + at);
    out.widths.erase(out.widths.begin() + at);
    least.erase(least.begin() + at);
  }
  std::size_t excess = line_width(out.widths) > *width ? line_width(out.widths) - *width : 0;
  std::vector<std::size_t> first_least(least);
  for (std::size_t i = 0; i < out.shown.size(); ++i)
    if (columns_[out.shown[i]].align == Align::kRight) first_least[i] = out.widths[i];
  shrink(out.widths, first_least, excess);
  shrink(out.widths, least, excess);
  return out;
}

std::string Table::line(const Row& cells, const Layout& layout, std::optional<std::size_t> width) const {
  std::string out;
  for (std::size_t i = 0; i < layout.shown.size(); ++i) {
    const std::size_t column = layout.shown[i];
    if (i > 0) out.append(kGap, ' ');
    std::string cell = cut_to_width(cells[column], layout.widths[i]);
    out += columns_[column].align == Align::kRight ? pad_left(std::move(cell), layout.widths[i])
                                                   : pad_right(std::move(cell), layout.widths[i]);
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return (width ? cut_to_width(out, *width) : out) + "\n";
}

std::string Table::text(std::optional<std::size_t> width) const {
  const Layout shown = layout(width);
  Row titles, rule(columns_.size());
  for (const Column& column : columns_) titles.push_back(column.title);
  for (std::size_t i = 0; i < shown.shown.size(); ++i) rule[shown.shown[i]].assign(shown.widths[i], '-');
  std::string out = line(titles, shown, width) + line(rule, shown, width);
  for (const Row& row : rows_) out += line(row, shown, width);
  if (!sum_) return out;
  if (!rows_.empty()) out += line(rule, shown, width);
  return out + line(*sum_, shown, width);
}

void Card::add(std::string label, std::string_view value) {
  lines_.emplace_back(std::move(label), printable_text(value));
}

std::string Card::text() const {
  std::size_t width = 0;
  for (const auto& [label, value] : lines_) width = std::max(width, display_width(label));
  std::string out;
  for (const auto& [label, value] : lines_) {
    std::string shown = label;
    for (std::size_t at = 0; at <= value.size();) {
      const std::size_t end = std::min(value.find('\n', at), value.size());
      out += without_blanks_at_end(pad_right(std::move(shown), width + kGap) + value.substr(at, end - at));
      shown = {};
      at = end + 1;
    }
  }
  return out;
}

}  // namespace wishctl
