// What the desk is asked and what it answers, as plain values. node/api_*.cpp turns them from and into
// JSON; node/openapi.yaml describes that.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/date.h"
#include "model/fold/wish.h"
#include "model/signing.h"
#include "model/summary.h"
#include "node/fullness.h"
#include "node/ledger.h"
#include "node/store_quarantine.h"
#include "node/texts.h"

namespace node {

// ---- Wishes ----

struct StatedValue {
  std::optional<std::uint32_t> yuan;  // Nothing: it is stated that there is none.
};

// What a clerk typed, as typed; the desk reads it as the import reads a row of form 1. What is not
// given is, of a new wish, empty or read out of the content, and of an old one left as it is.
struct WishInput {
  std::optional<std::string> name, sex, age, address, content, proof, phone, consent;
  std::optional<model::Category> category;
  std::optional<model::Targets> targets;
  std::optional<StatedValue> value;
  std::optional<model::Date> on;  // The day on the form.
};

// A wish as it is shown here.
struct WishView {
  model::FoldedWish wish;
  std::string number;
  std::string place_name;
  std::optional<WishText> text;           // Nothing: erased, or not held here at all.
  std::vector<model::PlaceCode> safe_at;  // Places of the home's line that hold all of it, nearest first.
  std::string safe;                       // "here", or the key of the level of the last of them.
};

struct WishHistory {
  model::EventHash hash;
  model::Kind kind{};
  std::optional<model::Outcome> outcome;  // Of a vetting.
  model::HybridTime time;
  model::LogId log;
  model::PlaceCode by_place;          // Where the writer's node stands; 0 while that is not known.
  std::optional<std::string> remark;  // Nothing: there is none, or its part is not here.
  bool counts = false;                // Whether the fold takes it.
};

struct WishDetail {
  WishView view;
  std::vector<WishHistory> history;  // Oldest first.
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

enum class SummaryBy : std::uint8_t { kPlace, kMonth, kState, kCategory, kTarget };

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
