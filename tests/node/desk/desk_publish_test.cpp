// What a village's desk publishes holds nothing of the person, whatever the reviewer writes; and words that
// hold nothing are not refused for it. People are drawn by chance. What counts as held is said here once
// more, by a plain search in text without marks and widths, that shares nothing with model/redaction.h.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <functional>

#include "desk_fixture.h"
#include "model/part.h"

namespace node {
namespace {

using Pieces = std::vector<std::string>;

// ---- Chance ----

std::string one_of(const Pieces& list) { return *rc::gen::elementOf(list); }
int number(int first, int last) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(first, last + 1));
}
std::string digits(std::size_t count) {
  std::string out;
  while (out.size() < count) out += static_cast<char>('0' + number(0, 9));
  return out;
}

// ---- A person ----

// GB 11643: each digit by its weight, modulo 11.
char check_digit(const std::string& seventeen) {
  constexpr std::array<int, 17> kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (seventeen[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11];
}

std::string two(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string with_check_digit(const std::string& seventeen) { return seventeen + check_digit(seventeen); }

const Pieces kSchools = {"蛇形山镇中心小学", "双峰县第一中学", "春蕾幼儿园", "花门镇芙蓉学校"};

struct Person {
  std::string family, given, village, group, house, phone, birth, id_number, school, guardian, allowance;
  int age = 0;

  [[nodiscard]] std::string name() const { return family + given; }
  [[nodiscard]] std::string address() const { return village + "村" + group + house; }
  [[nodiscard]] WishInput wish(const std::string& content) const {
    WishInput in;
    in.name = name();
    in.sex = "女";
    in.age = std::to_string(age);
    in.address = address();
    in.content = content;
    in.phone = phone;
    in.proof = "身份证" + id_number + "，低保证号" + allowance + "，就读于" + school;
    in.consent = "奶奶" + guardian;
    in.consent_by = model::ConsentBy::kGuardian;
    in.consent_how = model::ConsentHow::kPhone;
    return in;
  }
};

Person some_person() {
  Person out;
  out.family = one_of({"周", "吴", "曾", "肖", "彭", "谭", "欧阳", "司马"});
  out.given = one_of({"建国", "玉兰", "志强", "桂英", "满秀", "子轩", "腊梅", "秋云"});
  out.village = one_of({"富托", "上团", "香花", "石塘", "白鹭", "黄泥塘"});
  out.group = std::to_string(number(10, 29)) + "组";
  out.house = std::to_string(number(100, 299)) + "号";
  out.phone = "1" + std::to_string(number(3, 9)) + digits(9);
  out.birth = std::to_string(number(1930, 2012)) + two(number(1, 12)) + two(number(1, 28));
  out.id_number = with_check_digit("431322" + out.birth + digits(3));
  out.school = one_of(kSchools);
  out.guardian = one_of({"李秀英", "王冬梅", "陈满娥"});
  out.allowance = "95132" + digits(6);  // Unlike what a number of a wish begins with.
  out.age = number(0, 1) == 0 ? number(6, 17) : number(18, 95);
  return out;
}

// ---- The oracle ----

// Letters, digits and characters alone, of half width, capitals as small letters, digits of Chinese as
// digits.
std::string plain(const std::string& text) {
  static const std::pair<const char*, const char*> kDigits[] = {
      {"零", "0"}, {"〇", "0"}, {"一", "1"}, {"二", "2"}, {"三", "3"}, {"四", "4"},
      {"五", "5"}, {"六", "6"}, {"七", "7"}, {"八", "8"}, {"九", "9"}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const std::string one = text.substr(at, size);
    at += size;
    if (size == 1) {
      if (std::isalnum(lead)) out += static_cast<char>(std::tolower(lead));
    } else if (size == 3 && one.starts_with("\xef\xbc")) {  // U+FF00 to U+FF3F: ！ to ？ and capitals.
      const char half = static_cast<char>(one[2] - '\x80' + 0x20);
      if (std::isalnum(static_cast<unsigned char>(half)))
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(half)));
    } else if (size >= 3 && lead >= 0xe4 && lead <= 0xe9) {  // U+4000 to U+9FFF.
      const auto* digit = std::ranges::find_if(kDigits, [&](const auto& d) { return one == d.first; });
      out += digit == std::end(kDigits) ? one : digit->second;
    } else if (one == "〇") {
      out += "0";
    }
  }
  return out;
}

