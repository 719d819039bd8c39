// A child that is enrolled and means harm: it has its node's keys and what that node held, and says to its
// parent whatever may hurt. Nobody else must come to harm by it: what it forges is nowhere, what it is not
// due it does not get, and nobody goes on as a new writer because of it. In the end its node is revoked.

#pragma once

#include "sync/session.h"
#include "tools/simulation/faults.h"

namespace simulation {

template <typename Id>
Id draw_id(Dice& dice) {
  std::string bytes(sizeof(Id), '\0');
  for (char& byte : bytes) byte = static_cast<char>(dice.bits());
  return *Id::from(bytes);
}

class Hostile : public std::enable_shared_from_this<Hostile> {
 public:
  // Takes over a running machine, which has to be stopped then.
  Hostile(Stage& stage, Machine& machine);
  void begin();
  // No admin takes longer than the faults last.
  void end();
  // What it did stays done; after a while an admin above it finds out.
  void finish();

 private:
  void call();
  void cut_off_its_parent();
  void say(const wishsync::Frame& frame) { wire_->send(encode(frame)); }
  void say_hello();
  void hear(std::string_view bytes);
  [[nodiscard]] bool parent_can_be_asked() const;
  void see_where_its_logs_end();
  void look_at(const model::Event& event, const std::string& part);
  wishsync::Ticket invented();
  void revoke();

  // ---- Harms (hostile_harms.cpp) ----

  using Harm = void (Hostile::*)();
  static const std::vector<Harm>& harms();
  // The conversation may well end by them.
  static const std::vector<Harm>& last_harms();
  model::Event event_after(const model::LogId& log, const model::Tip& before, model::Kind kind,
                           model::SubjectId subject, model::PlaceCode home, const std::string& body,
                           const std::string& part = {});
  // An event that says something about some wish of its own place.
  model::Event step_after(const model::LogId& log, const model::Tip& before);
  // In hostile hands too.
  [[nodiscard]] const model::Signer& signer_of(const model::WriterId& writer) const;
  wishsync::Run run_of(const model::LogId& log, const model::Tip& before, const model::Event& event);
  void append(const model::LogId& log, const model::Event& event);
  void append(const model::LogId& log, model::Kind kind, model::SubjectId subject, model::PlaceCode home,
              const std::string& body);
  model::PlaceCode foreign_place();
  [[nodiscard]] bool was_merged_with(model::PlaceCode place) const;
  std::optional<std::pair<model::LogId, model::Tip>> others_log();
  static std::string step_body(std::uint64_t which);

  void write_for_another();
  void break_its_chain();
  void alter_what_it_holds();
  void replay();
  void send_endlessly();
  void write_about_strangers();
  void lie_in_the_logs_of_all();
  void acknowledge_for_others();
  void want_others_parts();
  void have_nonsense();
  void give_credit();
  void send_rubbish();
  void replace_parts();
  void fork();
  void fork_at_once();
  void keep_words_back();
  void enrol_another();
  void begin_again();
  void open_writers();

  Stage& stage_;
  World& world_;
  Machine& machine_;
  const LifeId life_;
  SimNetwork network_;
  Dice dice_;
  const model::WriterId writer_;
  model::EventHash enrolled_;
  std::vector<std::pair<model::LogId, model::Tip>> held_;
  std::map<model::LogId, model::Tip> own_;  // Where its own logs end.
  std::vector<wishsync::Run> runs_;
  std::vector<wishsync::Ticket> tickets_;  // That it was ever given.
  std::vector<wishsync::PartItem> kept_back_;
  std::unique_ptr<model::Signer> other_;  // Of the node that it enrolled last.
  model::WriterId others_writer_;
  std::shared_ptr<wishsync::Wire> wire_;
  std::string hello_;
  bool finished_ = false;
  bool revoked_ = false;
  std::uint64_t calls_ = dice_.between(2, 8);
  Machine* found_out_by_;  // Who revokes it: its parent, or who is above that and has not heard the latest.
  const std::uint64_t unheard_calls_ = dice_.between(1, calls_);  // Then its parent was cut off.
};

}  // namespace simulation
