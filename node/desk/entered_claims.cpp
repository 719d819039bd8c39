#include "node/desk/entered_claims.h"

#include <algorithm>

#include "model/life_facts.h"

namespace node {

void EnteredClaims::read_what_changed() {
  const auto authority = store_.authority();
  std::vector<model::LogId> changed;
  store_.for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
    const model::Writer* writer = authority->writer(log.writer);
    if (!writer || log.place == model::kPlaceOfAll || !authority->same(writer->place, own_.place())) return;
    std::vector<model::Tip>& read = read_[log];
    if (std::ranges::equal(read, tips)) return;
    read.assign(tips.begin(), tips.end());
    changed.push_back(log);
  });
  for (const model::LogId& log : changed)
    store_.for_each_event(log, [&](const model::Event& event) {
      if (event.header().kind != model::Kind::kClaimed) return true;
      const auto fact = model::decode_claimed(event.body());
      if (!fact) return true;
      const model::WishKey key{fact->claim, event.header().subject_home()};
      entries_.try_emplace(key, Entry{key, event.header().subject, fact->volunteer, event.hash()});
      return true;
    });
}

std::vector<EnteredClaims::Entry> EnteredClaims::newest(const std::optional<model::WishKey>& before,
                                                        std::size_t count_max,
                                                        const std::optional<model::SubjectId>& volunteer) {
  const std::lock_guard lock(mutex_);
  read_what_changed();
  std::vector<Entry> out;
  for (auto at = before ? entries_.upper_bound(*before) : entries_.begin();
       at != entries_.end() && out.size() < count_max; ++at)
    if (!volunteer || at->second.volunteer == *volunteer) out.push_back(at->second);
  return out;
}

}  // namespace node
