// Files attached to a wish. Their bytes come as the body of a request and go as that of an answer, piece by
// piece.

#include "node/api/api_wish_json.h"
#include "node/desk/desk_media_type.h"

namespace node {

using model::Error;

namespace {

// A header may hold little, and names hold anything: others get it percent-encoded (RFC 6266, RFC 8187).
std::string disposition(const model::AttachmentPart& part) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : part.name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_';
    if (plain)
      encoded += c;
    else
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  const std::string_view extension = file_extension(part.media_type);
  return "attachment; filename=\"file." + std::string(extension.empty() ? "bin" : extension) +
         "\"; filename*=UTF-8''" + encoded;
}

}  // namespace

Answer post_attachment(Desk& desk, const Call& call) {
  Query in(call.query);
  AttachmentInput input;
  input.purpose = in.word<model::AttachmentPurpose>("purpose").value_or(input.purpose);
  input.claim = in.subject("claim");
  input.name = in.text("name").value_or("");
  input.remark = in.text("remark").value_or("");
  input.on = in.date("on");
  if (auto error = in.finish()) return *error;
  input.bytes = call.request.body;
  const auto attached = desk.attach(call.arguments.at(0), std::move(input));
  if (!attached) return attached.error();
  return Reply{attachment_json(*attached), 201};
}

Answer get_attachments(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto attachments = desk.attachments(call.arguments.at(0));
  if (!attachments) return attachments.error();
  return Reply{json::object{{"attachments", attachments_json(*attachments)}}};
}

Answer get_attachment(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto bytes = model::from_hex(call.arguments.at(1));
  const auto id = bytes ? model::EventHash::from(*bytes) : std::nullopt;
  if (!id)
    return Error("attachment.unknown", "name the file by its id, as the list of files has it",
                 "请用附件列表中的标识指明附件");
  const auto found = desk.attachment(call.arguments.at(0), *id);
  if (!found) return found.error();
  const auto blob = desk.whole_file(*found);
  if (!blob) return blob.error();
  Reply reply;
  // Only what was judged by its bytes when it was attached is called so; elsewhere anybody may have said
  // anything.
  const std::string& type = found->part->media_type;
  reply.content_type = file_extension(type).empty() ? "application/octet-stream" : type;
  reply.file = ApiFile{disposition(*found->part), blob->bytes, blob->chunk_count(),
                       [&desk, event = found->attachment.event, named = *blob](std::uint32_t index) {
                         return desk.file_chunk(event, named, index);
                       }};
  return reply;
}

}  // namespace node
