#include "tools/played_year/city.h"

#include <algorithm>
#include <string>
#include <utility>

#include "model/facts.h"
#include "model/result.h"
#include "tools/played_year/ids.h"

namespace played_year {

using model::Kind;
using model::Level;
using sample_year::SamplePlace;

namespace {

// The place that is next above; 0 above the city.
model::PlaceCode parent_of(const SamplePlace& place, const sample_year::Places& places) {
  if (place.code == places.city.code) return {};
  const std::string code = place.code.text();
  model::PlaceCode out = places.city.code;
  for (const SamplePlace& county : places.counties)
    if (county.code != place.code && code.starts_with(county.code.text())) out = county.code;
  for (const sample_year::Town& town : places.towns)
    if (town.code != place.code && code.starts_with(town.code.text())) out = town.code;
  return out;
}

}  // namespace

City::City(const sample_year::SampleYear& year, const CityOrder& order, Pen& pen)
    : seed_(order.seed), day_{year.order().year, 1, 1}, pen_(pen) {
  auto root = model::make_ed25519_signer(digest_of(seed_, "root key", 0));
  root_key_ = root->key();
  root_ = model::root_writer(root_key_);
  signers_.emplace(root_, std::move(root));
  const sample_year::Places& places = year.places();
  for (const SamplePlace& place : places.all)
    write(root_, Kind::kPlaced,
          model::encode(model::Placed{place.code, parent_of(place, places), place.level, place.name}));
  city_writer_ = enrol(places.city);
  if (order.county_nodes)
    for (const SamplePlace& county : places.counties) enrol(county);
  sample_year::Dice dice(seed_, sample_year::Concern::kVillages, order.villages_per_thousand);
  for (const SamplePlace& place : places.all) {
    if (place.level != Level::kCommunity) continue;
    const bool has_node = dice.of_thousand(order.villages_per_thousand);
    if (has_node) enrol(place);
  }
  model::AuthorityFacts facts(root_key_);
  for (const Penned& penned : events_) facts.add(penned.event);
  authority_ = facts.judge();
}

void City::write(const model::WriterId& writer, Kind kind, std::string body) {
  PlayedDraft draft;
  draft.writer = writer;
  draft.place = model::kPlaceOfAll;
  draft.kind = kind;
  draft.body = std::move(body);
  draft.day = day_;
  events_.push_back(pen_.write(draft));
}

model::WriterId City::enrol(const SamplePlace& place) {
  auto signer = model::make_ed25519_signer(digest_of(seed_, "signing key", place.code.value));
  // Nobody has the secret to this key, so what is sealed to it is as long as the real, and stays shut.
  const auto sealing = model::SealingKey{digest_of(seed_, "sealing key", place.code.value)};
  write(root_, Kind::kEnrolled,
        model::encode(model::Enrolled{place.code, signer->key(), sealing, place.name}));
  model::Opened opened;
  opened.enrolled = events_.back().event.hash();
  const model::Digest salt = digest_of(seed_, "opened", place.code.value);
  std::copy_n(salt.begin(), opened.salt.size(), opened.salt.begin());
  const model::WriterId writer = model::writer_of(opened.enrolled, opened.salt);
  write(writer, Kind::kOpened, model::encode(opened));
  signers_.emplace(writer, std::move(signer));
  return writer;
}

const model::Signer& City::signer(const model::WriterId& writer) const {
  const auto at = signers_.find(writer);
  model::check(at != signers_.end(), "a writer of another city");
  return *at->second;
}

}  // namespace played_year
