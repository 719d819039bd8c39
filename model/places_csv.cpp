#include "model/places_csv.h"

#include <map>
#include <set>
#include <string>

#include "model/form1.h"

namespace model {
namespace {

Error bad_row(std::size_t line, const std::string& en, const std::string& zh) {
  return Error("places.bad_row", "line " + std::to_string(line) + " of the list of places: " + en,
               "地区表第 " + std::to_string(line) + " 行：" + zh);
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto comma = line.find(',');
    out.push_back(trim(line.substr(0, comma)));
    if (comma == std::string_view::npos) return out;
    line.remove_prefix(comma + 1);
  }
}

Result<Placed> read_row(const std::vector<std::string_view>& cells, std::size_t line) {
  if (cells.size() != 4)
    return bad_row(line, "needs the four columns code,name,parent,level", "应有 code,name,parent,level 四列");
  const auto code = PlaceCode::parse(cells[0]);
  if (!code) return bad_row(line, code.error().en, code.error().zh);
  if (*code == kPlaceOfAll) return bad_row(line, "0 is no code of a place", "0 不能作为地区代码");
  PlaceCode parent;
  if (!cells[2].empty()) {
    const auto parsed = PlaceCode::parse(cells[2]);
    if (!parsed) return bad_row(line, parsed.error().en, parsed.error().zh);
    parent = *parsed;
  }
  const auto level = from_word<Level>(cells[3]);
  if (!level)
    return bad_row(line,
                   "\"" + std::string(cells[3]) + "\" is no level; write city, county, town or community",
                   "“" + std::string(cells[3]) + "”不是级别；请写 city、county、town 或 community");
  if (cells[1].empty() || cells[1].size() > kOfficialNameBytesMax)
    return bad_row(line, "the name is missing or too long", "名称缺失或过长");
  // What a list in GB18030 reads like; a name once declared is known everywhere and for good.
  if (tidy_text(cells[1]) != cells[1])
    return bad_row(line, "the name is no text in UTF-8; save the list as CSV UTF-8",
                   "名称不是 UTF-8 文字；请另存为“CSV UTF-8”格式");
  if (*code == parent) return bad_row(line, "a place can't be its own parent", "地区不能以自己为上级");
  return Placed{*code, parent, *level, std::string(cells[1])};
}

}  // namespace

Result<std::vector<Placed>> read_places_csv(std::string_view text, PlaceCode first) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::map<PlaceCode, Placed> waiting;
  bool header = false;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.empty()) continue;
    if (!header) {
      if (split(line) != std::vector<std::string_view>{"code", "name", "parent", "level"})
        return Error("places.no_header", "the list of places must begin with the line code,name,parent,level",
                     "地区表的第一行应为 code,name,parent,level");
      header = true;
      continue;
    }
    const auto row = read_row(split(line), number);
    if (!row) return row.error();
    if (row->code == first) continue;
    if (!waiting.emplace(row->code, *row).second)
      return Error("places.twice", "place " + row->code.text() + " stands twice in the list of places",
                   "地区 " + row->code.text() + " 在地区表中重复");
  }
  // Parents first.
  std::vector<Placed> out;
  std::set<PlaceCode> known{first};
  while (!waiting.empty()) {
    const std::size_t before = waiting.size();
    for (auto at = waiting.begin(); at != waiting.end();) {
      if (known.contains(at->second.parent)) {
        known.insert(at->first);
        out.push_back(at->second);
        at = waiting.erase(at);
      } else {
        ++at;
      }
    }
    if (waiting.size() == before) {
      const Placed& lost = waiting.begin()->second;
      return Error(
          "places.no_parent",
          "place " + lost.code.text() + " names the parent " + lost.parent.text() +
              ", which is neither in the list nor the first place",
          "地区 " + lost.code.text() + " 的上级 " + lost.parent.text() + " 不在表中，也不是首个地区");
    }
  }
  return out;
}

}  // namespace model
