#include "tools/played_year/ids.h"

#include <algorithm>
#include <array>
#include <string>

#include "model/bytes.h"

namespace played_year {

model::Digest digest_of(std::uint64_t seed, std::string_view of, std::uint64_t nth, std::uint64_t part) {
  std::string told(of);
  for (const std::uint64_t number : {seed, nth, part}) model::put_u64(told, number);
  return model::sha256(told);
}

std::uint64_t midnight_ms(const model::Date& day) {
  constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;
  constexpr std::int64_t kChinaMs = 8 * 60 * 60 * 1000;
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, day.days_since(model::Date{1970, 1, 1}) * kDayMs - kChinaMs));
}

model::SubjectId subject_id(const model::Date& day, std::uint64_t seed, std::string_view of,
                            std::uint64_t nth, std::uint64_t part) {
  const model::Digest digest = digest_of(seed, of, nth, part);
  std::array<std::uint8_t, 10> random{};
  std::copy_n(digest.begin(), random.size(), random.begin());
  constexpr std::uint64_t kDayMs = 24 * 60 * 60 * 1000;
  return model::make_uuid7(midnight_ms(day) + nth % kDayMs, random);
}

}  // namespace played_year
