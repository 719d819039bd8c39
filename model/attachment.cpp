#include "model/attachment.h"

#include "model/blob_message.h"
#include "model/fact_message.h"

namespace model {

std::string encode(const Attached& f) {
  return write_message<schema::Attached>([&](schema::Attached::Builder b) {
    set_id([&](auto id) { b.setClaim(id); }, f.claim);
    b.setPurpose(static_cast<std::uint8_t>(f.purpose));
    b.setOn(f.on.number());
  });
}

std::optional<Attached> decode_attached(std::string_view body) {
  return decode<schema::Attached, Attached>(body, [](schema::Attached::Reader r) -> std::optional<Attached> {
    const auto claim = SubjectId::from(to_view(r.getClaim()));
    const auto on = Date::from_number(r.getOn());
    if (!on || (r.getClaim().size() != 0 && !claim) || !in_vocabulary<AttachmentPurpose>(r.getPurpose()))
      return std::nullopt;
    return Attached{claim, static_cast<AttachmentPurpose>(r.getPurpose()), *on};
  });
}

std::string encode(const AttachmentPart& f) {
  return write_message<schema::AttachmentPart>([&](schema::AttachmentPart::Builder b) {
    write_blob(b.initBlob(), f.blob);
    set_text([&](auto t) { b.setMediaType(t); }, f.media_type);
    set_text([&](auto t) { b.setName(t); }, f.name);
    set_text([&](auto t) { b.setRemark(t); }, f.remark);
  });
}

std::optional<AttachmentPart> decode_attachment_part(std::string_view payload) {
  return decode<schema::AttachmentPart, AttachmentPart>(
      payload, [](schema::AttachmentPart::Reader r) -> std::optional<AttachmentPart> {
        auto blob = read_blob(r.getBlob());
        if (!blob) return std::nullopt;
        return AttachmentPart{std::move(*blob), to_string(r.getMediaType()), to_string(r.getName()),
                              to_string(r.getRemark())};
      });
}

}  // namespace model
