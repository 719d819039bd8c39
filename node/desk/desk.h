// The desk: all that a clerk, a reviewer or an admin can have done or shown at this node. The HTTP API
// puts it into JSON; nothing of HTTP is known here.
//
// From any thread; calls wait for the disk. Whoever writes sees what was written in the answer and in
// every later answer (they wait for the projector); a write that is durable is never reported as failed.
//
// One mutex serialises all writing about wishes, so that running numbers are without repetition, a wish
// is entered once, and each step is based on the one before it.

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

#include "node/data/in_hand.h"
#include "node/desk/desk_doctor.h"
#include "node/desk/desk_parts.h"
#include "node/desk/desk_safety.h"
#include "node/desk/desk_types.h"
#include "node/desk/entered_claims.h"
#include "node/desk/newcomers.h"
#include "node/desk/placing.h"
#include "node/desk/readings.h"
#include "node/desk/report_desk.h"
#include "node/desk/users.h"

namespace node {

struct Amendment;

class Desk {
 public:
  Desk(const DeskParts& parts, DeskSettings settings);
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  ~Desk();

  // ---- Wishes (desk_wishes.cpp, desk_view.cpp) ----
  // `which` is an id or a number. A number names one wish; an id that several homes have (only where
  // somebody breaks the rules) means the one at or below the own place, of these that with the smallest
  // code. Errors common to all: "wish.unknown", "place.unknown",
  // "wish.not_above" (only a node at or above the home may do this), "wish.step_not_allowed",
  // "wish.erased", "node.no_writer", "ledger.behind", and those of the disk. Of a day that is typed for a
  // step, `on` (else it is today): "day.too_early", "day.future".

  // At `place`, which is the own place or below it. Also the errors of a row of form 1, "wish.duplicate",
  // "wish.was_erased".
  [[nodiscard]] model::Result<WishView> add(const WishInput& input, std::optional<model::PlaceCode> place);
  // Writes the given fields that differ. "wish.nothing_given". Of a wish that is public:
  // "publish.no_guardian_consent", if it makes it a child's to which no guardian has agreed;
  // "publish.too_dear"; "publish.personal", if the public text then holds something of the person;
  // "publish.no_text": if the words that tell this are not here.
  [[nodiscard]] model::Result<WishView> amend(const std::string& which, const WishInput& input);
  // "wish.remark_needed" for all outcomes but approval.
  [[nodiscard]] model::Result<WishView> vet(const std::string& which, model::Outcome outcome,
                                            const std::string& remark, std::optional<model::Date> on = {});
  [[nodiscard]] model::Result<WishView> withdraw(const std::string& which, const std::string& remark,
                                                 std::optional<model::Date> on = {});
  // For good, and again without harm; says what else is here of the person. "wish.erasure_unfinished": it is
  // decided and will be carried out once the disk works.
  [[nodiscard]] model::Result<WishErasure> erase(const std::string& which);

  [[nodiscard]] model::Result<WishDetail> wish(const std::string& which) const;
  [[nodiscard]] model::Result<WishPage> wishes(const WishQuery& query) const;

  // ---- The public life of a wish (desk_life.cpp) ----
  // "publish.not_above", "publish.level", "publish.bad_scope", "publish.empty", "publish.bad_slots";
  // "publish.personal": the text holds something of the person; "publish.unconfirmed": it looks as if;
  // "publish.no_guardian_consent": a child's wish to which no guardian has agreed.
  [[nodiscard]] model::Result<PublicationProposal> propose_publication(
      const std::string& which, const PublicationInput& reworded = {}) const;
  // Also anew: reworded, with other slots, or in a wider scope.
  [[nodiscard]] model::Result<WishView> publish(const std::string& which, const PublicationInput& input);
  [[nodiscard]] model::Result<WishView> take_down(const std::string& which);
  // Publications whose publisher is gone (gone_publishers.h), of wishes at or below `place`, else the own
  // one, up to kTakenOverMax: published anew as they are, or taken down where what became of the wish ends
  // them; each by itself, or refused as by publish(). A dry run writes nothing. "publish.not_heard".
  [[nodiscard]] model::Result<TakeOver> take_over(std::optional<model::PlaceCode> place,
                                                  const std::optional<model::WishKey>& after, bool dry_run);
  // "claim.unknown", "claim.ambiguous", "claim.not_fulfilled", "confirm.satisfaction_needed",
  // "wish.remark_needed".
  [[nodiscard]] model::Result<WishView> confirm(const std::string& which, const ConfirmationInput& input);
  // "wish.remark_needed".
  [[nodiscard]] model::Result<WishView> note_hand_over(const std::string& which, model::HandOverStage stage,
                                                       std::optional<model::Date> on,
                                                       const std::string& remark);
  // "wish.not_done": a wish that was handed over and of which nothing says that it is done.
  [[nodiscard]] model::Result<WishView> close(const std::string& which, const std::string& remark,
                                              std::optional<model::Date> on = {});

