// Wishes, claims and their days as JSON: what several handlers of the API answer with.

#pragma once

#include "node/api/api_call.h"

namespace node {

[[nodiscard]] json::array targets_json(model::Targets targets);
// Null for the zero day, which stands for none.
[[nodiscard]] json::value day_json(const model::Date& day);
[[nodiscard]] json::object claim_json(const ClaimView& view);
// With the wish that it is on.
[[nodiscard]] json::object own_claim_json(const OwnClaim& own);
[[nodiscard]] json::object attachment_json(const AttachmentView& view);
[[nodiscard]] json::array attachments_json(const std::vector<AttachmentView>& views);
[[nodiscard]] json::object wish_json(const WishView& view);
// One that the wish may be the same as: id, place, number, why and state.
[[nodiscard]] json::object suspect_json(const model::FoldedSuspect& suspect, const WishView& of);
// "sent", "answered" or "done".
[[nodiscard]] std::string_view stage_key(model::HandOverStage stage);
[[nodiscard]] json::object history_json(const WishHistory& item);
[[nodiscard]] Answer shown_wish(const model::Result<WishView>& view, unsigned status);

}  // namespace node
