#include "model/facts.h"

#include "model/crypto.h"
#include "model/fact_message.h"
#include "model/facts.capnp.h"

namespace model {
namespace {

template <typename Reader, typename Fact>
bool read_amounts(Reader r, Fact& fact) {
  const auto on = Date::from_number(r.getRegisteredOn());
  if (on) fact.on = *on;
  fact.category = static_cast<Category>(r.getCategory());
  fact.targets = {r.getTargets()};
  if (r.getValueStated()) fact.value_yuan = r.getValueYuan();
  fact.hand_over = r.getHandOver();
  fact.campaign = SubjectId::from(to_view(r.getCampaign()));
  return on.has_value();
}

template <typename Builder, typename Fact>
void write_amounts(Builder b, const Fact& fact) {
  b.setRegisteredOn(fact.on.number());
  b.setCategory(static_cast<std::uint8_t>(fact.category));
  b.setTargets(fact.targets.bits);
  b.setValueStated(fact.value_yuan.has_value());
  b.setValueYuan(fact.value_yuan.value_or(0));
  b.setHandOver(fact.hand_over);
  set_id([&](auto id) { b.setCampaign(id); }, fact.campaign);
}

WriterId truncated(std::string_view bytes) {
  const Digest digest = sha256(bytes);
  WriterId id;
  std::copy_n(digest.begin(), id.data.size(), id.data.begin());
  return id;
}

}  // namespace

std::string encode(const Placed& f) {
  return write_message<schema::Placed>([&](schema::Placed::Builder b) {
    b.setCode(f.code.value);
    b.setParent(f.parent.value);
    b.setLevel(static_cast<std::uint8_t>(f.level));
    b.setName(f.name);
  });
}

std::optional<Placed> decode_placed(std::string_view body) {
  return decode<schema::Placed, Placed>(body, [](schema::Placed::Reader r) -> std::optional<Placed> {
    Placed f{{r.getCode()}, {r.getParent()}, static_cast<Level>(r.getLevel()), to_string(r.getName())};
    if (f.code.value == 0 || f.code == f.parent || !in_vocabulary<Level>(r.getLevel()) ||
        f.name.size() > kOfficialNameBytesMax)
      return std::nullopt;
    return f;
  });
}

std::string encode(const Succeeded& f) {
  return write_message<schema::Succeeded>([&](schema::Succeeded::Builder b) {
    b.setPlace(f.place.value);
    b.setSuccessor(f.successor.value);
  });
}

std::optional<Succeeded> decode_succeeded(std::string_view body) {
  return decode<schema::Succeeded, Succeeded>(
      body, [](schema::Succeeded::Reader r) -> std::optional<Succeeded> {
        Succeeded f{{r.getPlace()}, {r.getSuccessor()}};
        if (f.place == kPlaceOfAll || f.successor == kPlaceOfAll || f.place == f.successor)
          return std::nullopt;
        return f;
      });
}

std::string encode(const Enrolled& f) {
  return write_message<schema::Enrolled>([&](schema::Enrolled::Builder b) {
    b.setPlace(f.place.value);
    b.setSigningKey(to_data(f.signing_key.view()));
    b.setSealingKey(to_data(f.sealing_key.view()));
    b.setName(f.name);
  });
}

std::optional<Enrolled> decode_enrolled(std::string_view body) {
  return decode<schema::Enrolled, Enrolled>(body, [](schema::Enrolled::Reader r) -> std::optional<Enrolled> {
    const auto signing = NodeKey::from(to_view(r.getSigningKey()));
    const auto sealing = SealingKey::from(to_view(r.getSealingKey()));
    if (!signing || !sealing || r.getPlace() == 0 || r.getName().size() > kOfficialNameBytesMax)
      return std::nullopt;
    return Enrolled{{r.getPlace()}, *signing, *sealing, to_string(r.getName())};
  });
}

std::string encode(const Opened& f) {
  return write_message<schema::Opened>([&](schema::Opened::Builder b) {
    b.setEnrolled(to_data(f.enrolled.view()));
    b.setSalt(to_data({reinterpret_cast<const char*>(f.salt.data()), f.salt.size()}));
    if (f.before) b.setBefore(to_data(f.before->view()));
  });
}

std::optional<Opened> decode_opened(std::string_view body) {
  return decode<schema::Opened, Opened>(body, [](schema::Opened::Reader r) -> std::optional<Opened> {
    const auto enrolled = EventHash::from(to_view(r.getEnrolled()));
    const auto salt = WriterId::from(to_view(r.getSalt()));
    const auto before = WriterId::from(to_view(r.getBefore()));
    if (!enrolled || !salt || (r.getBefore().size() != 0 && !before)) return std::nullopt;
    return Opened{*enrolled, salt->data, before};
  });
}

std::string encode(const Erased& f) {
  return write_message<schema::Erased>([&](schema::Erased::Builder b) {
    b.setOn(f.on.number());
    b.setOfVolunteer(f.of_volunteer);
  });
}

std::optional<Erased> decode_erased(std::string_view body) {
  return decode<schema::Erased, Erased>(body, [](schema::Erased::Reader r) -> std::optional<Erased> {
    const auto on = Date::from_number(r.getOn());
    return Erased{on.value_or(Date{}), r.getOfVolunteer()};  // An erasure counts whatever its day.
  });
}

std::string encode(const Revoked& f) {
  return write_message<schema::Revoked>([&](schema::Revoked::Builder b) {
    b.setEnrolled(to_data(f.enrolled.view()));
    b.setLost(f.lost);
    auto tips = b.initTips(static_cast<unsigned>(f.tips.size()));
    for (unsigned i = 0; i < tips.size(); ++i) {
      const auto& [log, tip] = f.tips[i];
      tips[i].setPlace(log.place.value);
      tips[i].setWriter(to_data(log.writer.view()));
      tips[i].setSeq(tip.seq.value);
      tips[i].setHash(to_data(tip.hash.view()));
    }
  });
}

std::optional<Revoked> decode_revoked(std::string_view body) {
  return decode<schema::Revoked, Revoked>(body, [](schema::Revoked::Reader r) -> std::optional<Revoked> {
    const auto enrolled = EventHash::from(to_view(r.getEnrolled()));
    if (!enrolled || r.getTips().size() > kRevokedTipsMax) return std::nullopt;
    Revoked out{*enrolled, r.getLost(), {}};
    for (const auto tip : r.getTips()) {
      const auto writer = WriterId::from(to_view(tip.getWriter()));
      const auto hash = EventHash::from(to_view(tip.getHash()));
      if (!writer || !hash) return std::nullopt;
      out.tips.push_back({{{tip.getPlace()}, *writer}, {{tip.getSeq()}, *hash}});
    }
    return out;
  });
}

std::string encode(const Registered& f) {
  return write_message<schema::Registered>([&](schema::Registered::Builder b) {
    b.setYear(f.year);
    b.setRunning(f.running);
    write_amounts(b, f);
  });
}

std::optional<Registered> decode_registered(std::string_view body) {
  return decode<schema::Registered, Registered>(
      body, [](schema::Registered::Reader r) -> std::optional<Registered> {
        Registered f;
        f.year = r.getYear();
        f.running = r.getRunning();
        if (!read_amounts(r, f)) return std::nullopt;
        return f;
      });
}

std::string encode(const Amended& f) {
  return write_message<schema::Amended>([&](schema::Amended::Builder b) {
    b.setFields(f.fields.bits);
    write_amounts(b, f);
  });
}

std::optional<Amended> decode_amended(std::string_view body) {
  return decode<schema::Amended, Amended>(body, [](schema::Amended::Reader r) -> std::optional<Amended> {
    Amended f;
    f.fields = {r.getFields()};
    if (!read_amounts(r, f) && f.fields.has(WishField::kOn)) return std::nullopt;
    return f;
  });
}

std::string encode(const Vetted& f) {
  return write_message<schema::Vetted>([&](schema::Vetted::Builder b) {
    b.setOutcome(static_cast<std::uint8_t>(f.outcome));
    b.setOn(f.on.number());
  });
}

std::optional<Vetted> decode_vetted(std::string_view body) {
  return decode<schema::Vetted, Vetted>(body, [](schema::Vetted::Reader r) -> std::optional<Vetted> {
    const auto on = Date::from_number(r.getOn());
    if (!on || r.getOutcome() < 1 || r.getOutcome() > 4) return std::nullopt;
    return Vetted{static_cast<Outcome>(r.getOutcome()), *on};
  });
}

std::string encode(const Withdrawn& f) {
  return write_message<schema::Withdrawn>([&](schema::Withdrawn::Builder b) { b.setOn(f.on.number()); });
}

std::optional<Withdrawn> decode_withdrawn(std::string_view body) {
  return decode<schema::Withdrawn, Withdrawn>(body,
                                              [](schema::Withdrawn::Reader r) -> std::optional<Withdrawn> {
                                                const auto on = Date::from_number(r.getOn());
                                                if (!on) return std::nullopt;
                                                return Withdrawn{*on};
                                              });
}

void copy_field(WishField field, const WishPart& from, WishPart& to) {
  switch (field) {
    case WishField::kName:
      to.name = from.name;
      break;
    case WishField::kSex:
      to.sex = from.sex;
      break;
    case WishField::kAge:
      to.age = from.age;
      break;
    case WishField::kAddress:
      to.address = from.address;
      break;
    case WishField::kContent:
      to.content = from.content;
      break;
    case WishField::kProof:
      to.proof = from.proof;
      break;
    case WishField::kPhone:
      to.phone = from.phone;
      break;
    case WishField::kConsent:
      to.consent = from.consent;
      to.consent_by = from.consent_by;
      to.consent_how = from.consent_how;
      break;
    default:
      break;
  }
}

std::string encode(const WishPart& f) {
  return write_message<schema::WishPart>([&](schema::WishPart::Builder b) {
    set_text([&](auto t) { b.setName(t); }, f.name);
    b.setSex(static_cast<std::uint8_t>(f.sex));
    b.setAgeStated(f.age.has_value());
    b.setAge(f.age.value_or(0));
    set_text([&](auto t) { b.setAddress(t); }, f.address);
    set_text([&](auto t) { b.setContent(t); }, f.content);
    set_text([&](auto t) { b.setProof(t); }, f.proof);
    set_text([&](auto t) { b.setPhone(t); }, f.phone);
    set_text([&](auto t) { b.setConsent(t); }, f.consent);
    b.setConsentBy(static_cast<std::uint8_t>(f.consent_by));
    b.setConsentHow(static_cast<std::uint8_t>(f.consent_how));
  });
}

std::optional<WishPart> decode_wish_part(std::string_view payload) {
  return decode<schema::WishPart, WishPart>(
      payload, [](schema::WishPart::Reader r) -> std::optional<WishPart> {
        WishPart f;
        f.name = text_view(r.getName());
        f.sex = in_vocabulary<Sex>(r.getSex()) ? static_cast<Sex>(r.getSex()) : Sex::kUnstated;
        if (r.getAgeStated()) f.age = r.getAge();
        f.address = text_view(r.getAddress());
        f.content = text_view(r.getContent());
        f.proof = text_view(r.getProof());
        f.phone = text_view(r.getPhone());
        f.consent = text_view(r.getConsent());
        if (in_vocabulary<ConsentBy>(r.getConsentBy()))
          f.consent_by = static_cast<ConsentBy>(r.getConsentBy());
        if (in_vocabulary<ConsentHow>(r.getConsentHow()))
          f.consent_how = static_cast<ConsentHow>(r.getConsentHow());
        return f;
      });
}

std::string encode_remark(std::string_view text) {
  return write_message<schema::RemarkPart>(
      [&](schema::RemarkPart::Builder b) { set_text([&](auto t) { b.setText(t); }, text); });
}

std::optional<std::string> decode_remark(std::string_view payload) {
  return decode<schema::RemarkPart, std::string>(
      payload, [](schema::RemarkPart::Reader r) { return std::optional(to_string(r.getText())); });
}

WriterId writer_of(const EventHash& enrolled, const std::array<std::uint8_t, 16>& salt) {
  std::string bytes = "wishtree writer";
  bytes += enrolled.view();
  bytes.append(reinterpret_cast<const char*>(salt.data()), salt.size());
  return truncated(bytes);
}

WriterId root_writer(const NodeKey& root_key) {
  std::string bytes = "wishtree root";
  bytes += root_key.view();
  return truncated(bytes);
}

}  // namespace model