  // ---- Wishes that may be one (desk_doubles.cpp) ----
  // Pairs that nobody answered, of wishes at or below the place; each pair once.
  [[nodiscard]] model::Result<DoublePage> doubles(std::optional<model::PlaceCode> place,
                                                  const std::optional<model::WishKey>& after,
                                                  std::size_t count_max) const;
  // `which` is given up for `into`, at a node at or above both homes. "wish.same", "wish.granted",
  // "wish.merge_into_ended".
  [[nodiscard]] model::Result<WishView> merge(const std::string& which, const std::string& into,
                                              const std::string& remark);
  // They are two; again without harm. "wish.same".
  [[nodiscard]] model::Result<WishView> tell_apart(const std::string& which, const std::string& other,
                                                   const std::string& remark);

  // ---- Published wishes and claims (desk_claims.cpp, desk_claiming.cpp) ----
  // `which` as above, of any published wish that this node sees: "offer.unknown".
  [[nodiscard]] model::Result<OfferPage> offers(const OfferQuery& query) const;
  [[nodiscard]] model::Result<OfferView> offer(const std::string& which) const;
  // What was entered at this place, on wishes of whatever home (desk_entered.cpp). Newest first.
  [[nodiscard]] ClaimPage claims(const ClaimQuery& query) const;
  // One volunteer takes up one wish or several. Refused as a whole: "claim.name_needed", "row.too_long"; for
  // one wish: "offer.unknown", "claim.not_open", "claim.already", "claim.not_heard". "volunteer.erased":
  // under the id that is given; "unit.ambiguous": none of those of this name is of the own line of places, or
  // several are of one place.
  [[nodiscard]] model::Result<std::vector<ClaimAnswer>> claim(const std::vector<std::string>& which,
                                                              const ClaimInput& input);
  // A unit claims for its members (desk_claiming.cpp): each wish that each of them takes, in that order. What
  // was filled in wrongly refuses all of it, with its row: as claim(), and "claim.unit_needed". A dry run
  // writes nothing.
  [[nodiscard]] model::Result<std::vector<MemberAnswer>> claim_for_members(std::vector<MemberClaim> members,
                                                                           bool dry_run);
  // Form 2 as a unit fills it, whose name, where `unit` is empty, stands in each row; claimed `on` that day,
  // else today. Rows that can't be read, or say nothing of a wish or a member, are refused one by one:
  // "row.…"; so are those whose own unit is "unit.ambiguous". Errors of the file.
  [[nodiscard]] model::Result<std::vector<MemberAnswer>> claim_form(
      std::string_view bytes, const std::string& file_name, const std::string& unit, bool dry_run,
      std::optional<model::Date> on = std::nullopt);
  // The publisher takes a grant back, also one whose fulfilment the family disputes, so that somebody else
  // may have it; or whoever is named gets it at once, before all others who ask: a claim of this node, as
  // claim() makes it. "publish.not_above", "claim.over_granted", "publish.waits", "publish.clock", and as
  // claim() and release().
  [[nodiscard]] model::Result<OfferView> reassign(const std::string& which,
                                                  std::optional<model::SubjectId> claim,
                                                  const std::optional<ClaimInput>& to = std::nullopt);
  // By whoever claimed, or the home; by the home alone where the family disputes that it was fulfilled.
  // "claim.unknown", "claim.ambiguous", "claim.not_yours", "claim.ended".
  [[nodiscard]] model::Result<OfferView> release(const std::string& which,
                                                 std::optional<model::SubjectId> claim,
                                                 const std::string& remark,
                                                 std::optional<model::Date> on = {});
  // Also "claim.what_needed".
  [[nodiscard]] model::Result<OfferView> fulfil(const std::string& which, const FulfilmentInput& input);

