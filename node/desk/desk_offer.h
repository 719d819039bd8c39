// A published wish that one call of the desk works on alone, and which of its claims is meant. For what the
// desk does about claims (desk_claims.cpp, desk_claiming.cpp, desk_life.cpp).

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/desk/desk.h"

namespace node {

struct Desk::OfferInHand {
  InHand::Held held;
  model::FoldedOffer offer;
  std::vector<model::Event> events;  // All that is heard about it here.
  std::vector<model::FoldedClaim> claims;
};

// The claim that is meant: the one named, or the only one of which `fits` says so, or else the only one that
// there is: whether it fits is the caller's to say. "claim.unknown", "claim.ambiguous", "claim.ended".
template <typename Fits>
model::Result<model::FoldedClaim> pick(const std::vector<model::FoldedClaim>& claims,
                                       const std::optional<model::SubjectId>& named, Fits&& fits) {
  const model::FoldedClaim* out = nullptr;
  for (const model::FoldedClaim& claim : claims) {
    if (named ? claim.claim != *named : !fits(claim)) continue;
    if (out)
      return model::Error("claim.ambiguous", "several claims can be meant; name the one you mean",
                          "这条心愿有多个认领，请指明是哪一个");
    out = &claim;
  }
  if (!out && !named && claims.size() == 1) return claims.front();
  if (!out && !named && !claims.empty())
    return model::Error("claim.ended", "none of the claims of this wish waits for that; look at its claims",
                        "这条心愿的各个认领目前都不能这样登记；请查看认领情况");
  if (!out)
    return model::Error("claim.unknown", "there is no such claim of this wish here; look at its claims",
                        "本节点没有这条心愿的该认领；请查看认领情况");
  return *out;
}

// What can't be done any more of a claim in this state; `zh` as 不能放弃.
inline model::Error claim_ended(const model::FoldedClaim& claim, const std::string& zh) {
  const model::Word state = model::word(claim.state);
  return {"claim.ended", "the claim is " + std::string(state.en) + " already",
          "该认领" + std::string(state.zh) + "，" + zh};
}

}  // namespace node
