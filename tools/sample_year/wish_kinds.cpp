#include "tools/sample_year/wish_kinds.h"

namespace sample_year {
namespace {

using enum model::Category;
using model::Target;

constexpr Season kAny = Season::kAlways;

constexpr WishKind kWishKinds[] = {
    // Warmth and coolness.
    {"冬被一床", kGoods, 90, 280, Season::kWinter, Who::kAll, 26},
    {"棉衣一件", kGoods, 100, 260, Season::kWinter, Who::kAdults, 18},
    {"羽绒服一件", kGoods, 180, 300, Season::kWinter, Who::kChildren, 24},
    {"电热毯一条", kGoods, 70, 160, Season::kWinter, Who::kAdults, 20},
    {"取暖器一台", kGoods, 120, 290, Season::kWinter, Who::kAll, 22},
    {"过冬用的木炭两袋", kGoods, 100, 220, Season::kWinter, Who::kAdults, 18, 0, false, true},
    {"棉鞋一双、热水袋一个", kGoods, 50, 130, Season::kWinter, Who::kOld, 16},
    {"电风扇一台", kGoods, 90, 220, Season::kSummer, Who::kAll, 22},
    {"蚊帐一床、凉席一床", kGoods, 80, 190, Season::kSummer, Who::kAll, 16},
    // For the house.
    {"电饭煲一个", kGoods, 100, 260, kAny, Who::kAdults, 16},
    {"电磁炉一台", kGoods, 120, 260, kAny, Who::kAdults, 8},
    {"大米一袋、食用油一壶", kGoods, 100, 230, kAny, Who::kAdults, 20, 0, false, true},
    {"床单被套一套", kGoods, 80, 190, kAny, Who::kAdults, 8},
    {"简易衣柜一个", kGoods, 90, 200, kAny, Who::kAdults, 6},
    {"洗衣粉、毛巾等日用品一份", kGoods, 50, 120, kAny, Who::kAdults, 8, 0, false, true},
    {"雨鞋一双、雨衣一件", kGoods, 40, 120, kAny, Who::kHouseholds, 6},
    {"年货一份，有糖果和腊肉就好", kGoods, 100, 260, Season::kYearsEnd, Who::kAll, 18, 0, false, true},
    {"月饼一盒", kGoods, 60, 150, Season::kMidAutumn, Who::kAll, 14, 0, false, true},
    // For the old and the ill.
    {"老花镜一副", kGoods, 30, 90, kAny, Who::kOld, 12},
    {"四脚拐杖一根", kGoods, 40, 130, kAny, Who::kWeak, 12},
    {"血压计一台", kGoods, 120, 260, kAny, Who::kOld, 10},
    {"坐便椅一把", kGoods, 80, 180, kAny, Who::kWeak, 8},
    {"成人护理垫两包", kGoods, 80, 160, kAny, Who::kWeak, 6, 0, false, true},
    {"按键大一点的老人手机一台", kGoods, 120, 260, kAny, Who::kOld, 8},
    {"手电筒一个", kGoods, 20, 60, kAny, Who::kOld, 4},
    {"收音机一台", kGoods, 60, 180, kAny, Who::kOld, 10},
    // For work in the fields.
    {"鸡苗三十羽", kGoods, 150, 300, Season::kSowing, Who::kHouseholds, 16, 0, false, true},
    {"化肥两包", kGoods, 180, 290, Season::kSowing, Who::kHouseholds, 14, 0, false, true},
    {"喷雾器一台", kGoods, 90, 190, Season::kSowing, Who::kHouseholds, 8},
    // For children.
    {"书包一个和文具一套", kGoods, 80, 200, Season::kSchool, Who::kChildren, 40},
    {"学习用台灯一盏", kGoods, 60, 150, Season::kSchool, Who::kChildren, 24},
    {"运动鞋一双", kGoods, 80, 200, kAny, Who::kChildren, 14},
    {"新衣服一套", kGoods, 90, 220, Season::kChildrensDay, Who::kChildren, 18},
    {"儿童自行车一辆", kGoods, 200, 300, kAny, Who::kChildren, 8},
    {"生日蛋糕一个", kGoods, 80, 180, kAny, Who::kChildren, 8},
    {"篮球一个", kGoods, 60, 150, Season::kChildrensDay, Who::kChildren, 14},
    {"课外书一套，想要四大名著", kCulture, 80, 220, Season::kSchool, Who::kChildren, 24},
    {"《新华字典》一本", kCulture, 20, 60, Season::kSchool, Who::kChildren, 14},
    {"画笔和画板一套", kCulture, 50, 150, Season::kChildrensDay, Who::kChildren, 14},
    {"口琴一支", kCulture, 40, 120, Season::kChildrensDay, Who::kChildren, 6},
    {"辅导小学四年级数学", kCulture, 0, 0, kAny, Who::kChildren, 16, 12, true},
    {"暑假作业没人辅导，想请大学生哥哥姐姐教一教", kCulture, 0, 0, Season::kVacation, Who::kChildren, 24, 16,
     true},
    {"想和在外打工的爸妈视频通话一次", kComfort, 0, 0, Season::kChildrensDay, Who::kChildren, 14, 1},
    {"想有人陪着过一个生日", kComfort, 0, 0, kAny, Who::kChildren, 10, 3, true},
    {"孩子不爱说话，希望有心理老师来开导", kCounselling, 0, 0, kAny, Who::kChildren, 10, 4},
    {"想参观一次科技馆", kActivity, 0, 0, Season::kVacation, Who::kChildren, 16, 6, true},
    {"想参加一次夏令营", kActivity, 0, 0, Season::kVacation, Who::kChildren, 14, 12},
    {"想参加一次联欢会，上台唱一首歌", kActivity, 0, 0, Season::kChildrensDay, Who::kChildren, 12, 4, true},
    // Culture.
    {"一副象棋", kCulture, 30, 70, kAny, Who::kAll, 8},
    {"二胡一把", kCulture, 180, 300, kAny, Who::kOld, 5},
    {"花鼓戏光碟一套", kCulture, 30, 90, kAny, Who::kOld, 5},
    {"春联一副、福字两张", kCulture, 20, 50, Season::kYearsEnd, Who::kAll, 10},
    {"毛笔和字帖一套", kCulture, 40, 120, kAny, Who::kAll, 4},
    {"订一份《湖南日报》，想多看看报纸", kCulture, 200, 300, kAny, Who::kPartyMembers, 16},
    // Policy.
    {"想了解危房改造政策", kPolicy, 0, 0, kAny, Who::kHouseholds, 10, 2},
    {"咨询两项补贴如何申请", kPolicy, 0, 0, kAny, Who::kWeak, 10, 2},
    {"希望帮助办理慢性病医保报销", kPolicy, 0, 0, kAny, Who::kAdults, 12, 3},
    {"想了解大病救助的政策", kPolicy, 0, 0, kAny, Who::kAdults, 8, 2},
    {"想在家门口找一份工作", kPolicy, 0, 0, kAny, Who::kHouseholds, 10, 4},
    {"想要油茶种植的技术指导", kPolicy, 0, 0, Season::kSowing, Who::kHouseholds, 8, 4},
    {"咨询优抚政策，抚恤补助有没有调整", kPolicy, 0, 0, kAny, Who::kVeterans, 24, 2},
    // Services.
    {"大扫除一次，窗玻璃够不着", kHousekeeping, 0, 0, Season::kYearsEnd, Who::kOld, 18, 4, true},
    {"每周一次上门打扫卫生", kHousekeeping, 0, 0, kAny, Who::kWeak, 10, 8, true},
    {"帮忙拆洗被子", kHousekeeping, 0, 0, Season::kSummer, Who::kOld, 10, 3},
    {"帮忙收割稻子", kHousekeeping, 0, 0, Season::kHarvest, Who::kHouseholds, 22, 10, true},
    {"帮忙劈柴，够烧一个冬天", kHousekeeping, 0, 0, Season::kWinter, Who::kOld, 10, 4, true},
    {"心里闷，想做一次心理疏导", kCounselling, 0, 0, kAny, Who::kAdults, 7, 3},
    {"晚上睡不着，总是焦虑，想找人开导", kCounselling, 0, 0, kAny, Who::kAdults, 5, 3},
    {"陪老人聊天", kComfort, 0, 0, kAny, Who::kOld, 16, 3, true},
    {"过年想有人来看望", kComfort, 0, 0, Season::kYearsEnd, Who::kOld, 12, 2, true},
    {"眼睛看不清，想有人读报", kComfort, 0, 0, kAny, Who::kOld, 6, 4},
    {"想给老战友写信，自己写不了字", kComfort, 0, 0, kAny, Who::kVeterans, 16, 2},
    {"陪同去市里医院复查", kCompanionship, 0, 0, kAny, Who::kWeak, 12, 7},
    {"想有人推着出去晒太阳", kCompanionship, 0, 0, kAny, Who::kWeak, 8, 3, true},
    {"擦身、洗澡，家里没人帮得动", kCompanionship, 0, 0, kAny, Who::kWeak, 5, 3},
    {"上门理发", kConvenience, 0, 0, kAny, Who::kWeak, 14, 1},
    {"帮忙修理漏水的水龙头", kConvenience, 0, 0, kAny, Who::kAdults, 10, 2},
    {"检修家里的老电线", kConvenience, 0, 0, kAny, Who::kAdults, 9, 3},
    {"代买药品，每月一次", kConvenience, 0, 0, kAny, Who::kWeak, 10, 4},
    {"更换灯泡，天花板太高", kConvenience, 0, 0, kAny, Who::kOld, 6, 1},
    {"想学会用智能手机", kConvenience, 0, 0, kAny, Who::kOld, 9, 3},
    {"想拍全家福，家里没有一张合影", kConvenience, 0, 0, Season::kYearsEnd, Who::kAll, 8, 2},
    {"想参加社区的广场舞队", kActivity, 0, 0, kAny, Who::kOld, 5, 4},
    {"想参加一次重阳节的联欢", kActivity, 0, 0, Season::kAutumnOutings, Who::kOld, 24, 4, true},
    {"想参观一次烈士纪念馆", kActivity, 0, 0, Season::kSummer, Who::kVeterans, 20, 5, true},
    {"想参加一次支部的主题党日活动", kActivity, 0, 0, Season::kSummer, Who::kPartyMembers, 26, 3},
};

constexpr WishKind kDearWishKinds[] = {
    {"轮椅一台", kGoods, 380, 900, kAny, Who::kWeak, 22},
    {"笔记本电脑一台（上网课用）", kGoods, 1800, 3500, kAny, Who::kChildren, 18},
    {"助听器一个", kGoods, 800, 3000, kAny, Who::kWeak, 10},
    {"护理床一张", kGoods, 900, 2400, kAny, Who::kWeak, 8},
    {"洗衣机一台", kGoods, 600, 1200, kAny, Who::kAll, 9},
    {"冰箱一台", kGoods, 900, 1800, Season::kSummer, Who::kAll, 7},
    {"翻修屋顶，下雨天漏水", kPolicy, 5000, 20000, kAny, Who::kHouseholds, 16},
    {"大病手术，申请救助", kPolicy, 5000, 20000, kAny, Who::kAdults, 10},
    {"孩子考上大学，申请助学金", kPolicy, 3000, 6000, Season::kVacation, Who::kHouseholds, 18},
};

constexpr std::uint32_t kMonths[][12] = {
    {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10},  // kAlways
    {28, 14, 4, 1, 0, 0, 0, 0, 1, 8, 25, 32},          // kWinter
    {0, 0, 0, 1, 12, 28, 30, 20, 3, 0, 0, 0},          // kSummer
    {4, 20, 8, 3, 3, 2, 6, 48, 26, 4, 3, 2},           // kSchool
    {2, 10, 28, 25, 10, 4, 2, 3, 4, 2, 1, 1},          // kSowing
    {0, 0, 0, 0, 0, 0, 14, 4, 14, 32, 2, 0},           // kHarvest: twice a year.
    {5, 5, 5, 8, 40, 10, 5, 5, 5, 5, 5, 5},            // kChildrensDay
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},              // kYearsEnd: see weight_at().
    {0, 0, 0, 0, 0, 0, 0, 2, 36, 4, 0, 0},             // kMidAutumn
    {0, 0, 0, 0, 0, 20, 40, 20, 0, 0, 0, 0},           // kVacation
    {0, 0, 0, 0, 0, 0, 0, 0, 10, 40, 4, 0},            // kAutumnOutings
};

constexpr std::uint32_t bit(Target target) { return 1u << static_cast<unsigned>(target); }
constexpr std::uint32_t kChildren =
    bit(Target::kLeftBehindChild) | bit(Target::kSpecialNeedsChild) | bit(Target::kOrphanOrDisabledChild);

}  // namespace

