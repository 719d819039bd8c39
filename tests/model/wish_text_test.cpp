// What is read out of the text of a wish: its value, the kinds of person, its category, and whether it is the
// same as another.

#include "model/wish_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "form1_fixture.h"
#include "model/characters.h"
#include "model/form1.h"

namespace model {
namespace {

std::string key_of(std::string content, std::string name = "熊兰", std::string phone = "15000068042") {
  WishEntry e;
  e.name = std::move(name);
  e.phone = std::move(phone);
  e.address = "新星社区15组42号";
  e.content = std::move(content);
  return duplicate_key(e);
}

TEST(ValueInText, ReadsTheStatedValue) {
  const std::vector<std::pair<std::string, std::uint32_t>> cases = {
      {"轮椅一台，300元左右（五保户）", 300},
      {"一副象棋（约40元）", 40},
      {"电风扇一台，\n130元左右", 130},
      {"棉被（约１８０元）", 180},
      {"电脑，1.5万元", 15000},
      {"轮椅三百元", 300},
      {"三百五十元", 350},
      {"三百五元", 350},
      {"一千二百元", 1200},
      {"一万五元", 15000},
      {"两百块钱", 200},
      {"300块钱的轮椅", 300},
      {"电脑3,200元", 3200},
      {"电脑３，２００元", 3200},
      {"米200-300元", 300},
      {"米200～300元", 300},
      {"200元至300元", 300},
      {"500到300元", 500},
      {"二三百元", 300},
      {"米2袋，油1桶，共 150 元", 150},
      {"￥300", 300},
      {"¥ 59.9", 60},
      {"人民币300", 300},
      {"价值300左右的轮椅", 300},
      {"轮椅（约300）", 300},
      {"300余元", 300},
      {"300多块钱", 300},
      {"每个40元，共80元", 80},
      {"百元以内的水壶", 100},
      {"二〇〇元", 200},
      {"棉被300圆", 300},
      {"翻修屋顶，8000元左右", 8000},
      {"0.5元", 1},
      {"300RMB", 300},
      {"5元", 5},
      {"1 万 元", 10000},
      {"300元/张", 300},
      {"约50块左右", 50},
  };
  for (const auto& [text, yuan] : cases) EXPECT_EQ(value_in_text(text), yuan) << text;
}

TEST(ValueInText, TakesNoOtherNumberForAValue) {
  for (const char* text : {"辅导小学四年级数学",
                           "2组张家",
                           "轮椅一台",
                           "联系13000029263",
                           "2019元旦前送到",
                           "3单元201室",
                           "香皂三块",
                           "三块毛巾",
                           "辅导二元一次方程",
                           "几百元的轮椅",
                           "数千元",
                           "米2，300斤",
                           "3元村",
                           "2018年6月",
                           "万元户",
                           "约300斤米",
                           "每周一次",
                           "99999999999元",
                           "0元",
                           "",
                           "元"})
    EXPECT_EQ(value_in_text(text), std::nullopt) << text;
}

TEST(TargetsInText, ReadsEveryKindOfTheProgrammeInBrackets) {
  for (const Word& w : words(Target{})) {
    const auto target = static_cast<Target>(w.number);
    EXPECT_EQ(targets_in_text("轮椅一台（" + std::string(w.zh) + "）"), targets_of({target})) << w.zh;
    EXPECT_EQ(targets_in_text("轮椅一台(" + std::string(w.zh) + ")"), targets_of({target})) << w.zh;
  }
}

TEST(TargetsInText, ReadsVariantsAndStatementsApart) {
  const std::vector<std::pair<std::string, Target>> cases = {
      {"（贫困户）", Target::kPoorHousehold},
      {"（建档立卡户）", Target::kPoorHousehold},
      {"（低保）", Target::kAllowanceHousehold},
      {"（特困人员）", Target::kFiveGuarantees},
      {"（孤儿）", Target::kOrphanOrDisabledChild},
      {"（残疾）", Target::kDisabled},
      {"（二级残疾人）", Target::kDisabled},
      {"（失独家庭）", Target::kElderWhoLostOnlyChild},
      {"（退役军人）", Target::kVeteran},
      {"（复员军人）", Target::kVeteran},
      {"（伤残军人）", Target::kVeteran},
      {"（抗战老兵）", Target::kWarVeteran},
      {"（参战老兵）", Target::kWarVeteran},
      {"，低保户", Target::kAllowanceHousehold},
      {"\n五保户", Target::kFiveGuarantees},
      {"（五 保 户）", Target::kFiveGuarantees},
      {"（系低保户）", Target::kAllowanceHousehold},
      {"【留守儿童】", Target::kLeftBehindChild},
      {"（五保户 约40元）", Target::kFiveGuarantees},
      {"，服务对象：空巢老人", Target::kEmptyNestElder},
      {"（约90元）（残障人士）", Target::kDisabled},
      {"（五保户", Target::kFiveGuarantees},
  };
  for (const auto& [text, target] : cases)
    EXPECT_EQ(targets_in_text("电热毯一条" + text), targets_of({target})) << text;
  EXPECT_EQ(targets_in_text("本人系低保户，想要一台电风扇"), targets_of({Target::kAllowanceHousehold}));
  EXPECT_EQ(targets_in_text("我是一名残疾人想要一台轮椅"), targets_of({Target::kDisabled}));
  EXPECT_EQ(targets_in_text("轮椅（残疾人、低保户）"),
            targets_of({Target::kDisabled, Target::kAllowanceHousehold}));
  EXPECT_EQ(targets_in_text("轮椅（低保户，空巢老人）"),
            targets_of({Target::kEmptyNestElder, Target::kAllowanceHousehold}));
}

TEST(TargetsInText, TakesNoWishAboutSuchPeopleForAStatement) {
  EXPECT_EQ(targets_in_text("咨询残疾人两项补贴如何申请（五保户）"), targets_of({Target::kFiveGuarantees}));
  for (const char* text :
       {"陪老人聊天", "咨询残疾人两项补贴如何申请", "希望办理低保", "想了解五保供养政策",
        "咨询低保、五保、医保政策", "希望大家多关心孤寡老人，空巢老人", "非低保户", "我不是低保户，想要电视",
        "残疾证办理", "申请：低保", "原退役军人事务站地址在哪", "给孤儿院送书", ""})
    EXPECT_EQ(targets_in_text(text).bits, 0u) << text;
}

TEST(ProposeCategory, PicksWhatAClerkWould) {
  const std::vector<std::pair<std::string, Category>> cases = {
      {"轮椅一台，300元左右（五保户）", Category::kGoods},
      {"学习用台灯一盏（残障人士）", Category::kGoods},
      {"笔记本电脑一台（上网课用）", Category::kGoods},
      {"生日蛋糕一个", Category::kGoods},
      {"血压计一台（约200元）", Category::kGoods},
      {"书包一个和文具一套", Category::kGoods},
      {"米、油各一份", Category::kGoods},
      {"护理床一张", Category::kGoods},
      {"棉被", Category::kGoods},
      {"申请一台轮椅", Category::kGoods},
      {"二胡一把（约280元）", Category::kCulture},
      {"一副象棋（留守儿童）", Category::kCulture},
      {"课外书10本", Category::kCulture},
      {"辅导小学四年级数学", Category::kCulture},
      {"想了解危房改造政策（精准扶贫户）", Category::kPolicy},
      {"咨询残疾人两项补贴如何申请（五保户）", Category::kPolicy},
      {"希望帮助办理慢性病医保报销", Category::kPolicy},
      {"翻修屋顶，8000元左右", Category::kPolicy},
      {"想找一份工作", Category::kPolicy},
      {"每周一次上门打扫卫生", Category::kHousekeeping},
      {"帮忙洗衣服做饭", Category::kHousekeeping},
      {"心理疏导", Category::kCounselling},
      {"孩子情绪低落，希望有人开导", Category::kCounselling},
      {"陪老人聊天\n（五保户）", Category::kComfort},
      {"希望有人陪我过生日", Category::kComfort},
      {"想见一面在外打工的爸爸妈妈", Category::kComfort},
      {"陪同去市里医院复查", Category::kCompanionship},
      {"希望有人陪伴", Category::kCompanionship},
      {"代买药品", Category::kConvenience},
      {"代缴医保", Category::kConvenience},
      {"上门理发（残障人士）", Category::kConvenience},
      {"帮忙修理漏水的水龙头", Category::kConvenience},
      {"帮忙修理一台电视机", Category::kConvenience},
      {"教老人使用智能手机", Category::kConvenience},
      {"想参加社区的广场舞队", Category::kActivity},
      {"", Category::kGoods},
  };
  for (const auto& [text, category] : cases)
    EXPECT_EQ(word(propose_category(text)).key, word(category).key) << text;
}

TEST(DuplicateKey, IsTheSameWhateverValueKindAndPunctuation) {
  const std::string key = key_of("电饭煲一个");
  for (const char* same :
       {"电饭煲一个，\n160元左右", "电饭煲一个，160元左右（五保户）", "电饭煲一个（约160元）",
        " 电饭煲 一个。", "电饭煲1个", "电饭煲一个（约160元）（五保户）", "【电饭煲】一个",
        "电饭煲一个，100-160元", "电饭煲一个 低保户", "160元的电饭煲一个", "电饭煲一个，价值人民币160元"})
    EXPECT_EQ(key_of(same), key) << same;
  EXPECT_EQ(key_of("电饭煲一个", "熊 兰", "150-0006-8042"), key);
}

TEST(DuplicateKey, DiffersForAnotherWishOrPerson) {
  const std::string key = key_of("电饭煲一个");
  EXPECT_NE(key_of("电饭煲两个"), key);
  EXPECT_NE(key_of("电饭锅一个"), key);
  EXPECT_NE(key_of("电饭煲一个", "熊芬"), key);
  EXPECT_NE(key_of("电饭煲一个", "熊兰", "15000068043"), key);
  EXPECT_NE(key_of("办理低保"), key_of("办理五保"));
  EXPECT_NE(key_of("五保户"), key_of("低保户"));
  EXPECT_NE(key_of("300元"), key_of("200元"));
}

TEST(DuplicateKey, GoesByTheAddressWhereThereIsNoPhone) {
  WishEntry a;
  a.name = "熊兰";
  a.content = "电饭煲一个";
  a.address = "新星社区15组42号";
  WishEntry b = a;
  b.address = "新星社区 15组 42号";
  b.phone = "无";
  EXPECT_EQ(duplicate_key(a), duplicate_key(b));
  b.address = "新星社区15组43号";
  EXPECT_NE(duplicate_key(a), duplicate_key(b));
}

// `text` with some of these between its characters.
rc::Gen<std::string> sprinkled(std::string_view text) {
  const std::u32string whole = to_utf32(text);
  const auto marks = rc::gen::container<std::vector<std::u32string>>(
      whole.size() + 1, rc::gen::element<std::u32string>(U"", U"", U" ", U"　", U"\n", U"（", U"）", U"(",
                                                         U"]", U"，", U"。", U"、", U"“", U"\t", U"！"));
  return rc::gen::map(marks, [whole](const std::vector<std::u32string>& m) {
    std::u32string out = m[0];
    for (std::size_t i = 0; i < whole.size(); ++i) out += whole[i] + m[i + 1];
    return to_utf8(out);
  });
}

RC_GTEST_PROP(DuplicateKey, IsInvariantUnderBlanksBracketsAndPunctuation, ()) {
  const std::string wish = *rc::gen::element<std::string>("电饭煲一个", "陪老人聊天", "帮忙修理漏水的水龙头",
                                                          "辅导小学四年级数学", "米油各2份");
  const std::string tail =
      *rc::gen::element<std::string>("", "（五保户）", "（约160元）", "，160元左右", "\n（低保户）");
  RC_ASSERT(key_of(*sprinkled(wish) + tail) == key_of(wish));
}

RC_GTEST_PROP(ValueInText, ReadsAnyValueThatIsWritten, ()) {
  const auto yuan = *rc::gen::inRange<std::uint32_t>(1, 100'000);
  RC_ASSERT(value_in_text("轮椅一台，" + std::to_string(yuan) + "元左右") == yuan);
  RC_ASSERT(value_in_text("轮椅一台（约" + std::to_string(yuan) + "元）（五保户）") == yuan);
}

// A comma of full width ends a clause, unless it stands between digits of full width.
RC_GTEST_PROP(WishText, is_folded_with_full_stops_for_commas, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("，", "。", "３", "０", "9", "5", ",", "愿", "Ａ", "①", "／", "：",
                                    "\xef", "\xbc", "\x8c", "\x90", "\xf0"));
  std::string content;
  for (const std::string& piece : pieces) content += piece;
  std::u32string text = to_utf32(content);
  const auto digit = [](char32_t c) { return c >= U'０' && c <= U'９'; };
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == U'，' && !(i > 0 && i + 1 < text.size() && digit(text[i - 1]) && digit(text[i + 1])))
      text[i] = U'。';
  RC_ASSERT(folded_wish(content) == folded(to_utf8(text)));
}

}  // namespace
}  // namespace model
