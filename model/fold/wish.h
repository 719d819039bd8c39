// The fold of one wish: from the set of events about it to its state. Pure, and the same for every
// order of arrival.
//
// The events of a subject form a graph: each names by based_on the latest ones that its writer knew.
// A field has the value of the event that set it last in that graph; where several set it without
// knowing of each other, the canonically later one shows and the field is marked as unsettled. A step
// that the state before it does not allow counts for nothing. Source: design rule 5.
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

#include "model/authority.h"
#include "model/event.h"
#include "model/facts.h"

namespace model {

// Raised whenever the fold of any subject changes its results; part of every input root.
inline constexpr std::uint32_t kFoldVersion = 3;

// Of one wish; the canonically first count. A long life has some hundred events, so only a writer that
// means harm comes here, and it must not stop the fold of everybody else.
inline constexpr std::size_t kWishEventsMax = 2000;

struct WishKey {
  SubjectId id;
  PlaceCode home;
  auto operator<=>(const WishKey&) const = default;
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
  WishState state = WishState::kRegistered;
  bool erased = false;
  WishFields unsettled;          // Fields written by several who did not know of each other.
  bool state_unsettled = false;  // Steps taken by several who did not know of each other.
  EventRef registered;
  // For each personal field, the event whose part supplies it.
  std::array<EventRef, kPersonalFieldCount> sources;
  std::vector<EventHash> heads;  // The latest events: what the next one is based on. Ascending.
  bool operator==(const FoldedWish&) const = default;
  [[nodiscard]] WishKey key() const { return {id, home}; }
};

// The wish that one subject, which all events are about, has at `home`. Nothing unless at least one
// Registered counts. Events that do not count are ignored: about another home, of a log that is not
// at the home, now above it, or of place 0; by a writer who is not at or above the home and never was;
// or not decodable.
[[nodiscard]] std::optional<FoldedWish> fold_wish(std::span<const Event> events, PlaceCode home,
                                                  const Authority& authority);
// The same for every home that the events name: those wishes that there are, ascending by home.
[[nodiscard]] std::vector<FoldedWish> fold_wishes(std::span<const Event> events, const Authority& authority);

// The number that people say: 431322106003-2018-0012-KQ.
[[nodiscard]] std::string wish_number(const FoldedWish& wish);
[[nodiscard]] std::string writer_letters(const WriterId& writer);

// Steps of a wish's life; refusing is the caller's, ignoring the fold's.
enum class Step : std::uint8_t { kApprove, kReturn, kReject, kHandOver, kWithdraw, kAmend };
[[nodiscard]] bool step_allowed(WishState state, Step step);
[[nodiscard]] Step step_of(Outcome outcome);

}  // namespace model