  // ---- Attached files (desk_attachments.cpp) ----
  // Of a wish, or of a published one on which this place has a claim. "attachment.empty",
  // "attachment.too_large", "attachment.bad_type", "attachment.too_many", "attachment.wish_full",
  // "wish.erased", and as fulfil(). The same file once more is the one that is there.
  [[nodiscard]] model::Result<AttachmentView> attach(const std::string& which, AttachmentInput input);
  [[nodiscard]] model::Result<std::vector<AttachmentView>> attachments(const std::string& which) const;
  // "attachment.unknown".
  [[nodiscard]] model::Result<AttachmentView> attachment(const std::string& which,
                                                         const model::EventHash& id) const;
  // Its blob, all chunks of which are here. "blob.unknown", "blob.missing", "parts.hidden".
  [[nodiscard]] model::Result<model::BlobRef> whole_file(const AttachmentView& view) const;
  // Nothing where it was erased meanwhile, or is damaged.
  [[nodiscard]] std::optional<std::string> file_chunk(const model::EventRef& event,
                                                      const model::BlobRef& blob, std::uint32_t index) const;

  // ---- What there is to do (desk_tasks.cpp) ----
  // Counts of the tasks of these roles (task_roles.h), and the wishes of the task that is named, whose ever.
  [[nodiscard]] model::Result<TaskList> tasks(std::optional<model::PlaceCode> place, std::optional<Task> of,
                                              const std::optional<model::WishKey>& after,
                                              std::size_t count_max,
                                              model::Roles roles = model::Roles::all()) const;

  // ---- Who works here (desk_users.cpp) ----
  // In whose name a call is made, ActingAs says (acting.h).
  [[nodiscard]] std::vector<User> users() const { return node::users(parts_.store); }
  // By the name, or by the id or its first digits. "user.unknown", "user.ambiguous".
  [[nodiscard]] model::Result<User> user(const std::string& which) const;
  // As user(), of somebody who may be named for new work: also "user.ended".
  [[nodiscard]] model::Result<User> working_user(const std::string& which) const;
  // "user.bad_name", "user.no_role"; "user.exists": two who work here never bear one name; "user.too_many".
  [[nodiscard]] model::Result<User> add_user(const UserInput& input);
  // Writes what is given; errors as add_user() and working_user().
  [[nodiscard]] model::Result<User> set_user(const std::string& which, const UserInput& input);
  // For good, and again without harm; errors as user().
  [[nodiscard]] model::Result<User> end_user(const std::string& which);

  // ---- Points (desk_points.cpp) ----
  // Confirmed fulfilments by their day, months of the period included; of units or volunteers of the place
  // and below. "summary.not_carried".
  [[nodiscard]] model::Result<Ranking> ranking(std::optional<model::PlaceCode> place, RankingBy by,
                                               const model::Period& period) const;
  // All that is held here of the person whose wish this is.
  [[nodiscard]] model::Result<Disclosure> disclose(const std::string& which) const;

