// The writing side of the ledger's file: makes the tables, and applies one projection a transaction; or fills
// a new file with all that there is, whose figures and all indexes but those by subject come last. Included
// by sqlite_ledger*.cpp alone; throws SQLite::Exception. One thread.

#pragma once

#include <unordered_map>

#include "node/ledger/sqlite_ledger_connection.h"

namespace node {

class LedgerWriter {
 public:
  // Whether a file that is not too large is looked through for damage before it is used.
  enum class Trust { kLookThrough, kJustMade };
  // Opens the file, or makes it with empty tables. Throws for a file that is no ledger of this
  // version, or is damaged.
  LedgerWriter(const std::filesystem::path& path, int cache_kibibytes, Trust trust = Trust::kLookThrough);
  // A new file to be filled: append(), ascending by subject, then finish(). Until then it is nothing that
  // could be opened.
  struct Filling {
    int cache_kibibytes;
  };
  LedgerWriter(const std::filesystem::path& path, Filling);

  [[nodiscard]] std::uint64_t cursor() const { return cursor_; }
  void apply(const Projection& projection);

  void append(const std::vector<FoldedSubject>& subjects);
  void finish(const Projection& rest);

 private:
  using Cells = std::map<model::SummaryKey, model::Figures>;
  using Sums = std::map<model::PlaceCode, model::DigestSum>;

  void make_tables();
  void check_file(const std::filesystem::path& path, Trust trust);
  void load_tree();
  // Whether figures or sums that stand already count at other places under the new tree.
  [[nodiscard]] bool put_tree(const std::vector<TreeEdge>& tree);
  [[nodiscard]] bool counted_at(model::PlaceCode place);
  void put_subject(const FoldedSubject& subject, Cells& differences);
  // What stands of the subject in a table.
  void forget(const char* sql, const model::SubjectId& subject);
  void put_wishes(const FoldedSubject& subject);
  void put_open_since(std::int64_t rowid, const model::FoldedWish& wish);
  void put_elsewhere(const FoldedSubject& subject);
  void put_offers(const FoldedSubject& subject);
  void put_volunteers(const FoldedSubject& subject);
  void put_reports(const FoldedSubject& subject);
  void put_sums(const std::vector<std::pair<model::PlaceCode, model::DigestSum>>& sums, Sums& differences);
  void put_log(const FoldedLog& log);
  void add_figures(const Cells& at_homes);
  void put_figures(const Cells& cells);
  void add_to_cell(const char* add, const char* forget, const model::SummaryKey& key,
                   const model::Figures& figures);
  void add_to_subtrees(const Sums& at_places);
  void recount();
  void put_cursor(std::uint64_t cursor);
  template <typename Visit>
  void at_or_above(model::PlaceCode place, Visit&& visit) const;

  LedgerConnection connection_;
  std::uint64_t cursor_ = 0;
  bool any_elsewhere_ = true;  // Whether the table may have a row.
  std::unordered_map<model::PlaceCode, model::PlaceCode, model::PlaceCodeHash> parents_;
};

}  // namespace node
