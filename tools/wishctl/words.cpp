#include "tools/wishctl/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "model/roles.h"
#include "tools/wishctl/did_you_mean.h"

namespace wishctl {
namespace {

struct NamedWord {
  std::string_view key;
  Text word;
};

constexpr NamedWord kKinds[] = {
    {"placed", {"place declared", "设立地方"}},
    {"enrolled", {"node enrolled", "节点登记"}},
    {"opened", {"writer opened", "开启写者"}},
    {"erased", {"erased", "已删除个人信息"}},
    {"revoked", {"node revoked", "撤销节点"}},
    {"registered", {"registered", "登记"}},
    {"amended", {"amended", "更正"}},
    {"vetted", {"vetted", "甄别"}},
    {"withdrawn", {"withdrawn", "撤回"}},
    {"policy_set", {"policy set", "修改设置"}},
    {"unit_set", {"unit registered", "登记单位"}},
    {"campaign_set", {"campaign set", "设置集中活动"}},
    {"published", {"published", "发布"}},
    {"taken_down", {"taken down", "撤下"}},
    {"granted", {"claim granted", "认领成功"}},
    {"declined", {"claim declined", "未获认领"}},
    {"freed", {"place freed", "释放名额"}},
    {"coursed", {"progress published", "公布进展"}},
    {"disclosed", {"family disclosed to the volunteer", "告知志愿者联系方式"}},
    {"claimed", {"claimed", "认领"}},
    {"released", {"claim given back", "放弃认领"}},
    {"fulfilled", {"fulfilled", "落实"}},
    {"attached", {"file attached", "添加附件"}},
    {"confirmed", {"family asked", "回访"}},
    {"hand_over_noted", {"handing over noted", "登记转办情况"}},
    {"closed", {"closed", "办结"}},
    {"suspected", {"perhaps the same as", "疑似重复"}},
    {"merged", {"merged with", "合并重复"}},
    {"told_apart", {"not the same as", "注明并非重复"}},
    {"reported", {"report kept", "留存报表"}},
};

// Why two wishes may be one: the strongest reason says it all.
constexpr NamedWord kLikenesses[] = {
    {"same_wish", {"the same wish of the same person", "同一人的同一心愿"}},
    {"same_person", {"the same person, at two offices", "同一人在两处登记"}},
};

// The Chinese names are those of the columns of form 1 where it has the field.
constexpr NamedWord kFieldWords[] = {
    {"name", {"name", "姓名"}},
    {"sex", {"sex", "性别"}},
    {"age", {"age", "年龄"}},
    {"address", {"address", "家庭住址"}},
    {"content", {"wish", "心愿内容"}},
    {"proof", {"proof", "申领证明材料"}},
    {"phone", {"phone", "联系电话"}},
    {"consent", {"consent", "同意情况"}},
    {"on", {"date", "登记日期"}},
    {"category", {"category", "类别"}},
    {"targets", {"people served", "服务对象"}},
    {"value", {"value (yuan)", "价值（元）"}},
    {"campaign", {"campaign", "集中活动"}},
    {"state", {"state", "状态"}},
    {"publication", {"publication", "发布"}},
    {"slots", {"places for volunteers", "名额"}},
    {"claims", {"claims", "认领"}},
};

// In the order of the attention list.
constexpr model::Word kTasks[] = {
    {1, "to_vet", "待甄别", "to vet"},
    {2, "returned", "待补正", "returned"},
    {3, "to_publish", "待发布", "to publish"},
    {4, "provisional", "认领待确认", "claims undecided"},
    {5, "due_soon", "即将到期", "due soon"},
    {6, "to_confirm", "待回访", "to confirm"},
    {7, "disputed", "有异议", "disputed"},
    {8, "unsettled", "待核定", "to settle"},
    {9, "unanswered", "转办未答复", "unanswered"},
    {10, "old", "久未办结", "open for long"},
    {11, "suspected", "疑似重复", "perhaps twice"},
    {12, "publisher_gone", "发布节点已失效", "publisher gone"},
};

constexpr NamedWord kLooks[] = {
    {"name", {"a name", "姓名"}},
    {"phone", {"a phone", "电话"}},
    {"id_number", {"an ID number", "证件号码"}},
    {"birth_date", {"a date of birth", "出生日期"}},
    {"address", {"an address", "住址"}},
    {"school", {"a school", "学校"}},
    {"hospital", {"a hospital", "医院"}},
    {"employer", {"an employer", "工作单位"}},
    {"bank_card", {"a bank card", "银行卡"}},
    {"account", {"an account", "网络账号"}},
    {"plate", {"a number plate", "车牌"}},
    {"health", {"health", "健康状况"}},
};

std::string find_word(std::span<const NamedWord> names, std::string_view key, Lang lang) {
  const auto it = std::find_if(names.begin(), names.end(), [&](const NamedWord& n) { return n.key == key; });
  return std::string(it == names.end() ? key : it->word.in(lang));
}

std::string vocabulary_word(std::span<const model::Word> words, std::string_view key, Lang lang) {
  for (const model::Word& w : words)
    if (w.key == key) return std::string(lang == Lang::kChinese ? w.zh : w.en);
  return std::string(key);
}

Outcome<std::string> key_of(std::span<const model::Word> words, std::string_view option,
                            std::string_view typed) {
  std::string tidy(typed);
  std::replace(tidy.begin(), tidy.end(), '-', '_');
  std::vector<std::string> keys, all;
  for (const model::Word& w : words) {
    if (w.key == tidy || w.zh == typed || w.en == typed) return std::string(w.key);
    keys.emplace_back(w.key);
    all.insert(all.end(), {std::string(w.key), std::string(w.zh), std::string(w.en)});
  }
  const Suggestion meant = suggestion(tidy, all);
  std::string zh_list;
  for (const model::Word& w : words)
    zh_list += fmt::format("{}{}（{}）", zh_list.empty() ? "" : "、", w.key, w.zh);
  return wrong_usage(
      "usage.unknown_value",
      fmt::format("--{} cannot be '{}'. It is one of: {}.{}", option, typed, fmt::join(keys, ", "), meant.en),
      fmt::format("--{} 不能是“{}”，可选：{}。{}", option, typed, zh_list, meant.zh));
}

template <typename WordOf>
std::string joined(const json::array& keys, Lang lang, WordOf word_of) {
  std::string out;
  for (const json::value& key : keys) {
    if (!out.empty()) out += lang == Lang::kChinese ? "、" : ", ";
    out += word_of(text_of(key), lang);
  }
  return out;
}

}  // namespace

std::string level_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::Level{}), key, lang);
}
std::string category_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::Category{}), key, lang);
}
std::string target_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::Target{}), key, lang);
}
std::string state_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::WishState{}), key, lang);
}
std::string sex_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::Sex{}), key, lang);
}
std::string safe_word(std::string_view key, Lang lang) {
  if (key == "here") return lang == Lang::kChinese ? "本机" : "here";
  return level_word(key, lang);
}
std::string claim_state_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::ClaimState{}), key, lang);
}
std::string claim_reason_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::ClaimReason{}), key, lang);
}
std::string offer_state_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::OfferState{}), key, lang);
}
std::string consent_by_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::ConsentBy{}), key, lang);
}
std::string consent_how_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::ConsentHow{}), key, lang);
}
std::string purpose_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::AttachmentPurpose{}), key, lang);
}
std::string outcome_word(std::string_view key, Lang lang) {
  return vocabulary_word(model::words(model::Outcome{}), key, lang);
}
std::string task_word(std::string_view key, Lang lang) { return vocabulary_word(kTasks, key, lang); }
std::vector<std::string_view> task_keys() {
  std::vector<std::string_view> out;
  for (const model::Word& task : kTasks) out.push_back(task.key);
  return out;
}
std::string looks_word(std::string_view key, Lang lang) { return find_word(kLooks, key, lang); }
std::string kind_word(std::string_view key, Lang lang) { return find_word(kKinds, key, lang); }
std::string likeness_words(const json::array& keys, Lang lang) {
  for (const NamedWord& why : kLikenesses)
    for (const json::value& key : keys)
      if (text_of(key) == why.key) return std::string(why.word.in(lang));
  return {};
}
std::string field_word(std::string_view key, Lang lang) { return find_word(kFieldWords, key, lang); }

