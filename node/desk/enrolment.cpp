#include "node/desk/enrolment.h"

#include <future>

#include "model/form1.h"
#include "node/desk/placing.h"
#include "node/limits.h"

namespace node {

using model::Authority;
using model::Error;
using model::EventHash;
using model::Place;
using model::PlaceCode;
using model::Result;

namespace {

const Error kWrongRootKey("enrol.wrong_root_key",
                          "this is not the root key of this city; give the file that init wrote",
                          "这不是本市的根密钥；请提供 init 生成的根密钥文件");

std::optional<EventHash> enrolled_hash(const Authority& authority, PlaceCode place,
                                       const model::NodeKey& key) {
  for (const auto& [hash, node] : authority.nodes())
    if (node.place == place && node.signing_key == key) return hash;
  return std::nullopt;
}

}  // namespace

Enrolment::Enrolment(EventStore& store, CommitQueue& committer, const PeerBoard& peers, const OwnNode& own,
                     const Clock& clock, Random& random, SignerOf signer_of)
    : store_(store),
      committer_(committer),
      peers_(peers),
      own_(own),
      clock_(clock),
      random_(random),
      signer_of_(std::move(signer_of)) {}

std::optional<Error> Enrolment::check_place(const EnrolmentRequest& request) const {
  const auto authority = store_.authority();
  const std::string code = request.place.text();
  if (request.name.empty() || request.name.size() > model::kOfficialNameBytesMax)
    return Error("place.bad_name", "give the name of the place, at most 100 characters",
                 "请填写名称，最多 100 个字");
  const Place* place = authority->place(request.place);
  const PlaceCode under = place ? request.place : [&] {
    const Place* upper = parent_by_code(*authority, request.place);
    return upper ? upper->code : model::kPlaceOfAll;
  }();
  if (under == model::kPlaceOfAll)
    return Error("place.no_parent",
                 "no place of the tree has a code that begins " + code + "; check the code",
                 "地区树中没有 " + code + " 的上级；请检查代码");
  if (!authority->at_or_above(own_.place(), under))
    return Error("enrol.not_above",
                 "this node is not at or above " + code + "; enrol the node at its county or the city",
                 "本节点不是 " + code + " 的上级；请在其所属县或市的节点登记");
  if (place) {
    if (place->successor) return succeeded_by(request.place, *place->successor);
    if (request.level && *request.level != place->level)
      return Error("place.level_differs",
                   "the tree has " + code + " as a " + std::string(model::word(place->level).key) +
                       "; give that level, or leave it out",
                   "地区树中 " + code + " 的级别是" + std::string(model::word(place->level).zh) +
                       "；请填该级别，或者不填");
  }
  return std::nullopt;
}

Result<std::vector<Draft>> Enrolment::place_drafts(const EnrolmentRequest& request) const {
  if (auto error = check_place(request)) return *error;
  const auto authority = store_.authority();
  if (authority->place(request.place)) return std::vector<Draft>{};
  return drafts_to_place(*authority, own_.place(),
                         {request.place, request.name, request.level, std::nullopt});
}

Result<EnrolmentOffer> Enrolment::invite(const EnrolmentRequest& asked) {
  const std::lock_guard lock(mutex_);
  EnrolmentRequest request = asked;
  request.name = model::tidy_text(request.name);
  auto drafts = place_drafts(request);
  if (!drafts) return drafts.error();
  const std::string address = peers_.sync_address();
  if (address.empty())
    return Error("enrol.no_sync", "this node can't be reached by others; start it with --sync ADDR:PORT",
                 "其他节点无法连接本节点；请用 --sync 地址:端口 启动");
  if (request.place == store_.authority()->first_place()) {
    if (!request.root_seed)
      return Error("enrol.root_key_needed",
                   "only the root key enrols nodes of the first place; give the file that init wrote",
                   "最高一级的节点只能用根密钥登记；请提供 init 生成的根密钥文件");
    if (!is_root_seed(*request.root_seed)) return kWrongRootKey;
  }

  Invitation invitation;
  invitation.id = random_.bytes<8>();
  invitation.secret = random_.bytes<16>();
  invitation.place = request.place;
  invitation.name = request.name;
  for (Draft& draft : *drafts) draft.actor = request.actor;
  Record record{std::move(*drafts), {invitation_fact(invitation)}};
  if (auto written = committer_.record(std::move(record)); !written) return written.error();
  forget_old_seeds();
  if (request.place == store_.authority()->first_place())
    root_seeds_[invitation.id] = {*request.root_seed, clock_.wall_ms() + kRootSeedMs};
  const wishsync::JoinCode code{address, request.place, invitation.id, invitation.secret, own_.root_key()};
  return EnrolmentOffer{wishsync::join_code_text(code), request.place, request.name};
}

Result<EventHash> Enrolment::redeem(const wishsync::SecretId& id, const model::NodeKey& signing,
                                    const model::SealingKey& sealing) {
  const std::lock_guard lock(mutex_);
  auto invitation = find_invitation(store_, id);
  if (!invitation)
    return Error("join.unknown", "the parent does not know this join code; ask its admin for a new one",
                 "上级节点不认识这个加入码；请向其管理员索取新的加入码");
  if (invitation->redeemed_by) {
    // The event was committed together with redeemed_by.
    if (invitation->redeemed_by == signing)
      if (const auto hash = enrolled_hash(*store_.authority(), invitation->place, signing)) return *hash;
    return Error("join.used", "this join code was used by another node; ask the parent's admin for a new one",
                 "这个加入码已被另一个节点使用；请向上级管理员索取新的加入码");
  }
  const std::string body =
      model::encode(model::Enrolled{invitation->place, signing, sealing, invitation->name});
  invitation->redeemed_by = signing;

  WriteRequest request;
  EventHash hash;
  if (invitation->place == store_.authority()->first_place()) {
    forget_old_seeds();
    const auto seed = root_seeds_.find(id);
    if (seed == root_seeds_.end())
      return Error("join.root_key_gone",
                   "the parent no longer has the root key for this join code; ask its admin to enrol again",
                   "上级节点已不再持有此加入码所需的根密钥；请其管理员重新登记");
    Commit commit = root_commit(*signer_of_(seed->second.seed), model::Kind::kEnrolled, {body}, {});
    hash = commit.runs.front().tip.tip.hash;
    commit.facts = {invitation_fact(*invitation)};
    request.what = std::move(commit);
  } else {
    Draft draft;
    draft.place = model::kPlaceOfAll;
    draft.kind = model::Kind::kEnrolled;
    draft.body = body;
    request.what = Record{{std::move(draft)}, {invitation_fact(*invitation)}};
  }
  const auto written = commit(std::move(request));
  if (!written) return written.error();
  root_seeds_.erase(id);
  return written->events.empty() ? hash : written->events.front().hash;
}

Result<Written> Enrolment::write_as_root(const model::Seed& seed, model::Kind kind,
                                         const std::vector<std::string>& bodies,
                                         const model::ActorId& actor) {
  const std::lock_guard lock(mutex_);
  if (!is_root_seed(seed)) return kWrongRootKey;
  WriteRequest request;
  request.what = root_commit(*signer_of_(seed), kind, bodies, actor);
  return commit(std::move(request));
}

bool Enrolment::is_root_seed(const model::Seed& seed) const {
  return signer_of_(seed)->key() == own_.root_key();
}

Commit Enrolment::root_commit(const model::Signer& root, model::Kind kind,
                              const std::vector<std::string>& bodies, const model::ActorId& actor) const {
  const model::LogId log{model::kPlaceOfAll, model::root_writer(own_.root_key())};
  const auto tips = store_.tips(log);
  model::Tip before = tips.empty() ? model::Tip{} : tips.back();
  model::HybridClock hybrid;
  if (const auto last = store_.event({log, before.seq, before.hash})) hybrid.observe(last->header().time);
  Commit commit;
  for (const std::string& body : bodies) {
    model::EventHeader header;
    header.place = log.place;
    header.writer = log.writer;
    header.seq = before.seq.next();
    header.prev = before.hash;
    header.time = hybrid.next(clock_.wall_ms());
    header.kind = kind;
    header.actor = actor;
    const model::Event event = model::Event::make(header, body);
    commit.runs.push_back(
        {log, before, {{event, ""}}, {event.tip(), root.sign(model::tip_statement(log, event.tip()))}});
    before = event.tip();
  }
  return commit;
}

Result<Written> Enrolment::commit(WriteRequest request) {
  std::promise<Result<Written>> promise;
  request.done = [&](Result<Written> written) { promise.set_value(std::move(written)); };
  committer_.submit(std::move(request));
  return promise.get_future().get();
}

void Enrolment::forget_old_seeds() {
  const std::uint64_t now = clock_.wall_ms();
  std::erase_if(root_seeds_, [&](const auto& item) {
    return item.second.until_ms < now || item.second.until_ms > now + kRootSeedMs;
  });
}

}  // namespace node
