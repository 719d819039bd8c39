#include "fuzz/forms.h"

#include <boost/crc.hpp>

#include "fuzz/targets.h"
#include "model/characters.h"
#include "model/form2.h"
#include "node/forms/form_file.h"
#include "node/limits.h"

namespace fuzz {
namespace {

using model::check;
using model::Grid;
using model::WishEntry;

bool equal(const WishEntry& a, const WishEntry& b) {
  return a.name == b.name && a.sex == b.sex && a.age == b.age && a.address == b.address &&
         a.content == b.content && a.proof == b.proof && a.phone == b.phone && a.consent == b.consent &&
         a.category == b.category && a.targets == b.targets && a.value_yuan == b.value_yuan;
}

void check_limits(const WishEntry& e) {
  const auto within = [](const std::string& text, std::size_t most) {
    check(model::to_utf32(text).size() <= most, "a field of a row is within its limit");
    check(model::tidy_text(text) == text, "a field of a row is tidy");
  };
  check(!e.name.empty() && !e.content.empty(), "a row names who wishes what");
  within(e.name, model::kNameCharactersMax);
  within(e.address, model::kAddressCharactersMax);
  within(e.content, model::kContentCharactersMax);
  within(e.proof, model::kProofCharactersMax);
  within(e.phone, model::kPhoneCharactersMax);
  check(e.age.value_or(0) <= model::kAgeYearsMax, "an age is within its limit");
  check(e.value_yuan.value_or(0) <= model::kValueYuanMax, "a value is within its limit");
}

// The entry on a form of its own.
void check_written_again(const WishEntry& e) {
  const auto columns = model::form1_columns();
  const std::string sex = e.sex == model::Sex::kMale ? "男" : e.sex == model::Sex::kFemale ? "女" : "";
  const Grid grid{
      {columns.begin(), columns.end()},
      {"1", e.name, sex, e.age ? std::to_string(*e.age) : "", e.address, e.content, e.proof, e.phone}};
  const auto form = model::read_form1(grid);
  check(form && form->rows.size() == 1 && form->refused.empty(), "a row that was written is read");
  check(equal(form->rows[0].entry, e), "a row is read as it was written");
  check(model::duplicate_key(form->rows[0].entry) == model::duplicate_key(e), "a row repeats itself");
}

void check_form(const Grid& grid) {
  const auto form = model::read_form1(grid);
  if (!form) return check_refusal(form.error());
  std::size_t before = 0;
  for (const model::FormRow& row : form->rows) {
    check(row.row > before && row.row <= grid.size(), "rows come in the order of the sheet");
    before = row.row;
    check_limits(row.entry);
    check_written_again(row.entry);
  }
  for (const model::RefusedRow& row : form->refused) {
    check(row.row > 0 && row.row <= grid.size(), "a refused row stands in the sheet");
    check_refusal(row.reason);
  }
}

std::string little(std::size_t value, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
  return out;
}

// Text of an element; what XML lacks or a reader may change, in the way of Excel: _x000D_.
std::string escaped(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '_' || c == '&' || c == '<' || c == '>')
      out += std::string("_x00") + kDigits[byte >> 4] + kDigits[byte & 15] + "_";
    else
      out.push_back(c);
  }
  return out;
}

}  // namespace

bool check_form_file(const model::Result<Grid>& read) {
  if (!read) {
    check_refusal(read.error());
    check(read.error().code.starts_with("file."), "a file is refused as a file");
    return false;
  }
  check(!read->empty() && read->size() <= node::kFormRowsMax, "a table has rows, within the limit");
  std::size_t bytes = 0;
  for (const auto& row : *read) {
    check(row.size() <= node::kFormColumnsMax, "a row has no more columns than allowed");
    for (const std::string& cell : row) {
      check(cell.size() <= node::kFormCellBytesMax, "a cell is within its limit");
      bytes += cell.size();
    }
  }
  check(bytes <= node::kFormTextBytesMax, "the text of a table is within its limit");
  check_form(*read);
  if (const auto form2 = model::read_form2(*read))
    for (const model::Form2Row& row : form2->rows)
      check(!row.number.empty() && !row.member.empty() && !row.phone.empty(), "a row says who takes what");
  return true;
}

std::string csv_of(const Grid& grid) {
  std::string out;
  for (const auto& row : grid) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      out += '"';
      for (const char c : row[i]) out += c == '"' ? std::string("\"\"") : std::string(1, c);
      out += '"';
    }
    out += "\r\n";
  }
  return out;
}

std::string xlsx_of(const Grid& grid) {
  std::string rows;
  for (std::size_t r = 0; r < grid.size(); ++r) {
    rows += "<row r=\"" + std::to_string(r + 1) + "\">";
    for (const std::string& cell : grid[r])
      rows += "<c t=\"inlineStr\"><is><t>" + escaped(cell) + "</t></is></c>";
    rows += "</row>";
  }
  return zip_of({{"xl/workbook.xml",
                  "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
                 {"xl/_rels/workbook.xml.rels",
                  "<Relationships><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"sheet.xml\"/>"
                  "</Relationships>"},
                 {"xl/sheet.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}});
}

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string out, directory;
  for (const auto& [name, content] : parts) {
    boost::crc_32_type crc;
    crc.process_bytes(content.data(), content.size());
    const std::string common = little(20, 2) + std::string(8, '\0') + little(crc.checksum(), 4) +
                               little(content.size(), 4) + little(content.size(), 4) +
                               little(name.size(), 2) + little(0, 2);
    directory += "PK\x01\x02" + little(20, 2) + common + std::string(10, '\0') + little(out.size(), 4) + name;
    out += "PK\x03\x04" + common + name + content;
  }
  return out + directory + "PK\x05\x06" + little(0, 4) + little(parts.size(), 2) + little(parts.size(), 2) +
         little(directory.size(), 4) + little(out.size(), 4) + little(0, 2);
}

}  // namespace fuzz
