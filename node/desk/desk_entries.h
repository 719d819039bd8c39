// How the desk reads what was typed and makes drafts of it, and how it knows a wish that it has:
// what entering, amending and importing share.

#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/crypto.h"
#include "node/clock.h"
#include "node/data/write_path.h"
#include "node/desk/desk_types.h"
#include "node/random.h"
#include "node/store/event_store.h"

namespace node {

// Reads the fields as a row of form 1; what is not given is empty. Errors "row.…", "wish.bad_value".
[[nodiscard]] model::Result<model::WishEntry> read_entry(const WishInput& input);

// The given fields that say something else than the wish does now, or that are unsettled.
struct Amendment {
  model::Amended amended;
  model::WishPart part;
  // Whether after it the wish lacks a guardian's consent that it did not lack before. Nothing: what tells it
  // is not here.
  std::optional<bool> loses_consent = false;
  model::WishPart words;  // Of the wish after it, as far as they are here.
};
// `limit_yuan`: what is worth more is to be handed over (model/programme.h).
[[nodiscard]] model::Result<Amendment> read_amendment(const WishInput& input, const model::FoldedWish& wish,
                                                      const WishText& now, std::uint32_t limit_yuan);

[[nodiscard]] Draft registered_draft(const model::SubjectId& id, model::PlaceCode home,
                                     const model::WishEntry& entry, const model::Date& on,
                                     std::uint32_t running,
                                     const std::optional<model::SubjectId>& campaign = std::nullopt,
                                     std::uint32_t limit_yuan = model::kValueLimitYuan);

// What is said of a volunteer; body and part are the caller's.
[[nodiscard]] Draft volunteer_draft(const model::SubjectId& id, model::PlaceCode place);

[[nodiscard]] Draft take_down_draft(const model::FoldedOffer& offer, const model::Date& on);

// Ids that ascend in the order in which they are taken, so that a list shows rows in a form's order.
class SubjectIds {
 public:
  SubjectIds(const Clock& clock, Random& random) : wall_ms_(clock.wall_ms()), random_(random) {}
  [[nodiscard]] model::SubjectId next();

 private:
  const std::uint64_t wall_ms_;
  Random& random_;
  std::uint64_t count_ = 0;
};

// Which wishes a home has, by model::duplicate_key(). Of the own place the texts know; of another
// place its wishes are looked through once. Exact where the ledger is up to date.
class KnownWishes {
 public:
  KnownWishes(const Ledger& ledger, const Texts& texts, model::PlaceCode home);
  [[nodiscard]] std::optional<model::FoldedWish> find(const std::string& duplicate_key) const;

 private:
  const Ledger& ledger_;
  const Texts& texts_;
  const bool own_;
  std::map<model::Digest, model::WishKey> others_;
};

// The error "row.too_long" where a text has more characters than it may.
[[nodiscard]] std::optional<model::Error> check_length(const std::string& en, const std::string& zh,
                                                       const std::string& text, std::size_t characters_max);

// Why a day that somebody typed for a step can't be meant: it is before kDayFirst, "day.too_early", or after
// tomorrow by the machine's clock, "day.future"; a clock that can't be right says nothing. What a form says
// is no matter of this: it is taken as it is.
inline constexpr model::Date kDayFirst{2000, 1, 1};
[[nodiscard]] std::optional<model::Error> check_day(const std::optional<model::Date>& typed,
                                                    const Clock& clock);

// As check_day(); and a step is not before the day on the wish's form, nor what is said of a claim before the
// day of the claim, "day.too_early".
[[nodiscard]] std::optional<model::Error> check_step_day(const std::optional<model::Date>& typed,
                                                         const model::FoldedWish& wish, const Clock& clock);
[[nodiscard]] std::optional<model::Error> check_step_day(const std::optional<model::Date>& typed,
                                                         const model::FoldedClaim& claim, const Clock& clock);

// The part with the words of a step, tidied; nothing where there are none.
[[nodiscard]] model::Result<std::optional<std::string>> remark_part(const std::string& remark);

// What a wish is called that a call works on alone (node/data/in_hand.h).
[[nodiscard]] std::string name_in_hand(const model::WishKey& wish);

[[nodiscard]] model::Error no_writer();
[[nodiscard]] model::Error unknown_volunteer();
[[nodiscard]] model::Error unknown_place(model::PlaceCode code);
[[nodiscard]] model::Error duplicate_of(const std::string& number);
[[nodiscard]] model::Error erased_before();

}  // namespace node
