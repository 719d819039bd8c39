#include "tools/wishctl/unreachable.h"

#include <fmt/format.h>

namespace wishctl {
namespace {

Failure unreachable(std::string code, std::string en, std::string zh) {
  return {ExitStatus::kUnreachable, {std::move(code), std::move(en), std::move(zh)}};
}

// What to do, as the sentence after the reason.
struct Advice {
  std::string en;
  std::string zh;
};

Advice is_it_running(const Address& address) {
  const std::string text = address_text(address);
  if (std::holds_alternative<DataDirectory>(address))
    return {fmt::format("Is 'wishnode run --data {}' running?", text),
            fmt::format("wishnode run --data {} 是否在运行？", text)};
  return {fmt::format("Is a node running that serves {} (wishnode run --http ADDR:PORT)?", text),
          fmt::format("是否有节点在 {} 上提供服务（wishnode run --http 地址:端口）？", text)};
}

Failure no_socket(const Address& address, const std::filesystem::path& directory) {
  std::error_code ignored;
  if (!std::filesystem::exists(directory, ignored))
    return unreachable(
        "node.no_directory",
        fmt::format("There is no directory {}. Check --data; a new node begins with 'wishnode init' or "
                    "'wishnode join'.",
                    directory.string()),
        fmt::format("没有 {} 这个目录。请检查 --data；新节点先用 wishnode init 或 wishnode join 建立。",
                    directory.string()));
  const Advice advice = is_it_running(address);
  return unreachable(
      "node.no_socket",
      fmt::format("The node cannot be reached: there is no {}/api.sock. {}", directory.string(), advice.en),
      fmt::format("连接不上节点：没有 {}/api.sock。{}", directory.string(), advice.zh));
}

}  // namespace

Failure cannot_connect(const Address& address, const std::error_code& error) {
  const auto* directory = std::get_if<DataDirectory>(&address);
  if (directory && (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory))
    return no_socket(address, directory->path);
  const std::string text = address_text(address);
  if (error == std::errc::permission_denied)
    return unreachable(
        "node.not_permitted",
        fmt::format("You may not connect to the node at {}. Run wishctl as the user that runs wishnode.",
                    text),
        fmt::format("没有权限连接 {} 的节点。请用运行 wishnode 的用户来运行 wishctl。", text));
  const Advice advice = is_it_running(address);
  if (error == std::errc::connection_refused)
    return unreachable(
        "node.refused",
        fmt::format("The node at {} cannot be reached: nobody answers there. {}", text, advice.en),
        fmt::format("连接不上 {} 的节点：无人应答。{}", text, advice.zh));
  return unreachable(
      "node.unreachable",
      fmt::format("The node at {} cannot be reached: {}. {}", text, error.message(), advice.en),
      fmt::format("连接不上 {} 的节点：{}。{}", text, error.message(), advice.zh));
}

Failure connect_timed_out(const Address& address, std::chrono::milliseconds waited) {
  const Advice advice = is_it_running(address);
  const std::string text = address_text(address);
  return unreachable(
      "node.connect_timeout",
      fmt::format("The node at {} cannot be reached: no connection within {} s. {}", text,
                  waited.count() / 1000, advice.en),
      fmt::format("连接不上 {} 的节点：{} 秒内没有接通。{}", text, waited.count() / 1000, advice.zh));
}

Failure answer_timed_out(const Address& address, std::chrono::milliseconds waited) {
  const std::string text = address_text(address);
  return unreachable(
      "node.answer_timeout",
      fmt::format("The node at {} took the question but did not answer within {} s. What was asked may "
                  "still be done: look before you repeat it.",
                  text, waited.count() / 1000),
      fmt::format("{} 的节点收到了请求，但 {} 秒内没有答复。所请求的操作可能仍会完成，重试前请先查看。", text,
                  waited.count() / 1000));
}

Failure connection_lost(const Address& address, std::string_view reason) {
  const std::string text = address_text(address);
  return unreachable(
      "node.connection_lost",
      fmt::format("The node at {} ended the connection before it answered ({}). Look into its log.", text,
                  reason),
      fmt::format("{} 的节点在答复之前断开了连接（{}）。请查看它的日志。", text, reason));
}

Failure not_a_node(const Address& address) {
  const std::string text = address_text(address);
  return unreachable("node.not_a_node",
                     fmt::format("What answers at {} is not a node of Wishtree. Check the address.", text),
                     fmt::format("在 {} 应答的不是本系统的节点。请检查地址。", text));
}

}  // namespace wishctl
