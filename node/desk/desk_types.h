// What the desk is asked and what it answers, as plain values. node/api/api_*.cpp turns them from and into
// JSON; node/openapi.yaml describes that.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/attachment.h"
#include "model/date.h"
#include "model/fold/wish.h"
#include "model/programme.h"
#include "model/redaction.h"
#include "model/signing.h"
#include "model/summary.h"
#include "node/desk/claim_types.h"
#include "node/desk/volunteer_types.h"
#include "node/fullness.h"
#include "node/ledger/ledger.h"
#include "node/ledger/ranking.h"
#include "node/ledger/texts.h"
#include "node/store/event_store.h"
#include "node/store/store_quarantine.h"

namespace node {

// ---- Wishes ----

struct StatedValue {
  std::optional<std::uint32_t> yuan;  // Nothing: it is stated that there is none.
};

// What a clerk typed, as typed; the desk reads it as the import reads a row of form 1. What is not
// given is, of a new wish, empty or read out of the content, and of an old one left as it is.
struct WishInput {
  std::optional<std::string> name, sex, age, address, content, proof, phone, consent;
  std::optional<model::ConsentBy> consent_by;
  std::optional<model::ConsentHow> consent_how;
  std::optional<model::Category> category;
  std::optional<model::Targets> targets;
  std::optional<StatedValue> value;
  std::optional<model::Date> on;  // The day on the form.
  // Nothing in it: it belongs to none.
  std::optional<std::optional<model::SubjectId>> campaign;
};

// Another wish that one names.
struct OtherWish {
  model::WishKey key;
  std::string number;  // Empty: it is not here.
};

// A wish as it is shown here.
struct WishView {
  model::FoldedWish wish;
  std::string number;
  std::string place_name;
  std::optional<WishText> text;           // Nothing: erased, or not held here at all.
  std::vector<model::PlaceCode> safe_at;  // Places of the home's line that hold all of it, nearest first.
  std::string safe;                       // "here", or the key of the level of the last of them.
  std::vector<ClaimView> claims;
  std::string campaign_name;  // Empty: none.
  // Of those that it may be the same as, or was merged with, the numbers of those that are here.
  std::map<model::WishKey, std::string> numbers;
  bool lacks_guardian_consent = false;  // A child's, as far as is known here: it can't be published.
  [[nodiscard]] OtherWish other(const model::WishKey& key) const {
    const auto at = numbers.find(key);
    return {key, at == numbers.end() ? "" : at->second};
  }
};

// Two wishes that may be one.
struct DoubleView {
  WishView wish;
  model::FoldedSuspect suspect;   // Of the wish.
  std::optional<WishView> other;  // Nothing: it is not here.
};

struct DoublePage {
  std::vector<DoubleView> doubles;           // Newest first.
  std::optional<model::WishKey> next_after;  // Where the next page begins; nothing at the end.
};

// A file that was attached to a wish, as it is shown here.
struct AttachmentView {
  model::FoldedAttachment attachment;
  model::PlaceCode by_place;                  // Where it was attached; 0 while that is not known.
  std::optional<model::AttachmentPart> part;  // Nothing: erased, or not due here.
  bool here = false;                          // All bytes of it.
  bool damaged = false;                       // They were here, and not all can be read any more.
  bool beyond_limit = false;                  // Not kept here: the wish has as many as it may.
};

struct AttachmentInput {
  model::AttachmentPurpose purpose = model::AttachmentPurpose::kPhoto;
  // What it is about; nothing: the wish itself, or, away from the home, the only claim of the own place.
  std::optional<model::SubjectId> claim;
  std::string name;
  std::string remark;
  std::optional<model::Date> on;
  std::string bytes;
};

struct WishHistory {
  model::EventHash hash;
  model::Kind kind{};
  std::optional<model::Outcome> outcome;      // Of a vetting.
  std::optional<model::HandOverStage> stage;  // Of what was noted of a handing over.
  model::HybridTime time;
  model::LogId log;
  model::PlaceCode by_place;              // Where the writer's node stands; 0 while that is not known.
  model::ActorId actor;                   // Who did it; zero: nobody was named.
  std::string actor_name;                 // Empty where this node does not know who that is.
  std::optional<std::string> remark;      // Nothing: there is none, or its part is not here.
  std::optional<model::SubjectId> claim;  // That it is about.
  std::optional<OtherWish> other;         // That it names.
  bool counts = false;                    // Whether the fold takes it.
};

// Of erasing one wish.
struct WishErasure {
  model::SubjectId id;
  std::vector<std::string> others;  // Numbers of wishes of the same name and phone that are here still.
};

struct WishDetail {
  WishView view;
  std::vector<WishHistory> history;  // Oldest first.
  std::vector<AttachmentView> attachments;
};

// All that is held here of a person: what they may ask to see.
struct Disclosure {
  struct OneWish {
    WishDetail detail;
    std::optional<model::PublicPart> published;  // The words that went public.
    std::vector<model::PlaceCode> disclosed_to;  // Where the family's address was sent for a claim.
  };
  std::string name, phone;
  std::vector<OneWish> wishes;
};

struct WishPage {
  std::vector<WishView> wishes;              // Newest first.
  std::optional<model::Error> incomplete;    // Why a search for text may miss wishes; nothing: it does not.
  std::optional<model::WishKey> next_after;  // Where the next page begins; nothing at the end.
};

struct WishQuery {
  std::optional<model::PlaceCode> place;  // Homes at or below it.
  WishFilter filter;                      // Its `places` are the desk's to fill.
  std::string text;                       // Empty: all.
  std::optional<model::WishKey> after;
  std::size_t count_max = 0;
};

// ---- Publication ----

// What a reviewer sees before a wish goes public.
struct PublicationProposal {
  WishView view;
  model::PublicPart text;
  model::Targets targets;
  std::vector<model::PersonalSpan> looks;      // In text.content.
  std::vector<model::PersonalSpan> who_looks;  // In text.who, where it is not the node's own.
  std::vector<model::Leak> leaks;              // What of the person stands in the text: it can't go out so.
};

// What is not given is as proposed.
struct PublicationInput {
  std::optional<model::PlaceCode> scope;  // Where it was published so far; else the own place.
  std::optional<std::uint16_t> slots;
  std::optional<std::string> who, ages, content;
  bool confirmed = false;         // That what looks personal in it may go public.
  std::optional<model::Date> on;  // Else today.
};

// A published wish as everyone who sees it has it.
struct OfferView {
  model::FoldedOffer offer;
  std::string place_name;
  std::string scope_name;
  std::string campaign_name;
  std::optional<model::PublicPart> text;    // Nothing: erased, or not here yet.
  std::vector<ClaimView> own_claims;        // That were made at this node's place.
  std::vector<AttachmentView> attachments;  // That this node knows of.
  std::optional<model::WishPart> family;    // Disclosed to this node: name, address, phone and the wish.
  // Where an own claim was declined: numbers of others of its category.
  std::vector<std::string> open_instead;
};

struct OfferPage {
  std::vector<OfferView> offers;  // Newest first.
  std::optional<model::WishKey> next_after;
};

struct OfferQuery {
  OfferFilter filter;
  std::optional<model::PlaceCode> place;  // Homes at or below it.
  std::optional<model::WishKey> after;
  std::size_t count_max = 0;
};

// What is not given stays as it is. A new unit is of the own place where none is given, and has a name.
struct UnitInput {
  std::optional<model::PlaceCode> place;
  std::optional<std::string> name;
  std::optional<std::optional<model::SubjectId>> same_as;  // Nothing in it: the unit stands for itself.
};

// A claim that was entered at this node's place, with the wish that it is on.
struct OwnClaim {
  OfferView offer;
  ClaimView claim;
};

struct ClaimQuery {
  std::optional<model::ClaimState> state;
  std::optional<model::SubjectId> volunteer;
  std::optional<std::string> unit;      // The id or name of a registered unit, or as it was typed.
  std::optional<model::WishKey> after;  // In place of a wish's id that of the claim.
  std::size_t count_max = 0;
};

struct ClaimPage {
  std::vector<OwnClaim> claims;  // Newest first, by when they were made.
  std::optional<model::WishKey> next_after;
};

// A publication whose publisher is gone, and what was done about it, or would be.
struct TakenOver {
  model::FoldedOffer offer;  // As it was before.
  bool taken_down = false;   // What became of its wish ends it; else it was published anew.
  std::optional<model::Error> refused;
};

struct TakeOver {
  std::vector<TakenOver> publications;       // Newest first.
  std::optional<model::WishKey> next_after;  // Where the next call goes on; nothing at the end.
};

// ---- What there is to do ----

enum class Task : std::uint8_t {
  kToVet,
  kReturned,
  kToPublish,
  kProvisional,  // Claims that wait too long.
  kDueSoon,      // Granted claims that end within a week, or have ended.
  kToConfirm,
  kDisputed,
  kUnsettled,
  kUnanswered,     // Handed over, and not answered in time.
  kOld,            // Registered long ago, and not ended: neither confirmed nor closed, withdrawn or rejected.
  kSuspected,      // Perhaps the same as another one.
  kPublisherGone,  // Public, and nobody decides about it any more (gone_publishers.h).
};
inline constexpr std::size_t kTaskCount = 12;

struct TaskCounts {
  model::PlaceCode place;
  std::string place_name;
  std::array<std::size_t, kTaskCount> counts{};
};

struct TaskList {
  TaskCounts all;
  std::vector<TaskCounts> places;  // Right below; only those where there is something. Ascending.
  // Where the own place was asked for: granted ones that end within a week, or have ended, of wishes that are
  // not at or below it, since their home and publisher are called to attention elsewhere. The first to end
  // first.
  std::vector<OwnClaim> own_claims;
  std::vector<WishView> wishes;  // Of the task that was asked for; newest first.
  std::optional<model::WishKey> next_after;
};

// ---- What the city sets ----

// One of the programme's own campaigns of a year.
struct DefaultCampaign {
  model::Campaign campaign;
  bool added = false;  // Or would be, of a dry run; otherwise it stood.
};

// ---- Import ----

struct ImportDuplicate {
  std::size_t row = 0;
  std::optional<std::string> of;  // The number of the wish, or "row 7"; nothing where that was erased.
  model::Error reason;
};

struct ImportRefused {
  std::size_t row = 0;
  model::Error reason;
};

struct ImportHandOver {
  std::size_t row = 0;
  std::optional<std::string> number;  // Nothing of a dry run.
  std::uint32_t value_yuan = 0;
};

struct ImportResult {
  std::size_t added = 0;
  std::vector<ImportDuplicate> duplicates;
  std::vector<ImportRefused> refused;
  std::vector<ImportHandOver> hand_over;
  bool dry_run = false;
  std::optional<model::Date> filled_on;  // As the form states it.
};

// ---- Figures ----

enum class SummaryBy : std::uint8_t { kPlace, kMonth, kState, kCategory, kTarget, kCampaign, kUnit };

struct SummaryLine {
  model::Figures figures;
  std::map<model::WishState, std::int64_t> by_state;
  void add(const model::SummaryKey& key, const model::Figures& more) {
    figures.add(more);
    by_state[key.state] += more.wishes;
  }
};

struct SummaryRow {
  std::string key;
  std::string name;  // In Chinese: the figures of a place read the same wherever they are shown.
  SummaryLine line;
};

struct SummaryTable {
  model::PlaceCode place;
  std::string place_name;
  model::InputRoot input_root;
  SummaryLine total;
  SummaryBy by{};
  std::vector<SummaryRow> rows;
};

// ---- Points ----

struct Ranking {
  model::PlaceCode place;
  std::string place_name;
  model::InputRoot input_root;
  std::vector<RankingRow> rows;  // Most points first.
};

// ---- Nodes and logs ----

struct MemoryView {
  std::uint64_t resident_bytes = 0;  // Of the whole process; 0 where the system does not say.
  std::size_t texts_wishes = 0;      // Wishes whose words are in memory.
  bool texts_complete = true;        // False: words of other wishes have left memory.
  std::vector<Fullness> fullness;
};

struct StatusView {
  std::string version;
  model::PlaceCode place;
  std::string place_name;
  std::optional<model::Level> level;  // Nothing while the tree is not known here.
  model::NodeKey node;
  std::optional<model::WriterId> writer;
  std::uint64_t wall_ms = 0;
  std::string http;    // Empty: on the socket file alone.
  std::string sync;    // Empty: no port for children.
  std::string parent;  // Empty: none.
  bool parent_connected = false;
  bool in_step = false;  // With the parent; true where there is none.
  std::uint64_t events = 0;
  std::uint64_t logs = 0;
  EventStore::MissingBlobs missing_files;
  std::int64_t wishes = 0;  // At and below the place, as far as they were projected.
  std::uint64_t arrival = 0;
  std::uint64_t projected = 0;
  std::uint64_t ledger_behind = 0;  // Arrivals that the ledger does not show yet, at most kBehindMax.
  std::optional<model::Error> ledger_error;
  bool texts_loaded = false;
  MemoryView memory;
  std::optional<std::uint64_t> parts_hidden_since_ms;  // Nothing: no parts are hidden. 0: not known.
  std::optional<std::uint64_t> backup_ms;              // When the last backup was made; nothing: none was.
  std::size_t peers_connected = 0;
  std::uint64_t disk_free_bytes = 0;
  model::InputRoot input_root;
};

struct PlaceView {
  model::Place place;
  std::size_t nodes = 0;
};

struct NodeView {
  model::Node node;
  std::string place_name;
  bool self = false;
};

struct RevocationRequest {
  std::string node;   // The beginning of its key, or its place where it stands there alone.
  bool lost = false;  // Its data are lost or in wrong hands.
  std::optional<model::Seed> root_seed;
};

struct RevocationView {
  model::Node node;
  std::string place_name;
  bool lost = false;
  std::size_t tips = 0;  // Up to which its logs count.
};

struct LogView {
  model::LogId log;
  std::string place_name;
  std::optional<model::PlaceCode> writer_place;  // Nothing while the writer is not known.
  std::vector<model::Tip> tips;
  std::uint64_t events = 0;
  std::vector<model::PlaceCode> safe_at;  // Places that hold it up to its last tip, ascending.
};

enum class PartState : std::uint8_t { kNone, kHeld, kAbsent, kErased, kHidden };

struct EventView {
  model::EventHeader header;
  model::EventHash hash;
  std::string actor_name;  // Empty where this node does not know who header.actor is.
  PartState part{};
  std::size_t bytes = 0;
};

struct EventPage {
  std::vector<EventView> events;
  std::optional<model::Seq> next;
};

// ---- Quarantine ----

struct QuarantineView {
  QuarantineEntry entry;
  std::string place_name;
  std::string name;  // Of the peer; empty where it is not known any more.
};

struct QuarantineList {
  std::vector<QuarantineView> entries;  // Oldest first.
  std::uint64_t passed_over = 0;        // Refused since the start and not kept.
};

struct QuarantinedFrame {
  QuarantineView view;
  std::optional<std::string> frame;  // Nothing where it is not kept.
};

struct Verification {
  std::optional<model::InputRoot> input_root;  // Nothing where one log alone was asked for.
  std::vector<model::Error> problems;
  std::uint64_t events = 0;
  std::uint64_t logs = 0;
};

}  // namespace node
