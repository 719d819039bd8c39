// The canonical bytes of a ranking are read back as they were written, and no other bytes are.

#include "node/ledger/ranking.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace node {
namespace {

constexpr std::size_t kHeadBytes = sizeof("wishtree ranking 1\n") - 1 + 1 + 8 + 4 + 4 + 4;
constexpr std::size_t kRowBytes = 16 + 8 + 4 * 8;

std::string bytes_of(const KeptRanking& ranking) {
  return ranking_bytes(ranking.by, ranking.place, ranking.span, ranking.rows);
}

RankingRow row_of(std::uint8_t id, std::uint64_t points) {
  RankingRow out;
  out.id.data[15] = id;
  out.place = model::PlaceCode{431322};
  out.points_hundredths = points;
  out.deeds = id;
  out.minutes = 2u * id;
  out.value_yuan = 3u * id;
  return out;
}

KeptRanking three_rows() {
  return {RankingBy::kVolunteer,
          model::PlaceCode{4313},
          {{2018, 1, 1}, {2018, 12, 31}},
          {row_of(9, 300), row_of(1, 200), row_of(2, 200)}};
}

KeptRanking some_ranking() {
  KeptRanking out = three_rows();
  out.by = *rc::gen::element(RankingBy::kUnit, RankingBy::kVolunteer);
  out.place.value = *rc::gen::arbitrary<std::uint64_t>();
  out.rows.clear();
  const auto points = *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 5));
  for (const std::uint64_t one : points)
    out.rows.push_back(row_of(static_cast<std::uint8_t>(out.rows.size()), one));
  std::ranges::stable_sort(out.rows, std::greater{}, &RankingRow::points_hundredths);
  return out;
}

RC_GTEST_PROP(RankingBytes, are_read_as_they_were_written, ()) {
  const KeptRanking ranking = some_ranking();
  const auto read = parse_ranking(bytes_of(ranking));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == ranking);
}

RC_GTEST_PROP(RankingBytes, that_were_changed_are_refused_or_another_ranking, ()) {
  std::string bytes = bytes_of(some_ranking());
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      bytes[at] = *rc::gen::arbitrary<char>();
      break;
    case 1:
      bytes.insert(at, bytes.substr(at, kRowBytes));
      break;
    case 2:
      bytes.erase(at, kRowBytes);
      break;
    default:
      bytes.resize(at);
  }
  const auto read = parse_ranking(bytes);
  if (read) RC_ASSERT(bytes_of(*read) == bytes);
}

TEST(RankingBytes, hold_no_number_above_the_limit) {
  for (auto number :
       {&RankingRow::points_hundredths, &RankingRow::deeds, &RankingRow::minutes, &RankingRow::value_yuan}) {
    KeptRanking ranking = three_rows();
    ranking.rows[0].*number = model::kReportNumberMax;
    EXPECT_EQ(parse_ranking(bytes_of(ranking)), ranking);
    ++(ranking.rows[0].*number);
    EXPECT_FALSE(parse_ranking(bytes_of(ranking)));
  }
}

TEST(RankingBytes, of_no_other_form_are_a_ranking) {
  const KeptRanking ranking = three_rows();
  const std::string bytes = bytes_of(ranking);
  ASSERT_EQ(bytes.size(), kHeadBytes + 3 * kRowBytes);
  EXPECT_EQ(parse_ranking(bytes), ranking);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(parse_ranking(bytes.substr(0, size))) << size;
  EXPECT_FALSE(parse_ranking(bytes + "x"));
  KeptRanking other = ranking;
  std::swap(other.rows[1], other.rows[2]);
  EXPECT_FALSE(parse_ranking(bytes_of(other)));  // Of equal points the smaller id is first.
  other = ranking;
  std::swap(other.rows[0], other.rows[1]);
  EXPECT_FALSE(parse_ranking(bytes_of(other)));  // More points are first.
  other = ranking;
  other.rows[2] = other.rows[1];
  EXPECT_FALSE(parse_ranking(bytes_of(other)));  // Each is there once.
  other = ranking;
  other.by = static_cast<RankingBy>(2);
  EXPECT_FALSE(parse_ranking(bytes_of(other)));
  other = ranking;
  std::swap(other.span.first, other.span.last);
  EXPECT_FALSE(parse_ranking(bytes_of(other)));
}

}  // namespace
}  // namespace node
