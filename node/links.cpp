#include "node/links.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <tuple>

#include "node/limits.h"
#include "node/links_impl.h"

namespace node {

using model::Error;
using model::EventHash;
using model::Result;
using wishsync::Session;

namespace {

// Ends of conversations that this node brought about itself, to begin anew at once.
constexpr std::string_view kParentChanged = "sync.parent_changed";
constexpr std::string_view kRenewed = "sync.renewed";
constexpr std::string_view kPartsShown = "sync.parts_shown";

}  // namespace

Links::Impl::Impl(Network& network, LinkContext context)
    : network_(network),
      context_(std::move(context)),
      retry_(network.make_timer()),
      reveal_(network.make_timer()) {
  for (const LocalFact& fact : context_.store.facts(kPeerFact)) {
    const auto key = model::from_hex(std::string_view(fact.name).substr(kPeerFact.size()));
    const auto id = key ? model::NodeKey::from(*key) : std::nullopt;
    if (id && fact.value && fact.value->size() == 8) last_seen_[*id] = model::get_u64(fact.value->data());
  }
}

Result<> Links::Impl::listen(const std::string& address) {
  auto server = network_.listen(address, [weak = weak_from_this()](std::shared_ptr<wishsync::Wire> wire) {
    if (const auto self = weak.lock()) self->accept(std::move(wire));
  });
  if (!server) return server.error();
  server_ = std::move(*server);
  const std::lock_guard lock(mutex_);
  address_ = server_->address();
  return {};
}

// ---- The parent ----

void Links::Impl::use_parent(const std::string& address) {
  {
    const std::lock_guard lock(mutex_);
    parent_address_ = address;
  }
  parent_serves();
  if (parent_) {
    parent_->begins_anew = true;
    stop_conversation(parent_, Error(std::string(kParentChanged), "the node was told to use another parent"));
    return;  // The next try follows when it has ended.
  }
  try_parent();
}

void Links::Impl::try_parent() {
  if (stopped_ || parent_ || connecting_) return;
  std::string address;
  {
    const std::lock_guard lock(mutex_);
    address = parent_address_;
    next_try_ms_ = 0;
  }
  retry_->cancel();
  if (address.empty()) return;
  connecting_ = true;
  network_.connect(address, [self = shared_from_this(), address](auto wire) {
    self->connecting_ = false;
    if (self->stopped_) return;
    if (!wire) {
      self->parent_lost(wire.error());
      return;
    }
    if (!self->is_parent_address(address)) return self->try_parent();  // Another was named meanwhile.
    self->adopt_parent(self->converse(std::move(*wire), true, std::nullopt, {}));
  });
}

bool Links::Impl::is_parent_address(const std::string& address) const {
  const std::lock_guard lock(mutex_);
  return address == parent_address_;
}

void Links::Impl::adopt_parent(const ConversationPtr& c) {
  const std::lock_guard lock(mutex_);
  parent_ = c;
}

void Links::Impl::parent_serves() {
  backoff_.succeeded();
  anew_in_a_row_ = 0;
}

void Links::Impl::parent_lost(const Error& why, bool anew) {
  const bool at_once = anew && anew_in_a_row_ < kAnewMax;
  anew_in_a_row_ += at_once ? 1 : 0;
  std::uint64_t delay = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!parent_error_ || parent_error_->code != why.code)
      spdlog::info("parent {}: {}", parent_address_, why.en);
    parent_error_ = at_once ? std::nullopt : std::optional(why);
    delay = at_once ? 0
                    : backoff_.next_ms(
                          model::get_u64(reinterpret_cast<const char*>(context_.random.bytes<8>().data())));
    next_try_ms_ = context_.clock.wall_ms() + delay;
  }
  if (stopped_) return;
  retry_->expires_after(delay, [self = shared_from_this()] { self->try_parent(); });
}

void Links::Impl::join(const wishsync::JoinCode& code, std::function<void(Result<EventHash>)> done) {
  network_.connect(code.address, [self = shared_from_this(), code, done](auto wire) {
    if (!wire) {
      done(wire.error());
      return;
    }
    self->adopt_parent(self->converse(std::move(*wire), true, code, done));
  });
}

// ---- What is told to all ----

// What was committed while conversations were being told goes to them together, the next time.
void Links::Impl::tell() {
  const wishsync::Committed committed = [&] {
    const std::lock_guard lock(untold_mutex_);
    return std::exchange(untold_, std::nullopt).value_or(wishsync::Committed{});
  }();
  const auto all = all_conversations();
  for (const auto& c : all)
    with_session(c, [&](Session& s) { return s.on_committed(committed, context_.clock.wall_ms()); });
  for (const auto& c : all) check_joined(c);
  // Who asked for parts meanwhile got none, and asks again only in a new conversation.
  if (committed.parts_revealed)
    begin_anew({std::string(kPartsShown), "the parts of a restored node are shown again"});
}

void Links::Impl::post_committed(const wishsync::Committed& committed) {
  {
    const std::lock_guard lock(untold_mutex_);
    if (untold_) return untold_->add(committed);
    untold_ = committed;
  }
  network_.post([self = shared_from_this()] { self->tell(); });
}

void Links::Impl::post_parent(const std::string& address) {
  network_.post([self = shared_from_this(), address] { self->use_parent(address); });
}

