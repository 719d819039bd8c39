// Writers for tests that need no node: the root key and enrolled nodes that write events into logs,
// chain them and sign their tips, and a realm that keeps all facts of place 0.
//
// Pure: over model/ and the cheap signatures alone. Not thread-safe.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/authority.h"
#include "model/crypto.h"
#include "model/event.h"
#include "model/facts.h"
#include "model/part.h"
#include "model/signing.h"

namespace realm {

inline constexpr model::PlaceCode kCity{4313};
inline constexpr model::PlaceCode kCounty{431322};
inline constexpr model::PlaceCode kOtherCounty{431321};
inline constexpr model::PlaceCode kTown{431322106};
inline constexpr model::PlaceCode kVillage{431322106003};
inline constexpr model::PlaceCode kSibling{431322106004};
inline constexpr model::PlaceCode kFarVillage{431321100001};

// What of an event is not given by where it stands.
struct Words {
  model::Kind kind{};
  std::string body;
  model::SubjectId subject{};
  model::PlaceCode home{};
  std::vector<model::EventHash> based_on{};
  std::optional<std::string> part{};  // The payload.
  std::uint16_t flags = 0;
};

inline model::Seed seed_of(std::uint64_t number) {
  std::string bytes = "seed";
  model::put_u64(bytes, number);
  return model::sha256(bytes);
}

inline model::SubjectId subject_of(std::uint64_t number) {
  std::array<std::uint8_t, 10> random{};
  for (std::size_t i = 0; i < 8; ++i) random[i + 2] = static_cast<std::uint8_t>(number >> (8 * i));
  return model::make_uuid7(1'500'000'000'000, random);
}

class Author {
 public:
  Author(const model::Seed& seed, const model::WriterId& writer, model::PlaceCode place)
      : signer_(model::make_cheap_signer(seed)), writer_(writer), place_(place) {}

  [[nodiscard]] model::NodeKey key() const { return signer_->key(); }
  [[nodiscard]] const model::Signer& signer() const { return *signer_; }
  [[nodiscard]] const model::WriterId& writer() const { return writer_; }
  [[nodiscard]] model::PlaceCode place() const { return place_; }

  // Writes the next event of the log of `place`.
  model::Event write(model::PlaceCode place, const Words& words) {
    const model::LogId log{place, writer_};
    const model::Event event = next_to(tips_[log], place, words);
    tips_[log] = event.tip();
    return event;
  }
  // Writes after `before` without making it the log's tip: a branch, as a clone would.
  [[nodiscard]] model::Event next_to(const model::Tip& before, model::PlaceCode place, const Words& words) {
    model::EventHeader header;
    header.place = place;
    header.writer = writer_;
    header.seq = before.seq.next();
    header.prev = before.hash;
    header.time = model::HybridTime{++clock_ms_ << 16};
    header.kind = words.kind;
    header.flags = words.flags;
    header.subject = words.subject;
    header.home = words.home;
    header.based_on = words.based_on;
    std::string part;
    if (words.part) {
      part = model::make_part(model::sha256(std::to_string(++salts_)), *words.part);
      header.commitment = model::commitment_of(part);
    }
    const model::Event event = model::Event::make(header, words.body);
    if (words.part) parts_[event.hash()] = part;
    return event;
  }
  // The part of an event written here, salt included; empty: none.
  [[nodiscard]] std::string part(const model::Event& event) const {
    const auto at = parts_.find(event.hash());
    return at == parts_.end() ? "" : at->second;
  }
  [[nodiscard]] model::SignedTip signed_tip(const model::Event& last) const {
    return {last.tip(), signer_->sign(model::tip_statement(last.header().log(), last.tip()))};
  }
  [[nodiscard]] model::Tip tip(model::PlaceCode place) const { return tips_.at({place, writer_}); }
  [[nodiscard]] const std::map<model::LogId, model::Tip>& tips() const { return tips_; }
  void set_clock_ms(std::uint64_t ms) { clock_ms_ = ms; }

 private:
  std::unique_ptr<model::Signer> signer_;
  model::WriterId writer_;
  model::PlaceCode place_;
  std::map<model::LogId, model::Tip> tips_;
  std::map<model::EventHash, std::string> parts_;
  std::uint64_t clock_ms_ = 1'529'600'000'000;  // June 2018.
  std::uint64_t salts_ = 0;
};

// The facts of place 0: declares places and enrols nodes. Authors live as long as the realm.
class Realm {
 public:
  Realm() {
    const model::Seed seed = seed_of(0);
    const model::NodeKey key = model::make_cheap_signer(seed)->key();
    authors_.push_back(std::make_unique<Author>(seed, model::root_writer(key), model::kPlaceOfAll));
  }
  Realm(const Realm&) = delete;
  Realm& operator=(const Realm&) = delete;

  [[nodiscard]] Author& root() { return *authors_.front(); }
  [[nodiscard]] const std::vector<model::Event>& facts() const { return facts_; }

