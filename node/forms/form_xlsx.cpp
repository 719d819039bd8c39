// Workbooks of Office Open XML (ECMA-376 part 1, SpreadsheetML), as far as a filled form needs them.
//
// liborcus unpacks and tokenises them. Its spreadsheet import interface is not used: 0.17 drops
// inline strings, puts phonetic guides in the place of the text they explain, and hands numbers over
// as doubles, where a phone number must keep its digits.

#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include "model/form2.h"
#include "node/forms/form_file.h"
#include "node/forms/form_grid.h"
#include "node/forms/form_xml.h"
#include "node/forms/form_zip.h"
#include "node/limits.h"

namespace node {
namespace {

using model::Error;
using model::Grid;
using model::Result;

// Excel writes a control character as _x000D_, and an underscore before "x" as _x005F_.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_') {
      const auto [end, error] = std::from_chars(&text[i + 2], &text[i + 6], code, 16);
      if (error == std::errc() && end == &text[i + 6] && code < 0x80) {
        if (code != 0) out.push_back(static_cast<char>(code));
        i += 6;
        continue;
      }
    }
    out.push_back(text[i]);
  }
  return out;
}

// "15000011884", "1.5000011884E10" and "58.0" as people write them: 15000011884, 58.
std::string number_text(std::string_view raw) {
  constexpr double kExactMax = 1e18;
  double value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc() || end != raw.data() + raw.size()) return std::string(raw);
  char digits[64];
  const bool whole = std::abs(value) < kExactMax && value == std::floor(value);
  const auto written = whole ? std::to_chars(digits, digits + sizeof digits, static_cast<long long>(value))
                             : std::to_chars(digits, digits + sizeof digits, value);
  return {digits, written.ptr};
}

// The text of <si> and <is>: all runs, without the phonetic guide (rPh).
class RichText {
 public:
  void open(std::string_view name) {
    if (name == "rPh") ++phonetic_;
    in_text_ = name == "t" && phonetic_ == 0;
  }
  void close(std::string_view name) {
    if (name == "rPh" && phonetic_ > 0) --phonetic_;
    in_text_ = false;
  }
  void text(std::string_view text) {
    if (in_text_) text_ += text;
  }
  [[nodiscard]] std::string take() {
    std::string out = without_escapes(text_);
    *this = RichText();
    return out;
  }

 private:
  std::string text_;
  int phonetic_ = 0;
  bool in_text_ = false;
};

class SharedStrings : public XmlEvents {
 public:
  bool open(std::string_view name, const XmlAttributes&) override {
    text_.open(name);
    return true;
  }
  bool close(std::string_view name) override {
    text_.close(name);
    if (name != "si") return true;
    all.push_back(text_.take());
    return all.size() <= kFormSharedStringsMax;
  }
  void text(std::string_view text) override { text_.text(text); }

  std::vector<std::string> all;

 private:
  RichText text_;
};

// "B12" → row 11, column 1, counted from 0.
struct Position {
  std::size_t row = 0;
  std::size_t column = 0;
};
std::optional<Position> position_of(std::string_view reference) {
  std::size_t i = 0, column = 0, row = 0;
  while (i < reference.size() && i < 3 && reference[i] >= 'A' && reference[i] <= 'Z')
    column = column * 26 + static_cast<std::size_t>(reference[i++] - 'A' + 1);
  const char* const last = reference.data() + reference.size();
  const auto [end, error] = std::from_chars(reference.data() + i, last, row);
  if (column == 0 || row == 0 || error != std::errc() || end != last) return std::nullopt;
  return Position{row - 1, column - 1};
}

class Sheet : public XmlEvents {
 public:
  explicit Sheet(const std::vector<std::string>& strings) : strings_(strings) {}

  bool open(std::string_view name, const XmlAttributes& attributes) override {
    inline_.open(name);
    in_value_ = name == "v";
    if (name == "row") {
      at_ = {next_row_, 0};
      std::size_t row = 0;
      const std::string_view r = xml_attribute(attributes, "r");
      if (std::from_chars(r.data(), r.data() + r.size(), row).ec == std::errc() && row > 0) at_.row = row - 1;
      next_row_ = at_.row + 1;
    } else if (name == "c") {
      if (const auto position = position_of(xml_attribute(attributes, "r"))) at_ = *position;
      type_ = xml_attribute(attributes, "t");
      value_.clear();
      (void)inline_.take();
    }
    return true;
  }