std::span<const WishKind> wish_kinds() { return kWishKinds; }
std::span<const WishKind> dear_wish_kinds() { return kDearWishKinds; }

std::uint32_t weight_at(Season season, const TimeOfYear& when) {
  constexpr std::uint32_t kAtYearsEnd = 36;
  if (season == Season::kYearsEnd) return when.years_end ? kAtYearsEnd : 0;
  return kMonths[static_cast<std::size_t>(season)][when.month - 1];
}

bool suits(Who who, const model::Targets& targets, std::uint16_t age) {
  constexpr std::uint16_t kOldFrom = 60, kWeakFrom = 75, kWorksUntil = 65;
  const bool child = (targets.bits & kChildren) != 0;
  switch (who) {
    case Who::kAll:
      return true;
    case Who::kAdults:
      return !child;
    case Who::kChildren:
      return child;
    case Who::kOld:
      return age >= kOldFrom;
    case Who::kWeak:
      return age >= kWeakFrom || targets.has(Target::kDisabled);
    case Who::kHouseholds:
      return !child && age <= kWorksUntil;
    case Who::kVeterans:
      return targets.has(Target::kVeteran) || targets.has(Target::kWarVeteran);
    case Who::kPartyMembers:
      return targets.has(Target::kPartyMemberInDifficulty);
  }
  return false;
}

}  // namespace sample_year
