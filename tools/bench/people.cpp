#include "tools/bench/people.h"

namespace bench {

using model::Category;
using model::Target;

namespace {

constexpr std::string_view kSurnames[] = {"曾", "万", "乔", "熊", "马", "陈", "秦", "彭",  "肖",
                                          "邓", "李", "胡", "王", "谢", "贺", "周", "刘",  "张",
                                          "谭", "袁", "罗", "杨", "吴", "伍", "康", "欧阳"};
constexpr std::string_view kFirst[] = {"玉", "军", "浩", "梅", "娥", "燕", "姣", "月", "石",
                                       "欣", "伏", "桂", "子", "冬", "长", "小", "建", "国",
                                       "春", "秀", "志", "文", "红", "德", "福", "爱"};
constexpr std::string_view kSecond[] = {"德", "丽", "胜", "年", "军", "海", "华", "生", "怡",
                                        "初", "英", "轩", "梅", "庚", "明", "珍", "平", "兰",
                                        "强", "云", "香", "林", "清", "贵", "芳", ""};

struct Thing {
  std::string_view text;
  Category category;
  std::uint16_t yuan_min;  // 0: nothing that is bought.
  std::uint16_t yuan_max;
};
constexpr Thing kThings[] = {
    {"冬被一床", Category::kGoods, 90, 280},
    {"棉被一床、枕头一对", Category::kGoods, 120, 300},
    {"电热毯一床", Category::kGoods, 80, 160},
    {"取暖器一台", Category::kGoods, 120, 290},
    {"老花镜一副", Category::kGoods, 30, 90},
    {"轮椅一台", Category::kGoods, 280, 800},
    {"拐杖一根", Category::kGoods, 40, 120},
    {"收音机一台", Category::kCulture, 60, 180},
    {"二胡一把", Category::kCulture, 180, 300},
    {"一副象棋", Category::kCulture, 30, 60},
    {"书包一个和文具一套", Category::kGoods, 80, 200},
    {"篮球一个", Category::kCulture, 60, 150},
    {"课外书一套，四大名著", Category::kCulture, 80, 220},
    {"笔记本电脑一台（上网课用）", Category::kGoods, 1800, 3500},
    {"电饭煲一个", Category::kGoods, 100, 260},
    {"棉衣一件，身高一米五左右", Category::kGoods, 100, 280},
    {"雨鞋一双", Category::kGoods, 30, 80},
    {"帮忙修漏水的水龙头", Category::kHousekeeping, 0, 0},
    {"帮忙把屋后的水沟清一清", Category::kHousekeeping, 0, 0},
    {"大扫除一次，玻璃够不着", Category::kHousekeeping, 0, 0},
    {"陪老人聊天", Category::kComfort, 0, 0},
    {"想有人陪着去县医院复查", Category::kCompanionship, 0, 0},
    {"心里闷，想找人说说话", Category::kCounselling, 0, 0},
    {"上门理发", Category::kConvenience, 0, 0},
    {"代买药品，每月一次", Category::kConvenience, 0, 0},
    {"希望讲一讲残疾人两项补贴怎么办", Category::kPolicy, 0, 0},
    {"咨询大病医保报销", Category::kPolicy, 0, 0},
    {"想参加村里的广场舞队", Category::kActivity, 0, 0},
    {"暑假作业没人辅导", Category::kCompanionship, 0, 0},
};
constexpr std::string_view kCircumstances[] = {
    "",
    "",
    "",
    "，旧的用了十几年",
    "，儿女在外打工",
    "，老伴走后一个人住",
    "，家里两个孩子上学",
    "，腿脚不便",
    "，去年住院花光了积蓄",
    "，父母都在广东务工，跟奶奶住",
    "，眼睛看不清",
    "，入冬前最好",
    "，村干部可代收",
};
struct Kind {
  Target target;
  std::string_view zh;
  std::uint8_t age_min, age_max;
};
constexpr Kind kKinds[] = {
    {Target::kPoorHousehold, "精准扶贫户", 25, 80},
    {Target::kAllowanceHousehold, "低保户", 20, 85},
    {Target::kFiveGuarantees, "五保户", 60, 93},
    {Target::kLeftBehindChild, "留守儿童", 5, 15},
    {Target::kLeftBehindChild, "留守儿童", 5, 15},
    {Target::kOrphanOrDisabledChild, "孤残儿童", 5, 15},
    {Target::kDisabled, "残障人士", 18, 75},
    {Target::kElderWithoutFamily, "孤寡老人", 65, 95},
    {Target::kEmptyNestElder, "空巢老人", 60, 92},
    {Target::kElderWhoLostOnlyChild, "失独老人", 55, 85},
    {Target::kPartyMemberInDifficulty, "困难党员", 40, 88},
    {Target::kVeteran, "荣誉军人", 45, 90},
};
constexpr std::string_view kProofs[] = {
    "低保证", "户口簿复印件", "村委会证明", "残疾证", "退役证", "身份证复印件", ""};
constexpr std::string_view kPhonePrefixes[] = {"1300000", "1500000", "1700000",
                                               "1800000", "1300007", "1500006"};

constexpr std::string_view kSearchWords[] = {"棉被", "轮椅", "二胡", "书包", "理发",
                                             "聊天", "补贴", "水沟", "玉兰", "奶奶"};

}  // namespace

std::span<const std::string_view> search_words() { return kSearchWords; }

model::Date People::day() {
  return {2018, static_cast<std::uint8_t>(1 + below(12)), static_cast<std::uint8_t>(1 + below(28))};
}

model::WishEntry People::next(std::string_view village) {
  model::WishEntry entry;
  entry.name = std::string(pick(kSurnames));
  entry.name += pick(kFirst);
  entry.name += pick(kSecond);
  entry.sex = below(2) == 0 ? model::Sex::kMale : model::Sex::kFemale;
  const Kind& kind = pick(kKinds);
  entry.age = static_cast<std::uint16_t>(kind.age_min + below(kind.age_max - kind.age_min + 1u));
  entry.targets.add(kind.target);
  entry.address =
      std::string(village) + std::to_string(1 + below(18)) + "组" + std::to_string(1 + below(140)) + "号";

  const Thing& thing = pick(kThings);
  entry.category = thing.category;
  entry.content = thing.text;
  if (thing.yuan_min != 0) {
    entry.value_yuan =
        static_cast<std::uint32_t>((thing.yuan_min + below(thing.yuan_max - thing.yuan_min + 1u)) / 10 * 10);
    entry.content += "（约" + std::to_string(*entry.value_yuan) + "元）";
  }
  entry.content += pick(kCircumstances);
  if (below(2) == 0) entry.content += "（" + std::string(kind.zh) + "）";
  entry.proof = pick(kProofs);
  std::string last = std::to_string(below(10'000));
  entry.phone = std::string(pick(kPhonePrefixes)) + std::string(4 - last.size(), '0') + last;
  return entry;
}

}  // namespace bench
