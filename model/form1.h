// Form 1, 附件1 XX社区（XX村）“微心愿”活动需求征集表, read as the clerk meant it.
//
// A Grid is what a spreadsheet or CSV file holds, before anyone asks what it means (node/forms/form_file.h
// makes one). read_form1() finds the header wherever it stands and turns each row under it into a
// WishEntry. What a person typed as the wish stays as written; value, kinds of person and category
// are read out of it. The functions below are also used alone, by `wish add` and by duplicates.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/date.h"
#include "model/result.h"
#include "model/wish_entry.h"

namespace model {

// What one field of a row may hold, in characters; a row beyond them is refused ("row.too_long").
inline constexpr std::size_t kNameCharactersMax = 40;
inline constexpr std::size_t kAddressCharactersMax = 200;
inline constexpr std::size_t kContentCharactersMax = 2000;
inline constexpr std::size_t kProofCharactersMax = 200;
inline constexpr std::size_t kPhoneCharactersMax = 100;
inline constexpr std::uint16_t kAgeYearsMax = 150;
// More than this is no value of a wish but a number that only looks like one.
inline constexpr std::uint32_t kValueYuanMax = 10'000'000;

// Cells of a sheet, UTF-8; rows may differ in length. Row 1 of the file is grid[0].
using Grid = std::vector<std::vector<std::string>>;

struct FormRow {
  std::size_t row = 0;  // Counted from 1, as the spreadsheet shows it.
  WishEntry entry;
};

struct RefusedRow {
  std::size_t row = 0;
  // "row.no_name", "row.no_content", "row.bad_age", "row.bad_sex" or "row.too_long". It never quotes
  // the cell, since reasons may be written where nothing personal may stand.
  Error reason;
};

struct Form1 {
  std::vector<FormRow> rows;
  std::vector<RefusedRow> refused;
  std::optional<Date> filled_on;  // 填报时间 / 填表时间, where the form states it.
};

// Error "form.no_header" if no row has the columns 姓名, 心愿内容 and at least one other of the form;
// "form.other_form" if it is form 2 or 3, whose phone and name columns mean other people.
// Empty and only numbered rows, repeated titles and headers, and footers (合计, 填表人…) are skipped.
[[nodiscard]] Result<Form1> read_form1(const Grid& grid);

// The columns of form 1, verbatim and in order, as the programme prints them.
[[nodiscard]] std::span<const std::string_view> form1_columns();

// What a person typed, without control characters and outer blanks; a line break becomes one "\n", a
// tab a blank, and bytes that are no UTF-8 become U+FFFD. All else stays as written.
[[nodiscard]] std::string tidy_text(std::string_view text);

// "（约300元）", "300元左右", "三百元", "200-300元" … → 300. The largest, where the text names several;
// a fraction of a yuan counts as a whole one.
[[nodiscard]] std::optional<std::uint32_t> value_in_text(std::string_view content);
// Kinds of person that the text states of the person: in brackets, or apart from the wish itself
// (（五保户）, "本人系低保户，…"). A wish *about* such people, 咨询残疾人两项补贴, states nothing.
[[nodiscard]] Targets targets_in_text(std::string_view content);
// A proposal from the words of the wish; goods where nothing else fits.
[[nodiscard]] Category propose_category(std::string_view content);

// "７２岁" → 72; "" → nothing; anything else that is no age → error "row.bad_age".
[[nodiscard]] Result<std::optional<std::uint16_t>> read_age(std::string_view text);
// 男, 男性, " 女", m, f …; unstated for an empty cell; error "row.bad_sex" otherwise.
[[nodiscard]] Result<Sex> read_sex(std::string_view text);
// Full-width digits, spaces, dashes and +86 removed: "１３０ 0002-9263" → "1300002…". Text that is no
// phone number comes back trimmed but otherwise as written; nothing is refused for its phone.
// "13000086620.0" and "1.3000086620E+10" come back whole; "1.3E+10" lost its digits and stays.
[[nodiscard]] std::string normal_phone(std::string_view text);
// Full width to half width (NFKC), outer blanks cut, blanks inside a Chinese name removed.
[[nodiscard]] std::string normal_name(std::string_view text);

// The key under which two entries are the same wish of the same person: same person and phone (the
// address where there is no phone), same wish but for spacing, brackets, punctuation, value and kind of
// person. It is made of personal text: keep it in memory or as an HMAC, never as it is.
[[nodiscard]] std::string duplicate_key(const WishEntry& entry);

}  // namespace model
