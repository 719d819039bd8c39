// The ledger (台帐): what the held events say, in rows that can be asked for. The seam where another
// database may take SQLite's place (node/ledger/sqlite_ledger.h and its parts alone include SQLite).
//
// Derived and never true by itself: the projector writes it, apply() by apply(), each one transaction
// that also moves the cursor. Nothing personal stands in it: a row names, for each personal field, the
// event whose part supplies it; node/ledger/texts.h joins the words when they are shown.
//
// The figures follow from the rows and the tree, so apply() moves them by itself: each changed wish is
// taken out of its old cell and put into its new one, at its home and at every place above it.
//
// apply(), clear() and fill() from one thread; reads from any. What the tables hold: LEDGER.md.

#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "model/date.h"
#include "model/fold/offer.h"
#include "model/fold/volunteer.h"
#include "model/fold/wish.h"
#include "model/kept_report.h"
#include "model/report.h"
#include "model/summary.h"

namespace node {

// The new state of one log that the projector folded.
struct FoldedLog {
  model::LogId log;
  std::vector<model::Tip> tips;  // Ascending.
  bool operator==(const FoldedLog&) const = default;
};

// What the folded events about one subject say now.
struct FoldedSubject {
  model::SubjectId id;
  std::vector<model::FoldedWish> wishes;  // Ascending by home; one, unless somebody breaks the rules.
  // What everyone may see of it, for each home where it was published. Ascending by home.
  std::vector<model::FoldedOffer> offers;
  std::vector<model::FoldedVolunteer> volunteers;  // Ascending by place.
  std::vector<model::FoldedReport> reports;        // As above.
  // The homes that events name though no event that would make a wish there counts (yet): a later
  // change of who may write there concerns this subject too. Ascending; empty but for wishes that were
  // published elsewhere.
  std::vector<model::PlaceCode> elsewhere;
  // What its events could have made before: there are only ever more of them.
  struct Former {
    bool any = true;  // False: nothing, so that no row of it stands.
    bool offers = true;
    bool volunteers = true;
    bool reports = true;
  };
  Former former = {};
  // Whether no row follows from it.
  [[nodiscard]] bool empty() const {
    return wishes.empty() && offers.empty() && volunteers.empty() && reports.empty() && elsewhere.empty();
  }
};
// What reports count of one of its wishes.
[[nodiscard]] model::ReportRow report_row_of(const FoldedSubject& subject, const model::FoldedWish& wish);

// A place of the tree and the one right above it (0 above the first place).
struct TreeEdge {
  model::PlaceCode code;
  model::PlaceCode parent;
  auto operator<=>(const TreeEdge&) const = default;
};

// One transaction of the projector.
struct Projection {
  std::uint64_t cursor = 0;  // The last arrival that is folded in.
  std::vector<FoldedLog> logs;
  std::vector<FoldedSubject> subjects;                              // In place of what stood there.
  std::vector<std::pair<model::PlaceCode, model::DigestSum>> sums;  // New own sums.
  std::optional<std::vector<TreeEdge>> tree;                        // The whole tree, where it changed.
};

// A ledger that is filled from nothing beside the one that stands, faster than by apply(). Nobody sees any of
// it before it is finished; one that is given up leaves nothing behind. Errors as apply().
class LedgerFill {
 public:
  virtual ~LedgerFill() = default;
  // "disk.full" where nothing should be put until there is more room; what was put stays.
  [[nodiscard]] virtual model::Result<> room() const = 0;
  // Subjects ascending by id, each once.
  [[nodiscard]] virtual model::Result<> put(std::vector<FoldedSubject> subjects) = 0;
  // All else: the whole tree, and logs, sums and cursor as of all subjects that were put. From now on the
  // ledger is this one. `rest.subjects` is empty.
  [[nodiscard]] virtual model::Result<> finish(Projection rest) = 0;
};

// The states that a wish does not leave any more.
inline constexpr model::WishState kClosedStates[] = {model::WishState::kRejected,
                                                     model::WishState::kWithdrawn, model::WishState::kClosed};
[[nodiscard]] bool is_closed(model::WishState state);

struct WishFilter {
  std::vector<model::PlaceCode> places;  // Homes, ascending; empty: all.
  std::optional<model::WishState> state;
  std::optional<bool> closed;  // In one of kClosedStates, or in none of them.
  std::optional<model::Category> category;
  std::optional<model::Target> target;
  std::optional<model::Period> period;
  std::optional<bool> hand_over;
  std::optional<model::SubjectId> campaign;
  // Whether every wish passes.
  [[nodiscard]] bool all() const {
    return places.empty() && !state && !closed && !category && !target && !period && !hand_over && !campaign;
  }
};

// What a filter looks at.
struct WishFacets {
  model::PlaceCode home;
  std::uint32_t month = 0;  // yyyymm
  model::WishState state{};
  model::Category category{};
  model::Targets targets;
  bool hand_over = false;
  std::optional<model::SubjectId> campaign;
};
[[nodiscard]] WishFacets facets_of(const model::FoldedWish& wish);
// Whether the filter lets the wish through; Ledger::wishes() and Texts::search() agree on it.
[[nodiscard]] inline bool passes(const WishFilter& filter, const WishFacets& wish) {
  return (filter.places.empty() || std::ranges::binary_search(filter.places, wish.home)) &&
         (!filter.state || wish.state == *filter.state) &&
         (!filter.closed || is_closed(wish.state) == *filter.closed) &&
         (!filter.category || wish.category == *filter.category) &&
         (!filter.target || wish.targets.has(*filter.target)) &&
         (!filter.period ||
          (wish.month >= filter.period->first_month && wish.month <= filter.period->last_month)) &&
         (!filter.hand_over || wish.hand_over == *filter.hand_over) &&
         (!filter.campaign || wish.campaign == filter.campaign);
}

// One volunteer's share of a claim that takes a slot, as the public course tells it.
struct Taking {
  model::WishKey wish;
  model::PlaceCode scope;  // Whose logs tell of it.
  model::SubjectId claim;
  model::SubjectId volunteer;  // Zero before the fulfilment is told.
  std::optional<model::SubjectId> unit;
  model::ClaimState state{};
  model::Date on;  // Of the fulfilment; of the grant before.
  std::uint32_t share = 1;
  std::uint32_t of = 1;  // The sum of all shares.
  std::uint32_t minutes = 0;
  std::uint32_t value_yuan = 0;
  std::optional<model::EventHash> policy;  // That gives the points.
  bool operator==(const Taking&) const = default;
};
[[nodiscard]] std::vector<Taking> takings_of(const model::FoldedOffer& offer);

// Wishes in one state of one group: of a campaign, or of a unit that took them up.
struct GroupCell {
  model::SubjectId group;  // Zero: none.
  model::WishState state{};
  model::Figures figures;
  auto operator<=>(const GroupCell& other) const {
    return std::tie(group, state) <=> std::tie(other.group, other.state);
  }
  bool operator==(const GroupCell&) const = default;
};
enum class GroupBy : std::uint8_t { kCampaign, kUnit };

// What volunteers look for among published wishes.
struct OfferFilter {
  std::optional<model::OfferState> state;
  std::optional<model::Category> category;
  std::optional<model::Target> target;
  std::optional<model::SubjectId> campaign;
  std::vector<model::PlaceCode> places;  // Homes, ascending; empty: all.
  std::optional<model::Date> due_by;     // With a granted claim whose last day is no later.
  // The Enrolled of the node that decides, of those that go on: in one of kOfferStatesGoingOn.
  std::optional<model::EventHash> publisher;
};
// The states in which something is still to be decided or told.
inline constexpr model::OfferState kOfferStatesGoingOn[] = {
    model::OfferState::kOpen, model::OfferState::kTaken, model::OfferState::kFulfilled};
[[nodiscard]] bool goes_on(model::OfferState state);
[[nodiscard]] bool passes(const OfferFilter& filter, const model::FoldedOffer& offer);

// The states of which nobody waits for the end.
inline constexpr model::WishState kEndedStates[] = {model::WishState::kRejected, model::WishState::kWithdrawn,
                                                    model::WishState::kConfirmed, model::WishState::kClosed};
// The day on the form of a wish that has not ended; the zero day of one that has.
[[nodiscard]] model::Date open_since(const model::FoldedWish& wish);

// What waits for somebody though no state says so.
struct MatterFilter {
  std::optional<model::Matter> matter;   // Nothing: whether or not there is one.
  std::vector<model::PlaceCode> places;  // Homes, ascending; empty: all.
  std::optional<model::Date> due_by;     // Of granted claims: those whose last day is no later.
  std::optional<model::Date> open_by;    // Without a matter: open_since() is a day no later than this one.
};
[[nodiscard]] bool passes(const MatterFilter& filter, const model::FoldedWish& wish);

// What tells the cells of a summary apart, besides place and state.
struct SummaryDetail {
  bool month = true;
  bool category = true;
  bool targets = true;
  [[nodiscard]] model::SummaryKey of(model::SummaryKey key) const;
};

class Ledger {
 public:
  virtual ~Ledger() = default;

