#include "tools/played_year/pen.h"

#include "model/part.h"
#include "tools/played_year/ids.h"

namespace played_year {

std::uint64_t Pen::wall_ms(const model::Date& day) {
  constexpr std::uint64_t kOpensMs = 8 * 60 * 60 * 1000;
  if (day != day_) nth_of_day_ = 0;
  day_ = day;
  return midnight_ms(day) + kOpensMs + nth_of_day_++;
}

Penned Pen::write(const PlayedDraft& draft) {
  const model::LogId log{draft.place, draft.writer};
  model::Tip& tip = tips_[log];
  model::EventHeader header;
  header.place = draft.place;
  header.writer = draft.writer;
  header.seq = tip.seq.next();
  header.prev = tip.hash;
  header.time = clocks_[draft.writer].next(wall_ms(draft.day));
  header.kind = draft.kind;
  header.flags = draft.flags;
  header.subject = draft.subject;
  header.home = draft.home == draft.place ? model::PlaceCode{} : draft.home;
  header.based_on = draft.based_on;
  std::string part;
  if (draft.part) {
    part = model::make_part(digest_of(seed_, "salt", salts_++), *draft.part);
    header.commitment = model::commitment_of(part);
  }
  model::Event event = model::Event::make(std::move(header), draft.body);
  const model::Tip before = tip;
  tip = event.tip();
  return {before, std::move(event), std::move(part)};
}

}  // namespace played_year
