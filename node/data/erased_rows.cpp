#include "node/data/erased_rows.h"

#include <algorithm>

#include "model/form1.h"
#include "model/part.h"

namespace node {
namespace {

std::string fact_name(const EventStore& store, const model::WishEntry& entry) {
  return "erased_row/" + model::to_hex(store.sealer().fingerprint(model::duplicate_key(entry)));
}

}  // namespace

std::vector<LocalFact> erased_row_facts(const EventStore& store, const model::SubjectId& subject,
                                        model::PlaceCode home) {
  std::vector<model::Event> events = store.events_about(subject);
  std::sort(events.begin(), events.end(), model::canonically_before);
  model::WishEntry entry;
  std::vector<LocalFact> out;
  for (const model::Event& event : events) {
    const auto kind = event.header().kind;
    if (event.header().subject_home() != home) continue;
    if (kind != model::Kind::kRegistered && kind != model::Kind::kAmended) continue;
    const auto bytes = store.part_though_hidden(event.ref());
    const auto part = bytes ? model::decode_wish_part(model::part_payload(*bytes)) : std::nullopt;
    if (!part) continue;
    const auto amended = model::decode_amended(event.body());
    const model::WishFields fields =
        kind == model::Kind::kAmended && amended ? amended->fields : model::WishFields::all();
    if (fields.has(model::WishField::kName)) entry.name = part->name;
    if (fields.has(model::WishField::kAddress)) entry.address = part->address;
    if (fields.has(model::WishField::kContent)) entry.content = part->content;
    if (fields.has(model::WishField::kPhone)) entry.phone = part->phone;
    out.push_back({fact_name(store, entry), ""});
  }
  return out;
}

bool was_erased(const EventStore& store, const model::WishEntry& entry) {
  return store.fact(fact_name(store, entry)).has_value();
}

}  // namespace node