  // ---- Volunteers (desk_registered.cpp, desk_volunteers.cpp) ----
  // All of the own place.
  [[nodiscard]] std::vector<VolunteerView> volunteers() const;
  // Of a place at or below the own one: "place.unknown", "summary.not_carried".
  [[nodiscard]] model::Result<VolunteerPage> volunteers(const VolunteerQuery& query) const;
  // At the own place, before the first claim. "volunteer.name_needed", "row.too_long", "unit.unknown",
  // "unit.ambiguous", "volunteer.not_heard"; "volunteer.exists": this name and phone are another one's there.
  [[nodiscard]] model::Result<VolunteerView> add_volunteer(const VolunteerInput& input);
  // Writes what is given and differs; claims that were made stay as they were said. Errors as
  // add_volunteer(), and "volunteer.unknown", "volunteer.not_above", "volunteer.erased", "volunteer.merged";
  // "volunteer.no_text": what is not given is not here.
  [[nodiscard]] model::Result<VolunteerView> set_volunteer(const model::SubjectId& id,
                                                           const VolunteerInput& input);
  // One was registered twice. "volunteer.unknown", "volunteer.no_text".
  [[nodiscard]] model::Result<> merge_volunteers(const model::SubjectId& id, const model::SubjectId& into);
  // Name and phone, and the words of the claims, that nodes at the own place and below it wrote: for good,
  // and again without harm. What they did goes on counting. "volunteer.unknown", "volunteer.not_above",
  // "volunteer.open_claims" unless it is to be done anyway; "wish.erasure_unfinished" as erase().
  [[nodiscard]] model::Result<VolunteerErasure> erase_volunteer(const model::SubjectId& id, bool anyway);
  // "volunteer.unknown", "volunteer.erased".
  [[nodiscard]] model::Result<VolunteerDisclosure> disclose_volunteer(const model::SubjectId& id) const;

  // ---- What the city sets (desk_programme.cpp) ----
  [[nodiscard]] std::shared_ptr<const model::Programme> programme() const { return parts_.store.programme(); }
  // "programme.not_city": only a node of the first place; "policy.bad".
  [[nodiscard]] model::Result<> set_policy(const model::Policy& policy);
  // A new one without `id`. "unit.unknown", "unit.bad_name", "unit.exists", "unit.not_above".
  [[nodiscard]] model::Result<model::SubjectId> set_unit(std::optional<model::SubjectId> id,
                                                         const UnitInput& input);
  // "campaign.unknown", "campaign.bad", "campaign.exists".
  [[nodiscard]] model::Result<model::SubjectId> set_campaign(std::optional<model::SubjectId> id,
                                                             const model::CampaignSet& campaign);
  // The programme's own ones of a year. Those that stand, under whatever name, or by name, are left as they
  // are; a dry run writes nothing. "programme.not_city", "campaign.bad".
  [[nodiscard]] model::Result<std::vector<DefaultCampaign>> set_default_campaigns(std::uint32_t year,
                                                                                  bool dry_run);

  // Form 1. All rows become durable together, or none; errors of the file write nothing. What is added
  // belongs to the campaign, if one is named ("campaign.unknown"); duplicates stay as they are.
  [[nodiscard]] model::Result<ImportResult> import_form(
      std::string_view bytes, const std::string& file_name, std::optional<model::PlaceCode> place,
      bool dry_run, const std::optional<model::SubjectId>& campaign = std::nullopt);

  // ---- Figures (desk_figures.cpp) ----
  // Of a place at or below the own one; other figures this node can't know ("summary.not_carried").
  [[nodiscard]] model::Result<SummaryTable> summary(std::optional<model::PlaceCode> place, SummaryBy by,
                                                    const std::optional<model::Period>& period) const;

  // Reports, and rankings that are kept (report_desk.h).
  [[nodiscard]] ReportDesk& reports() { return *reports_; }

  // ---- The tree of places (desk_places.cpp) ----
  // Ascending by code; of one place also those below it and those that it succeeded. "place.unknown".
  [[nodiscard]] model::Result<std::vector<PlaceView>> places(std::optional<model::PlaceCode> at) const;
  // Adds a place, renames or moves it; has it succeeded by another. The place as it stands then. Errors as
  // drafts_to_place() and drafts_to_merge().
  [[nodiscard]] model::Result<PlaceView> set_place(const PlaceChange& change);
  [[nodiscard]] model::Result<PlaceView> merge_place(const PlaceMerge& merge);