  bool close(std::string_view name) override {
    inline_.close(name);
    in_value_ = false;
    if (name != "c") return true;
    auto text = cell_text();
    if (!text) {
      error = damaged_file();
      return false;
    }
    if (auto set = grid.set(at_.row, at_.column, std::move(*text)); !set) {
      error = set.error();
      return false;
    }
    ++at_.column;
    return true;
  }

  void text(std::string_view text) override {
    inline_.text(text);
    if (in_value_) value_ += text;
  }

  GridBuilder grid;
  Error error = damaged_file();  // Why the reading ended early.

 private:
  // Nothing if the cell names a shared string that is not there.
  std::optional<std::string> cell_text() {
    if (type_ == "inlineStr") return inline_.take();
    if (type_ == "s") {
      if (value_.empty()) return std::string();
      std::size_t index = 0;
      const auto read = std::from_chars(value_.data(), value_.data() + value_.size(), index);
      if (read.ec != std::errc() || index >= strings_.size()) return std::nullopt;
      return strings_[index];
    }
    if (type_ == "str" || type_ == "d") return without_escapes(value_);
    if (type_ == "b") return value_ == "1" ? "TRUE" : "FALSE";
    if (type_ == "e") return std::string();  // #N/A is no text of anybody.
    return number_text(value_);
  }

  const std::vector<std::string>& strings_;
  RichText inline_;
  std::string type_, value_;
  bool in_value_ = false;
  Position at_;
  std::size_t next_row_ = 0;
};

struct Relation {
  std::string type;  // The last word of its URI: "worksheet".
  std::string part;
};

// A target is relative to the folder of the part that names it, unless it begins with '/'.
std::string part_name(std::string_view folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  if (target.starts_with("./")) target.remove_prefix(2);
  while (target.starts_with("../")) {
    target.remove_prefix(3);
    const std::size_t slash = folder.empty() ? folder.npos : folder.rfind('/', folder.size() - 2);
    folder = slash == folder.npos ? std::string_view() : folder.substr(0, slash + 1);
  }
  return std::string(folder) + std::string(target);
}

class Relations : public XmlEvents {
 public:
  explicit Relations(std::string_view folder) : folder_(folder) {}
  bool open(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship") return true;
    const std::string_view type = xml_attribute(attributes, "Type");
    all[std::string(xml_attribute(attributes, "Id"))] = {
        std::string(type.substr(type.rfind('/') + 1)),
        part_name(folder_, xml_attribute(attributes, "Target"))};
    return true;
  }
  bool close(std::string_view) override { return true; }
  void text(std::string_view) override {}

  [[nodiscard]] std::string part_of_type(std::string_view type) const {
    for (const auto& [id, relation] : all)
      if (relation.type == type) return relation.part;
    return {};
  }

  std::map<std::string, Relation, std::less<>> all;

 private:
  std::string folder_;
};

// The ids of the sheets' relations: visible sheets first, in the order of their tabs.
class Workbook : public XmlEvents {
 public:
  bool open(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "sheet") return true;
    std::string id;
    for (const auto& [key, value] : attributes)  // The prefix is r by habit only.
      if (key.ends_with(":id")) id = value;
    const std::string_view state = xml_attribute(attributes, "state");
    (state.empty() || state == "visible" ? visible_ : hidden_).push_back(id);
    return visible_.size() + hidden_.size() <= kFormSheetsMax;
  }
  bool close(std::string_view) override { return true; }
  void text(std::string_view) override {}

  [[nodiscard]] std::vector<std::string> sheets() const {
    std::vector<std::string> out = visible_;
    out.insert(out.end(), hidden_.begin(), hidden_.end());
    return out;
  }

 private:
  std::vector<std::string> visible_, hidden_;
};

std::string folder_of(std::string_view part) { return std::string(part.substr(0, part.rfind('/') + 1)); }

Result<> read_part(const ZipParts& zip, const std::string& name, XmlEvents& events) {
  const auto xml = zip.read(name);
  if (!xml) return xml.error();
  if (!read_xml(*xml, events)) return damaged_file();
  return {};
}

Error open_document() {
  return {"file.ods", "This is an OpenDocument file (.ods). Open it, save it as .xlsx, and import that.",
          "这是 .ods 文件。请打开后“另存为” .xlsx，再导入。"};
}

