#include "tools/wishyear/script.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <set>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace wishyear {
namespace {

namespace json = boost::json;
using model::WishField;

constexpr std::string_view kWish = "WISH";

class Words {
 public:
  explicit Words(std::initializer_list<std::string_view> first) : words_(first.begin(), first.end()) {}

  Words& with(std::string_view option, std::string text) {
    words_.push_back("--" + std::string(option));
    words_.push_back(std::move(text));
    return *this;
  }
  Words& with(std::string_view option, const model::Date& day) { return with(option, day.text()); }
  Words& with(std::string_view option, model::PlaceCode place) { return with(option, place.text()); }
  Words& with(std::string_view option, std::uint32_t number) { return with(option, std::to_string(number)); }
  Words& with_some(std::string_view option, const std::string& text) {
    return text.empty() ? *this : with(option, text);
  }
  Words& flag(std::string_view option) {
    words_.push_back("--" + std::string(option));
    return *this;
  }
  [[nodiscard]] json::array take() const { return json::array(words_.begin(), words_.end()); }

 private:
  std::vector<std::string> words_;
};

void add_targets(const model::Targets& targets, Words& words) {
  for (const model::Word& word : model::words(model::Target{}))
    if (targets.has(static_cast<model::Target>(word.number))) words.with("target", std::string(word.key));
}

std::string number_or_none(const auto& number) { return number ? std::to_string(*number) : "none"; }

// The fields of an entry that are asked for, as `wish add` and `wish amend` name them.
void add_entry(const model::WishEntry& entry, const auto& asked, Words& words) {
  if (asked(WishField::kName)) words.with("name", entry.name);
  if (asked(WishField::kSex)) words.with("sex", std::string(model::word(entry.sex).key));
  if (asked(WishField::kAge)) words.with("age", number_or_none(entry.age));
  if (asked(WishField::kAddress)) words.with("address", entry.address);
  if (asked(WishField::kContent)) words.with("content", entry.content);
  if (asked(WishField::kPhone)) words.with("phone", entry.phone);
  if (asked(WishField::kProof)) words.with("proof", entry.proof);
  if (asked(WishField::kCategory)) words.with("category", std::string(model::word(entry.category).key));
  if (asked(WishField::kTargets)) add_targets(entry.targets, words);
  if (asked(WishField::kValue)) words.with("value", number_or_none(entry.value_yuan));
  if (asked(WishField::kConsent)) {
    words.with("consent", entry.consent).with("consent-by", std::string(model::word(entry.consent_by).key));
    words.with("consent-how", std::string(model::word(entry.consent_how).key));
  }
}

struct Said {
  std::string_view what;
  Words words;
  std::optional<std::uint32_t> claim;
};

class Teller {
 public:
  explicit Teller(const sample_year::SampleYear& year) : year_(year) {}

