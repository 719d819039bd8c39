#include "node/store/store_hiding.h"

#include "node/store/store_keys.h"

namespace node {

std::vector<LocalFact> hide_facts(std::uint64_t since_ms) {
  return {{std::string(kPartsHiddenFact), keys::number(since_ms)},
          {std::string(kRestoredFact), keys::number(since_ms)}};
}

std::vector<LocalFact> reveal_facts() { return {{std::string(kPartsHiddenFact), std::nullopt}}; }

LocalFact in_step_fact(const model::NodeKey& peer, const model::WriterId& own) {
  return {"in_step/" + model::to_hex(peer.view()), std::string(own.view())};
}

bool was_in_step(const EventStore& store, const model::NodeKey& peer, const model::WriterId& own) {
  const LocalFact fact = in_step_fact(peer, own);
  return store.fact(fact.name) == fact.value;
}

model::Error parts_hidden_reason() {
  return {"parts.hidden",
          "names, addresses and other words from before the restore are hidden until the parent was "
          "reached, because some of them may have been erased since the backup; at the first node of the "
          "city an admin ends this with wishctl restore --done",
          "恢复备份之前的姓名、住址等文字暂不显示，因为其中可能有备份之后已删除的内容；连上一次上级节点后自动"
          "显示，"
          "最上级节点由管理员运行 wishctl restore --done 后显示"};
}

}  // namespace node
