#include "model/life_facts.h"

#include "model/attachment.h"
#include "model/fact_message.h"
#include "model/facts.capnp.h"

namespace model {
namespace {

constexpr std::size_t kNumberBytesMax = 64;

std::optional<EventHash> hash_in(capnp::Data::Reader data) { return EventHash::from(to_view(data)); }
std::optional<SubjectId> id_in(capnp::Data::Reader data) { return SubjectId::from(to_view(data)); }
// An optional id is there, or empty: any other length is no such id.
bool absent_or_whole(capnp::Data::Reader data, std::size_t size) {
  return data.size() == 0 || data.size() == size;
}

// What every fact about a claim has: its id and a real day.
template <typename Reader, typename Fact>
bool read_claim(Reader r, Fact& fact) {
  const auto claim = id_in(r.getClaim());
  const auto on = Date::from_number(r.getOn());
  if (!claim || claim->is_zero() || !on) return false;
  fact.claim = *claim;
  fact.on = *on;
  return true;
}
template <typename Builder, typename Fact>
void write_claim(Builder b, const Fact& fact) {
  b.setClaim(to_data(fact.claim.view()));
  b.setOn(fact.on.number());
}

template <typename Reader, typename Fact>
bool read_deed(Reader r, Fact& fact) {
  if (!read_claim(r, fact) || r.getShares().size() > kSharesMax || r.getMinutes() > kMinutesMax) return false;
  if (r.getValueStated()) fact.value_yuan = r.getValueYuan();
  fact.minutes = r.getMinutes();
  for (const auto share : r.getShares()) {
    const auto volunteer = id_in(share.getVolunteer());
    if (!volunteer || share.getShare() == 0) return false;
    fact.shares.push_back({*volunteer, share.getShare()});
  }
  return true;
}
template <typename Builder, typename Fact>
void write_deed(Builder b, const Fact& fact) {
  write_claim(b, fact);
  b.setValueStated(fact.value_yuan.has_value());
  b.setValueYuan(fact.value_yuan.value_or(0));
  b.setMinutes(fact.minutes);
  auto shares = b.initShares(static_cast<unsigned>(fact.shares.size()));
  for (unsigned i = 0; i < shares.size(); ++i) {
    shares[i].setVolunteer(to_data(fact.shares[i].volunteer.view()));
    shares[i].setShare(fact.shares[i].share);
  }
}

// A fact that says its day alone.
template <typename Schema, typename Fact>
std::string encode_day(const Fact& f) {
  return write_message<Schema>([&](typename Schema::Builder b) { b.setOn(f.on.number()); });
}
template <typename Schema, typename Fact>
std::optional<Fact> decode_day(std::string_view body) {
  return decode<Schema, Fact>(body, [](typename Schema::Reader r) -> std::optional<Fact> {
    const auto on = Date::from_number(r.getOn());
    if (!on) return std::nullopt;
    return Fact{*on};
  });
}

// A claim's end, with why.
template <typename Schema, typename Fact>
std::string encode_reason(const Fact& f) {
  return write_message<Schema>([&](typename Schema::Builder b) {
    write_claim(b, f);
    b.setReason(static_cast<std::uint8_t>(f.reason));
  });
}
template <typename Schema, typename Fact>
std::optional<Fact> decode_reason(std::string_view body) {
  return decode<Schema, Fact>(body, [](typename Schema::Reader r) -> std::optional<Fact> {
    Fact f;
    if (!read_claim(r, f) || !in_vocabulary<ClaimReason>(r.getReason())) return std::nullopt;
    f.reason = static_cast<ClaimReason>(r.getReason());
    return f;
  });
}

}  // namespace

std::string encode(const Published& f) {
  return write_message<schema::Published>([&](schema::Published::Builder b) {
    b.setSlots(f.slots);
    b.setCategory(static_cast<std::uint8_t>(f.category));
    b.setTargets(f.targets.bits);
    b.setOn(f.on.number());
    set_id([&](auto id) { b.setPolicy(id); }, f.policy);
    set_id([&](auto id) { b.setCampaign(id); }, f.campaign);
    b.setNumber(f.number);
  });
}

std::optional<Published> decode_published(std::string_view body) {
  return decode<schema::Published, Published>(
      body, [](schema::Published::Reader r) -> std::optional<Published> {
        const auto on = Date::from_number(r.getOn());
        if (!on || r.getSlots() == 0 || r.getSlots() > kSlotsMax ||
            !absent_or_whole(r.getPolicy(), EventHash::kSize) ||
            !absent_or_whole(r.getCampaign(), SubjectId::kSize) || r.getNumber().size() > kNumberBytesMax)
          return std::nullopt;
        return Published{r.getSlots(),
                         static_cast<Category>(r.getCategory()),
                         {r.getTargets()},
                         *on,
                         hash_in(r.getPolicy()),
                         id_in(r.getCampaign()),
                         to_string(r.getNumber())};
      });
}

std::string encode(const Granted& f) {
  return write_message<schema::Granted>([&](schema::Granted::Builder b) {
    write_claim(b, f);
    set_id([&](auto id) { b.setUnit(id); }, f.unit);
    b.setDueOn(f.due_on.number());
  });
}

std::optional<Granted> decode_granted(std::string_view body) {
  return decode<schema::Granted, Granted>(body, [](schema::Granted::Reader r) -> std::optional<Granted> {
    Granted f;
    const auto due_on = Date::from_number(r.getDueOn());
    if (!read_claim(r, f) || !due_on || !absent_or_whole(r.getUnit(), SubjectId::kSize)) return std::nullopt;
    f.unit = id_in(r.getUnit());
    f.due_on = *due_on;
    return f;
  });
}

std::string encode(const Coursed& f) {
  return write_message<schema::Coursed>([&](schema::Coursed::Builder b) {
    write_deed(b, f);
    b.setStage(static_cast<std::uint8_t>(f.stage));
    set_id([&](auto id) { b.setUnit(id); }, f.unit);
    set_id([&](auto id) { b.setPolicy(id); }, f.policy);
  });
}

std::optional<Coursed> decode_coursed(std::string_view body) {
  return decode<schema::Coursed, Coursed>(body, [](schema::Coursed::Reader r) -> std::optional<Coursed> {
    Coursed f;
    if (!read_deed(r, f) || r.getStage() < 1 || r.getStage() > 3 ||
        !absent_or_whole(r.getUnit(), SubjectId::kSize) || !absent_or_whole(r.getPolicy(), EventHash::kSize))
      return std::nullopt;
    f.stage = static_cast<CourseStage>(r.getStage());
    f.unit = id_in(r.getUnit());
    f.policy = hash_in(r.getPolicy());
    return f;
  });
}

std::string encode(const Disclosed& f) {
  return write_message<schema::Disclosed>(
      [&](schema::Disclosed::Builder b) { b.setClaim(to_data(f.claim.view())); });
}

std::optional<Disclosed> decode_disclosed(std::string_view body) {
  return decode<schema::Disclosed, Disclosed>(body,
                                              [](schema::Disclosed::Reader r) -> std::optional<Disclosed> {
                                                const auto claim = id_in(r.getClaim());
                                                if (!claim || claim->is_zero()) return std::nullopt;
                                                return Disclosed{*claim};
                                              });
}

std::string encode(const Claimed& f) {
  return write_message<schema::Claimed>([&](schema::Claimed::Builder b) {
    write_claim(b, f);
    b.setVolunteer(to_data(f.volunteer.view()));
    set_id([&](auto id) { b.setUnit(id); }, f.unit);
    b.setOnPaper(f.on_paper);
  });
}

std::optional<Claimed> decode_claimed(std::string_view body) {
  return decode<schema::Claimed, Claimed>(body, [](schema::Claimed::Reader r) -> std::optional<Claimed> {
    Claimed f;
    const auto volunteer = id_in(r.getVolunteer());
    if (!read_claim(r, f) || !volunteer || !absent_or_whole(r.getUnit(), SubjectId::kSize))
      return std::nullopt;
    f.volunteer = *volunteer;
    f.unit = id_in(r.getUnit());
    f.on_paper = r.getOnPaper();
    return f;
  });
}

std::string encode(const Released& f) {
  return write_message<schema::Released>([&](schema::Released::Builder b) { write_claim(b, f); });
}

std::optional<Released> decode_released(std::string_view body) {
  return decode<schema::Released, Released>(body, [](schema::Released::Reader r) -> std::optional<Released> {
    Released f;
    if (!read_claim(r, f)) return std::nullopt;
    return f;
  });
}

std::string encode(const Fulfilled& f) {
  return write_message<schema::Fulfilled>([&](schema::Fulfilled::Builder b) { write_deed(b, f); });
}

std::optional<Fulfilled> decode_fulfilled(std::string_view body) {
  return decode<schema::Fulfilled, Fulfilled>(body,
                                              [](schema::Fulfilled::Reader r) -> std::optional<Fulfilled> {
                                                Fulfilled f;
                                                if (!read_deed(r, f)) return std::nullopt;
                                                return f;
                                              });
}

std::string encode(const Confirmed& f) {
  return write_message<schema::Confirmed>([&](schema::Confirmed::Builder b) {
    write_claim(b, f);
    b.setSatisfaction(f.satisfaction);
    b.setDisputed(f.disputed);
  });
}

std::optional<Confirmed> decode_confirmed(std::string_view body) {
  return decode<schema::Confirmed, Confirmed>(
      body, [](schema::Confirmed::Reader r) -> std::optional<Confirmed> {
        Confirmed f;
        if (!read_claim(r, f) || r.getSatisfaction() > 5 || (r.getSatisfaction() == 0 && !r.getDisputed()))
          return std::nullopt;
        f.satisfaction = r.getSatisfaction();
        f.disputed = r.getDisputed();
        return f;
      });
}

std::string encode(const HandOverNoted& f) {
  return write_message<schema::HandOverNoted>([&](schema::HandOverNoted::Builder b) {
    b.setStage(static_cast<std::uint8_t>(f.stage));
    b.setOn(f.on.number());
  });
}

std::optional<HandOverNoted> decode_hand_over_noted(std::string_view body) {
  return decode<schema::HandOverNoted, HandOverNoted>(
      body, [](schema::HandOverNoted::Reader r) -> std::optional<HandOverNoted> {
        const auto on = Date::from_number(r.getOn());
        if (!on || r.getStage() < 1 || r.getStage() > 3) return std::nullopt;
        return HandOverNoted{static_cast<HandOverStage>(r.getStage()), *on};
      });
}

std::string encode(const TakenDown& f) { return encode_day<schema::TakenDown>(f); }
std::optional<TakenDown> decode_taken_down(std::string_view body) {
  return decode_day<schema::TakenDown, TakenDown>(body);
}
std::string encode(const Closed& f) { return encode_day<schema::Closed>(f); }
std::optional<Closed> decode_closed(std::string_view body) {
  return decode_day<schema::Closed, Closed>(body);
}

std::string encode(const Declined& f) { return encode_reason<schema::Declined>(f); }
std::optional<Declined> decode_declined(std::string_view body) {
  return decode_reason<schema::Declined, Declined>(body);
}
std::string encode(const Freed& f) { return encode_reason<schema::Freed>(f); }
std::optional<Freed> decode_freed(std::string_view body) { return decode_reason<schema::Freed, Freed>(body); }

std::string encode(const PublicPart& f) {
  return write_message<schema::PublicPart>([&](schema::PublicPart::Builder b) {
    set_text([&](auto t) { b.setWho(t); }, f.who);
    set_text([&](auto t) { b.setAges(t); }, f.ages);
    set_text([&](auto t) { b.setContent(t); }, f.content);
  });
}

std::optional<PublicPart> decode_public_part(std::string_view payload) {
  return decode<schema::PublicPart, PublicPart>(payload, [](schema::PublicPart::Reader r) {
    return std::optional(
        PublicPart{to_string(r.getWho()), to_string(r.getAges()), to_string(r.getContent())});
  });
}

std::string encode(const ClaimPart& f) {
  return write_message<schema::ClaimPart>([&](schema::ClaimPart::Builder b) {
    set_text([&](auto t) { b.setName(t); }, f.name);
    set_text([&](auto t) { b.setPhone(t); }, f.phone);
    set_text([&](auto t) { b.setUnit(t); }, f.unit);
    set_text([&](auto t) { b.setRemark(t); }, f.remark);
  });
}

std::optional<ClaimPart> decode_claim_part(std::string_view payload) {
  return decode<schema::ClaimPart, ClaimPart>(payload, [](schema::ClaimPart::Reader r) {
    return std::optional(ClaimPart{to_string(r.getName()), to_string(r.getPhone()), to_string(r.getUnit()),
                                   to_string(r.getRemark())});
  });
}

std::string encode_sealed(std::string_view sealed) {
  return write_message<schema::SealedPart>(
      [&](schema::SealedPart::Builder b) { b.setSealed(to_data(sealed)); });
}

std::optional<std::string> decode_sealed(std::string_view payload) {
  return decode<schema::SealedPart, std::string>(payload, [](schema::SealedPart::Reader r) {
    return std::optional(std::string(to_view(r.getSealed())));
  });
}

std::optional<SubjectId> claim_of(const Event& event) {
  const auto claim = [](const auto& fact) { return fact ? std::optional(fact->claim) : std::nullopt; };
  switch (event.header().kind) {
    case Kind::kGranted:
      return claim(decode_granted(event.body()));
    case Kind::kDeclined:
      return claim(decode_declined(event.body()));
    case Kind::kFreed:
      return claim(decode_freed(event.body()));
    case Kind::kCoursed:
      return claim(decode_coursed(event.body()));
    case Kind::kDisclosed:
      return claim(decode_disclosed(event.body()));
    case Kind::kClaimed:
      return claim(decode_claimed(event.body()));
    case Kind::kReleased:
      return claim(decode_released(event.body()));
    case Kind::kFulfilled:
      return claim(decode_fulfilled(event.body()));
    case Kind::kAttached: {
      const auto fact = decode_attached(event.body());
      return fact ? fact->claim : std::nullopt;
    }
    case Kind::kConfirmed:
      return claim(decode_confirmed(event.body()));
    default:
      return std::nullopt;
  }
}

}  // namespace model