  model::Event say(Author& by, const Words& words) {
    facts_.push_back(by.write(model::kPlaceOfAll, words));
    return facts_.back();
  }
  model::Event declare(Author& by, model::PlaceCode code, model::PlaceCode parent, model::Level level,
                       std::vector<model::EventHash> based_on = {}) {
    return say(by, {model::Kind::kPlaced,
                    model::encode(model::Placed{code, parent, level, "place " + code.text()}),
                    {},
                    {},
                    std::move(based_on)});
  }
  model::Event succeed(Author& by, model::PlaceCode place, model::PlaceCode successor,
                       std::vector<model::EventHash> based_on = {}) {
    return say(by, {model::Kind::kSucceeded,
                    model::encode(model::Succeeded{place, successor}),
                    {},
                    {},
                    std::move(based_on)});
  }
  // A node of `place` with its first writer, enrolled by `by`.
  Author& enrol(Author& by, model::PlaceCode place) {
    const model::Seed seed = seed_of(authors_.size());
    model::Enrolled enrolled;
    enrolled.place = place;
    enrolled.signing_key = model::make_cheap_signer(seed)->key();
    enrolled.sealing_key = model::SealingKey{seed};
    enrolled.name = "node " + std::to_string(authors_.size());
    const model::EventHash hash = say(by, {model::Kind::kEnrolled, model::encode(enrolled)}).hash();
    return open_writer(seed, hash, place);
  }
  // A further writer of a node that is enrolled already.
  Author& open_writer(const model::Seed& seed, const model::EventHash& enrolled, model::PlaceCode place,
                      std::optional<model::WriterId> before = std::nullopt) {
    model::Opened opened;
    opened.enrolled = enrolled;
    opened.salt[0] = static_cast<std::uint8_t>(authors_.size());
    opened.salt[1] = static_cast<std::uint8_t>(authors_.size() >> 8);
    opened.before = before;
    authors_.push_back(std::make_unique<Author>(seed, model::writer_of(enrolled, opened.salt), place));
    enrolled_[authors_.back()->writer()] = enrolled;
    say(*authors_.back(), {model::Kind::kOpened, model::encode(opened)});
    return *authors_.back();
  }
  void erase(Author& by, const model::SubjectId& subject, model::PlaceCode home) {
    say(by, {model::Kind::kErased, model::encode(model::Erased{{2018, 7, 1}}), subject, home});
  }
  void erase_volunteer(Author& by, const model::SubjectId& volunteer, model::PlaceCode home) {
    say(by, {model::Kind::kErased, model::encode(model::Erased{{2018, 7, 1}, true}), volunteer, home});
  }

  // The node of `of` writes no longer; its logs count up to `tips`, by default all that it wrote so far.
  model::Event revoke(Author& by, const Author& of,
                      const std::optional<std::map<model::LogId, model::Tip>>& tips = std::nullopt) {
    model::Revoked revoked;
    revoked.enrolled = enrolled_.at(of.writer());
    for (const auto& [log, tip] : tips.value_or(of.tips())) revoked.tips.emplace_back(log, tip);
    return say(by, {model::Kind::kRevoked, model::encode(revoked)});
  }

  [[nodiscard]] std::shared_ptr<const model::Authority> judge() const { return judge(facts_); }
  [[nodiscard]] std::shared_ptr<const model::Authority> judge(const std::vector<model::Event>& events) const {
    model::AuthorityFacts facts(authors_.front()->key());
    for (const model::Event& event : events) facts.add(event);
    return facts.judge();
  }

 private:
  std::vector<std::unique_ptr<Author>> authors_;
  std::map<model::WriterId, model::EventHash> enrolled_;
  std::vector<model::Event> facts_;
};

// A city with a county, two villages in it, another county with a village, and a node at each.
struct SmallCity : Realm {
  SmallCity() {
    using model::Level;
    declare(root(), kCity, model::kPlaceOfAll, Level::kCity);
    declare(city, kCounty, kCity, Level::kCounty);
    declare(city, kOtherCounty, kCity, Level::kCounty);
    village_declared = declare(city, kVillage, kCounty, Level::kCommunity).hash();
    declare(city, kSibling, kCounty, Level::kCommunity);
    declare(city, kFarVillage, kOtherCounty, Level::kCommunity);
  }
  Author& city = enrol(root(), kCity);
  Author& county = enrol(city, kCounty);
  Author& other_county = enrol(city, kOtherCounty);
  Author& village = enrol(county, kVillage);
  Author& sibling = enrol(county, kSibling);
  Author& far_village = enrol(other_county, kFarVillage);
  model::EventHash village_declared;
};

// ---- A wish

inline Words registered(const model::SubjectId& subject, std::uint32_t running = 1,
                        std::optional<std::uint32_t> value = 200) {
  model::Registered fact;
  fact.year = 2018;
  fact.running = running;
  fact.on = {2018, 6, 22};
  fact.category = model::Category::kGoods;
  fact.targets.add(model::Target::kPoorHousehold);
  fact.value_yuan = value;
  model::WishPart part;
  part.name = "Zhang San " + std::to_string(running);
  part.phone = "13800138000";
  part.content = "a pair of winter shoes";
  return {model::Kind::kRegistered, model::encode(fact), subject, {}, {}, model::encode(part)};
}
inline Words vetted(const model::SubjectId& subject, model::Outcome outcome,
                    std::vector<model::EventHash> based_on) {
  return {model::Kind::kVetted,
          model::encode(model::Vetted{outcome, {2018, 6, 25}}),
          subject,
          {},
          std::move(based_on)};
}
inline Words withdrawn(const model::SubjectId& subject, std::vector<model::EventHash> based_on) {
  return {model::Kind::kWithdrawn,
          model::encode(model::Withdrawn{{2018, 6, 26}}),
          subject,
          {},
          std::move(based_on)};
}
inline Words amended(const model::SubjectId& subject, model::Category category,
                     std::vector<model::EventHash> based_on) {
  model::Amended fact;
  fact.fields.add(model::WishField::kCategory);
  fact.on = {2018, 6, 22};
  fact.category = category;
  return {model::Kind::kAmended, model::encode(fact), subject, {}, std::move(based_on)};
}

}  // namespace realm
