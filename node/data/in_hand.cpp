#include "node/data/in_hand.h"

namespace node {

InHand::Held::~Held() {
  if (of_) of_->let_go(thing_);
}

InHand::Held InHand::hold(std::string thing) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !all_held_ && waiting_for_all_ == 0 && !held_.contains(thing); });
  held_.insert(thing);
  return {*this, std::move(thing)};
}

InHand::Held InHand::hold_all() {
  std::unique_lock lock(mutex_);
  ++waiting_for_all_;
  changed_.wait(lock, [&] { return !all_held_ && held_.empty(); });
  --waiting_for_all_;
  all_held_ = true;
  return {*this, {}};
}

void InHand::let_go(const std::string& thing) {
  {
    const std::lock_guard lock(mutex_);
    if (thing.empty())
      all_held_ = false;
    else
      held_.erase(thing);
  }
  changed_.notify_all();
}

}  // namespace node