void Links::Impl::begin_anew(const Error& why) {
  network_.post([self = shared_from_this(), why] {
    for (const auto& c : self->all_conversations()) {
      c->begins_anew = true;
      self->stop_conversation(c, why);
    }
  });
}

void Links::Impl::renewed() {
  begin_anew({std::string(kRenewed), "this node goes on as a new writer", "本节点以新的书写者身份继续"});
}

std::vector<ConversationPtr> Links::Impl::all_conversations() const {
  const std::lock_guard lock(mutex_);
  return {conversations_.begin(), conversations_.end()};
}

void Links::Impl::stop(std::function<void()> done) {
  stopped_ = true;
  stopped_done_ = std::move(done);
  retry_->cancel();
  reveal_->cancel();
  server_.reset();
  for (const auto& c : all_conversations())
    stop_conversation(c, Error("sync.stopping", "the node is shutting down", "节点正在关闭"));
  check_stopped();
}

void Links::Impl::check_stopped() {
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_ || !conversations_.empty()) return;
  }
  if (stopped_done_) std::exchange(stopped_done_, {})();
}

// ---- What others see ----

std::string Links::Impl::sync_address() const {
  const std::lock_guard lock(mutex_);
  return address_;
}

std::vector<PeerStatus> Links::Impl::peers() const {
  const auto authority = context_.store.authority();
  const std::lock_guard lock(mutex_);
  std::vector<PeerStatus> out;
  std::set<model::NodeKey> shown;
  for (const auto& c : conversations_) {
    if (!c->session) continue;
    const auto status = c->session->status();
    PeerStatus peer = about(status.peer_key, *authority);
    peer.is_parent = c == parent_;
    peer.address = peer.is_parent ? parent_address_ : c->wire->peer_address();
    peer.connected = status.open;
    peer.opened_ms = c->opened_ms.value_or(0);
    peer.in_step = status.in_step;
    // An open connection answers pings, also when there is nothing to say.
    peer.last_seen_ms = status.open ? context_.clock.wall_ms() : c->last_frame_ms;
    if (status.in_step || c->last_in_step_ms != 0)
      peer.last_in_step_ms = status.in_step ? context_.clock.wall_ms() : c->last_in_step_ms;
    peer.credit_used_bytes = status.credit_used_bytes;
    peer.we_lack_events = status.we_lack_events;
    peer.peer_lacks_events = status.peer_lacks_events;
    peer.bytes_in += c->wire->bytes_in();
    peer.bytes_out += c->wire->bytes_out();
    peer.clock_offset_ms = status.clock_offset_ms;
    peer.release = status.peer_release;
    if (status.refused) peer.last_error = status.refused;
    if (status.open) shown.insert(status.peer_key);
    out.push_back(std::move(peer));
  }
  if (!parent_ && !parent_address_.empty()) {
    PeerStatus peer;
    for (const auto& [key, seen] : last_seen_)
      if (const model::Node* node = authority->node_by_key(key);
          node && authority->above(node->place, context_.own.place()) && seen > peer.last_seen_ms)
        peer = about(key, *authority);
    peer.is_parent = true;
    peer.address = parent_address_;
    peer.last_error = parent_error_;
    peer.next_try_ms = next_try_ms_;
    shown.insert(peer.key);
    out.push_back(std::move(peer));
  }
  for (const auto& [key, seen] : last_seen_) {
    const model::Node* node = authority->node_by_key(key);
    if (!shown.contains(key) && node && authority->at_or_above(context_.own.place(), node->place))
      out.push_back(about(key, *authority));
  }
  std::sort(out.begin(), out.end(), [](const PeerStatus& a, const PeerStatus& b) {
    return std::tuple(!a.is_parent, a.place, a.key) < std::tuple(!b.is_parent, b.place, b.key);
  });
  return out;
}

PeerStatus Links::Impl::about(const model::NodeKey& key, const model::Authority& authority) const {
  PeerStatus peer;
  peer.key = key;
  if (const model::Node* node = authority.node_by_key(key)) {
    peer.place = node->place;
    peer.name = node->name;
  }
  if (const auto at = last_seen_.find(key); at != last_seen_.end()) peer.last_seen_ms = at->second;
  if (const auto at = last_in_step_.find(key); at != last_in_step_.end()) peer.last_in_step_ms = at->second;
  if (const auto at = last_error_.find(key); at != last_error_.end()) peer.last_error = at->second;
  if (const auto at = moved_.find(key); at != moved_.end())
    std::tie(peer.bytes_in, peer.bytes_out) = at->second;
  return peer;
}

Links::Links(Network& network, LinkContext context)
    : impl_(std::make_shared<Impl>(network, std::move(context))) {}
Links::~Links() = default;

Result<> Links::listen(const std::string& address) { return impl_->listen(address); }
void Links::join(const wishsync::JoinCode& code, std::function<void(Result<EventHash>)> done) {
  impl_->join(code, std::move(done));
}
void Links::stop(std::function<void()> done) { impl_->stop(std::move(done)); }
std::vector<PeerStatus> Links::peers() const { return impl_->peers(); }
std::string Links::sync_address() const { return impl_->sync_address(); }

void Links::committed(const wishsync::Committed& committed) { impl_->post_committed(committed); }
void Links::renewed() { impl_->renewed(); }
void Links::set_parent(const std::string& address) { impl_->post_parent(address); }

}  // namespace node
