#include "node/forms/form_file.h"

#include <algorithm>
#include <string>

#include "node/forms/form_grid.h"
#include "node/limits.h"

namespace node {
namespace {

using model::Error;

bool is_old_office(std::string_view bytes) { return bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"); }

// An .xlsx with a password is a stream of this name (UTF-16) within the old container.
bool has_password(std::string_view bytes) {
  constexpr std::string_view kName = "EncryptedPackage";
  std::string wide;
  for (char c : kName) {
    wide.push_back(c);
    wide.push_back('\0');
  }
  return bytes.find(wide) != std::string_view::npos;
}

Error old_office(std::string_view bytes) {
  if (has_password(bytes))
    return {"file.password",
            "The file has a password. Remove the password, save it as .xlsx and send it again.",
            "文件设有密码。请取消密码，另存为 .xlsx 后再导入。"};
  return {"file.xls", "This is an old .xls (or .et) file. Open it, save it as .xlsx, and import that.",
          "这是旧的 .xls（或 .et）文件。请打开后“另存为” .xlsx，再导入。"};
}

Error unknown_file() {
  return {"file.unknown", "This is no table. Save form 1 as .xlsx or as .csv, and import that.",
          "这不是表格文件。请把附件1另存为 .xlsx 或 .csv，再导入。"};
}

bool is_web_page(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t at = bytes.find_first_not_of(" \t\r\n");
  if (at == bytes.npos || bytes[at] != '<') return false;
  std::string head(bytes.substr(at, 16));
  std::transform(head.begin(), head.end(), head.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return head.starts_with("<html") || head.starts_with("<!doctype") || head.starts_with("<table") ||
         head.starts_with("<?xml");
}

}  // namespace

model::Error damaged_file() {
  return {"file.damaged",
          "The file is damaged or was not copied whole. Copy it again, or open it and save it as .xlsx.",
          "文件已损坏或没有拷贝完整。请重新拷贝，或打开后另存为 .xlsx 再导入。"};
}

model::Error empty_file() {
  return {"file.empty", "The file is empty. Choose the file in which form 1 was filled in and saved.",
          "文件是空的。请选择已填好并保存的附件1。"};
}

model::Error too_large_file() {
  return {"file.too_large",
          "The file is too large for form 1 (16 MB, 20000 rows, 64 columns). Delete pictures and other "
          "sheets, or "
          "split it.",
          "文件太大（上限16MB、20000行、64列）。请删去图片和无关的工作表，或分成几个文件再导入。"};
}

model::Result<> GridBuilder::set(std::size_t row, std::size_t column, std::string text) {
  if (text.empty()) return {};
  if (row >= kFormRowsMax || column >= kFormColumnsMax || text.size() > kFormCellBytesMax) {
    // Blanks far out are left over from formatting and mean nothing.
    if (text.find_first_not_of(" \t\r\n") == text.npos) return {};
    return too_large_file();
  }
  // A sheet may name one long shared text in each of its cells: small as a file, huge as a table.
  text_bytes_ += text.size();
  if (text_bytes_ > kFormTextBytesMax) return too_large_file();
  if (grid_.size() <= row) grid_.resize(row + 1);
  if (grid_[row].size() <= column) grid_[row].resize(column + 1);
  grid_[row][column] = std::move(text);
  return {};
}

// The name is not looked at: clerks rename .xls to .xlsx, and a phone drops the ending.
model::Result<model::Grid> read_form_file(std::string_view bytes, std::string_view /*file_name*/,
                                          FormKind kind) {
  if (bytes.size() > kFormFileBytesMax) return too_large_file();
  if (bytes.find_first_not_of(" \t\r\n") == bytes.npos || bytes == "\xEF\xBB\xBF") return empty_file();
  if (is_old_office(bytes)) return old_office(bytes);
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return read_xlsx_grid(bytes, kind);
  if (is_web_page(bytes)) return unknown_file();
  return read_csv_grid(bytes);
}

}  // namespace node
