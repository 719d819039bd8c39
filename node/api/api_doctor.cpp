// The doctor, and the revocation of a node.

#include <algorithm>

#include "node/api/api_call.h"

namespace node {
namespace {

json::value words_json(const Words& words) {
  return words.en.empty() ? json::value(nullptr)
                          : json::value({{"en", shown(words.en)}, {"zh", shown(words.zh)}});
}

}  // namespace

Answer get_doctor(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  json::array lines;
  DoctorState worst = DoctorState::kOk;
  for (const DoctorLine& line : desk.doctor()) {
    worst = std::max(worst, line.state);
    lines.push_back({{"check", line.check},
                     {"state", doctor_word(line.state)},
                     {"what", words_json(line.what)},
                     {"todo", words_json(line.todo)}});
  }
  return Reply{{{"state", doctor_word(worst)}, {"lines", std::move(lines)}}};
}

Answer post_revocation(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  RevocationRequest request;
  request.node = fields.required_text("node");
  request.lost = fields.flag("lost").value_or(false);
  struct RootSeedTag;
  if (const auto seed = fields.hex<model::FixedBytes<32, RootSeedTag>>("root_key"))
    request.root_seed = seed->data;
  if (auto error = fields.finish()) return *error;
  const auto revoked = desk.revoke(request);
  if (!revoked) return revoked.error();
  return Reply{{{"key", hex_text(revoked->node.signing_key)},
                {"enrolled", hex_text(revoked->node.enrolled)},
                {"place", revoked->node.place.text()},
                {"place_name", shown(revoked->place_name)},
                {"name", shown(revoked->node.name)},
                {"lost", revoked->lost},
                {"tips", revoked->tips}},
               201};
}

}  // namespace node
