// The public life of wishes: a publisher keeps to its slots, and nothing of a person goes public.

#include <map>
#include <set>

#include "model/part.h"
#include "model/redaction.h"
#include "tools/simulation/invariants.h"

namespace simulation {

// No node whose data were never lost grants more claims at a time than it ever offered places. What several
// grant without knowing of each other may be more, and is an item to settle.
Finding grants_keep_to_slots(World& world) {
  const node::EventStore& top = world.city().process->store();
  const auto authority = top.authority();
  Finding found;
  node::for_each_offer(world.city().process->ledger(), [&](const model::FoldedOffer& offer) {
    std::map<model::EventHash, std::size_t> granted, offered;
    for (const model::Event& event : top.events_about(offer.id)) {
      const model::Writer* writer = authority->writer(event.header().writer);
      if (!writer || event.header().subject_home() != offer.home) continue;
      if (const auto published = event.header().kind == model::Kind::kPublished
                                     ? model::decode_published(event.body())
                                     : std::nullopt)
        offered[writer->enrolled] = std::max<std::size_t>(offered[writer->enrolled], published->slots);
    }
    for (const model::FoldedDecision& decision : offer.decisions)
      if (const model::Writer* writer = authority->writer(decision.decided.log.writer);
          writer && model::takes_slot(decision.state))
        ++granted[writer->enrolled];
    for (const auto& [node, count] : granted) {
      const model::Node* of = authority->node(node);
      if (of && of->writers.size() == 1 && count > offered[node] && !found)
        found = "a node of " + of->place.text() + " granted " + std::to_string(count) + " claims on " +
                model::uuid_text(offer.id) + " and offered " + std::to_string(offered[node]) + " places";
    }
  });
  return found;
}

// More grants than slots are an item to settle at the home, where whoever asks for such items finds it.
Finding too_many_grants_are_to_settle(World& world) {
  node::Ledger& ledger = world.city().process->ledger();
  std::set<model::WishKey> told;
  for (const model::FoldedWish& wish :
       ledger.matters({model::Matter::kUnsettled, {}, {}}, std::nullopt, SIZE_MAX))
    told.insert(wish.key());
  Finding found;
  node::for_each_offer(ledger, [&](const model::FoldedOffer& offer) {
    const auto wish = ledger.wish(offer.key());
    if (!found && wish && offer.over_granted() && wish->taken() > offer.slots && !told.contains(offer.key()))
      found = "nobody is told that " + model::wish_number(*wish) + " has more grants than places";
  });
  return found;
}

// Nothing that stood in the family's part when it was published stands in what went public.
Finding nothing_personal_is_public(World& world) {
  const node::EventStore& top = world.city().process->store();
  Finding found;
  node::for_each_offer(world.city().process->ledger(), [&](const model::FoldedOffer& offer) {
    if (found) return;
    std::vector<model::WishPart> family;
    std::vector<std::string> released;
    for (const model::Event& event : top.events_about(offer.id)) {
      const auto part = top.part(event.ref());
      if (!part) continue;
      const std::string_view payload = model::part_payload(*part);
      if (event.header().kind == model::Kind::kRegistered || event.header().kind == model::Kind::kAmended)
        family.push_back(model::decode_wish_part(payload).value_or(model::WishPart{}));
      if (event.header().kind == model::Kind::kPublished) released.push_back(std::string(payload));
    }
    for (const model::WishPart& part : family)
      for (const std::string& bytes : released) {
        const auto text = model::decode_public_part(bytes);
        if (text && !model::leaks(text->who + "\n" + text->ages + "\n" + text->content, part).empty())
          found = "what was published of " + offer.number + " holds something of the person";
      }
  });
  return found;
}

}  // namespace simulation