  // ---- Nodes and logs (desk_nodes.cpp) ----
  [[nodiscard]] StatusView status() const;
  // What it takes of memory (desk_readings.cpp).
  [[nodiscard]] MemoryView memory() const;
  // For /metrics: all that stands somewhere already (desk_readings.cpp).
  [[nodiscard]] Readings readings() const;
  [[nodiscard]] std::vector<NodeView> nodes() const;
  [[nodiscard]] model::Result<EnrolmentOffer> enrol(const EnrolmentRequest& request);
  // Ends a node's right to write; what of its logs is held here goes on counting. "node.unknown",
  // "node.ambiguous", "revoke.already", "revoke.not_above", "revoke.root_key_needed",
  // "enrol.wrong_root_key", and those of the disk.
  [[nodiscard]] model::Result<RevocationView> revoke(const RevocationRequest& request);
  [[nodiscard]] std::vector<PeerStatus> peers() const { return parts_.peers.peers(); }
  [[nodiscard]] std::string sync_address() const { return parts_.peers.sync_address(); }
  // Empty: none. "parent.bad_address", "parent.root".
  [[nodiscard]] std::uint64_t ledger_behind() const;
  [[nodiscard]] model::Result<> set_parent(const std::string& address);
  [[nodiscard]] std::vector<LogView> logs(std::optional<model::PlaceCode> place) const;
  // "log.unknown". A page ends between two seqs, so it may be a little longer than asked.
  [[nodiscard]] model::Result<EventPage> events(const model::LogId& log, model::Seq from,
                                                std::size_t count_max) const;
  // How all is, for the admin (desk_doctor.h).
  [[nodiscard]] std::vector<DoctorLine> doctor() const;
  // Bundles and their jobs (bundle_desk.h).
  [[nodiscard]] BundleDesk& bundles() { return parts_.bundles; }
  // Where the API is served, for status.
  void set_http_address(const std::string& address);

  // ---- Verification (desk_verify.cpp) ----
  // Chains, hashes, parts and the signatures of the tips of one held log, or of all. Deep: also every
  // older signature that is kept. "log.unknown".
  [[nodiscard]] model::Result<Verification> verify_logs(std::optional<model::LogId> log, bool deep) const;
  // All logs, then the ledger against a recount from them.
  [[nodiscard]] Verification verify(bool deep) const;

  // ---- Backup and restore (desk_backup.cpp) ----
  // Of the node as it is now, into the directory; errors as Backups::make(). Takes as long as the disk does.
  [[nodiscard]] model::Result<BackupManifest> back_up(const std::filesystem::path& directory);
  // An admin's word at the root that no erasure is missing after a restore: shows what was hidden.
  // False where nothing was. "restore.has_parent": elsewhere the parent says so.
  [[nodiscard]] model::Result<bool> finish_restore();
  // ---- Quarantine (desk_quarantine.cpp) ----
  [[nodiscard]] QuarantineList quarantine() const;
  // "quarantine.unknown".
  [[nodiscard]] model::Result<QuarantinedFrame> quarantined(std::uint64_t id) const;
  // One entry, or all. How many; "quarantine.unknown", and errors of the disk.
  [[nodiscard]] model::Result<std::size_t> clear_quarantine(std::optional<std::uint64_t> id);

  // The name of a place in the tree; empty for one that it lacks.
  [[nodiscard]] std::string place_name(model::PlaceCode code) const;

 private:
  friend class ReportDesk;
  using Running = std::tuple<model::PlaceCode, std::uint16_t, model::WriterId>;
  struct LogCheck;

