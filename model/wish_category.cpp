// Proposes the category of a wish from its words. A clerk sees the proposal and may change it.
//
// Three passes over the wish without value and kinds of person: words for something to be done,
// which win wherever they stand (帮忙修理一台电视机 is no thing); then things, by what they are or by
// a measure word (二胡, 轮椅一台); then words that mean something to be done only where nothing is
// wanted to hold (护理, but 护理床一张). What is left is goods.

#include <optional>

#include "model/characters.h"
#include "model/form1.h"
#include "model/wish_text.h"

namespace model {
namespace {

using Text = std::u32string_view;

struct Rule {
  Category category;
  std::initializer_list<Text> words;
};

// In this order: the first rule with a word in the text decides.
const Rule kDeeds[] = {
    {Category::kCounselling, {U"心理", U"疏导", U"抑郁", U"焦虑", U"开导", U"情绪低落", U"心结"}},
    // Errands, also those with a word of policy in them: 代缴医保.
    {Category::kConvenience, {U"代买",     U"代购",   U"代缴",     U"代交",   U"代取",   U"代领",   U"代办",
                              U"代写",     U"帮忙买", U"帮买",     U"帮忙取", U"跑腿",   U"送药",   U"送餐",
                              U"送饭上门", U"送货",   U"送水上门", U"缴费",   U"交电费", U"交水费", U"充值"}},
    {Category::kPolicy,
     {U"政策",     U"补贴",     U"补助",     U"津贴",     U"报销",       U"危房",     U"医保",
      U"社保",     U"合作医疗", U"新农合",   U"养老保险", U"养老金",     U"救助",     U"办低保",
      U"办理低保", U"申请低保", U"申请五保", U"申请特困", U"残疾证",     U"残疾人证", U"办证",
      U"落户",     U"户口",     U"就业",     U"找工作",   U"找一份工作", U"找份工作", U"贷款",
      U"创业",     U"技能培训", U"技术指导", U"法律",     U"维权",       U"公租房",   U"廉租房",
      U"易地搬迁", U"助学金",   U"减免",     U"咨询",     U"翻修",       U"翻新房",   U"修缮",
      U"修房",     U"房屋维修", U"房屋修理", U"修屋顶",   U"屋顶漏",     U"屋顶维修", U"建房"}},
    {Category::kHousekeeping,
     {U"打扫", U"保洁", U"搞卫生", U"做卫生", U"大扫除", U"清洁",   U"洗衣服", U"洗被",
      U"洗晒", U"清洗", U"拆洗",   U"擦窗",   U"擦玻璃", U"家政",   U"做家务", U"家务",
      U"做饭", U"煮饭", U"收拾屋", U"收拾房", U"整理房", U"整理屋", U"整理家", U"劈柴",
      U"挑水", U"砍柴", U"收割",   U"干农活", U"农忙"}},
    {Category::kConvenience,
     {U"理发",     U"剪发",     U"剪头发",   U"修理",         U"维修",         U"修一",       U"修好",
      U"检修",     U"更换",     U"换灯泡",   U"换锁",         U"换水龙头",     U"安装",       U"装一",
      U"疏通",     U"漏水",     U"磨刀",     U"配钥匙",       U"开锁",         U"量血压",     U"测血压",
      U"测血糖",   U"义诊",     U"体检",     U"打印",         U"复印",         U"拍照",       U"照相",
      U"拍全家福", U"挂号",     U"寄快递",   U"取快递",       U"搬家",         U"搬运",       U"接送",
      U"缝补",     U"修鞋",     U"修伞",     U"智能手机使用", U"使用智能手机", U"用智能手机", U"用手机",
      U"剪指甲",   U"改造线路", U"线路改造", U"坏了"}},
    {Category::kCompanionship, {U"陪同",     U"陪诊",   U"陪去", U"陪我去", U"陪老人去", U"陪他去", U"陪她去",
                                U"陪我看病", U"陪看病", U"照料", U"照看",   U"照顾",     U"看护",   U"散步",
                                U"遛弯",     U"晒太阳", U"喂饭", U"洗澡",   U"擦身",     U"翻身"}},
    {Category::kComfort,
     {U"聊天",     U"聊聊", U"谈心", U"说说话", U"说话",   U"拉家常",   U"解闷",       U"看望",
      U"探望",     U"慰问", U"慰藉", U"关怀",   U"过生日", U"过个生日", U"过一个生日", U"庆生",
      U"过节",     U"过年", U"团聚", U"团圆",   U"见一面", U"见爸爸",   U"见妈妈",     U"见父母",
      U"视频通话", U"读报", U"念报", U"读信",   U"写信"}},
    {Category::kCulture,
     {U"辅导", U"补课", U"补习", U"教我", U"教孩子", U"功课", U"家教", U"支教", U"讲故事"}},
    {Category::kActivity,
     {U"参加", U"加入", U"组织", U"舞蹈队", U"舞队", U"合唱队", U"合唱团", U"腰鼓队", U"文艺演出",
      U"文艺汇演", U"演出", U"联欢", U"运动会", U"比赛", U"夏令营", U"春游", U"郊游", U"参观", U"旅游"}},
};

// To hold, but for the mind: books, instruments, games of the board, writing and painting.
const Rule kCultureThings = {
    Category::kCulture,
    {U"二胡",     U"象棋",   U"围棋",   U"军棋",   U"跳棋",     U"棋",   U"乐器",   U"笛子",
     U"葫芦丝",   U"口琴",   U"吉他",   U"电子琴", U"古筝",     U"琵琶", U"唢呐",   U"腰鼓",
     U"锣鼓",     U"小提琴", U"钢琴",   U"口风琴", U"书籍",     U"图书", U"课外书", U"故事书",
     U"课外读物", U"读物",   U"连环画", U"绘本",   U"漫画",     U"名著", U"字典",   U"词典",
     U"杂志",     U"报纸",   U"报刊",   U"期刊",   U"本书",     U"套书", U"些书",   U"书法",
     U"字帖",     U"毛笔",   U"宣纸",   U"画笔",   U"画板",     U"水彩", U"颜料",   U"春联",
     U"对联",     U"光碟",   U"戏曲",   U"电影票", U"学习资料", U"教辅", U"扑克"}};

// Only where nothing to hold is named.
const Rule kDeedsWithoutThing[] = {
    {Category::kComfort, {U"生日", U"陪伴我说", U"孤独", U"寂寞", U"亲情", U"想念", U"爱心妈妈"}},
    {Category::kCompanionship,
     {U"陪", U"护理", U"看病", U"就医", U"就诊", U"复查", U"去医院", U"住院", U"康复训练", U"按摩"}},
    {Category::kActivity,
     {U"广场舞", U"跳舞", U"唱歌", U"合唱", U"打球", U"下棋", U"太极", U"健身", U"活动"}},
    {Category::kCulture,
     {U"看书", U"读书", U"阅读", U"看电影", U"看戏", U"花鼓戏", U"学习", U"学画", U"学琴", U"写字", U"画画",
      U"上学", U"作业"}},
    {Category::kHousekeeping, {U"卫生", U"洗衣"}},
    {Category::kConvenience, {U"手机", U"家电", U"上门", U"快递", U"帮忙"}},
    {Category::kPolicy, {U"申请", U"了解", U"办理", U"学费", U"资金", U"扶持"}},
};

bool has_word(Text wish, const Rule& rule) { return contains_any(wish, rule.words); }

// "轮椅一台", "2个电饭煲", "米、油各一份". 一个人 and 每周一次 name no thing.
bool names_thing(Text wish) {
  constexpr Text kMeasures =
      U"台个把副床条套件双盏袋桶箱辆架部张根份斤只瓶盒顶块支对罐包提壶幅株棵头羽批些枚扇口";
  constexpr Text kNotAfter = U"人月星小";  // 一个人, 一个月, 一个星期, 一个小时.
  for (std::size_t i = 0; i + 1 < wish.size(); ++i) {
    const bool number =
        is_digit(wish[i]) || chinese_digit(wish[i]) >= 0 || Text(U"十几数").find(wish[i]) != Text::npos;
    if (!number || kMeasures.find(wish[i + 1]) == Text::npos) continue;
    if (i + 2 < wish.size() && kNotAfter.find(wish[i + 2]) != Text::npos) continue;
    return true;
  }
  return false;
}

// Things whose names hold a word of a deed.
std::u32string without_misleading_names(std::u32string wish) {
  for (Text name : {U"学习机", U"血压计", U"理发器", U"理发剪", U"理发推子", U"维修工具", U"修理工具",
                    U"护理床", U"护理垫", U"照相机", U"打印机", U"清洁剂", U"清洁用品", U"清洗剂"}) {
    const std::size_t at = wish.find(name);
    if (at != wish.npos) wish.replace(at, name.size(), U"物");
  }
  return wish;
}

}  // namespace

Category propose_category(std::string_view content) {
  const std::u32string wish = without_misleading_names(wish_core(content));
  for (const Rule& rule : kDeeds)
    if (has_word(wish, rule)) return rule.category;
  if (has_word(wish, kCultureThings)) return Category::kCulture;
  if (names_thing(wish)) return Category::kGoods;
  for (const Rule& rule : kDeedsWithoutThing)
    if (has_word(wish, rule)) return rule.category;
  return Category::kGoods;
}

}  // namespace model
