#include "node/desk/newcomers.h"

namespace node {

Newcomers::Met::~Met() {
  if (of_) of_->let_go(who_);
}

Newcomers::Met Newcomers::meet(NameAndPhone who, const std::function<model::SubjectId()>& new_id) {
  const std::lock_guard lock(mutex_);
  Id& id = ids_[who];
  if (id.calls++ == 0) id.id = new_id();
  return {*this, std::move(who), id.id};
}

void Newcomers::let_go(const NameAndPhone& who) {
  const std::lock_guard lock(mutex_);
  const auto at = ids_.find(who);
  if (--at->second.calls == 0) ids_.erase(at);
}

}  // namespace node