  // Writes what a person does here, as the step of whoever acts; nothing that people do is written past it.
  [[nodiscard]] model::Result<Written> write(Record record);
  [[nodiscard]] static Record acted(Record record);
  // Empty: nobody was named, or another node alone knows who it is.
  [[nodiscard]] std::string name_of(const model::ActorId& actor) const;
  // "user.bad_name", "user.no_role", "user.exists".
  [[nodiscard]] model::Result<User> write_user(User user);
  // Duplicates and running numbers are exact only once all that is held shows in ledger and texts.
  [[nodiscard]] model::Result<> catch_up() const;
  void wait_for(std::uint64_t arrival) const;
  [[nodiscard]] model::Result<PlaceView> write_tree(const model::Result<std::vector<Draft>>& drafts,
                                                    model::PlaceCode shown);
  // The place that is asked for, by default the own one, or its last successor; its figures are known here.
  // "place.unknown", "summary.not_carried".
  [[nodiscard]] model::Result<model::PlaceCode> place_known(std::optional<model::PlaceCode> asked) const;
  // The homes at or below a place, ascending; none: all. "place.unknown".
  [[nodiscard]] model::Result<std::vector<model::PlaceCode>> homes_at(
      std::optional<model::PlaceCode> place) const;
  [[nodiscard]] model::Result<model::PlaceCode> home_for(std::optional<model::PlaceCode> place) const;
  // "campaign.unknown".
  [[nodiscard]] model::Result<> check_campaign(const std::optional<model::SubjectId>& campaign) const;
  // Whether the disk has done what was decided. "wish.erasure_unfinished".
  [[nodiscard]] model::Result<> carried_out(const model::SubjectId& subject,
                                            const std::vector<model::PlaceCode>& homes) const;
  // None is given twice.
  [[nodiscard]] std::uint32_t take_running(const Running& key);
  // Of a write that failed: only if another call was given a number meanwhile, some are left out.
  void give_back_running(const Running& key, std::uint32_t from, std::uint32_t count);
  [[nodiscard]] model::Result<model::FoldedWish> find(const std::string& which) const;
  // Whether this node may take the step.
  [[nodiscard]] model::Result<> check_step(const model::FoldedWish& wish, model::Step step) const;
  // As find(), where it may.
  [[nodiscard]] model::Result<model::FoldedWish> find_for(const std::string& which, model::Step step) const;
  // Both, of which this node is at or above the homes of. "wish.same".
  struct Pair {
    model::FoldedWish wish, other;
  };
  [[nodiscard]] model::Result<Pair> find_pair(const std::string& which, const std::string& other) const;
  // Says the same of both.
  [[nodiscard]] model::Result<> write_of_pair(const Pair& pair, model::Kind kind, const std::string& of_wish,
                                              const std::string& of_other,
                                              const std::optional<std::string>& part);
  // A wish that this call alone works on, as it stands then, where this node may take the step.
  struct WishInHand {
    InHand::Held held;
    model::FoldedWish wish;
  };
  [[nodiscard]] model::Result<WishInHand> take_in_hand(const std::string& which, model::Step step);
  [[nodiscard]] std::optional<model::FoldedWish> by_id(const model::SubjectId& id) const;
  [[nodiscard]] std::optional<model::FoldedWish> by_number(const std::string& number) const;
  [[nodiscard]] model::Result<WishView> shown(const model::WishKey& key) const;
  [[nodiscard]] model::Result<model::Node> find_node(const std::string& which) const;
  [[nodiscard]] WishView view(const model::FoldedWish& wish, Safety& safety) const;
  [[nodiscard]] ClaimView view(const model::FoldedClaim& claim) const;
  [[nodiscard]] OfferView view(const model::FoldedOffer& offer) const;
  [[nodiscard]] AttachmentView view(const model::FoldedAttachment& attachment) const;
  [[nodiscard]] std::vector<AttachmentView> views(
      const std::vector<model::FoldedAttachment>& attachments) const;
  struct WishFiles;
  [[nodiscard]] model::Result<WishFiles> wish_files(const std::string& which) const;
  [[nodiscard]] model::Result<std::optional<model::SubjectId>> claim_of_file(
      const WishFiles& files, const std::optional<model::SubjectId>& named) const;
  [[nodiscard]] std::string campaign_name(const std::optional<model::SubjectId>& id) const;
  // A published wish with all that is held about it, in hand.
  struct OfferInHand;
  [[nodiscard]] model::Result<model::FoldedOffer> find_offer(const std::string& which) const;
  [[nodiscard]] model::Result<OfferInHand> take_offer_in_hand(const std::string& which);
  [[nodiscard]] model::Result<OfferView> shown_offer(const model::WishKey& key) const;
  [[nodiscard]] model::Result<> check_claim(const ClaimInput& input) const;
  // As check_claim(); and with the id of the registered unit that is meant, where one is, in place of its
  // name (desk_units.cpp).
  [[nodiscard]] model::Result<ClaimInput> checked_claim(const ClaimInput& input) const;
  // A unit is also meant by the name of one that was merged into it. Of several the nearest in the own line
  // of places, or else "unit.ambiguous".
  [[nodiscard]] model::Result<ClaimInput> with_unit(const ClaimInput& input) const;
  // As with_unit(), of a tidy text that is not empty. Nothing: no registered one.
  [[nodiscard]] model::Result<std::optional<model::SubjectId>> unit_meant(const std::string& typed) const;
  [[nodiscard]] model::Error ambiguous_unit(const std::string& typed,
                                            const std::vector<const model::Unit*>& meant) const;
  // All of a place and those that it was merged with.
  [[nodiscard]] std::vector<VolunteerView> volunteers_at(model::PlaceCode place) const;
  // Who is registered there; by one name and phone whoever was merged into nobody comes first.
  using KnownVolunteers = std::map<NameAndPhone, model::SubjectId>;
  [[nodiscard]] KnownVolunteers known_volunteers(model::PlaceCode place) const;
  [[nodiscard]] KnownVolunteers known_volunteers() const { return known_volunteers(parts_.own.place()); }
  // As the first place tells of them that is at or below the own one; nothing: none does.
  [[nodiscard]] std::optional<model::FoldedVolunteer> registered(const model::SubjectId& volunteer) const;
  [[nodiscard]] model::Result<VolunteerRegistration> read_registration(const VolunteerInput& input,
                                                                       VolunteerRegistration now) const;
  // "volunteer.exists".
  [[nodiscard]] model::Result<> check_nobody_else(const model::VolunteerPart& text, model::PlaceCode place,
                                                  const std::optional<model::SubjectId>& self) const;
  [[nodiscard]] model::Result<VolunteerView> write_registration(Draft draft, const model::VolunteerSet& said,
                                                                const model::VolunteerPart& text);
  // What a claim leaves out that names a volunteer alone.
  [[nodiscard]] ClaimInput as_registered(const ClaimInput& input) const;
  [[nodiscard]] Newcomers::Met meet(const ClaimInput& input);
  // Who claims. Somebody new is registered by the draft that is added.
  [[nodiscard]] model::SubjectId volunteer_of(const ClaimInput& input, const KnownVolunteers& known,
                                              const Newcomers::Met& met, std::vector<Draft>& with);
  [[nodiscard]] model::ClaimPart claim_part(const ClaimInput& input) const;
  // "wish.erased", "claim.already": by the id as well as by name and phone.
  [[nodiscard]] model::Result<> check_first_claim(const OfferInHand& taken, const model::ClaimPart& part,
                                                  const std::optional<model::SubjectId>& volunteer) const;
  // Its word counts for nothing then, though it may write.
  [[nodiscard]] bool is_revoked() const;
  [[nodiscard]] bool is_publisher(const model::FoldedOffer& offer) const;
  [[nodiscard]] std::optional<model::FoldedOffer> publication(const model::WishKey& key) const;
  [[nodiscard]] bool is_public(const model::FoldedWish& wish) const;
  [[nodiscard]] model::Result<PublicationProposal> proposal_of(const model::FoldedWish& wish,
                                                               const PublicationInput& reworded) const;
  // Errors as publish().
  [[nodiscard]] model::Result<Draft> publication_draft(const model::FoldedWish& wish,
                                                       const PublicationInput& input) const;
  [[nodiscard]] model::Result<bool> take_over_one(const TakenOver& one, bool dry_run);
  // What may not become of a wish while it is public: "publish.no_text", "publish.no_guardian_consent",
  // "publish.too_dear", "publish.personal".
  [[nodiscard]] model::Result<> check_change_of_public(const model::FoldedWish& wish, const Amendment& change,
                                                       const model::WishPart& now) const;
  [[nodiscard]] model::Claimed claimed(const ClaimInput& input, const model::SubjectId& volunteer);
  [[nodiscard]] Draft claim_draft(const OfferInHand& taken, const ClaimInput& input,
                                  const model::Claimed& claimed) const;
  // Writes `with` beside the first claim that is taken.
  [[nodiscard]] model::Result<ClaimAnswer> claim_one(const std::string& which, const ClaimInput& input,
                                                     const model::SubjectId& volunteer,
                                                     std::vector<Draft>& with);
  // Of a dry run: what it would have claimed so far, by number.
  using Planned = std::map<std::string, std::vector<model::ClaimPart>>;
  [[nodiscard]] model::Result<ClaimAnswer> plan_claim(const std::string& which, const ClaimInput& input,
                                                      const KnownVolunteers& known, Planned& planned);
  [[nodiscard]] VolunteerView view(const model::FoldedVolunteer& volunteer) const;
  [[nodiscard]] bool erased_here(const model::SubjectId& volunteer) const;
  [[nodiscard]] std::vector<ClaimOfVolunteer> views_of(const model::SubjectId& volunteer,
                                                       std::span<const model::Event> claims) const;
  [[nodiscard]] std::vector<model::SubjectId> other_ids_of(const model::SubjectId& volunteer) const;
  // "volunteer.open_claims".
  [[nodiscard]] std::optional<model::Error> open_claims(const std::vector<ClaimOfVolunteer>& claims) const;
  // Puts the names in, as far as they are known here; of units those of `programme`.
  void name_rows(RankingBy by, const model::Programme& programme, std::vector<RankingRow>& rows) const;
  [[nodiscard]] model::Error not_open(const model::FoldedOffer& offer) const;
  [[nodiscard]] std::vector<std::string> open_instead_of(const model::FoldedOffer& offer) const;
  [[nodiscard]] static Draft draft_of_home(const OfferInHand& offer, model::Kind kind, std::string body,
                                           std::vector<model::EventHash> based_on,
                                           std::optional<std::string> part);
  // What was said of the claim so far.
  [[nodiscard]] std::vector<model::EventHash> words_of(const OfferInHand& taken,
                                                       const model::FoldedClaim& claim) const;
  [[nodiscard]] Draft release_draft(const OfferInHand& taken, const model::FoldedClaim& claim,
                                    const model::Date& on, std::optional<std::string> part) const;
  // And what is owed about the wish then, at once.
  [[nodiscard]] model::Result<> write_about(const OfferInHand& offer, Record record);
  // Other wishes here of the same name and phone, newest first.
  [[nodiscard]] std::vector<model::WishKey> of_same_person(const model::FoldedWish& wish) const;
  // The words that went public last.
  [[nodiscard]] std::optional<model::PublicPart> released(const model::WishKey& key) const;
  [[nodiscard]] model::Result<> check_scope(const model::FoldedWish& wish, model::PlaceCode scope) const;
  [[nodiscard]] model::Result<> check_publishing_anew(const model::FoldedWish& wish,
                                                      const std::optional<model::FoldedOffer>& offer,
                                                      std::uint16_t slots) const;
  [[nodiscard]] std::vector<model::FoldedClaim> own_claims(const model::WishKey& key,
                                                           const model::FoldedOffer& offer) const;
  [[nodiscard]] std::vector<OwnClaim> own_claims_due() const;
  [[nodiscard]] std::optional<OwnClaim> entered(const EnteredClaims::Entry& entry) const;
  [[nodiscard]] std::optional<model::WishPart> disclosed(const model::FoldedOffer& offer) const;
  [[nodiscard]] model::Result<model::SubjectId> set_of_all(model::Kind kind,
                                                           std::optional<model::SubjectId> id,
                                                           std::vector<model::EventHash> based_on,
                                                           std::string body);
  [[nodiscard]] model::SubjectId new_subject();
  [[nodiscard]] model::Result<WishView> write_step(const model::FoldedWish& wish, model::Kind kind,
                                                   std::string body, std::optional<std::string> part);
  [[nodiscard]] model::Date today() const;
  [[nodiscard]] std::uint64_t disk_free_bytes() const;
  [[nodiscard]] QuarantineView quarantine_view(const QuarantineEntry& entry) const;
  void check_events(const model::LogId& log, LogCheck& check) const;
  void check_blob(const model::Event& event, LogCheck& check) const;
  void check_part(const model::Event& event, LogCheck& check) const;
  void check_tips(const model::LogId& log, LogCheck& check) const;

  const DeskParts parts_;
  const DeskSettings settings_;
  const std::uint64_t started_ms_;
  const std::unique_ptr<ReportDesk> reports_;
  mutable EnteredClaims entered_;
  InHand in_hand_;
  Newcomers newcomers_;
  std::mutex running_mutex_;
  std::map<Running, std::uint32_t> running_;  // Guarded by running_mutex_. The last one given.
  mutable std::mutex http_mutex_;
  std::string http_address_;  // Guarded by http_mutex_.
};

}  // namespace node
