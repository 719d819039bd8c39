// The public life of wishes: reviewers who publish them, volunteers from anywhere who claim, give back and
// fulfil, and clerks who ask the family. A part of People (people.h).

#include "tools/simulation/people.h"

namespace simulation {

// A wish goes public in words of its own, so that what stands in it of the person would show.
void People::publish(Machine& machine) {
  const auto wish = some_wish(machine, model::WishState::kVetted);
  if (!wish) return;
  node::PublicationInput input;
  if (dice_.of_thousand(500)) input.scope = machine.place;
  input.slots = static_cast<std::uint16_t>(dice_.between(1, 3));
  // Now and then in the words that the node proposes, or the family's own.
  if (dice_.of_thousand(700)) {
    input.who = dice_.of_thousand(900) ? "张**" : "张三";
    input.ages = "";
    input.content = "一床棉被";
  }
  if (input.content && dice_.of_thousand(500)) {
    const std::uint64_t marker = new_marker();
    *input.content += marker_text(marker);
    world_.journal().typed(marker, wish->id);
  }
  input.confirmed = true;
  at_desk(machine, "publishing", [&](Process& process) {
    auto published = process.desk().publish(model::uuid_text(wish->id), input);
    if (published || published.error().code != "publish.no_guardian_consent") return published;
    // A form says nothing of it: somebody rings the guardian up.
    node::WishInput consent;
    consent.consent_by = model::ConsentBy::kGuardian;
    consent.consent_how = model::ConsentHow::kPhone;
    auto amended = process.desk().amend(model::uuid_text(wish->id), consent);
    return amended ? process.desk().publish(model::uuid_text(wish->id), input) : amended;
  });
}

void People::take_down(Machine& machine) {
  const auto offer = some_offer(machine, std::nullopt);
  if (!offer) return;
  at_desk(machine, "taking down",
          [&](Process& process) { return process.desk().take_down(model::uuid_text(offer->id)); });
}

std::optional<model::WishKey> People::some_offer(Machine& machine, std::optional<model::OfferState> state) {
  std::optional<model::WishKey> out;
  world_.at(machine, [&](Process& process) {
    node::OfferQuery query;
    query.filter.state = state;
    query.count_max = 20;
    const auto page = process.desk().offers(query);
    if (page && !page->offers.empty()) out = dice_.pick(page->offers).offer.key();
  });
  return out;
}

void People::claim(Machine& machine) {
  const auto offer = some_offer(machine, model::OfferState::kOpen);
  if (!offer) return;
  node::ClaimInput input;
  // Name and phone are the volunteer's, who stays when the wish is erased; the remark goes with it.
  const std::uint64_t who = dice_.below(200);
  input.name = "李四" + std::to_string(who);
  input.phone = std::to_string(13'700'000'000 + who);
  input.unit = "审计局";
  const std::uint64_t marker = new_marker();
  input.remark = "周末有空" + marker_text(marker);
  world_.journal().typed(marker, offer->id);
  at_desk(machine, "claiming", [&](Process& process) -> model::Result<> {
    const auto answers = process.desk().claim({model::uuid_text(offer->id)}, input);
    if (!answers) return answers.error();
    if (answers->front().refused) return *answers->front().refused;
    claimed_.push_back({offer->id, machine.id});
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
  const std::uint64_t marker = new_marker();
  world_.journal().typed(marker, wish);
  if (dice_.of_thousand(150)) {
    at_desk(machine, "releasing", [&](Process& process) {
      return process.desk().release(model::uuid_text(wish), std::nullopt, "没时间" + marker_text(marker));
    });
    return;
  }
  node::FulfilmentInput input;
  input.what = "送去棉被" + marker_text(marker);
  if (dice_.of_thousand(700)) input.value_yuan = static_cast<std::uint32_t>(dice_.between(20, 300));
  at_desk(machine, "fulfilling",
          [&](Process& process) { return process.desk().fulfil(model::uuid_text(wish), input); });
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

void People::ask_family(Machine& machine) {
  const bool closes = dice_.of_thousand(200);
  const auto wish = some_wish(machine, closes ? model::WishState::kConfirmed : model::WishState::kFulfilled);
  if (!wish) return;
  node::ConfirmationInput input;
  input.satisfaction = static_cast<std::uint8_t>(dice_.between(1, 5));
  input.disputed = dice_.of_thousand(100);
  const std::uint64_t marker = new_marker();
  if (input.disputed || dice_.of_thousand(300)) input.remark = "回访" + marker_text(marker);
  world_.journal().typed(marker, wish->id);
  const std::string id = model::uuid_text(wish->id);
  if (closes) {
    at_desk(machine, "closing", [&](Process& process) { return process.desk().close(id, ""); });
    return;
  }
  at_desk(machine, "confirming", [&](Process& process) { return process.desk().confirm(id, input); });
}

}  // namespace simulation
