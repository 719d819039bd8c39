#include "model/redaction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "model/characters.h"
#include "redaction_fixture.h"

namespace model {
namespace {

using What = Leak::What;

// ---- The proposal ----

TEST(ProposePublicText, ShowsAFamilyNameAndASpanOfAges) {
  EXPECT_EQ(propose_public_text(liu(), {}), (PublicText{"刘**", "70–79岁", "电风扇一台"}));
  EXPECT_EQ(propose_public_text(part_of("欧阳春梅", "", "", "棉被", 9), {}).who, "欧阳**");
  EXPECT_EQ(propose_public_text(part_of("歐陽春梅", "", "", "棉被", 9), {}).who, "歐陽**");
  EXPECT_EQ(propose_public_text(part_of("欧阳", "", "", "棉被", 9), {}).who, "欧**");
  EXPECT_EQ(propose_public_text(part_of(" 李 子军", "", "", "棉被", 9), {}).who, "李**");
  EXPECT_EQ(propose_public_text(part_of("Tom", "", "", "棉被", 9), {}).who, "**");
  EXPECT_EQ(propose_public_text(part_of("", "", "", "棉被", 9), {}).who, "**");
}

TEST(ProposePublicText, NamesAgesInTensAndThoseOfTheYoungByTheSchoolTheyGoTo) {
  const auto ages = [](std::optional<std::uint16_t> age) {
    return propose_public_text(part_of("刘建国", "", "", "棉被", age), {}).ages;
  };
  EXPECT_EQ(ages(std::nullopt), "");
  EXPECT_EQ(ages(0), "0–5岁");
  EXPECT_EQ(ages(5), "0–5岁");
  EXPECT_EQ(ages(6), "6–11岁");
  EXPECT_EQ(ages(12), "12–17岁");
  EXPECT_EQ(ages(17), "12–17岁");
  EXPECT_EQ(ages(18), "18–19岁");
  EXPECT_EQ(ages(20), "20–29岁");
  EXPECT_EQ(ages(89), "80–89岁");
  EXPECT_EQ(ages(90), "90岁以上");
  EXPECT_EQ(ages(150), "90岁以上");
}

TEST(ProposePublicText, LeavesAHarmlessWishAlone) {
  for (const char* text :
       {"电风扇一台，130元左右", "笔记本电脑一台（上网课用）", "咨询残疾人两项补贴如何申请",
        "辅导小学四年级数学", "翻修屋顶，8000元左右", "帮忙修理漏水的水龙头\n每月一次"})
    EXPECT_EQ(content_of(liu(text)), text);
}

TEST(ProposePublicText, TakesThePersonOutOfTheWish) {
  EXPECT_EQ(content_of(liu("刘建国老人希望有一床棉被，电话15000057678")),
            "刘**老人希望有一床棉被，电话（略）");
  EXPECT_EQ(content_of(liu("家住富托村十三组，想要一副象棋，40元")), "家住某地，想要一副象棋，40元");
  EXPECT_EQ(content_of(part_of("李思琪", "", "", "在蛇形山镇中心小学读书，想要一盏台灯", 9)),
            "在某学校读书，想要一盏台灯");
  EXPECT_EQ(content_of(liu("因患尿毒症，想要一床电热毯")), "因患某病，想要一床电热毯");
}

TEST(ProposePublicText, TakesOutKindsThatExposeAndKeepsOthers) {
  EXPECT_EQ(content_of(liu("电风扇一台，130元左右（五保户）")), "电风扇一台，130元左右");
  EXPECT_EQ(content_of(liu("冬被一床（孤寡老人、低保户）")), "冬被一床");
  EXPECT_EQ(content_of(liu("电风扇一台（低保户）")), "电风扇一台（低保户）");
  EXPECT_EQ(content_of(liu("我是残疾人，想要一台轮椅")), "想要一台轮椅");
  EXPECT_EQ(content_of(part_of("刘小雨", "", "", "书包一个（低保户）", 9)), "书包一个");
  EXPECT_EQ(content_of(part_of("刘小雨", "", "", "书包一个，孤儿", 9)), "书包一个");
}

TEST(PublicTargets, HidesWhatStigmatisesOrPointsAtOnePerson) {
  const Targets poor = all_of_these({Target::kPoorHousehold, Target::kAllowanceHousehold});
  EXPECT_EQ(public_targets(poor, 50), poor);
  for (Target t :
       {Target::kFiveGuarantees, Target::kDisabled, Target::kElderWithoutFamily, Target::kEmptyNestElder,
        Target::kElderWhoLostOnlyChild, Target::kVeteran, Target::kWarVeteran, Target::kLeftBehindChild,
        Target::kSpecialNeedsChild, Target::kOrphanOrDisabledChild})
    EXPECT_EQ(public_targets(all_of_these({t}), 70), Targets{}) << word(t).en;
  EXPECT_EQ(public_targets(Targets{1u << 20}, 50), Targets{}) << "a kind from a newer version";
}

TEST(PublicTargets, SaysNothingOfChildrenTheVeryOldAndThoseOfUnknownAge) {
  const Targets kinds = all_of_these({Target::kPoorHousehold, Target::kOther});
  const Targets other = all_of_these({Target::kOther});
  EXPECT_EQ(public_targets(kinds, 18), kinds);
  for (std::optional<std::uint16_t> age :
       {std::optional<std::uint16_t>(17), std::optional<std::uint16_t>(90), std::optional<std::uint16_t>()})
    EXPECT_EQ(public_targets(kinds, age), other);
  EXPECT_EQ(public_targets(all_of_these({Target::kPoorHousehold, Target::kLeftBehindChild}), 40), Targets{});
}

TEST(PublicTargets, ShowsAPartyMemberInDifficultyAlone) {
  const Targets party = all_of_these({Target::kPartyMemberInDifficulty});
  EXPECT_EQ(public_targets(party, 60), party);
  Targets both = party;
  both.add(Target::kPoorHousehold);
  EXPECT_EQ(public_targets(both, 60), all_of_these({Target::kPoorHousehold}));
}

// ---- Leaks ----

TEST(Leaks, FindsANameInAnySpelling) {
  for (const char* text : {"刘建国", "刘 建 国", "刘·建国", "“刘建”国", "劉建國", "建国",
                           "\\u5218\\u5efa\\u56fd", "&#21016;&#24314;&#22269;", "&#x5218;建国",
                           "%E5%88%98%E5%BB%BA%E5%9B%BD", "刘\n建国", "刘\u200b建\u200b国"})
    EXPECT_EQ(leaked(text, liu()), std::vector{What::kName}) << text;
  EXPECT_EQ(leaks("请帮刘 建国", liu()), (std::vector<Leak>{{What::kName, "刘 建国"}}));
}

TEST(Leaks, AllowsTheFamilyNameAndWhatIsMasked) {
  for (const char* text : {"刘**", "刘**建材", "姓刘的老人", "150****7678", "刘爷爷"})
    EXPECT_TRUE(leaks(text, liu()).empty()) << text;
}

TEST(Leaks, SeeksAGivenNameOfOneCharacterInFormsOfAddress) {
  const WishPart yang = part_of("刘洋", "", "", "");
  for (const char* text : {"刘洋", "小洋想要书包", "阿洋", "洋洋"})
    EXPECT_EQ(leaked(text, yang), std::vector{What::kName}) << text;
  for (const char* text : {"洋葱十斤", "去看海洋馆", "刘**洋葱"})
    EXPECT_TRUE(leaks(text, yang).empty()) << text;
  EXPECT_TRUE(leaks("小麦两袋、小米一袋", part_of("张麦", "", "", "")).empty());
  EXPECT_TRUE(leaks("天天有人来", part_of("张天", "", "", "")).empty());
}

TEST(Leaks, FindsWordsAndNumbersOfTheAddress) {
  for (const char* text :
       {"富托村", "富托", "富 托", "13组", "十三组", "１３组", "十三小组", "100号", "一百号", "一〇〇号"})
    EXPECT_EQ(leaked(text, liu()), std::vector{What::kAddress}) << text;
  const WishPart town = part_of("刘建国", "涟滨街道长青社区吉星路56号花园小区2栋3单元1402", "", "");
  for (const char* text : {"长青社区", "吉星", "花园小区", "1402", "住3单元", "路56号"})
    EXPECT_EQ(leaked(text, town), std::vector{What::kAddress}) << text;
}

TEST(Leaks, IsNoTrapForOfficialNamesEverydayWordsAndSizes) {
  const WishPart p = part_of("刘建国", "湖南省娄底市双峰县荷叶镇新华村1组41号", "", "");
  for (const char* text :
       {"荷叶镇的老人", "荷叶茶一盒", "娄底市", "新华字典一本", "棉鞋一双，41号", "6月1号", "一组柜子"})
    EXPECT_TRUE(leaks(text, p).empty()) << text;
  EXPECT_EQ(leaked("新华村", p), std::vector{What::kAddress});
  EXPECT_EQ(leaked("新华村一组", p), (std::vector{What::kAddress, What::kAddress}));
  EXPECT_TRUE(leaks("富托村", part_of("刘建国", "富托镇", "", "")).empty());
  EXPECT_EQ(leaked("富托村", part_of("刘建国", "荷叶富托村", "", "")), std::vector{What::kAddress});
}

TEST(Leaks, FindsSevenDigitsOfThePhoneInARow) {
  for (const char* text :
       {"15000057678", "150-0005-7678", "150 0005 7678", "１５００００５７６７８", "1500005", "0057678",
        "一五零零零零五七六七八", "幺五〇〇〇〇五七六七八", "(150)0005.7678", "壹伍零零零零伍柒陆柒捌"})
    EXPECT_EQ(leaked(text, liu()), std::vector{What::kPhone}) << text;
  for (const char* text : {"150000", "057678", "150****7678", "300元"})
    EXPECT_TRUE(leaks(text, liu()).empty()) << text;
}

TEST(Leaks, FindsNumbersAndSchoolsThatThePartMentions) {
  const WishPart p =
      part_of("刘雨", "", "", "身份证431321195003124567，就读蛇形山镇中心小学，儿子13100002468");
  EXPECT_EQ(leaked("431321 1950 0312 4567", p), std::vector{What::kIdNumber});
  EXPECT_EQ(leaked("19500312", p), std::vector{What::kIdNumber});
  EXPECT_EQ(leaked("131-0000-2468", p), std::vector{What::kPhone});
  EXPECT_EQ(leaked("蛇形山镇中心小学", p), std::vector{What::kSchool});
  EXPECT_TRUE(leaks("镇上的小学", p).empty());
  EXPECT_EQ(leaked("石台小学", part_of("刘雨", "", "", "就读石台小学")), std::vector{What::kSchool});
}

TEST(Leaks, FindsNumbersThatAreNoPhones) {
  const WishPart p = part_of("刘雨", "", "", "低保证号43132200987，座机0738-8312345，门牌8312");
  EXPECT_EQ(leaked("43132200987", p), std::vector{What::kIdNumber});
  EXPECT_EQ(leaked("8312345", part_of("刘雨", "", "", "打8312345")), std::vector{What::kIdNumber});
  EXPECT_EQ(leaked("0738 8312345", p), std::vector{What::kIdNumber});
  EXPECT_TRUE(leaks("8312元", p).empty());
  for (const char* harmless : {"尺码36、38、40、42", "床垫1200×2000", "希望2018-10-17重阳节前送到"})
    EXPECT_TRUE(leaks(harmless, part_of("刘雨", "", "", harmless)).empty()) << harmless;
}

TEST(Leaks, FindsWhoConsented) {
  WishPart p = liu();
  for (const char* consent : {"李秀英", "奶奶李秀英", "李秀英（奶奶）", "其母亲李秀英",
                              "监护人：奶奶李秀英（电话同意）", "儿媳李秀英"}) {
    p.consent = consent;
    EXPECT_EQ(leaked("李秀英", p), std::vector{What::kName}) << consent;
    EXPECT_EQ(leaked("秀英奶奶", p), std::vector{What::kName}) << consent;
  }
  for (const char* consent : {"监护人", "本人", "口头同意", "奶奶", ""}) {
    p.consent = consent;
    EXPECT_TRUE(leaks("奶奶本人同意，监护人也口头同意", p).empty()) << consent;
  }
  p.consent = "李其芳";
  EXPECT_EQ(leaked("李其芳", p), std::vector{What::kName});
  for (const auto& [consent, text] : {std::pair("申请人", "想请人修屋顶"), std::pair("成年人", "老年人活动"),
                                      std::pair("王新华", "新华字典一本")}) {
    p.consent = consent;
    EXPECT_TRUE(leaks(text, p).empty()) << consent;
  }
}

TEST(Leaks, FindsTheAgeWhereItBoundsNoSpan) {
  for (const char* text : {"8岁", "８ 岁", "八岁", "满8周岁", "今年虚岁是8虚岁", "8岁半"})
    EXPECT_EQ(leaked(text, part_of("刘雨", "", "", "", 8)), std::vector{What::kAge}) << text;
  EXPECT_EQ(leaked("七十二岁", part_of("刘雨", "", "", "")), std::vector{What::kAge});
  EXPECT_EQ(leaked("年龄72", part_of("刘雨", "", "", "")), std::vector{What::kAge});
  EXPECT_EQ(leaked("1、8岁，喜欢画画", part_of("刘雨", "", "", "", 8)), std::vector{What::kAge});
  for (const char* text : {"6–11岁", "18岁", "八十岁", "8岁以上", "6到8岁", "8到10岁的书", "8本书",
                           "适合8岁及以上", "6岁-8岁", "8岁—10岁", "6-8岁", "三年级"})
    EXPECT_TRUE(leaks(text, part_of("刘雨", "", "", "", 8)).empty()) << text;
}

TEST(Leaks, TakesAnyBytes) {
  EXPECT_TRUE(leaks(std::string_view("\xff\xfe\x00\\u12%zz&#;&#x110000;\\ud83d", 27), liu()).empty());
  EXPECT_TRUE(leaks("", liu()).empty());
  EXPECT_TRUE(leaks("刘建国", WishPart{}).empty());
}

TEST(Leaks, StaysQuickWithTextsAsLongAsAPartMayBe) {
  constexpr std::size_t kLong = 6'000;
  for (const char* piece : {"1", "一", "村", "小学", "刘", "1-", "刘建国富托村13组", "在一小学"}) {
    std::string text;
    while (text.size() < kLong) text += piece;
    WishPart p = part_of(text, text, text, text);
    EXPECT_TRUE(leaks(propose_public_text(p, {}).content, p).empty()) << piece;
  }
}

// ---- The property ----

// Ways to write the same: each gets the text and gives another spelling of it.
using Spelling = std::string (*)(const std::string&);

std::string between(const std::string& text, const std::string& separator) {
  std::string out;
  for (char32_t c : to_utf32(text)) out += (out.empty() ? "" : separator) + to_utf8(std::u32string(1, c));
  return out;
}
std::string each(const std::string& text, std::string (*form)(char32_t)) {
  std::string out;
  for (char32_t c : to_utf32(text)) out += form(c);
  return out;
}
const Spelling kSpellings[] = {
    [](const std::string& s) { return s; },
    [](const std::string& s) { return between(s, " "); },
    [](const std::string& s) { return between(s, "-"); },
    [](const std::string& s) { return between(s, "\u200b"); },
    [](const std::string& s) { return between(s, "　·"); },
    [](const std::string& s) { return "“" + s + "”"; },
    [](const std::string& s) {
      return each(s, [](char32_t c) {
        return to_utf8(std::u32string(1, c > 0x20 && c < 0x7F ? c - 0x20 + 0xFF00 : c));
      });
    },
    [](const std::string& s) {
      return each(s, [](char32_t c) {
        return is_digit(c) ? to_utf8(std::u32string(1, U"零一二三四五六七八九"[c - U'0']))
                           : to_utf8(std::u32string(1, c));
      });
    },
    [](const std::string& s) { return each(s, [](char32_t c) { return "&#" + std::to_string(c) + ";"; }); },
};

std::string spelled(const std::string& text) {
  return (*rc::gen::elementOf(std::vector<Spelling>(std::begin(kSpellings), std::end(kSpellings))))(text);
}

std::string some_name() {
  const std::string family = one_of({"刘", "王", "曾", "欧阳", "诸葛", "高", "金", "方", "向", "肖", "于"});
  const std::string first = one_of({"建", "小", "春", "玉", "桂", "子", "洋", "志", "兴", "梅", "麦"});
  return family + first + one_of({"", "国", "英", "梅", "轩", "生", "华", "康"});
}

std::string some_phone() {
  std::string out = one_of({"150", "138", "199", "0738", ""});
  while (out.size() < 11) out.push_back(static_cast<char>('0' + *rc::gen::inRange(0, 10)));
  return out;
}

std::string some_number() { return std::to_string(*rc::gen::inRange(1, 200)); }

std::string some_address() {
  const std::string village =
      one_of({"富托村", "上团村", "新星社区", "香花村", "五里牌社区", "刘家村", "欧阳村"});
  const std::string town =
      one_of({"荷叶镇", "娄底市娄星区大科街道", "荷叶", "", "双峰县甘棠镇", "湖南省娄底市"});
  const std::string rest = one_of({"组", "号", "栋2单元301", "路56号", "组龙塘湾12号", "-2-501"});
  return town + village + some_number() + rest;
}

std::optional<std::uint16_t> some_age() {
  if (*rc::gen::inRange(0, 4) == 0) return std::nullopt;
  return *rc::gen::inRange<std::uint16_t>(0, 151);
}

WishPart some_part() {
  WishPart p = part_of(some_name(), some_address(), some_phone(), "");
  p.age = some_age();
  p.proof = one_of({"", "低保证", "身份证431321195003124567", "低保证号43132200987"});
  p.consent = one_of({"", "本人", "监护人", "奶奶李秀英"});
  return p;
}

std::string quotation(const WishPart& p) {
  const std::string given = to_utf8(to_utf32(p.name).substr(1));
  switch (*rc::gen::inRange(0, 10)) {
    case 8:
      return one_of({"秀英奶奶", "李秀英", "低保证号43132200987"});
    case 9:
      return "今年" + std::to_string(p.age.value_or(70)) + one_of({"岁", "周岁，", "岁半"});
    case 0:
      return spelled(p.name);
    case 1:
      return spelled(p.address);
    case 2:
      return spelled(p.phone);
    case 3:
      return "小" + given;
    case 4:
      return one_of({"电话", "联系", "打"}) + spelled(p.phone.substr(2));
    case 5:
      return "身份证" + spelled("431321195003124567");
    case 6:
      return "在" + one_of({"蛇形山镇中心小学", "双峰县第一中学", "春蕾幼儿园"}) + "读书";
    default:
      return given + one_of({"想要", "的", ""});
  }
}

std::string harmless_piece() {
  return one_of({"电风扇一台，", "约300元", "（低保户）", "（五保户）", "我是残疾人", "\n",
                 "，",           "*",       "%",          "&#",         "\\u",        "棉鞋41号",
                 "6月1号",       "孙子",    "王大爷",     "想要",       "13",         "组",
                 "村",           "小",      "某",         "国",         "洋葱",       "7678"});
}

void leaks_nothing(const WishPart& p) {
  const PublicText text = propose_public_text(p, Targets{*rc::gen::inRange<std::uint32_t>(0, 1u << 15)});
  for (const std::string& published :
       {text.who, text.ages, text.content, text.who + text.ages + text.content,
        text.who + "\n" + text.ages + "\n" + text.content, text.ages + text.content}) {
    const std::vector<Leak> found = leaks(published, p);
    if (!found.empty()) RC_FAIL(published + " leaks " + found[0].found);
  }
}

RC_GTEST_PROP(PublicText, LeaksNothingWhateverTheWishQuotes, ()) {
  WishPart p = some_part();
  for (int i = *rc::gen::inRange(1, 8); i > 0; --i)
    p.content += *rc::gen::arbitrary<bool>() ? quotation(p) : harmless_piece();
  RC_LOG() << p.name << " | " << p.address << " | " << p.phone << " | " << p.content << "\n";
  leaks_nothing(p);
}

RC_GTEST_PROP(PublicText, LeaksNothingOfPartsThatNobodyWouldWrite, ()) {
  const auto field = [](int pieces_max) {
    std::string out;
    for (int i = *rc::gen::inRange(0, pieces_max); i > 0; --i)
      out += one_of({"刘", "欧", "阳", "欧阳", "洋", "小", "阿", "某", "村",   "组",   "号", "路", "区",
                     "镇", "一", "二", "三",   "十", "零", "1",  "23", "70",   "79",   "岁", "–",  "*",
                     "(",  ")",  "·",  " ",    "，", "。", "元", "%",  "%E5",  "\\u",  "52", "18", "&#",
                     ";",  "学", "校", "地",   "略", "单", "位", "在", "\xff", "\xe5", "𠮷"});
    return out;
  };
  WishPart p = part_of(field(6), field(12), field(12), field(30));
  p.age = some_age();
  p.proof = field(4);
  RC_LOG() << p.name << " | " << p.address << " | " << p.phone << " | " << p.content << "\n";
  leaks_nothing(p);
}

// Without this the two above would hold of a leaks() that finds nothing.
RC_GTEST_PROP(Leaks, FindsWhatIsQuotedInAnySpelling, ()) {
  const WishPart p = some_part();
  const std::string before = one_of({"", "请找", "我叫", "电风扇一台，"}),
                    after = one_of({"", "，谢谢", "想要棉被"});
  const auto finds = [&](const std::string& quoted, What what) {
    const std::vector<What> found = leaked(before + quoted + after, p);
    if (std::find(found.begin(), found.end(), what) == found.end()) RC_FAIL(quoted + " is not found");
  };
  finds(spelled(p.name), What::kName);
  finds(spelled(p.phone), What::kPhone);
  finds(spelled(p.address), What::kAddress);
}

}  // namespace
}  // namespace model
