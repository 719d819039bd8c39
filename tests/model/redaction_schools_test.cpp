// A child's school: under any name it is refused, and words that name none go out.

#include <gtest/gtest.h>

#include <algorithm>

#include "redaction_fixture.h"

namespace model {
namespace {

using What = Leak::What;

TEST(Leaks, FindsAnySchoolOfAChild) {
  for (const char* text :
       {"在新星小学读书", "双峰县第一中学", "石台小学", "新星小学生", "新星小学数学课本"}) {
    EXPECT_EQ(leaked(text, part_of("刘雨", "", "", "", 9)), std::vector{What::kSchool}) << text;
    EXPECT_TRUE(leaks(text, part_of("刘雨", "", "", "", 40)).empty()) << text;
    EXPECT_FALSE(
        leaks(text, part_of("刘雨", "", "", "", std::nullopt), all_of_these({Target::kLeftBehindChild}))
            .empty());
  }
}

// Names of which the characters are words of every day as well, too.
constexpr const char* kNamesOfSchools[] = {
    "坪上小学",   "上团小学",     "大熊山希望小学", "建新小学",         "进步小学",   "前进小学",
    "上进小学",   "求是小学",     "人和小学",       "永和中心小学",     "互助小学",   "平等小学",
    "成都小学",   "耕读小学",     "于家小学",       "大有小学",         "有为中学",   "岭上中学",
    "会同中学",   "东升中学",     "新建中学",       "第一中学",         "第三中学",   "101中学",
    "八一小学",   "三元小学",     "五台小学",       "过水坪小学",       "听涛小学",   "太平小学",
    "华中小学",   "城中小学",     "理想幼儿园",     "未来幼儿园",       "天天幼儿园", "好孩子幼儿园",
    "智能幼儿园", "爱心幼儿园",   "小太阳幼儿园",   "镇中心幼儿园",     "实验小学",   "街上小学",
    "陈家小学",   "桥头河镇中学", "涟钢子弟小学",   "石马山镇完全小学", "附属小学",   "自由小学",
    "福建小学",   "石山完小",
};

TEST(Leaks, FindsASchoolOfAChildUnderAnyName) {
  const WishPart child = part_of("刘雨", "", "", "", 9);
  for (const std::string name : kNamesOfSchools)
    for (const auto& [before, after] :
         {std::pair("", ""), std::pair("孩子在", "读书，想要一盏台灯"), std::pair("今年就读于", "三年级"),
          std::pair("她是", "的学生"), std::pair("从", "到家要一个小时"), std::pair("走到", "前面"),
          std::pair("想要书包，", "门口收")}) {
      const std::string text = before + name + after;
      const std::vector<What> found = leaked(text, child);
      EXPECT_TRUE(std::ranges::find(found, What::kSchool) != found.end()) << text;
      EXPECT_TRUE(leaks(text, part_of("刘雨", "", "", "", 40)).empty()) << text;
    }
  // Its characters apart, in the traditional script, behind a verb, and one of two.
  for (const char* text :
       {"坪 上 小 学", "坪-上-小-学", "建新小學", "孩子上坪上小学", "今年上了上团小学",
        "希望上大熊山希望小学", "在希望小学读书", "小明读石台小学", "在娄底一中读高三", "幼儿园和坪上小学"})
    EXPECT_EQ(leaked(text, child), std::vector{What::kSchool}) << text;
  EXPECT_EQ(leaked("坪上小学和上团中学", child), (std::vector{What::kSchool, What::kSchool}));
}

TEST(ProposePublicText, PutsAWordInPlaceOfASchoolUnderAnyName) {
  EXPECT_EQ(content_of(part_of("李思琪", "", "", "孩子在坪上小学读书，想要一盏台灯", 9)),
            "孩子在某学校读书，想要一盏台灯");
  EXPECT_EQ(content_of(part_of("李思琪", "", "", "今年上上团小学，想要书包", 9)), "今年上某学校，想要书包");
  EXPECT_EQ(content_of(part_of("李思琪", "", "", "希望上大熊山希望小学", 9)), "希望上某学校");
}

TEST(Leaks, TakesWordsAroundASchoolForNoName) {
  for (const char* text : {"希望上小学时有一个书包",
                           "今年上小学三年级",
                           "读小学",
                           "上小学",
                           "在小学",
                           "上了中学",
                           "希望上小学",
                           "小学生",
                           "小学三年级",
                           "需要补习小学数学",
                           "希望完成小学学业",
                           "想参加小学合唱队",
                           "希望资助小学学费",
                           "镇里的小学",
                           "孩子读小学，想要一套课外书",
                           "孙女今年刚上小学，想要一个书包",
                           "弟弟还在上幼儿园，想要一盒彩笔",
                           "妹妹明年上幼儿园",
                           "去年考上了中学，想要一个行李箱",
                           "孩子今年九月上小学",
                           "9月1日上小学，想要一个新书包",
                           "8岁上小学二年级",
                           "每天走路去小学要一个小时，想要一双雨鞋",
                           "他在镇上小学读书",
                           "村里的小学离家很远，想要一把雨伞",
                           "一所小学",
                           "想要一套小学语文课本",
                           "想要五本中学生作文选",
                           "希望有老师来辅导小学数学",
                           "就读小学四年级，成绩很好",
                           "就读于小学四年级",
                           "从小学画画，想要一盒颜料",
                           "孩子自小学琴，想要一把二胡",
                           "在生活中学习做饭",
                           "想从中学到本领",
                           "正在读高中学业紧张",
                           "送给全县中小学生的书",
                           "新华字典小学版",
                           "哥哥上中学，弟弟上小学，两人都想要一个书包",
                           "幼儿园和小学都在附近",
                           "小学毕业后想上中学",
                           "住在镇上读小学",
                           "读完小学了，想要一套初中课本",
                           "在某小学读书",
                           "xx小学",
                           "想读公办幼儿园",
                           "因家庭困难没能上幼儿园，想要一套积木",
                           "双胞胎读小学，想要两个书包",
                           "即将升入中学，想要一辆自行车",
                           "想给村小学捐书",
                           "马上就要上小学了",
                           "将来上中学用的台灯",
                           "爸爸在外打工，他上小学由奶奶照顾",
                           "**上小学三年级",
                           "父母在外打工，现读小学",
                           "进重点中学是他的愿望",
                           "留守儿童小学三年级",
                           "坚持上中学",
                           "小学英语和中学英语",
                           "大中小学生"})
    EXPECT_TRUE(leaks(text, part_of("刘雨", "", "", "", 12)).empty()) << text;
}

TEST(ProposePublicText, LeavesWhatIsForPupils) {
  const WishPart p = part_of("刘雨", "", "", "想要一本小学生新华字典", 9);
  EXPECT_EQ(content_of(p), p.content);
  EXPECT_TRUE(leaks(p.content, p).empty());
}

TEST(Leaks, TakesWordsForWhatIsForPupilsAsNoSchool) {
  for (const char* text :
       {"一本小学生新华字典", "一套初中数学课外书", "适合小学生看的课外书", "一台适合中学生的台灯",
        "书包、文具，小学生用", "想上小学", "小学三年级的书", "人教版小学语文", "全国小学生作文选"})
    EXPECT_TRUE(leaks(text, part_of("刘雨", "", "", "", 9)).empty()) << text;
}

}  // namespace
}  // namespace model