  // 0 when nothing is folded yet (or the ledger was just made anew).
  [[nodiscard]] virtual std::uint64_t cursor() const = 0;
  // All or nothing. Errors: "disk.full", "disk.failed"; "ledger.damaged" where the ledger had to be
  // made anew, which its cursor then shows.
  [[nodiscard]] virtual model::Result<> apply(const Projection& projection) = 0;
  // Forgets everything: the cursor is 0 again.
  [[nodiscard]] virtual model::Result<> clear() = 0;
  // Of an empty ledger; one at a time, and no apply() before it is finished or given up.
  [[nodiscard]] virtual model::Result<std::unique_ptr<LedgerFill>> fill() = 0;

  [[nodiscard]] virtual std::optional<model::FoldedWish> wish(const model::WishKey& key) const = 0;
  // Of every home where the subject is one. Ascending by home.
  [[nodiscard]] virtual std::vector<model::FoldedWish> wishes_of(const model::SubjectId& id) const = 0;
  // The number as wish_number() writes it. Of several wishes with one number the smallest id.
  [[nodiscard]] virtual std::vector<model::FoldedWish> wishes_by_number(const std::string& number) const = 0;
  // Newest first by key; `before`: only keys below it (keyset paging); at most `count_max`.
  [[nodiscard]] virtual std::vector<model::FoldedWish> wishes(const WishFilter& filter,
                                                              const std::optional<model::WishKey>& before,
                                                              std::size_t count_max) const = 0;
  // Published wishes that this node sees, of whatever home. Pages as wishes().
  [[nodiscard]] virtual std::optional<model::FoldedOffer> offer(const model::WishKey& key) const = 0;
  // Of every home. Ascending by home.
  [[nodiscard]] virtual std::vector<model::FoldedOffer> offers_of(const model::SubjectId& id) const = 0;
  [[nodiscard]] virtual std::vector<model::FoldedOffer> offers(const OfferFilter& filter,
                                                               const std::optional<model::WishKey>& before,
                                                               std::size_t count_max) const = 0;
  // Confirmed ones whose day of fulfilment is in the span, both ends included.
  [[nodiscard]] virtual std::vector<Taking> confirmed_takings(const model::Date& first,
                                                              const model::Date& last) const = 0;
  // Of wishes at these homes (empty: all) in these months. A wish that several units took up counts for each.
  // Ascending by group and state.
  [[nodiscard]] virtual std::vector<GroupCell> groups(GroupBy by, const std::vector<model::PlaceCode>& homes,
                                                      const std::optional<model::Period>& period) const = 0;
  // Of every place that tells of them, ascending.
  [[nodiscard]] virtual std::vector<model::FoldedVolunteer> volunteers_of(
      const model::SubjectId& id) const = 0;
  // Ascending by id; of one place.
  [[nodiscard]] virtual std::vector<model::FoldedVolunteer> volunteers(model::PlaceCode place) const = 0;
  // Of these places, ascending; empty: all. Pages as wishes(), by id and place.
  [[nodiscard]] virtual std::vector<model::FoldedVolunteer> volunteers(
      const std::vector<model::PlaceCode>& places, const std::optional<model::WishKey>& before,
      std::size_t count_max) const = 0;
  // Wishes that the filter lets through, which names a matter or a day. Pages as wishes().
  [[nodiscard]] virtual std::vector<model::FoldedWish> matters(const MatterFilter& filter,
                                                               const std::optional<model::WishKey>& before,
                                                               std::size_t count_max) const = 0;

