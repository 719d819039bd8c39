#include <map>

#include "model/form1.h"
#include "node/data/erased_rows.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/forms/form_file.h"

namespace node {

using model::Error;
using model::PlaceCode;
using model::Result;

namespace {

// An earlier row of the file, or the wish that it became or that was there before.
struct Before {
  std::size_t row = 0;
  std::optional<std::string> number;
};

ImportDuplicate repeats(std::size_t row, const Before& before) {
  const std::string line = std::to_string(before.row);
  return {row, before.number.value_or("row " + line),
          Error("wish.repeated_row", "the same wish of the same person stands in row " + line,
                "与第 " + line + " 行是同一个人的同一心愿")};
}

}  // namespace

Result<ImportResult> Desk::import_form(std::string_view bytes, const std::string& file_name,
                                       std::optional<PlaceCode> place, bool dry_run,
                                       const std::optional<model::SubjectId>& campaign) {
  const auto grid = read_form_file(bytes, file_name);
  if (!grid) return grid.error();
  const auto form = model::read_form1(*grid);
  if (!form) return form.error();
  const auto home = home_for(place);
  if (!home) return home.error();
  const auto writer = parts_.own.writer();
  if (!writer) return no_writer();
  if (auto known = check_campaign(campaign); !known) return known.error();

  ImportResult out;
  out.dry_run = dry_run;
  out.filled_on = form->filled_on;
  for (const model::RefusedRow& row : form->refused) out.refused.push_back({row.row, row.reason});

  const auto held = in_hand_.hold_all();
  if (const auto current = catch_up(); !current) return current.error();
  const KnownWishes known(parts_.ledger, parts_.texts, *home);
  const model::Date on = form->filled_on.value_or(today());
  const Running key{*home, on.year, *writer};
  std::uint32_t last_running = 0;  // That of the last row; those of one import follow each other.

  const std::uint32_t limit = programme()->policy().value_limit_yuan;
  Record record;
  SubjectIds ids(parts_.clock, parts_.random);
  std::map<std::string, Before> rows;  // By duplicate key.
  for (const model::FormRow& row : form->rows) {
    const std::string duplicate_key = model::duplicate_key(row.entry);
    if (const auto wish = known.find(duplicate_key)) {
      const std::string number = model::wish_number(*wish);
      out.duplicates.push_back({row.row, number, duplicate_of(number)});
      continue;
    }
    if (was_erased(parts_.store, row.entry)) {
      out.duplicates.push_back({row.row, std::nullopt, erased_before()});
      continue;
    }
    const auto [before, fresh] = rows.try_emplace(duplicate_key, Before{row.row, std::nullopt});
    if (!fresh) {
      out.duplicates.push_back(repeats(row.row, before->second));
      continue;
    }
    ++out.added;
    if (!dry_run) {
      model::FoldedWish named;
      named.home = *home;
      named.year = on.year;
      named.running = last_running = take_running(key);
      named.number_writer = *writer;
      before->second.number = model::wish_number(named);
      record.drafts.push_back(
          registered_draft(ids.next(), *home, row.entry, on, named.running, campaign, limit));
    }
    if (row.entry.value_yuan.value_or(0) > limit)
      out.hand_over.push_back({row.row, before->second.number, *row.entry.value_yuan});
  }
  if (record.drafts.empty()) return out;
  const auto count = static_cast<std::uint32_t>(record.drafts.size());
  const auto written = write(std::move(record));
  if (!written) {
    give_back_running(key, last_running + 1 - count, count);
    return written.error();
  }
  wait_for(written->arrival);
  return out;
}

}  // namespace node