// All stretches of so many bytes.
void windows(const std::string& text, std::size_t length, Pieces& out) {
  for (std::size_t at = 0; at + length <= text.size(); ++at) out.push_back(text.substr(at, length));
}

bool says_years(const std::string& searched, int age) {
  const std::string years = std::to_string(age) + "岁";
  for (std::size_t at = searched.find(years); at != std::string::npos; at = searched.find(years, at + 1))
    if ((at == 0 || !std::isdigit(static_cast<unsigned char>(searched[at - 1]))) &&
        !searched.substr(at + years.size()).starts_with("以上"))
      return true;
  return false;
}

// What of the person the text holds; empty for nothing. Of a child any school.
std::string held(const std::string& text, const Person& who) {
  Pieces forbidden = {who.name(), who.given, who.village, who.group, who.house, who.school, who.guardian};
  if (who.age < 18) forbidden.insert(forbidden.end(), kSchools.begin(), kSchools.end());
  windows(who.phone, 7, forbidden);
  windows(who.id_number.substr(0, 17), 8, forbidden);
  windows(who.allowance, 8, forbidden);
  const std::string searched = plain(text);
  if (says_years(searched, who.age)) return "the age";
  for (const std::string& piece : forbidden)
    if (searched.find(plain(piece)) != std::string::npos) return piece;
  return "";
}

TEST(PublishOracle, finds_pieces_in_any_shape_and_nothing_else) {
  Person who;
  who.family = "周", who.given = "建国", who.village = "富托", who.group = "13组", who.house = "100号";
  who.phone = "13900002841", who.id_number = "43132219500312001X", who.school = "春蕾幼儿园";
  who.guardian = "李秀英", who.allowance = "43132000001", who.age = 68;
  EXPECT_EQ(with_check_digit("11010519491231002"), "11010519491231002X") << "the standard's own example";
  for (const char* text :
       {"周建国", "周 建 国", "建-国", "富托村", "１３组", "１００号", "0000-2841", "一三九零零零零二八四一",
        "１３９００００", "1950-0312", "春蕾（幼儿园）", "奶奶李秀英", "今年６8岁", "六八岁"})
    EXPECT_NE(held(text, who), "") << text;
  for (const char* text :
       {"周**", "60–68岁", "168岁", "棉被一床", "13", "2841", "幼儿园", "139****2841", "100元"})
    EXPECT_EQ(held(text, who), "") << text;
}

// ---- What a reviewer writes ----

std::string harmless() {
  return one_of({"想要一床棉被", "电风扇一台，130元左右，", "谢谢大家。", "冬天用，", "请志愿者上门理发，",
                 "书包一个，", "老花镜一副（300度），", "周末有空，", "大号的", "41号棉鞋一双，",
                 "2018年底前", "修水龙头，"});
}

std::string joined(const std::string& text, const std::string& mark) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
    if (begins && !out.empty()) out += mark;
    out += text[at];
  }
  return out;
}

std::string each_digit(const std::string& text, const std::function<std::string(int)>& form) {
  std::string out;
  for (const char c : text) out += c >= '0' && c <= '9' ? form(c - '0') : std::string(1, c);
  return out;
}

// The same in one of the shapes in which people write.
std::string shaped(const std::string& piece) {
  switch (number(0, 9)) {
    case 0:
      return joined(piece, " ");
    case 1:
      return joined(piece, "-");
    case 2:
      return joined(piece, "　");
    case 3:
      return joined(piece, "·");
    case 4:
      return each_digit(piece, [](int d) { return std::string("\xef\xbc") + static_cast<char>(0x90 + d); });
    case 5:
      return each_digit(joined(piece, " "),
                        [](int d) { return std::string("\xef\xbc") + static_cast<char>(0x90 + d); });
    case 6:
      return "（" + piece + "）";
    case 7:
      return piece.substr(0, 3) + "\n" + piece.substr(3);  // After a character, or three digits.
    case 8:
      if (piece.find_first_not_of("0123456789X") != std::string::npos) return piece;
      return each_digit(piece, [](int d) { return std::string("零一二三四五六七八九").substr(3 * d, 3); });
    default:
      return piece;
  }
}