bool is_open_document(std::string_view bytes) {
  constexpr std::size_t kFirstNameAt = 30;
  return bytes.size() > kFirstNameAt &&
         bytes.substr(kFirstNameAt).starts_with("mimetypeapplication/vnd.oasis.opendocument");
}

// What a zip file is that is no .xlsx.
Error other_zip(const ZipParts& zip) {
  if (const auto type = zip.read("mimetype"); type && type->starts_with("application/vnd.oasis.opendocument"))
    return open_document();
  if (zip.has_folder("word/") || zip.has_folder("ppt/"))
    return {"file.unknown",
            "This is a text document or a presentation. Fill in form 1 as a table, save it as .xlsx, and "
            "import that.",
            "这是文字文档或演示文稿，不是表格。请把附件1填在表格里，另存为 .xlsx，再导入。"};
  if (zip.has("xl/workbook.bin"))
    return {"file.unknown", "This is a binary workbook (.xlsb). Open it, save it as .xlsx, and import that.",
            "这是 .xlsb 文件。请打开后“另存为” .xlsx，再导入。"};
  return {"file.unknown",
          "This is a zip file and no table. Unpack it, and import the .xlsx or .csv that is in it.",
          "这是压缩包，不是表格。请先解压，再导入里面的 .xlsx 或 .csv 文件。"};
}

// How well a sheet fits: 3 the form with rows, 2 its heading, 1 anything, 0 nothing.
int fitness(const Grid& grid, FormKind kind) {
  if (grid.empty()) return 0;
  const auto of = [](const auto& form) {
    if (!form) return 1;
    return form->rows.empty() && form->refused.empty() ? 2 : 3;
  };
  return kind == FormKind::kForm2 ? of(model::read_form2(grid)) : of(model::read_form1(grid));
}

Result<Grid> best_sheet(const ZipParts& zip, const Workbook& workbook, const Relations& relations,
                        const std::vector<std::string>& strings, FormKind kind) {
  constexpr int kFits = 3;
  Grid best;
  int best_fitness = 0;
  std::optional<Error> first_error;
  for (const std::string& id : workbook.sheets()) {
    const auto relation = relations.all.find(id);
    if (relation == relations.all.end() || relation->second.type != "worksheet") continue;
    Sheet sheet(strings);
    if (auto read = read_part(zip, relation->second.part, sheet); !read) {
      // A sheet beside the form may be too large; a part that is damaged refuses the file.
      if (sheet.error.code == "file.damaged") return damaged_file();
      if (!first_error) first_error = sheet.error;
      continue;
    }
    Grid grid = sheet.grid.take();
    const int fits = fitness(grid, kind);
    if (fits > best_fitness) {
      best = std::move(grid);
      best_fitness = fits;
    }
    if (best_fitness == kFits) break;
  }
  if (best_fitness < 2 && first_error) return *first_error;
  if (best_fitness == 0) return empty_file();
  return best;
}

}  // namespace

Result<Grid> read_xlsx_grid(std::string_view bytes, FormKind kind) {
  if (is_open_document(bytes)) return open_document();
  const auto zip = ZipParts::open(bytes);
  if (!zip) return zip.error();

  Relations package("");
  if (zip->has("_rels/.rels"))
    if (auto read = read_part(*zip, "_rels/.rels", package); !read) return read.error();
  std::string workbook_part = package.part_of_type("officeDocument");
  if (!workbook_part.ends_with(".xml") || zip->has_folder("word/") || zip->has_folder("ppt/"))
    workbook_part = "xl/workbook.xml";
  if (!zip->has(workbook_part)) return other_zip(*zip);
  const std::string folder = folder_of(workbook_part);

  Workbook workbook;
  if (auto read = read_part(*zip, workbook_part, workbook); !read) return read.error();
  Relations relations(folder);
  const std::string relations_part = folder + "_rels/" + workbook_part.substr(folder.size()) + ".rels";
  if (auto read = read_part(*zip, relations_part, relations); !read) return read.error();
  SharedStrings strings;
  if (const std::string part = relations.part_of_type("sharedStrings"); !part.empty())
    if (auto read = read_part(*zip, part, strings); !read) return read.error();
  return best_sheet(*zip, workbook, relations, strings.all, kind);
}

}  // namespace node
