#include "model/form1.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/characters.h"
#include "model/wish_text.h"

namespace model {
namespace {

using Row = std::vector<std::string>;

const Row kHeader = {
    "序号",    "姓 名", "性\n别", "年 龄", "家庭住址", "心愿内容(清晰扼要)", "申领证明材料\n(详细材料可附后)",
    "联系电话"};

// A form with a title, the header, and these rows.
Form1 form_of(std::vector<Row> rows, const Row& header = kHeader) {
  Grid grid = {{"上团村“微心愿”活动需求征集表"}, {"填报单位：上团村    填报时间：2018年6月22日"}, header};
  grid.insert(grid.end(), rows.begin(), rows.end());
  auto form = read_form1(grid);
  EXPECT_TRUE(form.has_value()) << (form ? "" : form.error().en);
  return form ? *form : Form1{};
}

Row wish_row(std::string name, std::string content) {
  return {"1", std::move(name), "男", "72", "上团村18组1号", std::move(content), "", "15000057678"};
}

Targets targets_of(std::initializer_list<Target> list) {
  Targets out;
  for (Target t : list) out.add(t);
  return out;
}

std::string key_of(std::string content, std::string name = "熊兰", std::string phone = "15000068042") {
  WishEntry e;
  e.name = std::move(name);
  e.phone = std::move(phone);
  e.address = "新星社区15组42号";
  e.content = std::move(content);
  return duplicate_key(e);
}

std::string code_of(const Form1& form) {
  return form.refused.empty() ? "" : form.refused.front().reason.code;
}

TEST(Form1Columns, AreThoseOfTheProgrammeInOrder) {
  const std::vector<std::string_view> expected = {
      "序号",    "姓名", "性别", "年龄", "家庭住址", "心愿内容(清晰扼要)", "申领证明材料(详细材料可附后)",
      "联系电话"};
  EXPECT_EQ(std::vector<std::string_view>(form1_columns().begin(), form1_columns().end()), expected);
}

TEST(ReadForm1, TakesARowAsTheClerkMeantIt) {
  const Form1 form = form_of({{"1", "李 子军 ", " 女", "７２岁", " 上团村18组1号 ",
                               "电风扇一台，\r\n130元左右（五保户） ", "低保证", "150 0005 7678"}});
  ASSERT_EQ(form.rows.size(), 1u);
  EXPECT_EQ(form.rows[0].row, 4u);
  const WishEntry& e = form.rows[0].entry;
  EXPECT_EQ(e.name, "李子军");
  EXPECT_EQ(e.sex, Sex::kFemale);
  EXPECT_EQ(e.age, 72);
  EXPECT_EQ(e.address, "上团村18组1号");
  EXPECT_EQ(e.content, "电风扇一台，\n130元左右（五保户）");
  EXPECT_EQ(e.proof, "低保证");
  EXPECT_EQ(e.phone, "15000057678");
  EXPECT_EQ(e.category, Category::kGoods);
  EXPECT_EQ(e.value_yuan, 130u);
  EXPECT_EQ(e.targets, targets_of({Target::kFiveGuarantees}));
}

TEST(ReadForm1, FindsTheHeaderWhereverItStands) {
  EXPECT_EQ(read_form1({kHeader, wish_row("王五", "轮椅一台")})->rows.size(), 1u);
  EXPECT_EQ(
      read_form1({{}, {"附件1"}, {}, {"表"}, {"x", "y"}, kHeader, wish_row("王五", "轮椅一台")})->rows.size(),
      1u);
}

TEST(ReadForm1, TakesColumnsInAnyOrderAndDoesWithoutOptionalOnes) {
  const Form1 form =
      form_of({{"13000000001", "轮椅一台", "王五"}}, {"联系电话", "“微心愿”内容（清晰扼要）", "姓　名"});
  ASSERT_EQ(form.rows.size(), 1u);
  EXPECT_EQ(form.rows[0].entry.name, "王五");
  EXPECT_EQ(form.rows[0].entry.phone, "13000000001");
  EXPECT_EQ(form.rows[0].entry.age, std::nullopt);
  EXPECT_EQ(form.rows[0].entry.sex, Sex::kUnstated);
}

TEST(ReadForm1, RefusesATableWithoutTheHeader) {
  for (const Grid& grid :
       {Grid{}, Grid{{}}, Grid{{"姓名", "电话"}, {"王五", "1"}}, Grid{{"姓名", "心愿内容"}}}) {
    const auto form = read_form1(grid);
    ASSERT_FALSE(form.has_value());
    EXPECT_EQ(form.error().code, "form.no_header");
    EXPECT_FALSE(form.error().zh.empty());
  }
}

TEST(ReadForm1, RefusesForm2AndForm3) {
  const auto form = read_form1({{"序号", "征集对象姓名", "性别", "年龄", "家庭住址", "心愿内容(清晰扼要)",
                                 "圆梦党员姓名", "所在单位", "联系电话"}});
  ASSERT_FALSE(form.has_value());
  EXPECT_EQ(form.error().code, "form.other_form");
}

TEST(ReadForm1, SkipsEmptyAndOnlyNumberedRows) {
  const Form1 form =
      form_of({{}, {"28", "", "", "", "", "", "", ""}, {"29.", " ", "\t", "", "", "　"}, {"三十"}, {"", ""}});
  EXPECT_TRUE(form.rows.empty());
  EXPECT_TRUE(form.refused.empty());
}

TEST(ReadForm1, SkipsRepeatedTitlesAndHeadersAndFooters) {
  const Form1 form = form_of({wish_row("王五", "轮椅一台"),
                              {"上团村“微心愿”活动需求征集表"},
                              kHeader,
                              wish_row("赵六", "棉被一床"),
                              {"合计", "2人"},
                              {"", "", "", "", "", "填表时间：2018年6月25日"},
                              {"填表人：", "张三", "", "", "审核人：", "李四"},
                              {"注：本表一式两份"},
                              {"第1页，共2页"}});
  EXPECT_EQ(form.rows.size(), 2u);
  EXPECT_TRUE(form.refused.empty());
}

TEST(ReadForm1, FollowsASecondHeaderWithOtherColumns) {
  const Form1 form = form_of(
      {wish_row("王五", "轮椅一台"), {"心愿内容", "姓名", "电话"}, {"棉被一床", "赵六", "13000000002"}});
  ASSERT_EQ(form.rows.size(), 2u);
  EXPECT_EQ(form.rows[1].entry.name, "赵六");
  EXPECT_EQ(form.rows[1].entry.content, "棉被一床");
}

TEST(ReadForm1, RefusesARowThatCannotBeEnteredAndSaysWhy) {
  EXPECT_EQ(code_of(form_of({wish_row("", "轮椅一台")})), "row.no_name");
  EXPECT_EQ(code_of(form_of({wish_row("—", "轮椅一台")})), "row.no_name");
  EXPECT_EQ(code_of(form_of({wish_row("王五", " \n ")})), "row.no_content");
  EXPECT_EQ(code_of(form_of({{"1", "王五", "男", "不详", "", "轮椅一台"}})), "row.bad_age");
  EXPECT_EQ(code_of(form_of({{"1", "王五", "x", "72", "", "轮椅一台"}})), "row.bad_sex");
  const Form1 form = form_of({wish_row("王五", "轮椅一台"), wish_row("", "轮椅一台")});
  ASSERT_EQ(form.refused.size(), 1u);
  EXPECT_EQ(form.refused[0].row, 5u);
  EXPECT_NE(form.refused[0].reason.en, form.refused[0].reason.zh);
  EXPECT_EQ(form.rows.size(), 1u);
}

TEST(ReadForm1, CountsCharactersAndNotBytesAgainstItsLimits) {
  const auto times = [](std::string_view c, std::size_t n) {
    std::string out;
    while (n-- > 0) out += c;
    return out;
  };
  EXPECT_EQ(code_of(form_of({wish_row(times("王", kNameCharactersMax), times("椅", kContentCharactersMax))})),
            "");
  EXPECT_EQ(code_of(form_of({wish_row(times("王", kNameCharactersMax + 1), "轮椅")})), "row.too_long");
  EXPECT_EQ(code_of(form_of({wish_row("王五", times("椅", kContentCharactersMax + 1))})), "row.too_long");
  Row row = wish_row("王五", "轮椅");
  row[4] = times("村", kAddressCharactersMax + 1);
  EXPECT_EQ(code_of(form_of({row})), "row.too_long");
  row = wish_row("王五", "轮椅");
  row[6] = times("证", kProofCharactersMax + 1);
  EXPECT_EQ(code_of(form_of({row})), "row.too_long");
}

TEST(ReadForm1, ReadsTheDateOfFilling) {
  const auto date_of = [](Row row) {
    const auto form = read_form1({std::move(row), kHeader});
    return form->filled_on ? form->filled_on->text() : "none";
  };
  EXPECT_EQ(date_of({"填报单位：上团村    填报时间：2018年6月22日"}), "2018-06-22");
  EXPECT_EQ(date_of({"填表时间", "", "２０１８．６．２"}), "2018-06-02");
  EXPECT_EQ(date_of({"填表日期：2018-06-22 报送人：王五"}), "2018-06-22");
  EXPECT_EQ(date_of({"填表时间：", "43273"}), "2018-06-22");
  EXPECT_EQ(date_of({"填表时间：   年  月  日"}), "none");
  EXPECT_EQ(date_of({"填表时间：2018年13月2日"}), "none");
  EXPECT_EQ(date_of({"2018年6月22日"}), "none");
}

TEST(TidyText, KeepsLineBreaksAndDropsOtherControlCharacters) {
  EXPECT_EQ(tidy_text(" 　电风扇\r\n一台\x01\x7F\r。\n "), "电风扇\n一台\n。");
  EXPECT_EQ(tidy_text("a\tb"), "a b");
  EXPECT_EQ(tidy_text(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(tidy_text("好\xFF"), "好\xEF\xBF\xBD");
}

TEST(ReadAge, TakesWhatClerksWrite) {
  const std::vector<std::pair<std::string, int>> cases = {{"72", 72},
                                                          {"７２岁", 72},
                                                          {" 87 ", 87},
                                                          {"72周岁", 72},
                                                          {"72.0", 72},
                                                          {"约70岁", 70},
                                                          {"七十二岁", 72},
                                                          {"十", 10},
                                                          {"一百零二", 102},
                                                          {"60多岁", 60},
                                                          {"7岁半", 7},
                                                          {"8个月", 0},
                                                          {"18个月", 1},
                                                          {"0", 0},
                                                          {"150", 150},
                                                          {"72 岁", 72},
                                                          {"年龄：72", 72},
                                                          {"\xE2\x80\xAD"
                                                           "72",
                                                           72},
                                                          {"六", 6}};
  for (const auto& [text, age] : cases) {
    const auto read = read_age(text);
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(*read, std::optional<std::uint16_t>(age)) << text;
  }
  for (const char* empty : {"", "  ", "/", "—", "－"}) EXPECT_EQ(*read_age(empty), std::nullopt) << empty;
}

TEST(ReadAge, RefusesWhatIsNoAge) {
  for (const char* bad :
       {"不详", "151", "1950年", "1950", "-3岁x", "72元", "七二三四五六七", "3000000000", "7.5", "72.", "x"})
    EXPECT_EQ(read_age(bad).has_value() ? "taken" : read_age(bad).error().code, "row.bad_age") << bad;
}

TEST(ReadSex, TakesWhatClerksWrite) {
  for (const char* male : {"男", " 男", "男性", "男 ", "M", "male", "男　性"})
    EXPECT_EQ(*read_sex(male), Sex::kMale) << male;
  for (const char* female : {"女", " 女", "女性", "f", "Ｆ"})
    EXPECT_EQ(*read_sex(female), Sex::kFemale) << female;
  for (const char* none : {"", " ", "/", "-"}) EXPECT_EQ(*read_sex(none), Sex::kUnstated);
  EXPECT_EQ(read_sex("72").error().code, "row.bad_sex");
}

TEST(NormalPhone, LeavesDigitsOnly) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"170 0002 9263", "17000029263"},
      {"180-0005-7284", "18000057284"},
      {"１５００００５００５３", "15000050053"},
      {"１３０ 0002-9263", "13000029263"},
      {"13000086620", "13000086620"},
      {"13000086620.0", "13000086620"},
      {"1.3000086620E+10", "13000086620"},
      {"1.300008662e10", "13000086620"},
      {"+86 130 0002 9263", "13000029263"},
      {"0086-13000029263", "13000029263"},
      {"8613000029263", "13000029263"},
      {"'13000029263", "13000029263"},
      {"0738-8312345", "07388312345"},
      {"（0738）8312345", "07388312345"},
      {"8312345", "8312345"},
      {"", ""},
  };
  for (const auto& [text, phone] : cases) EXPECT_EQ(normal_phone(text), phone) << text;
}

TEST(NormalPhone, KeepsWhatIsNoPhoneNumberAsWritten) {
  for (const char* text : {"无", "同上", "13000029263/13000029264", "13000029263（儿子）",
                           "0738-8312345转801", "1.3E+10", "1.30001E+10", "12345"})
    EXPECT_EQ(normal_phone(std::string(" ") + text + " "), text);
}

TEST(NormalName, FoldsWidthAndClosesChineseNames) {
  EXPECT_EQ(normal_name("邓 志"), "邓志");
  EXPECT_EQ(normal_name(" 唐　长 "), "唐长");
  EXPECT_EQ(normal_name("郭子燕\n"), "郭子燕");
  EXPECT_EQ(normal_name("买买提·艾山"), "买买提·艾山");
  EXPECT_EQ(normal_name("Ｊohn  Smith"), "John Smith");
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

RC_GTEST_PROP(ReadForm1, TakesAnyBytesInAnyCell, ()) {
  const auto cell = rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  Grid grid = *rc::gen::container<Grid>(rc::gen::container<std::vector<std::string>>(cell));
  grid.insert(grid.begin(), kHeader);
  const auto form = read_form1(grid);
  RC_ASSERT(form.has_value());
  RC_ASSERT(form->rows.size() + form->refused.size() <= grid.size());
}

RC_GTEST_PROP(ValueInText, ReadsAnyValueThatIsWritten, ()) {
  const auto yuan = *rc::gen::inRange<std::uint32_t>(1, 100'000);
  RC_ASSERT(value_in_text("轮椅一台，" + std::to_string(yuan) + "元左右") == yuan);
  RC_ASSERT(value_in_text("轮椅一台（约" + std::to_string(yuan) + "元）（五保户）") == yuan);
}

RC_GTEST_PROP(TidyText, IsIdempotent, ()) {
  const std::string once = tidy_text(*rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
  RC_ASSERT(tidy_text(once) == once);
}

RC_GTEST_PROP(NormalPhone, IsIdempotent, ()) {
  const std::string text = *rc::gen::container<std::string>(
      rc::gen::element('0', '1', '3', '8', '6', ' ', '-', '+', '.', 'E', '(', '/'));
  const std::string once = normal_phone(text);
  RC_ASSERT(normal_phone(once) == once);
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