std::string yes_no(bool yes, Lang lang) {
  if (lang == Lang::kChinese) return yes ? "是" : "否";
  return yes ? "yes" : "no";
}

std::string role_words(const json::array& keys, Lang lang) {
  return joined(keys, lang, [](std::string_view key, Lang in) {
    return vocabulary_word(model::words(model::Role{}), key, in);
  });
}
std::string target_words(const json::array& keys, Lang lang) { return joined(keys, lang, target_word); }
std::string level_words(const json::array& keys, Lang lang) { return joined(keys, lang, level_word); }
std::string field_words(const json::array& keys, Lang lang) { return joined(keys, lang, field_word); }

Outcome<std::string> level_key(std::string_view option, std::string_view typed) {
  // What people call the places of a level.
  constexpr std::pair<std::string_view, std::string_view> kPlaces[] = {
      {"市", "city"},      {"县", "county"},      {"区", "county"},         {"乡", "town"},
      {"镇", "town"},      {"乡镇", "town"},      {"街道", "town"},         {"subdistrict", "town"},
      {"村", "community"}, {"社区", "community"}, {"village", "community"},
  };
  for (const auto& [name, key] : kPlaces)
    if (typed == name) return std::string(key);
  return key_of(model::words(model::Level{}), option, typed);
}
Outcome<std::string> category_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::Category{}), option, typed);
}
Outcome<std::string> target_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::Target{}), option, typed);
}
Outcome<std::string> state_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::WishState{}), option, typed);
}
Outcome<std::string> claim_state_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::ClaimState{}), option, typed);
}
Outcome<std::string> offer_state_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::OfferState{}), option, typed);
}
Outcome<std::string> purpose_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::AttachmentPurpose{}), option, typed);
}
Outcome<std::string> task_key(std::string_view option, std::string_view typed) {
  return key_of(kTasks, option, typed);
}
Outcome<std::string> consent_by_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::ConsentBy{}), option, typed);
}
Outcome<std::string> consent_how_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::ConsentHow{}), option, typed);
}
Outcome<std::string> role_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::Role{}), option, typed);
}
Outcome<std::string> sex_key(std::string_view option, std::string_view typed) {
  return key_of(model::words(model::Sex{}), option, typed);
}

}  // namespace wishctl