  // How many wishes of each home; none of those without any.
  [[nodiscard]] virtual std::map<model::PlaceCode, std::size_t> count_matters(
      const MatterFilter& filter) const = 0;

  // Reports and rankings that were kept. Of every place that tells of it, ascending.
  [[nodiscard]] virtual std::vector<model::FoldedReport> reports_of(const model::SubjectId& id) const = 0;
  // All, newest first.
  [[nodiscard]] virtual std::vector<model::FoldedReport> reports() const = 0;

  // The highest running number that `writer` gave in a year at a home; 0 if none.
  [[nodiscard]] virtual std::uint32_t last_running(model::PlaceCode home, std::uint16_t year,
                                                   const model::WriterId& writer) const = 0;

  // Figures of one place with its input root, from one snapshot. `rows` are the cells counted at
  // the place (key.place is the place asked for); where `places` are given, the cells of each of them
  // instead. Cells that differ only in what `detail` leaves out are added up in one, whose key has zero
  // there. The root vouches for the place asked for and for all below it.
  struct Summary {
    model::InputRoot input_root;
    std::uint64_t cursor = 0;
    std::map<model::SummaryKey, model::Figures> rows;
  };
  [[nodiscard]] virtual Summary summary(model::PlaceCode place, const std::vector<model::PlaceCode>& places,
                                        const std::optional<model::Period>& period,
                                        SummaryDetail detail = {}) const = 0;

