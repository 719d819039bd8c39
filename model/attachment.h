// A file that somebody attached to a wish: the body and part of Attached as plain structs, to and from the
// bytes of facts.capnp, as model/facts.h does for the rest. What is in the file is a blob (model/blob.h).

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/blob.h"
#include "model/date.h"
#include "model/ids.h"
#include "model/vocabulary.h"

namespace model {

struct Attached {
  std::optional<SubjectId> claim;  // What it is about; nothing: the wish itself.
  AttachmentPurpose purpose{};
  Date on;
};

struct AttachmentPart {
  BlobRef blob;
  std::string media_type;
  std::string name;
  std::string remark;
  bool operator==(const AttachmentPart&) const = default;
};

[[nodiscard]] std::string encode(const Attached&);
[[nodiscard]] std::string encode(const AttachmentPart&);
[[nodiscard]] std::optional<Attached> decode_attached(std::string_view body);
// Nothing also where the blob's name is not valid.
[[nodiscard]] std::optional<AttachmentPart> decode_attachment_part(std::string_view payload);

}  // namespace model
