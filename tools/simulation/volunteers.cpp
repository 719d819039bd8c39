// The public life of wishes: reviewers who publish them, volunteers from anywhere who claim, give back and
// fulfil, and clerks who ask the family. A part of People (people.h).

#include <algorithm>
#include <iterator>

#include "model/form2.h"
#include "tools/simulation/people.h"

namespace simulation {

namespace {

// Of those who claim, units that send a form for their members.
constexpr std::uint64_t kUnitsThousandths = 150;
// A form is sent once more, to be sure.
constexpr std::uint64_t kSentAgainThousandths = 200;

// Form 2 as a unit fills it: the columns of the programme, and the wishes' numbers.
std::string form2_of(const std::vector<model::Form2Row>& rows) {
  std::string out;
  for (const std::string_view column : model::form2_columns()) out += std::string(column) + ",";
  out += "编号\n";
  const std::string others(model::form2_columns().size() - 3, ',');
  for (const model::Form2Row& row : rows)
    out += others + row.member + "," + row.unit + "," + row.phone + "," + row.number + "\n";
  return out;
}

}  // namespace

// A wish goes public in words of its own, so that what stands in it of the person would show.
void People::publish(Machine& machine) {
  const auto wish = some_wish(machine, model::WishState::kVetted);
  if (!wish) return;
  node::PublicationInput input;
  if (dice_.of_thousand(500)) input.scope = machine.place;
  input.slots = static_cast<std::uint16_t>(dice_.between(1, 3));
  // Now and then in the words that the node proposes, or the family's own.
  const std::uint64_t draw = dice_.below(100);
  if (draw < 55) {
    input.who = dice_.of_thousand(900) ? "张**" : "张三";
    input.ages = "";
    input.content = "一床棉被";
  } else if (draw < 70) {
    world_.at(machine, [&](Process& process) {
      const auto detail = process.desk().wish(model::uuid_text(wish->id));
      if (detail && detail->view.text) input.content = detail->view.text->part.content;
    });
  }
  if (input.who && dice_.of_thousand(500)) *input.content += new_mark(*wish);
  publish(machine, *wish, input);
}

bool People::publish(Machine& machine, const Known& wish, const node::PublicationInput& input) {
  node::PublicationInput said = input;
  said.confirmed = true;
  return at_desk(machine, "publishing", [&](Process& process) {
    auto published = process.desk().publish(model::uuid_text(wish.id), said);
    if (published || published.error().code != "publish.no_guardian_consent") return published;
    // A form says nothing of it: somebody rings the guardian up.
    node::WishInput consent;
    consent.consent = "外婆";
    consent.consent_by = model::ConsentBy::kGuardian;
    consent.consent_how = model::ConsentHow::kPhone;
    auto amended = process.desk().amend(model::uuid_text(wish.id), consent);
    return amended ? process.desk().publish(model::uuid_text(wish.id), said) : amended;
  });
}

// What a place below offers to its own, this one offers to all that are below it.
void People::widen(Machine& machine) {
  for (const node::OfferView& view : some_offers(machine, std::nullopt)) {
    const model::FoldedOffer& offer = view.offer;
    if (offer.taken_down || offer.scope == machine.place ||
        !world_.tree().at_or_above(machine.place, offer.scope))
      continue;
    node::PublicationInput input;
    input.scope = machine.place;
    input.slots = offer.slots;
    input.confirmed = true;
    at_desk(machine, "widening",
            [&](Process& process) { return process.desk().publish(model::uuid_text(offer.id), input); });
    return;
  }
}

void People::take_down(Machine& machine) {
  const auto offer = some_offer(machine, std::nullopt);
  if (!offer) return;
  at_desk(machine, "taking down",
          [&](Process& process) { return process.desk().take_down(model::uuid_text(offer->id)); });
}

std::vector<node::OfferView> People::some_offers(Machine& machine, std::optional<model::OfferState> state) {
  std::vector<node::OfferView> out;
  world_.at(machine, [&](Process& process) {
    node::OfferQuery query;
    query.filter.state = state;
    query.count_max = 20;
    if (auto page = process.desk().offers(query)) out = std::move(page->offers);
  });
  // From one of them on, as people look.
  if (!out.empty())
    std::rotate(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(dice_.below(out.size())), out.end());
  return out;
}

std::optional<model::WishKey> People::some_offer(Machine& machine, std::optional<model::OfferState> state) {
  const auto offers = some_offers(machine, state);
  return offers.empty() ? std::nullopt : std::optional(offers.front().offer.key());
}

void People::claim(Machine& machine) {
  if (dice_.of_thousand(kUnitsThousandths)) return claim_for_unit(machine);
  const std::size_t count = dice_.of_thousand(250) ? dice_.between(2, 4) : 1;
  std::vector<model::SubjectId> wishes;
  for (const node::OfferView& view : some_offers(machine, model::OfferState::kOpen))
    if (wishes.size() < count) wishes.push_back(view.offer.id);
  if (!wishes.empty()) claim(machine, wishes);
}

node::ClaimInput People::some_claimer() {
  node::ClaimInput out;
  const std::uint64_t who = dice_.below(200);
  out.name = "李四" + std::to_string(who);
  out.phone = std::to_string(13'700'000'000 + who);
  out.unit = kUnits[dice_.below(std::size(kUnits))];
  return out;
}

// One volunteer, one wish or several.
void People::claim(Machine& machine, const std::vector<model::SubjectId>& wishes) {
  // Name and phone are the volunteer's, who stays when the wish is erased; the remark goes with it. Each of
  // several wishes gets the remark, so that there it has no marker.
  node::ClaimInput input = some_claimer();
  input.remark = "周末有空";
  if (wishes.size() == 1) input.remark += new_mark({wishes.front(), {}});
  (void)claim(machine, wishes, input);
}

std::vector<model::SubjectId> People::claim(Machine& machine, const std::vector<model::SubjectId>& wishes,
                                            const node::ClaimInput& input) {
  std::vector<std::string> which;
  for (const model::SubjectId& wish : wishes) {
    which.push_back(model::uuid_text(wish));
    world_.journal().claiming(wish, machine.keys.sealing_key);
  }
  std::vector<model::SubjectId> claims;
  const char* work = wishes.size() == 1 ? "claiming" : "claiming several";
  const bool all = at_desk(machine, work, [&](Process& process) -> model::Result<> {
    const auto answers = process.desk().claim(which, input);
    if (!answers) return answers.error();
    std::optional<model::Error> refused;
    for (std::size_t i = 0; i < answers->size(); ++i) {
      const node::ClaimAnswer& answer = (*answers)[i];
      if (answer.refused) refused = answer.refused;
      if (!answer.claim) continue;
      claimed_.push_back({wishes[i], machine.id});
      claims.push_back(answer.claim->claim.claim);
    }
    if (refused) return *refused;
    return {};
  });
  if (!all) claims.clear();
  return claims;
}

// Members of a unit take up one wish together, or several. A form is sent again now and then.
void People::claim_for_unit(Machine& machine) {
  const auto open = some_offers(machine, model::OfferState::kOpen);
  if (open.empty()) return;
  const std::string unit = kUnits[dice_.below(std::size(kUnits))];
  std::vector<model::Form2Row> rows;
  std::vector<model::SubjectId> wishes;
  for (std::uint64_t left = dice_.between(2, 4); left > 0; --left) {
    const model::FoldedOffer& offer = dice_.pick(open).offer;
    const node::ClaimInput member = some_claimer();
    rows.push_back({0, offer.number, member.name, unit, member.phone});
    wishes.push_back(offer.id);
    world_.journal().claiming(offer.id, machine.keys.sealing_key);
  }
  const std::string form = form2_of(rows);
  for (int sent = dice_.of_thousand(kSentAgainThousandths) ? 2 : 1; sent > 0; --sent)
    at_desk(machine, "claiming for a unit", [&](Process& process) -> model::Result<> {
      const auto answers = process.desk().claim_form(form, "form2.csv", "", false);
      if (!answers) return answers.error();
      std::optional<model::Error> refused;
      for (std::size_t i = 0; i < answers->size(); ++i) {
        const node::ClaimAnswer& answer = (*answers)[i].answer;
        if (answer.refused) refused = answer.refused;
        if (answer.claim) claimed_.push_back({wishes.at(i), machine.id});
      }
      if (refused) return *refused;
      return {};
    });
}

// Whoever claimed here, or now and then the home, says what became of it.
void People::go_on(Machine& machine) {
  std::vector<model::SubjectId> here;
  for (const auto& [wish, at] : claimed_)
    if (at == machine.id) here.push_back(wish);
  const auto known = some_wish(machine, model::WishState::kClaimed);
  if (here.empty() && !known) return;
  const model::SubjectId wish =
      here.empty() || (known && dice_.of_thousand(200)) ? known->id : dice_.pick(here);
  if (!dice_.of_thousand(150)) return fulfil(machine, wish);
  const std::uint64_t marker = new_marker();
  world_.journal().typed(marker, wish);
  at_desk(machine, "releasing", [&](Process& process) {
    return process.desk().release(model::uuid_text(wish), std::nullopt, "没时间" + marker_text(marker));
  });
}

// Alone or together with others who are known here.
void People::fulfil(Machine& machine, const model::SubjectId& wish) {
  const std::uint64_t marker = new_marker();
  world_.journal().typed(marker, wish);
  node::FulfilmentInput input;
  input.what = "送去棉被" + marker_text(marker);
  if (dice_.of_thousand(700)) input.value_yuan = static_cast<std::uint32_t>(dice_.between(20, 300));
  if (dice_.of_thousand(400)) input.minutes = static_cast<std::uint32_t>(dice_.between(10, 500));
  if (dice_.of_thousand(300)) input.shares = some_shares(machine);
  // Of several claims each in its turn.
  std::vector<model::SubjectId> waiting;
  world_.at(machine, [&](Process& process) {
    const auto offer = process.desk().offer(model::uuid_text(wish));
    if (!offer) return;
    for (const node::ClaimView& own : offer->own_claims)
      if (own.claim.state == model::ClaimState::kGranted) waiting.push_back(own.claim.claim);
  });
  if (!waiting.empty()) input.claim = dice_.pick(waiting);
  at_desk(machine, input.shares.empty() ? "fulfilling" : "fulfilling together",
          [&](Process& process) { return process.desk().fulfil(model::uuid_text(wish), input); });
}

std::vector<model::Share> People::some_shares(Machine& machine) {
  std::vector<model::Share> out;
  world_.at(machine, [&](Process& process) {
    const auto known = process.desk().volunteers();
    for (std::size_t i = 0; i < std::min<std::size_t>(known.size(), 3); ++i)
      out.push_back({dice_.pick(known).volunteer.id, static_cast<std::uint16_t>(dice_.between(1, 5))});
  });
  return out;
}

// The publisher takes a place back, or gives it to somebody at once.
void People::reassign(Machine& machine) {
  for (const node::OfferView& view : some_offers(machine, std::nullopt))
    for (const model::FoldedDecision& decision : view.offer.decisions) {
      if (decision.state != model::ClaimState::kGranted || view.offer.scope != machine.place) continue;
      std::optional<node::ClaimInput> to;
      if (dice_.of_thousand(500)) {
        to = some_claimer();
        world_.journal().claiming(view.offer.id, machine.keys.sealing_key);
        claimed_.push_back({view.offer.id, machine.id});
      }
      at_desk(machine, to ? "re-assigning to somebody" : "re-assigning", [&](Process& process) {
        return process.desk().reassign(model::uuid_text(view.offer.id), decision.claim, to);
      });
      return;
    }
}

// A photo, now and then one that is more than a chunk.
void People::attach(Machine& machine) {
  std::vector<model::SubjectId> here;
  for (const auto& [wish, at] : claimed_)
    if (at == machine.id) here.push_back(wish);
  const Known* known = some_wish(machine);
  if (here.empty() && !known) return;
  const model::SubjectId wish =
      here.empty() || (known && dice_.of_thousand(500)) ? known->id : dice_.pick(here);
  node::AttachmentInput input;
  const std::uint64_t marker = new_marker();
  world_.journal().typed(marker, wish);
  input.name = "photo" + marker_text(marker) + ".jpg";
  input.bytes = "\xff\xd8\xff" + marker_text(marker);
  const bool large = dice_.of_thousand(150);
  input.bytes.append(large ? model::kBlobChunkBytes + dice_.below(1000) : dice_.between(100, 3000), 'p');
  input.bytes += marker_text(marker);
  at_desk(machine, "attaching",
          [&](Process& process) { return process.desk().attach(model::uuid_text(wish), input); });
}

void People::look_after_volunteers(Machine& machine) {
  const std::uint64_t draw = dice_.below(1000);
  if (draw < 300) return erase_volunteer(machine);
  if (draw < 500) return correct_volunteer(machine);
  merge_volunteers(machine);
}

// Somebody who is known here has another phone, or is another one of those who claim.
void People::correct_volunteer(Machine& machine) {
  const node::ClaimInput now = some_claimer();
  node::VolunteerInput input{{}, now.phone, {}};
  if (dice_.of_thousand(500)) input.name = now.name;
  at_desk(machine, "correcting a volunteer", [&](Process& process) -> model::Result<> {
    const auto known = process.desk().volunteers();
    if (known.empty()) return model::Error("volunteer.unknown", "nobody is known here");
    const auto set = process.desk().set_volunteer(dice_.pick(known).volunteer.id, input);
    if (!set) return set.error();
    return {};
  });
}

// Somebody who is known here, whatever became of their claims.
void People::erase_volunteer(Machine& machine) {
  std::optional<model::SubjectId> who;
  world_.at(machine, [&](Process& process) {
    const auto known = process.desk().volunteers();
    if (!known.empty()) who = dice_.pick(known).volunteer.id;
  });
  if (!who) return;
  world_.journal().erasing(*who);
  at_desk(machine, "erasing a volunteer", [&](Process& process) {
    auto erased = process.desk().erase_volunteer(*who, true);
    if (erased) {
      world_.journal().erased(*who);
      world_.trace().say(machine.name + " erased a volunteer");
    }
    return erased;
  });
}

// Somebody was registered twice.
void People::merge_volunteers(Machine& machine) {
  at_desk(machine, "merging volunteers", [&](Process& process) -> model::Result<> {
    const auto known = process.desk().volunteers();
    if (known.size() < 2) return model::Error("volunteer.unknown", "nobody is known here");
    const std::size_t one = dice_.below(known.size());
    const std::size_t other = (one + 1 + dice_.below(known.size() - 1)) % known.size();
    return process.desk().merge_volunteers(known[one].volunteer.id, known[other].volunteer.id);
  });
}

void People::ask_family(Machine& machine) {
  if (!dice_.of_thousand(250)) {
    if (const auto wish = some_wish(machine, model::WishState::kFulfilled)) confirm(machine, *wish);
    return;
  }
  const auto state = dice_.of_thousand(250) ? model::WishState::kHandedOver : model::WishState::kConfirmed;
  if (const auto wish = some_wish(machine, state)) close(machine, *wish);
}

void People::confirm(Machine& machine, const Known& wish) {
  node::ConfirmationInput input;
  input.satisfaction = static_cast<std::uint8_t>(dice_.between(1, 5));
  input.disputed = dice_.of_thousand(100);
  const std::uint64_t marker = new_marker();
  if (input.disputed || dice_.of_thousand(300)) input.remark = "回访" + marker_text(marker);
  world_.journal().typed(marker, wish.id);
  // Of several claims each in its turn.
  std::vector<model::SubjectId> waiting;
  world_.at(machine, [&](Process& process) {
    process.project();
    const auto row = process.ledger().wish({wish.id, wish.home});
    if (!row) return;
    for (const model::FoldedClaim& claim : row->claims)
      if (claim.state == model::ClaimState::kFulfilled) waiting.push_back(claim.claim);
  });
  if (!waiting.empty()) input.claim = dice_.pick(waiting);
  at_desk(machine, "confirming",
          [&](Process& process) { return process.desk().confirm(model::uuid_text(wish.id), input); });
}

bool People::close(Machine& machine, const Known& wish) {
  return at_desk(machine, "closing",
                 [&](Process& process) { return process.desk().close(model::uuid_text(wish.id), ""); });
}

void People::note_hand_over(Machine& machine) {
  if (const auto wish = some_wish(machine, model::WishState::kHandedOver))
    note_hand_over(machine, *wish, static_cast<model::HandOverStage>(dice_.between(1, 3)), "民政局");
}

bool People::note_hand_over(Machine& machine, const Known& wish, model::HandOverStage stage,
                            const std::string& to) {
  return at_desk(machine, "noting a hand-over", [&](Process& process) {
    return process.desk().note_hand_over(model::uuid_text(wish.id), stage, std::nullopt,
                                         "转" + to + new_mark(wish));
  });
}

}  // namespace simulation
