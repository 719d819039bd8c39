// The bodies and parts of the known kinds as plain structs, to and from the bytes of facts.capnp.
//
// encode() is total; the decoders return nothing for bytes that are not such a struct or hold values
// out of range. A fold ignores an event whose body does not decode.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/date.h"
#include "model/ids.h"
#include "model/vocabulary.h"
#include "model/wish_entry.h"

namespace model {

inline constexpr std::size_t kOfficialNameBytesMax = 300;

struct Placed {
  PlaceCode code;
  PlaceCode parent;
  Level level{};
  std::string name;
};

struct Succeeded {
  PlaceCode place;
  PlaceCode successor;
};

struct Enrolled {
  PlaceCode place;
  NodeKey signing_key;
  SealingKey sealing_key;
  std::string name;
};

struct Opened {
  EventHash enrolled;
  std::array<std::uint8_t, 16> salt{};
  std::optional<WriterId> before;
};

struct Erased {
  Date on;
  bool of_volunteer = false;
};

// How many tips one Revoked names at most; more go into further ones.
inline constexpr std::size_t kRevokedTipsMax = 512;

struct Revoked {
  EventHash enrolled;
  bool lost = false;
  std::vector<std::pair<LogId, Tip>> tips;
};

struct Registered {
  std::uint16_t year = 0;
  std::uint32_t running = 0;
  Date on;
  Category category{};
  Targets targets;
  std::optional<std::uint32_t> value_yuan;
  bool hand_over = false;
  std::optional<SubjectId> campaign;
};

// The fields of a wish that can be written again. Numbers are stored: never reuse one.
enum class WishField : std::uint8_t {
  kName = 0,
  kSex = 1,
  kAge = 2,
  kAddress = 3,
  kContent = 4,
  kProof = 5,
  kPhone = 6,
  kConsent = 7,  // Who, how, and in words: always together.
  // From here on in the body.
  kOn = 8,
  kCategory = 9,
  kTargets = 10,
  kValue = 11,  // With hand_over.
  kCampaign = 12,
};
inline constexpr std::size_t kWishFieldCount = 13;
inline constexpr std::size_t kPersonalFieldCount = 8;  // The first ones are in the part.

struct WishFields {
  std::uint32_t bits = 0;
  auto operator<=>(const WishFields&) const = default;
  [[nodiscard]] bool has(WishField f) const { return (bits >> static_cast<unsigned>(f)) & 1u; }
  void add(WishField f) { bits |= 1u << static_cast<unsigned>(f); }
  [[nodiscard]] bool personal() const { return (bits & ((1u << kPersonalFieldCount) - 1)) != 0; }
  [[nodiscard]] static WishFields all() { return {(1u << kWishFieldCount) - 1}; }
};

struct Amended {
  WishFields fields;
  Date on;
  Category category{};
  Targets targets;
  std::optional<std::uint32_t> value_yuan;
  bool hand_over = false;
  std::optional<SubjectId> campaign;
};

struct Vetted {
  Outcome outcome{};
  Date on;
};

struct Withdrawn {
  Date on;
};

// The personal side of a wish: a subset of WishEntry.
struct WishPart {
  std::string name;
  Sex sex = Sex::kUnstated;
  std::optional<std::uint16_t> age;
  std::string address;
  std::string content;
  std::string proof;
  std::string phone;
  std::string consent;
  ConsentBy consent_by = ConsentBy::kUnstated;
  ConsentHow consent_how = ConsentHow::kUnstated;
  bool operator==(const WishPart&) const = default;
};
// Of a personal field what the part says; others stay as they are.
void copy_field(WishField field, const WishPart& from, WishPart& to);

[[nodiscard]] std::string encode(const Placed&);
[[nodiscard]] std::string encode(const Succeeded&);
[[nodiscard]] std::string encode(const Enrolled&);
[[nodiscard]] std::string encode(const Opened&);
[[nodiscard]] std::string encode(const Erased&);
[[nodiscard]] std::string encode(const Revoked&);
[[nodiscard]] std::string encode(const Registered&);
[[nodiscard]] std::string encode(const Amended&);
[[nodiscard]] std::string encode(const Vetted&);
[[nodiscard]] std::string encode(const Withdrawn&);
[[nodiscard]] std::string encode(const WishPart&);
[[nodiscard]] std::string encode_remark(std::string_view text);

[[nodiscard]] std::optional<Placed> decode_placed(std::string_view body);
[[nodiscard]] std::optional<Succeeded> decode_succeeded(std::string_view body);
[[nodiscard]] std::optional<Enrolled> decode_enrolled(std::string_view body);
[[nodiscard]] std::optional<Opened> decode_opened(std::string_view body);
[[nodiscard]] std::optional<Erased> decode_erased(std::string_view body);
[[nodiscard]] std::optional<Revoked> decode_revoked(std::string_view body);
[[nodiscard]] std::optional<Registered> decode_registered(std::string_view body);
[[nodiscard]] std::optional<Amended> decode_amended(std::string_view body);
[[nodiscard]] std::optional<Vetted> decode_vetted(std::string_view body);
[[nodiscard]] std::optional<Withdrawn> decode_withdrawn(std::string_view body);
[[nodiscard]] std::optional<WishPart> decode_wish_part(std::string_view payload);
[[nodiscard]] std::optional<std::string> decode_remark(std::string_view payload);

// The writer that an Opened event opens: SHA-256("wishtree writer" enrolled salt), first 16 bytes.
[[nodiscard]] WriterId writer_of(const EventHash& enrolled, const std::array<std::uint8_t, 16>& salt);
// The writer of the root key's own log: SHA-256("wishtree root" key), first 16 bytes.
[[nodiscard]] WriterId root_writer(const NodeKey& root_key);

}  // namespace model
