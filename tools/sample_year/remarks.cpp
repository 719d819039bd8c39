#include "tools/sample_year/remarks.h"

namespace sample_year {
namespace {

using model::Category;
using Words = std::string_view;

constexpr Words kApprovals[] = {
    "", "", "", "", "", "", "情况属实", "已入户核实，情况属实", "同意", "材料齐全，同意发布"};
constexpr Words kRejections[] = {"经核实，该户已享受同类帮扶", "不属于本次活动的服务对象",
                                 "同一心愿上季度已落实", "经入户了解，本人并无此需求",
                                 "所需物品已由民政部门统一发放"};
constexpr Words kWithdrawals[] = {"亲戚已经帮忙解决", "本人改变主意，不需要了", "已住院，暂不需要",
                                  "随子女外出居住，联系不上"};
constexpr Words kThingWithdrawals[] = {"家里人已经买回来了", "亲戚送了一份，不再需要",
                                       "已由民政部门统一发放"};
constexpr Words kChildWithdrawals[] = {"学校已统一发放", "已随父母到外地上学", "家里人已经买回来了"};
constexpr Words kReleases[] = {"临时抽调到外地工作，无法按时完成", "与家属联系多次未接通",
                               "单位任务冲突，改由他人认领", "买不到合适的型号", "身体原因，暂时不能上门"};

constexpr Words kGivenThings[] = {"送到家中，当面交给本人", "按时送到家中，本人签收", "由村干部陪同送到家中",
                                  "送到家中，另带去水果一袋", "周末送上门，和老乡拉了家常"};
constexpr Words kCulture[] = {"利用周末上门辅导，教完一个单元", "送到家中并一起看了一会儿",
                              "与孩子约好每周六见面"};
constexpr Words kPolicy[] = {"上门讲解政策，帮助填好申请表", "陪同到便民服务中心办理",
                             "联系经办科室，答复了本人的疑问"};
constexpr Words kHousekeeping[] = {"和同事一起上门，屋里屋外收拾干净", "干了大半天，全部完成",
                                   "分两次上门做完"};
constexpr Words kCounselling[] = {"请心理咨询师上门谈了两次", "耐心倾听开导，情绪好多了",
                                  "联系心理协会，约定每月回访"};
constexpr Words kComfort[] = {"上门陪了一个下午", "按约定上门，一起吃了顿饭", "带上小礼物上门看望"};
constexpr Words kCompanionship[] = {"开车接送，全程陪同", "上门陪护半天", "约好时间上门，家属很放心"};
constexpr Words kConvenience[] = {"上门办好", "带工具上门，当场弄好", "请师傅一同上门解决"};
constexpr Words kActivity[] = {"接到活动现场，全程陪着", "报上名，已参加第一次活动", "单位组织，顺利完成"};

constexpr Words kVeryPleased[] = {"", "", "非常满意", "很高兴，一再道谢", "比自己想的还好", "感谢党和政府"};
constexpr Words kVeryPleasedWithThing[] = {"", "东西很合用", "正好用得上", "非常满意"};
constexpr Words kVeryPleasedChild[] = {"", "孩子高兴得跳起来", "孩子很喜欢，舍不得放下",
                                       "孩子给志愿者写了感谢信"};
constexpr Words kPleased[] = {"", "满意", "还可以", "满意，就是等得久了一点"};
constexpr Words kSoSoThing[] = {"尺寸略小", "与想要的型号不大一样", "质量一般", "来得有点晚"};
constexpr Words kSoSoDeed[] = {"只来了一次，希望常来", "时间太短", "来得有点晚"};
constexpr Words kDisputes[] = {"家属表示没有收到", "东西用了两天就坏了", "约好的时间没有来",
                               "送来的不是所要的"};
constexpr Words kSettled[] = {"已补送，本人确认收到", "已更换，现在能用", "志愿者再次上门，问题解决"};

std::string said(Words text) { return std::string(text); }

Words deed(Category category, Dice& dice) {
  switch (category) {
    case Category::kCulture:
      return dice.pick(kCulture);
    case Category::kPolicy:
      return dice.pick(kPolicy);
    case Category::kHousekeeping:
      return dice.pick(kHousekeeping);
    case Category::kCounselling:
      return dice.pick(kCounselling);
    case Category::kComfort:
      return dice.pick(kComfort);
    case Category::kCompanionship:
      return dice.pick(kCompanionship);
    case Category::kConvenience:
      return dice.pick(kConvenience);
    case Category::kActivity:
      return dice.pick(kActivity);
    case Category::kGoods:
      break;
  }
  return dice.pick(kGivenThings);
}

Words office_for(const Wish& wish, Dice& dice) {
  constexpr Words kForThings[] = {"爱心志愿者协会", "民政局", "慈善会"};
  constexpr Words kForOthers[] = {"民政局", "人力资源和社会保障局", "慈善会"};
  const Words text = wish.kind->text;
  const auto speaks_of = [&](Words word) { return text.find(word) != Words::npos; };
  if (speaks_of("轮椅") || speaks_of("助听器") || speaks_of("护理床")) return "残疾人联合会";
  if (speaks_of("屋顶")) return "住房和城乡建设局";
  if (speaks_of("大学") || speaks_of("电脑")) return "教育局";
  if (speaks_of("手术")) return "医疗保障局";
  return wish.yuan != 0 ? dice.pick(kForThings) : dice.pick(kForOthers);
}

}  // namespace

std::string approval_remark(Dice& dice) { return said(dice.pick(kApprovals)); }

std::string rejection_reason(const Wish& wish, Dice& dice) {
  if (wish.dear) return "超出微心愿标准，不符合条件，已向本人说明";
  return said(dice.pick(kRejections));
}

std::string withdrawal_reason(const Wish& wish, Dice& dice) {
  const bool thing = wish.yuan != 0;
  if (thing && wish.kind->who == Who::kChildren) return said(dice.pick(kChildWithdrawals));
  return said(thing && dice.of_thousand(500) ? dice.pick(kThingWithdrawals) : dice.pick(kWithdrawals));
}

std::string release_reason(Dice& dice) { return said(dice.pick(kReleases)); }

std::string done_text(const Wish& wish, Dice& dice) {
  if (wish.yuan != 0) return said(wish.kind->text) + "，" + said(dice.pick(kGivenThings));
  return said(deed(wish.kind->category, dice));
}

Opinion opinion(const Wish& wish, Dice& dice) {
  constexpr std::uint32_t kFive = 62, kFour = 92, kThree = 98;  // Of a hundred, cumulated.
  const bool thing = wish.yuan != 0;
  const std::uint32_t at = dice.below(100);
  if (at < kFive) {
    const bool child = wish.kind->who == Who::kChildren && dice.of_thousand(600);
    return {5, said(child   ? dice.pick(kVeryPleasedChild)
                    : thing ? dice.pick(kVeryPleasedWithThing)
                            : dice.pick(kVeryPleased))};
  }
  if (at < kFour) return {4, said(dice.pick(kPleased))};
  return {static_cast<std::uint8_t>(at < kThree ? 3 : 2),
          said(thing ? dice.pick(kSoSoThing) : dice.pick(kSoSoDeed))};
}

Opinion disputed(const Wish& wish, Dice& dice) {
  // Nothing arrives or breaks where nothing was to be given.
  const std::uint32_t of_services = 2;
  const Words text = wish.yuan != 0 ? dice.pick(kDisputes) : kDisputes[of_services];
  return {static_cast<std::uint8_t>(dice.between(1, 2)), said(text)};
}

Opinion settled(Dice& dice) {
  return {static_cast<std::uint8_t>(dice.between(3, 5)), said(dice.pick(kSettled))};
}

Referral referral(const Wish& wish, Dice& dice) {
  const std::string what(wish.kind->text);
  return {office_for(wish, dice), "“" + what + "”超出微心愿范围，请协助解决", "已列入本季度帮扶计划",
          "经审核不符合现行政策条件，已向本人解释", "“" + what + "”已落实"};
}

}  // namespace sample_year
