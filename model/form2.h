// Form 2, 附件2 XX单位在职党员“微心愿”活动认领落实表, read as the unit filled it: who of its members takes
// which wish.
//
// Of the columns of the form the last three name the member. The wish is known by its number alone, in one
// more column 编号 (also 心愿编号): names are alike, and a unit has no business with them.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/form1.h"

namespace model {

struct Form2Row {
  std::size_t row = 0;  // Counted from 1, as the spreadsheet shows it.
  std::string number;   // Of the wish.
  std::string member;   // 圆梦党员姓名
  std::string unit;     // 所在单位; may be empty.
  std::string phone;    // Of the member.
};

struct Form2 {
  std::vector<Form2Row> rows;
  // "row.no_number", "row.no_member", "row.no_phone" or "row.too_long".
  std::vector<RefusedRow> refused;
};

// Error "form.no_header" if no row has the columns 圆梦党员姓名, 联系电话 and at least one other of the form;
// "form.other_form" if it is form 3, which the community fills. Empty and only numbered rows, repeated
// headers and footers are skipped.
[[nodiscard]] Result<Form2> read_form2(const Grid& grid);

// The columns of form 2, verbatim and in order, as the programme prints them.
[[nodiscard]] std::span<const std::string_view> form2_columns();

}  // namespace model
