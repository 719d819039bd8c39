// Any bytes are read as an event or refused; what was read can be written and read again, and so can
// what its body says. The same bytes are also taken as each kind of body and of part, and as a report, which
// is shown where it can be read.

#include "model/event.h"

#include "fuzz/targets.h"
#include "model/facts.h"
#include "model/fold/volunteer.h"
#include "model/kept_report.h"
#include "model/life_facts.h"
#include "model/programme.h"
#include "node/api/api_report_json.h"

namespace fuzz {
namespace {

// Where `bytes` are a Fact, writing and reading it must give the same again.
template <typename Decode, typename Encode>
void fact(std::string_view bytes, Decode&& decode, Encode&& encode) {
  const auto fact = decode(bytes);
  if (!fact) return;
  const std::string written = encode(*fact);
  const auto back = decode(written);
  model::check(back && encode(*back) == written, "a fact is read as it was written");
}

void facts(std::string_view bytes) {
  using namespace model;
  const auto write = [](const auto& f) { return encode(f); };
  fact(bytes, decode_placed, write);
  fact(bytes, decode_succeeded, write);
  fact(bytes, decode_enrolled, write);
  fact(bytes, decode_opened, write);
  fact(bytes, decode_erased, write);
  fact(bytes, decode_registered, write);
  fact(bytes, decode_amended, write);
  fact(bytes, decode_vetted, write);
  fact(bytes, decode_withdrawn, write);
  fact(bytes, decode_wish_part, write);
  fact(bytes, decode_remark, encode_remark);
  fact(bytes, decode_published, write);
  fact(bytes, decode_taken_down, write);
  fact(bytes, decode_granted, write);
  fact(bytes, decode_declined, write);
  fact(bytes, decode_freed, write);
  fact(bytes, decode_coursed, write);
  fact(bytes, decode_disclosed, write);
  fact(bytes, decode_claimed, write);
  fact(bytes, decode_released, write);
  fact(bytes, decode_fulfilled, write);
  fact(bytes, decode_confirmed, write);
  fact(bytes, decode_hand_over_noted, write);
  fact(bytes, decode_closed, write);
  fact(bytes, decode_public_part, write);
  fact(bytes, decode_claim_part, write);
  fact(bytes, decode_sealed, encode_sealed);
  fact(bytes, decode_policy, write);
  fact(bytes, decode_unit, write);
  fact(bytes, decode_campaign, write);
  fact(bytes, decode_volunteer, write);
  fact(bytes, decode_volunteer_part, write);
  fact(
      bytes, [](std::string_view body) { return decode_reported(body, PlaceCode{4313}); }, write);
  fact(bytes, decode_reported_part, write);
  fact(bytes, parse_cut_off, cut_off_bytes);
  fact(bytes, parse_report, report_bytes);
}

// What was kept as a report is shown as it stands there.
void shown(std::string_view bytes) {
  auto report = model::parse_report(bytes);
  if (!report) return;
  node::ReportView view;
  view.report = std::move(*report);
  const auto groups = node::report_json(view).at("groups").as_array().size();
  model::check(groups == view.report.groups.size(), "a report is shown with all its groups");
}

// The bytes of a hostile message may name the same content twice; written out it is larger.
bool fits(const model::Event& event) {
  constexpr std::size_t kFixedBytes = 256;
  return kFixedBytes + event.header().based_on.size() * model::EventHash::kSize + event.body().size() <=
         model::kEventBytesMax;
}

void check_event(const model::Event& event) {
  const model::EventHeader& h = event.header();
  model::check(event.bytes().size() <= model::kEventBytesMax && h.based_on.size() <= model::kBasedOnMax,
               "an event is within its limits");
  model::check(h.seq.value > 0 && (h.seq.value == 1) == h.prev.is_zero(),
               "an event begins a log or has one before it");
  if (!fits(event)) return;
  const model::Event again = model::Event::make(h, event.body());
  model::check(again.body() == event.body() && again.header().based_on == h.based_on &&
                   again.header().commitment == h.commitment && again.header().log() == h.log() &&
                   again.header().subject == h.subject && again.header().time == h.time,
               "an event is read as it was written");
  model::check(model::Event::make(again.header(), again.body()).hash() == again.hash(),
               "an event is written in one way");
}

}  // namespace

bool event(std::string_view bytes) {
  facts(bytes);
  shown(bytes);
  const auto event = model::Event::parse(std::string(bytes));
  if (!event) {
    check_refusal(event.error());
    return false;
  }
  check_event(*event);
  facts(event->body());
  return true;
}

}  // namespace fuzz
