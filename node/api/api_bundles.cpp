// Bundles, and the jobs that make and read them.

#include "node/api/api_call.h"
#include "node/data/bundle_desk.h"

namespace node {

using model::Error;

namespace {

// The path names a file of this machine, which is for its owner alone to say.
std::optional<Error> refuse_strangers(const Call& call) {
  if (call.request.through_socket) return std::nullopt;
  return Error("request.socket_only",
               "bundles are made and read at the node's own machine: wishctl --data DIR bundle …",
               "交换包只能在节点所在的电脑上制作和读入：wishctl --data 目录 bundle …");
}

json::value node_json(Desk& desk, const model::NodeKey& key, model::PlaceCode place,
                      const std::string& name) {
  return {{"key", hex_text(key)},
          {"place", place.text()},
          {"place_name", shown(desk.place_name(place))},
          {"name", shown(name)}};
}

json::value result_json(Desk& desk, const BundleWritten& written) {
  json::array unread;
  for (const auto& log : written.unread)
    unread.push_back({{"place", log.log.place.text()},
                      {"writer", hex_text(log.log.writer)},
                      {"from", log.from.value},
                      {"to", log.target.seq.value}});
  return {{"to", node_json(desk, written.to, written.place, written.name)},
          {"events", written.events},
          {"parts", written.parts},
          {"acks", written.acks},
          {"blob_pieces", written.chunks},
          {"volumes", written.volumes},
          {"bytes", written.bytes},
          {"verified", true},
          {"unread", std::move(unread)}};
}

json::value result_json(Desk& desk, const BundleRead& read) {
  json::array refused;
  for (const auto& log : read.refused)
    refused.push_back({{"place", log.log.place.text()},
                       {"writer", hex_text(log.log.writer)},
                       {"reason", error_json(log.reason)}});
  return {{"from", node_json(desk, read.from, read.place, read.name)},
          {"made_at", time_text(read.made_ms)},
          {"events", read.events.all},
          {"events_new", read.events.fresh},
          {"parts", read.parts.all},
          {"parts_new", read.parts.fresh},
          {"acks", read.acks.all},
          {"acks_new", read.acks.fresh},
          {"blob_pieces", read.chunks.all},
          {"blob_pieces_new", read.chunks.fresh},
          {"volumes", read.volumes},
          {"bytes", read.bytes},
          {"refused", std::move(refused)}};
}

json::value result_json(Desk&, std::monostate) { return nullptr; }

json::value job_json(Desk& desk, const JobView& job) {
  constexpr std::string_view kStates[] = {"running", "done", "failed"};
  return {{"job", job.id},
          {"kind", job.kind},
          {"state", kStates[static_cast<std::size_t>(job.state)]},
          {"progress",
           {{"step", job.progress.step},
            {"done", job.progress.done},
            {"total", job.progress.total},
            {"events", job.progress.events},
            {"bytes", job.progress.bytes}}},
          {"result", std::visit([&](const auto& result) { return result_json(desk, result); }, job.result)},
          {"problem", error_json(job.problem)}};
}

Answer begun(const model::Result<std::string>& job) {
  if (!job) return job.error();
  return Reply{{{"job", *job}}, 202};
}

}  // namespace

Answer post_bundle_out(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  if (auto error = refuse_strangers(call)) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string path = fields.required_text("path");
  const auto to = fields.text("to");
  const bool all = fields.flag("all").value_or(false);
  if (auto error = fields.finish()) return *error;
  return begun(desk.bundles().begin_out(path, to, all));
}

Answer post_bundle_in(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  if (auto error = refuse_strangers(call)) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string path = fields.required_text("path");
  if (auto error = fields.finish()) return *error;
  return begun(desk.bundles().begin_in(path));
}

Answer get_job(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto job = desk.bundles().job(call.arguments.at(0));
  if (!job)
    return Error("job.unknown", "this node knows no such job; jobs are forgotten when it is started anew",
                 "本节点没有这项任务；节点重新启动后任务记录即被清除");
  return Reply{job_json(desk, *job)};
}

}  // namespace node