  // What a report of one place is made from, of one snapshot: a row for each wish at or below the place, in
  // any order, and what the root vouches for.
  struct ReportBasis {
    model::InputRoot input_root;
    std::uint64_t cursor = 0;
    std::vector<TreeEdge> tree;   // Ascending.
    std::vector<FoldedLog> logs;  // Ascending; nothing unless they were asked for.
  };
  enum class BasisLogs { kNo, kYes };
  using ReportVisitor = std::function<void(model::ReportRow)>;
  [[nodiscard]] virtual ReportBasis report_rows(model::PlaceCode place, const ReportVisitor& visit,
                                                BasisLogs logs = BasisLogs::kNo) const = 0;

  // For the projector, which goes on where it ended, and for verifying. All ascending.
  [[nodiscard]] virtual std::vector<FoldedLog> logs() const = 0;
  [[nodiscard]] virtual std::vector<std::pair<model::PlaceCode, model::DigestSum>> own_sums() const = 0;
  [[nodiscard]] virtual std::vector<TreeEdge> tree() const = 0;
  [[nodiscard]] virtual std::map<model::SummaryKey, model::Figures> figures() const = 0;
  // Subjects about which some event names this home, whether it counts or not.
  [[nodiscard]] virtual std::vector<model::SubjectId> subjects_at(model::PlaceCode home) const = 0;
  using Elsewhere = std::vector<std::pair<model::PlaceCode, model::SubjectId>>;
  [[nodiscard]] virtual Elsewhere elsewhere() const = 0;
};

// Calls `visit` for every wish, newest first.
template <typename Visit>
void for_each_wish(const Ledger& ledger, Visit&& visit) {
  constexpr std::size_t kPageWishes = 500;
  std::optional<model::WishKey> before;
  for (;;) {
    const auto page = ledger.wishes({}, before, kPageWishes);
    for (const model::FoldedWish& wish : page) visit(wish);
    if (page.size() < kPageWishes) return;
    before = page.back().key();
  }
}

template <typename Visit>
void for_each_offer(const Ledger& ledger, Visit&& visit) {
  constexpr std::size_t kPageOffers = 500;
  std::optional<model::WishKey> before;
  for (;;) {
    const auto page = ledger.offers({}, before, kPageOffers);
    for (const model::FoldedOffer& offer : page) visit(offer);
    if (page.size() < kPageOffers) return;
    before = page.back().key();
  }
}

// All that the ledger says except the cursor, as lines of text: equal for equal sets of events.
[[nodiscard]] std::string dump(const Ledger& ledger);

}  // namespace node
