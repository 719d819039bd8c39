#include "model/vocabulary.h"

namespace model {
namespace {

constexpr Word kLevels[] = {
    {1, "city", "市", "city"},
    {2, "county", "县（市、区）", "county"},
    {3, "town", "乡镇（街道）", "town"},
    {4, "community", "社区（村）", "community or village"},
};

constexpr Word kCategories[] = {
    {1, "goods", "生活物资", "goods"},
    {2, "culture", "精神文化", "culture"},
    {3, "policy", "政策扶持", "policy"},
    {4, "housekeeping", "家政帮助", "housekeeping"},
    {5, "counselling", "心理疏导", "counselling"},
    {6, "comfort", "精神慰藉", "comfort"},
    {7, "companionship", "生活陪护", "companionship"},
    {8, "convenience", "便民服务", "convenience"},
    {9, "activity", "文体活动", "activity"},
};

constexpr Word kTargets[] = {
    {1, "poor_household", "精准扶贫户", "registered poor household"},
    {2, "allowance_household", "低保户", "minimum-living-allowance household"},
    {3, "five_guarantees", "五保户", "five-guarantees household"},
    {4, "left_behind_child", "留守儿童", "left-behind child"},
    {5, "special_needs_child", "特殊儿童", "special-needs child"},
    {6, "orphan_or_disabled_child", "孤残儿童", "orphan or disabled child"},
    {7, "disabled", "残障人士", "disabled person"},
    {8, "elder_without_family", "孤寡老人", "elder without family"},
    {9, "empty_nest_elder", "空巢老人", "empty-nest elder"},
    {10, "elder_lost_only_child", "失独老人", "elder who lost the only child"},
    {11, "party_member_in_difficulty", "困难党员", "party member in difficulty"},
    {12, "veteran", "荣誉/伤残军人", "honoured or disabled veteran"},
    {13, "war_veteran", "抗战/参战老兵", "war veteran"},
    {14, "other", "其他", "other"},
};

constexpr Word kStates[] = {
    {1, "registered", "已登记", "registered"}, {2, "vetted", "已甄别", "vetted"},
    {3, "returned", "退回补正", "returned"},   {4, "rejected", "不符合", "rejected"},
    {5, "handed_over", "转办", "handed over"}, {6, "withdrawn", "撤回", "withdrawn"},
    {7, "published", "已发布", "published"},   {8, "claimed", "已认领", "claimed"},
    {9, "fulfilled", "已落实", "fulfilled"},   {10, "confirmed", "已回访", "confirmed"},
    {11, "closed", "已办结", "closed"},
};

constexpr Word kClaimStates[] = {
    {1, "provisional", "待确认", "provisional"}, {2, "granted", "认领成功", "granted"},
    {3, "declined", "未获认领", "declined"},     {4, "released", "已放弃", "released"},
    {5, "expired", "认领超时", "expired"},       {6, "fulfilled", "已落实", "fulfilled"},
    {7, "confirmed", "已回访", "confirmed"},     {8, "disputed", "有异议", "disputed"},
};

constexpr Word kClaimReasons[] = {
    {1, "full", "名额已满", "all places are taken"},
    {2, "taken_down", "心愿已撤下", "the wish was taken down"},
    {4, "released", "志愿者放弃", "given back by the volunteer"},
    {5, "expired", "超过认领期限", "not fulfilled in time"},
    {6, "reassigned", "改派他人", "given to somebody else"},
    {7, "already", "该志愿者已认领", "claimed by the same volunteer already"},
};

constexpr Word kOfferStates[] = {
    {1, "open", "可认领", "open"},
    {2, "taken", "已认领", "taken"},
    {3, "fulfilled", "已落实", "fulfilled"},
    {4, "confirmed", "已回访", "confirmed"},
    {5, "taken_down", "已撤下", "taken down"},
};

constexpr Word kSexes[] = {
    {0, "unstated", "未填", "unstated"},
    {1, "male", "男", "male"},
    {2, "female", "女", "female"},
};

constexpr Word kOutcomes[] = {
    {1, "approve", "通过", "approved"},
    {2, "return", "退回补正", "returned"},
    {3, "reject", "不符合", "rejected"},
    {4, "hand_over", "转办", "handed over"},
};

constexpr Word kAttachmentPurposes[] = {
    {1, "proof", "证明材料", "proof"},
    {2, "photo", "照片", "photo"},
    {3, "other", "其他", "other"},
};

constexpr Word kConsentBys[] = {
    {0, "unstated", "未填", "unstated"},     {1, "self", "本人", "the person"},
    {2, "guardian", "监护人", "a guardian"}, {3, "family", "家属", "family"},
    {4, "other", "其他人", "somebody else"},
};

constexpr Word kConsentHows[] = {
    {0, "unstated", "未填", "unstated"},   {1, "spoken", "口头", "spoken"},
    {2, "written", "书面", "written"},     {3, "phone", "电话", "by phone"},
    {4, "other", "其他方式", "otherwise"},
};

}  // namespace

std::span<const Word> words(Level) { return kLevels; }
std::span<const Word> words(Category) { return kCategories; }
std::span<const Word> words(Target) { return kTargets; }
std::span<const Word> words(WishState) { return kStates; }
std::span<const Word> words(Sex) { return kSexes; }
std::span<const Word> words(ClaimState) { return kClaimStates; }
std::span<const Word> words(ClaimReason) { return kClaimReasons; }
std::span<const Word> words(OfferState) { return kOfferStates; }
std::span<const Word> words(Outcome) { return kOutcomes; }
std::span<const Word> words(AttachmentPurpose) { return kAttachmentPurposes; }
std::span<const Word> words(ConsentBy) { return kConsentBys; }
std::span<const Word> words(ConsentHow) { return kConsentHows; }

}  // namespace model
