// The fold of one wish: from the set of events about it to its state. Pure, and the same for every
// order of arrival.
//
// The events of a subject form a graph: each names by based_on the latest ones that its writer knew.
// A field has the value of the event that set it last in that graph; where several set it without
// knowing of each other, the canonically later one shows and the field is marked as unsettled. A step
// that the state before it does not allow counts for nothing. Source: design rule 5.
//
// What the home and those above it say makes the state up to vetted; from there on it follows from the
// publication (model/fold/offer.h) and from what was said about claims. A wish that is public has the state
// of its slots: claimed as long as any of them is not fulfilled, confirmed when all are. A claim that the
// family disputes is not fulfilled; it keeps its slot until somebody gives it up or reports it anew.
//
// A wish is known by its subject and its home. Whoever registers one subject in two homes made two
// wishes: what is said at one home never changes the other, since a node may hold one home's logs and
// not the other's and must count the same (design rule 1).

#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/attachment.h"
#include "model/authority.h"
#include "model/event.h"
#include "model/facts.h"
#include "model/fold/doubles.h"
#include "model/fold/offer.h"
#include "model/life_facts.h"

namespace model {

// Raised whenever the fold of any subject changes its results; part of every input root.
inline constexpr std::uint32_t kFoldVersion = 11;

// Files of one wish that are listed; those of whoever means harm take no room of the home's.
inline constexpr std::size_t kAttachmentsMax = 30;

// A claim as the wish's home knows it.
struct FoldedClaim {
  SubjectId claim;
  EventRef claimed;  // Its part has the volunteer's name and phone.
  SubjectId volunteer;
  std::optional<SubjectId> unit;
  bool on_paper = false;
  Date on;
  ClaimState state = ClaimState::kProvisional;
  std::optional<ClaimReason> reason;
  Date decided_on;     // The zero day while it is provisional.
  Date due_on;         // Of a grant: the last day for fulfilling it.
  EventRef fulfilled;  // What the last word on it knew to be done, also where it was given up.
  // Once it was fulfilled. The zero day before.
  Date fulfilled_on;
  std::optional<std::uint32_t> value_yuan;
  std::uint32_t minutes = 0;
  std::vector<Share> shares;  // Never empty then.
  EventRef confirmed;         // Or disputed.
  Date confirmed_on;
  std::uint8_t satisfaction = 0;
  bool unsettled = false;  // Something was said of it by several who did not know of each other.
  bool operator==(const FoldedClaim&) const = default;
};

// A file that was attached to the wish. Its part has its name and names its blob (model/blob.h).
struct FoldedAttachment {
  EventRef event;
  std::optional<SubjectId> claim;  // What it is about; nothing: the wish itself.
  AttachmentPurpose purpose{};
  Date on;
  bool operator==(const FoldedAttachment&) const = default;
};

// The days of a wish's way, each the zero day until it got there.
struct Milestones {
  Date vetted_on;
  Date published_on;
  Date claimed_on;    // The first grant that stands.
  Date fulfilled_on;  // The last of those that were needed.
  Date confirmed_on;
  Date closed_on;
  // Of a wish that was handed over.
  Date sent_on;
  Date
      answered_on;  // The answer to what was sent last; the zero day again where it is sent to somebody else.
  Date done_on;
  bool operator==(const Milestones&) const = default;
};

struct FoldedWish {
  SubjectId id;
  PlaceCode home;
  std::uint16_t year = 0;
  std::uint32_t running = 0;
  WriterId number_writer;  // Of the event that registered it: gives the number its letters.
  HybridTime registered_time;
  Date on;
  Category category{};
  Targets targets;
  std::optional<std::uint32_t> value_yuan;
  bool hand_over = false;  // Above the limit of value when it was entered.
  std::optional<SubjectId> campaign;
  WishState state = WishState::kRegistered;
  bool erased = false;
  WishFields unsettled;          // Fields written by several who did not know of each other.
  bool state_unsettled = false;  // Steps taken by several who did not know of each other.
  PlaceCode scope;               // Where it was published; 0: nowhere.
  bool taken_down = false;
  std::uint16_t slots = 1;
  bool contested = false;                     // Published by several who did not know of each other.
  std::vector<FoldedClaim> claims;            // In the order in which they were made.
  std::vector<FoldedAttachment> attachments;  // In the order in which they were attached.
  Milestones days;
  std::uint8_t satisfaction = 0;        // The lowest of the confirmed claims; 0: none yet.
  std::vector<FoldedSuspect> suspects;  // Ascending by the other's key.
  std::optional<WishKey> merged_into;   // The one that it was given up for: then it is withdrawn.
  std::vector<WishKey> merged_from;     // Those that were given up for it. Ascending.
  EventRef registered;
  // For each personal field, the event whose part supplies it.
  std::array<EventRef, kPersonalFieldCount> sources;
  std::vector<EventHash> heads;  // The latest events: what the next one is based on. Ascending.
  bool operator==(const FoldedWish&) const = default;
  [[nodiscard]] WishKey key() const { return {id, home}; }
  [[nodiscard]] std::size_t taken() const;  // Slots.
  [[nodiscard]] bool over_granted() const { return taken() > slots; }
  [[nodiscard]] const FoldedClaim* claim(const SubjectId& id) const;
};

// What of a wish waits for somebody though its state does not say so.
enum class Matter : std::uint8_t {
  kUnsettled = 0,    // Said by several who did not know of each other, or more grants than slots.
  kProvisional = 1,  // A claim that is not decided.
  kRunning = 2,      // A granted claim that is not fulfilled.
  kDisputed = 3,     // By the family of a wish that was not given up.
  kUnanswered = 4,   // Handed over, and not done.
  kSuspected = 5,    // Perhaps the same as another, and nobody has looked.
  kToConfirm = 6,    // A fulfilled claim of which the family was not asked.
};
struct Matters {
  std::uint32_t bits = 0;
  auto operator<=>(const Matters&) const = default;
  void add(Matter m) { bits |= 1u << static_cast<unsigned>(m); }
  [[nodiscard]] bool has(Matter m) const { return (bits >> static_cast<unsigned>(m)) & 1u; }
};
[[nodiscard]] Matters matters_of(const FoldedWish& wish);
// The day by which the first granted claim is to be fulfilled; the zero day where none is.
[[nodiscard]] Date due_on(const FoldedWish& wish);

// The wish that one subject, which all events are about, has at `home`. Nothing unless at least one
// Registered counts. Events that do not count are ignored: about another home, of a log that is not
// at the home, now above it, or of place 0; by a writer who is not at or above the home and never was;
// or not decodable.
[[nodiscard]] std::optional<FoldedWish> fold_wish(std::span<const Event> events, PlaceCode home,
                                                  const Authority& authority);
// The same for every home that the events name: those wishes that there are, ascending by home.
[[nodiscard]] std::vector<FoldedWish> fold_wishes(std::span<const Event> events, const Authority& authority);

// Whether what the event says about the wish at `home` is heard by the folds: its writer may say it, and it
// stands in a log where it may be said.
[[nodiscard]] bool may_speak(const Event& event, PlaceCode home, const Authority& authority);

// Whether the next step is based on words of this kind: on what the home says, but for what no step answers.
// So a suspicion that a node writes by itself never makes a clerk's step look unaware.
[[nodiscard]] bool is_based_on(Kind kind);

// The claims on a wish, and what was attached to them, as far as these events tell, whether the wish is held
// or not: of what they lack nothing is said. For nodes away from the home, which hold their own claims and
// what was published.
struct ClaimsAway {
  std::vector<FoldedClaim> claims;
  std::vector<FoldedAttachment> attachments;
};
[[nodiscard]] ClaimsAway fold_claims(std::span<const Event> events, PlaceCode home,
                                     const Authority& authority);

// The number that people say: 431322106003-2018-0012-KQ.
[[nodiscard]] std::string wish_number(const FoldedWish& wish);
[[nodiscard]] std::string writer_letters(const WriterId& writer);

// Steps of a wish's life; refusing is the caller's, ignoring the fold's. The fold judges those from kPublish
// on by what they rest on, not by the state, but for kMerge, which is a withdrawal with a reason.
enum class Step : std::uint8_t {
  kApprove,
  kReturn,
  kReject,
  kHandOver,
  kWithdraw,
  kAmend,
  kPublish,
  kTakeDown,
  kClaim,
  kFulfil,
  kConfirm,
  kNoteHandOver,
  kClose,
  kMerge,
};
[[nodiscard]] bool step_allowed(WishState state, Step step);
[[nodiscard]] Step step_of(Outcome outcome);

}  // namespace model
