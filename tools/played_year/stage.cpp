#include "tools/played_year/stage.h"

#include <string>

#include "model/campaign.h"
#include "model/result.h"
#include "tools/played_year/ids.h"

namespace played_year {

using model::Kind;

Stage::Stage(const sample_year::SampleYear& year, std::shared_ptr<const model::Authority> authority,
             std::uint64_t seed)
    : year_(year),
      authority_(std::move(authority)),
      seed_(seed),
      first_day_{year.order().year, 1, 1},
      programme_(model::ProgrammeFacts().judge(*authority_)) {
  std::map<model::PlaceCode, model::WriterId> nodes;
  for (const auto& [enrolled, node] : authority_->nodes())
    if (node.counts && !node.writers.empty()) nodes[node.place] = node.writers.back();
  for (const auto& [code, place] : authority_->places()) {
    std::vector<model::PlaceCode> line = authority_->line_above(code);
    line.insert(line.begin(), code);
    for (const model::PlaceCode at : line) {
      const auto node = nodes.find(at);
      if (node == nodes.end()) continue;
      desks_.emplace(code, node->second);
      break;
    }
  }
  for (std::uint32_t i = 0; i < year.units().size(); ++i)
    units_.push_back(subject_id(first_day_, seed_, "unit", i));
  for (std::uint32_t i = 0; i < year.campaigns().size(); ++i)
    campaigns_.push_back(subject_id(first_day_, seed_, "campaign", i));
}

void Stage::set_programme(const Write& write) {
  model::ProgrammeFacts facts;
  const auto set = [&](Kind kind, const model::SubjectId& subject, std::string body) {
    PlayedDraft draft;
    draft.writer = desk(authority_->first_place());
    draft.place = model::kPlaceOfAll;
    draft.kind = kind;
    draft.subject = subject;
    draft.body = std::move(body);
    draft.day = first_day_;
    facts.add(write(std::move(draft)));
  };
  model::Policy policy;
  if (year_.order().claim_days != policy.claim_days) {
    policy.claim_days = static_cast<std::uint16_t>(year_.order().claim_days);
    set(Kind::kPolicySet, {}, model::encode(policy));
  }
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const sample_year::Unit& unit = year_.units()[i];
    set(Kind::kUnitSet, units_[i], model::encode(model::UnitSet{unit.place, unit.name, {}}));
  }
  for (std::size_t i = 0; i < campaigns_.size(); ++i) {
    const model::CampaignPlan& plan = year_.campaigns()[i];
    set(Kind::kCampaignSet, campaigns_[i],
        model::encode(model::CampaignSet{std::string(plan.zh), plan.first, plan.last, plan.targets}));
  }
  programme_ = facts.judge(*authority_);
}

const model::WriterId& Stage::desk(model::PlaceCode place) const {
  const auto at = desks_.find(place);
  model::check(at != desks_.end(), "a place has a node at or above it");
  return at->second;
}

const model::WriterId& Stage::writer_of(const model::EventHash& enrolled) const {
  const model::Node* node = authority_->node(enrolled);
  model::check(node && !node->writers.empty(), "whoever published has a writer");
  return node->writers.back();
}

model::SubjectId Stage::volunteer(std::uint32_t volunteer) const {
  return subject_id(first_day_, seed_, "volunteer", volunteer);
}

std::uint32_t Stage::next_running(model::PlaceCode home, const model::WriterId& writer) {
  return ++running_[{home, writer}];
}

}  // namespace played_year