  Said operator()(const sample_year::Register& it) const {
    Words words{"wish", "add"};
    add_entry(
        it.entry, [&](WishField field) { return field != WishField::kValue || it.entry.value_yuan; }, words);
    words.with("on", it.on).with("place", it.home);
    if (it.campaign) words.with("campaign", model::campaign_name(year_.campaigns()[*it.campaign]));
    return {"register", std::move(words)};
  }
  Said operator()(const sample_year::Amend& it) const {
    Words words{"wish", "amend", kWish};
    add_entry(
        it.entry, [&](WishField field) { return it.fields.has(field); }, words);
    return {"amend", std::move(words)};
  }
  Said operator()(const sample_year::Vet& it) const {
    Words words{"wish", "vet", kWish};
    words.with("outcome", std::string(model::word(it.outcome).key)).with_some("remark", it.remark);
    return {"vet", std::move(words)};
  }
  Said operator()(const sample_year::Publish& it) const {
    Words words{"wish", "publish", kWish};
    words.with("scope", it.scope).with("slots", it.slots).with("content", it.text);
    return {"publish", std::move(words)};
  }
  // Whoever comes along is named in the remark: who leads has the claim, and answers for it.
  Said operator()(const sample_year::Claim& it) const {
    const sample_year::Volunteer& leads = year_.volunteers()[it.volunteers.front()];
    std::string along;
    for (std::size_t i = 1; i < it.volunteers.size(); ++i)
      along += (i == 1 ? "同行：" : "、") + year_.volunteers()[it.volunteers[i]].name;
    Words words{"wish", "claim", kWish};
    words.with("name", leads.name).with("phone", leads.phone).with("unit", year_.units()[it.unit].name);
    words.with_some("remark", along).with("on", it.on);
    if (it.on_paper) words.flag("on-paper");
    return {"claim", std::move(words), it.claim};
  }
  Said operator()(const sample_year::Release& it) const {
    Words words{"wish", "release", kWish};
    return {"release", std::move(words.with("remark", it.reason)), it.claim};
  }
  Said operator()(const sample_year::Fulfil& it) const {
    Words words{"wish", "fulfil", kWish};
    words.with("what", it.what).with("on", it.on);
    if (it.value_yuan != 0) words.with("value", it.value_yuan);
    if (it.hours != 0) words.with("hours", it.hours);
    return {"fulfil", std::move(words), it.claim};
  }
  Said operator()(const sample_year::Confirm& it) const {
    Words words{"wish", "confirm", kWish};
    if (it.disputed)
      words.flag("disputed");
    else
      words.with("satisfaction", std::uint32_t{it.satisfaction});
    words.with("on", it.on).with_some("remark", it.remark);
    return {"confirm", std::move(words), it.claim};
  }
  Said operator()(const sample_year::Withdraw& it) const {
    Words words{"wish", "withdraw", kWish};
    return {"withdraw", std::move(words.with_some("remark", it.reason))};
  }
  Said operator()(const sample_year::HandOver& it) const {
    constexpr std::string_view kStages[] = {"to", "answer", "done"};
    Words words{"wish", "hand-over", kWish};
    words.with(kStages[static_cast<std::size_t>(it.stage) - 1], it.to + "：" + it.text).with("on", it.on);
    return {"hand_over", std::move(words)};
  }
  Said operator()(const sample_year::Close&) const { return {"close", Words{"wish", "close", kWish}}; }
  Said operator()(const sample_year::Erase&) const { return {"erase", Words{"erase", kWish, "--yes"}}; }

 private:
  const sample_year::SampleYear& year_;
};

json::object line_of(const model::Date& day, model::PlaceCode at, const Said& said,
                     std::optional<std::uint32_t> wish = {}) {
  json::object line{{"day", day.text()}, {"at", at.text()}, {"what", said.what}};
  if (wish) line["wish"] = *wish;
  if (said.claim) line["claim"] = *said.claim;
  line["words"] = said.words.take();
  return line;
}

// What stands before any wish does: the units of whoever takes one up, and the campaigns of the wishes.
struct Needed {
  std::set<std::uint32_t> units;
  std::set<std::uint16_t> campaign_years;  // `campaign defaults` knows a campaign by the year it ends in.
};
Needed needed_by(const sample_year::SampleYear& year) {
  Needed out;
  out.campaign_years.insert(year.order().year);
  for (std::uint32_t wish = 0; wish < year.order().wishes; ++wish)
    for (const sample_year::SampleStep& step : year.life(wish).steps) {
      if (const auto* claim = std::get_if<sample_year::Claim>(&step.what)) out.units.insert(claim->unit);
      const auto* registered = std::get_if<sample_year::Register>(&step.what);
      if (registered && registered->campaign)
        out.campaign_years.insert(year.campaigns()[*registered->campaign].last.year);
    }
  return out;
}

}  // namespace

void write_script(const sample_year::SampleYear& year, const std::function<bool(const std::string&)>& write) {
  const model::PlaceCode city = year.places().city.code;
  const model::Date first{year.order().year, 1, 1};
  const Needed needed = needed_by(year);
  for (const std::uint16_t of : needed.campaign_years) {
    const Words words{"campaign", "defaults", std::to_string(of)};
    if (!write(json::serialize(line_of(first, city, {"campaigns", words})))) return;
  }
  for (const std::uint32_t unit : needed.units) {
    Words words{"unit", "add"};
    words.with("name", year.units()[unit].name).with("place", year.units()[unit].place);
    if (!write(json::serialize(line_of(first, city, {"unit", words})))) return;
  }
  const Teller teller(year);
  year.play([&](const sample_year::SampleStep& step) {
    json::object line = line_of(step.day, step.at, std::visit(teller, step.what), step.wish);
    if (std::holds_alternative<sample_year::Register>(step.what) &&
        year.life(step.wish).relation == sample_year::Relation::kSameWish)
      line["same_as"] = step.wish - 1;
    return write(json::serialize(line));
  });
}

}  // namespace wishyear
