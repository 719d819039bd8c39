#include "tools/simulation/glance.h"

#include "model/message.h"
#include "sync/frame.capnp.h"

namespace simulation {

Glance glance_at(std::string_view frame) {
  const auto read = [](wishsync::schema::Frame::Reader r) -> model::Result<Glance> {
    Glance out;
    const auto spends = [&](std::size_t bytes) {
      out.needs_credit = true;
      out.spends = static_cast<std::int64_t>(bytes);
    };
    if (r.isBatch()) spends(r.getBatch().getBytes());
    if (r.isParts()) spends(r.getParts().getBytes());
    if (r.isBlobChunk()) spends(r.getBlobChunk().getBytes().size());
    if (r.isCredit()) out.grants = r.getCredit();
    if (r.isBye()) out.bye = model::to_string(r.getBye().getCode());
    if (r.isRefused()) out.refused = model::to_string(r.getRefused().getReason().getCode());
    return out;
  };
  const auto glance = model::read_message<wishsync::schema::Frame>(frame, model::Error(), read);
  return glance ? *glance : Glance{};
}

}  // namespace simulation