std::string piece_of(const Person& who) {
  switch (number(0, 12)) {
    case 10:
      return number(0, 1) == 0 ? who.guardian : "奶奶" + who.guardian;
    case 11:
      return "满" + std::to_string(who.age) + "岁";
    case 12:
      return who.allowance;
    case 0:
      return who.name();
    case 1:
      return who.given;
    case 2:
      return who.address();
    case 3:
      return who.village + "村";
    case 4:
      return who.village + "村" + who.group;
    case 5:
      return who.phone;
    case 6:
      return number(0, 1) == 0 ? who.phone.substr(0, 7) : who.phone.substr(4);
    case 7:
      return who.id_number;
    case 8:
      return number(0, 1) == 0 ? who.birth : who.id_number.substr(0, 9);
    default:
      return who.age < 18 ? one_of(kSchools) : who.school;
  }
}

class DeskPublishTest : public DeskTest {
 protected:
  // The wish, vetted.
  std::string vetted(const WishInput& in) {
    const std::string id = model::uuid_text(added(in).wish.id);
    EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kApproved, "")), "");
    return id;
  }
  // The bytes of every publication that this node holds, of events and of parts.
  std::string published_bytes() {
    std::string out;
    EventStore& store = village_->store();
    store.for_each_log([&](const model::LogId& log, auto) {
      store.for_each_event(log, [&](const model::Event& event) {
        if (event.header().kind != model::Kind::kPublished) return true;
        out += std::string(event.body()) + "\n";
        if (const auto part = store.part(event.ref())) out += model::part_payload(*part);
        return true;
      });
    });
    return out;
  }
};

RC_GTEST_FIXTURE_PROP(DeskPublishTest, no_piece_of_the_person_goes_public_in_any_shape, ()) {
  const Person who = some_person();
  const std::string id = vetted(who.wish("想要一床棉被"));
  PublicationInput in;
  in.confirmed = true;
  const std::string piece = shaped(piece_of(who));
  std::string words = harmless() + piece + harmless();
  RC_LOG() << who.name() << " " << who.address() << " " << who.phone << " " << who.id_number << ": " << words
           << "\n";
  RC_ASSERT(!held(words, who).empty());
  switch (number(0, 5)) {
    case 0:
      in.content = harmless();
      in.who = piece.substr(0, 120);
      break;
    case 1:
      in.content = harmless();
      in.ages = piece.substr(0, 120);
      break;
    default:
      in.content = words;
  }
  const std::string code = code_of(desk().publish(id, in));
  RC_ASSERT(held(published_bytes(), who) == "");
  RC_ASSERT(code == "publish.personal");
  RC_ASSERT(desk().wish(id)->view.wish.state == model::WishState::kVetted);
}

RC_GTEST_FIXTURE_PROP(DeskPublishTest, words_without_any_piece_go_public_as_they_are, ()) {
  const Person who = some_person();
  const std::string id = vetted(who.wish("想要一床棉被"));
  PublicationInput in;
  in.confirmed = true;
  std::string words;
  for (int i = number(1, 6); i > 0; --i) words += harmless();
  in.content = words;
  RC_LOG() << who.name() << " " << who.address() << " " << who.phone << " " << who.id_number << ": " << words
           << "\n";
  RC_ASSERT(held(words, who).empty());
  RC_ASSERT(code_of(desk().publish(id, in)) == "");
  RC_ASSERT(desk().offer(id)->text->content == words);
  RC_ASSERT(held(published_bytes(), who) == "");
}

// Without words of the reviewer: the clerk wrote into the wish whatever there was to say.
RC_GTEST_FIXTURE_PROP(DeskPublishTest, what_the_node_proposes_goes_public_without_any_piece, ()) {
  const Person who = some_person();
  std::string content = harmless();
  for (int i = number(1, 4); i > 0; --i) content += shaped(piece_of(who)) + harmless();
  RC_LOG() << who.name() << " " << who.address() << " " << who.phone << " " << who.id_number << ": "
           << content << "\n";
  const std::string id = vetted(who.wish(content));
  PublicationInput in;
  in.confirmed = true;
  RC_ASSERT(code_of(desk().publish(id, in)) == "");
  RC_ASSERT(held(published_bytes(), who) == "");
}

}  // namespace
}  // namespace node
