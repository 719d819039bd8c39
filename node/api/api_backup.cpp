#include "node/api/api_call.h"

namespace node {

using model::Error;

// Writes the node's secret keys wherever it is told, so only for who may read them anyway.
Answer post_backup(Desk& desk, const Call& call) {
  if (!call.request.through_socket)
    return Error(
        "request.socket_only",
        "a backup holds the node's keys and is made through the socket in its data directory only: use "
        "wishctl --data DIR on the node's own machine",
        "备份含有节点密钥，只能通过数据目录中的套接字进行：请在节点所在的电脑上使用 wishctl --data 目录");
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string path = fields.required_text("path");
  if (auto error = fields.finish()) return *error;
  const auto made = desk.back_up(path);
  if (!made) return made.error();
  return Reply{{{"path", shown(path)},
                {"made_at", time_text(made->made_at_ms)},
                {"place", made->place.text()},
                {"place_name", shown(made->place_name)},
                {"events", made->events},
                {"arrival", made->last_arrival},
                {"files", made->files.size()},
                {"bytes", made->bytes()}},
               201};
}

Answer post_restore_done(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  if (auto error = Fields(*object).finish()) return *error;
  const auto revealed = desk.finish_restore();
  if (!revealed) return revealed.error();
  return Reply{{{"revealed", *revealed}}};
}

}  // namespace node
