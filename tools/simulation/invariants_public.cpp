// The public life of wishes: a publisher keeps to its slots, and nothing of a person goes public.

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "model/part.h"
#include "model/redaction.h"
#include "sync/sealed_box.h"
#include "tools/simulation/invariants.h"
#include "tools/simulation/words.h"

namespace simulation {

namespace {

// What nodes said of one wish as its publishers.
struct PublishersSaid {
  std::map<model::EventHash, std::size_t> offered;                  // The most places, by node.
  std::map<model::SubjectId, std::set<model::EventHash>> granters;  // Of a claim.
  std::map<model::SubjectId, std::set<model::EventHash>> freers;    // The same, at some time.
};

PublishersSaid publishers_said(std::span<const model::Event> events, const model::FoldedOffer& offer,
                               const model::Authority& authority) {
  PublishersSaid out;
  for (const model::Event& event : events) {
    const model::Writer* writer = authority.writer(event.header().writer);
    if (!writer || event.header().subject_home() != offer.home) continue;
    const auto claim = model::claim_of(event);
    if (claim && event.header().kind == model::Kind::kGranted) out.granters[*claim].insert(writer->enrolled);
    if (claim && event.header().kind == model::Kind::kFreed) out.freers[*claim].insert(writer->enrolled);
    if (const auto published = event.header().kind == model::Kind::kPublished
                                   ? model::decode_published(event.body())
                                   : std::nullopt) {
      std::size_t& most = out.offered[writer->enrolled];
      most = std::max<std::size_t>(most, published->slots);
    }
  }
  return out;
}

// Whether the node never lost what it knew, and was never copied.
bool one_life(const model::Authority& authority, const model::EventHash& node) {
  const model::Node* of = authority.node(node);
  return of && of->writers.size() == 1;
}

}  // namespace

// No node whose data were never lost grants more claims at a time than it ever offered places. More may
// stand, as an item to settle: what several granted without knowing of each other, which the last one says
// again, and what was done while its place was given to somebody else (design rule 5).
Finding grants_keep_to_slots(World& world) {
  const node::EventStore& top = world.city().process->store();
  const auto authority = top.authority();
  Finding found;
  node::for_each_offer(world.city().process->ledger(), [&](const model::FoldedOffer& offer) {
    const auto events = top.events_about(offer.id);
    PublishersSaid said = publishers_said(events, offer, *authority);
    std::map<model::EventHash, std::size_t> granted;
    for (const model::FoldedDecision& decision : offer.decisions)
      if (const model::Writer* writer = authority->writer(decision.decided.log.writer);
          writer && model::takes_slot(decision.state) && !said.freers.contains(decision.claim) &&
          said.granters[decision.claim].size() == 1)
        ++granted[writer->enrolled];
    for (const auto& [node, count] : granted)
      if (one_life(*authority, node) && count > said.offered[node] && !found)
        found = "a node of " + authority->node(node)->place.text() + " granted " + std::to_string(count) +
                " claims on " + model::uuid_text(offer.id) + " and offered " +
                std::to_string(said.offered[node]) + " places";
  });
  return found;
}

// Such a node gives a place only while, by its own word so far, one is free. Read from the order of its own
// log, so that what unaware words bring back later is no excuse.
Finding places_are_given_while_free(World& world) {
  const node::EventStore& top = world.city().process->store();
  const auto authority = top.authority();
  Finding found;
  node::for_each_offer(world.city().process->ledger(), [&](const model::FoldedOffer& offer) {
    auto events = top.events_about(offer.id);
    PublishersSaid said = publishers_said(events, offer, *authority);
    std::ranges::sort(events, {}, [](const model::Event& event) { return event.header().seq; });
    std::map<model::LogId, std::set<model::SubjectId>> given;
    for (const model::Event& event : events) {
      const model::LogId log = event.header().log();
      const model::Writer* writer = authority->writer(log.writer);
      const auto claim = model::claim_of(event);
      if (!writer || !claim || event.header().subject_home() != offer.home ||
          !one_life(*authority, writer->enrolled))
        continue;
      if (event.header().kind == model::Kind::kFreed) given[log].erase(*claim);
      // What another one granted too was said again by whoever took the wish over; what another one freed
      // does not stand in this log.
      std::set<model::EventHash> speakers = said.granters[*claim];
      speakers.insert(said.freers[*claim].begin(), said.freers[*claim].end());
      if (event.header().kind == model::Kind::kGranted && speakers.size() == 1) given[log].insert(*claim);
      if (given[log].size() > said.offered[writer->enrolled] && !found)
        found = "a node of " + log.place.text() + " gave place " + std::to_string(given[log].size()) +
                " of " + std::to_string(said.offered[writer->enrolled]) + " on " +
                model::uuid_text(offer.id) + " at seq " + std::to_string(event.header().seq.value);
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

// Whatever people who were apart gave up for what: from each wish that was given up the way leads to one that
// was not.
Finding merges_leave_one(World& world) {
  const node::Ledger& ledger = world.city().process->ledger();
  Finding found;
  node::for_each_wish(ledger, [&](const model::FoldedWish& first) {
    std::set<model::WishKey> way;
    for (std::optional<model::FoldedWish> wish = first; wish && wish->merged_into && !found;
         wish = ledger.wish(*wish->merged_into))
      if (!way.insert(wish->key()).second)
        found = model::wish_number(first) + " was given up in a ring, and no wish of it stays";
  });
  return found;
}

// Nothing that stands in the family's part stands in what went public. What somebody wrote long ago and wrote
// over is no measure: the words of one field may have been those of another.
Finding nothing_personal_is_public(World& world) {
  const node::EventStore& top = world.city().process->store();
  const node::Ledger& ledger = world.city().process->ledger();
  Finding found;
  node::for_each_offer(ledger, [&](const model::FoldedOffer& offer) {
    const auto wish = found ? std::nullopt : ledger.wish(offer.key());
    const auto published = wish ? top.part(offer.published) : std::nullopt;
    if (!published) return;
    model::WishPart family;
    const auto text_of = [&](model::WishField field) {
      const auto part = top.part(wish->sources[static_cast<std::size_t>(field)]);
      return part ? model::decode_wish_part(model::part_payload(*part)).value_or(model::WishPart{})
                  : model::WishPart{};
    };
    family.name = text_of(model::WishField::kName).name;
    family.address = text_of(model::WishField::kAddress).address;
    family.phone = text_of(model::WishField::kPhone).phone;
    const auto text = model::decode_public_part(model::part_payload(*published));
    if (text && !model::leaks(text->who + "\n" + text->ages + "\n" + text->content, family).empty())
      found = "what was published of " + offer.number + " holds something of the person";
  });
  return found;
}

namespace {

// What of a person's words stands in the bytes.
std::optional<std::string> said_in(std::string_view bytes, const std::vector<Words>& said) {
  for (const Words& words : said)
    for (const std::string* one : {&words.name, &words.given_name, &words.address, &words.phone,
                                   &words.id_number, &words.school, &words.proof})
      if (!one->empty() && bytes.find(*one) != std::string_view::npos) return *one;
  return std::nullopt;
}

// A child's age is shown as a span alone.
bool says_age_of_child(std::string_view payload, const std::vector<Words>& said) {
  const auto text = model::decode_public_part(payload);
  return text && std::ranges::any_of(said, [&](const Words& words) {
           return words.child_age && says_age(text->ages, *words.child_age);
         });
}

}  // namespace

// Byte for byte, whatever the product takes for personal: in no open part and no body of a wish that went
// public stands a word of what its family ever said of itself.
Finding public_bytes_are_free_of_words(World& world) {
  const node::EventStore& top = world.city().process->store();
  Finding found;
  node::for_each_offer(world.city().process->ledger(), [&](const model::FoldedOffer& offer) {
    const auto said = world.journal().said().find(offer.id);
    if (found || said == world.journal().said().end()) return;
    for (const model::Event& event : top.events_about(offer.id)) {
      auto word = said_in(event.body(), said->second);
      const auto part = event.header().flags & model::kFlagOpen ? top.part(event.ref()) : std::nullopt;
      if (part && !word) word = said_in(*part, said->second);
      if (part && !word && says_age_of_child(model::part_payload(*part), said->second))
        word = "a child's age";
      if (word) found = "everybody can read \"" + *word + "\" in an event of " + offer.number;
    }
  });
  return found;
}

// The family's address is sealed to whoever claimed, and nobody else opens it.
Finding disclosed_to_claimers_alone(World& world) {
  constexpr std::size_t kOthersTried = 3;  // Each costs as much as many other checks.
  const node::EventStore& top = world.city().process->store();
  const auto running = world.machines_that([](const Machine& m) { return m.running(); });
  std::size_t next = world.options().seed;
  Finding found;
  node::for_each_offer(world.city().process->ledger(), [&](const model::FoldedOffer& offer) {
    for (const model::Event& event : top.events_about(offer.id)) {
      const bool disclosed = event.header().kind == model::Kind::kDisclosed;
      const auto part = disclosed ? top.part(event.ref()) : std::nullopt;
      const auto sealed = part ? model::decode_sealed(model::part_payload(*part)) : std::nullopt;
      for (std::size_t i = 0; sealed && i < kOthersTried; ++i) {
        const Machine& machine = *running[++next % running.size()];
        if (wishsync::open_box(*sealed, machine.keys.sealing_secret) &&
            !world.journal().claimed(offer.id, machine.keys.sealing_key))
          found =
              machine.name + " can read where the family of " + offer.number + " lives, and never claimed";
      }
    }
  });
  return found;
}

}  // namespace simulation
