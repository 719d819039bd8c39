#include "tools/wishyear/app.h"

#include <algorithm>
#include <cxxopts.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/campaign.h"
#include "model/form1.h"
#include "model/places_csv.h"
#include "tools/sample_year/sample_year.h"
#include "tools/wishctl/read_file.h"
#include "tools/wishyear/script.h"

namespace wishyear {
namespace {

using model::Error;
using model::Level;
using model::PlaceCode;
using sample_year::SamplePlace;

constexpr std::uintmax_t kPlacesBytesMax = 16u << 20;
constexpr std::uint32_t kWishesMax = 1'000'000;

constexpr const char* kAbout =
    R"(Prints a made-up year of the programme: wishes of all kinds and what becomes of them, ascending by day,
one JSON object a line. The same seed, places, year and number give the same year, everywhere.

  {"day":"2018-03-05","at":"431322106","what":"vet","wish":7,"words":["wish","vet","WISH",...]}

words    what follows `wishctl --data DIR`; WISH stands for the number that `wish add` gave
at       whose node does it; where that place has none, the next above it
what     campaigns and unit, at the beginning and without a wish; then register, amend, vet, publish,
         claim, release, fulfil, confirm, withdraw, hand_over, close, erase
wish     counts the wishes
claim    counts the claims of a wish; what comes after the claiming names its id by --claim
same_as  this wish is that one once more: a node that knows both refuses it, and nothing follows

wishctl takes the day of vetting, publishing and closing from the node's clock: play it with one that
goes along, as deploy/demo/year.sh does. Exit status: 0 done, 1 refused with the reason, 2 wrong usage.
)";

struct Asked {
  std::string places;
  SamplePlace city;
  std::vector<SamplePlace> homes;  // None: all of the city, invented.
  sample_year::Order order;
};

int wrong_usage(const std::string& what, std::ostream& err) {
  err << "wishyear: " << what << "; see wishyear --help\n";
  return 2;
}

bool is_below(PlaceCode code, PlaceCode above) {
  return code != above && code.text().starts_with(above.text());
}

// CODE=NAME
std::optional<SamplePlace> home_of(const std::string& typed) {
  const std::size_t equals = typed.find('=');
  if (equals == std::string::npos) return std::nullopt;
  const auto code = PlaceCode::parse(typed.substr(0, equals));
  std::string name = typed.substr(equals + 1);
  if (!code || *code == model::kPlaceOfAll || name.empty() || model::tidy_text(name) != name)
    return std::nullopt;
  return SamplePlace{*code, std::move(name), Level::kCommunity};
}

const SamplePlace* above(const std::vector<SamplePlace>& places, PlaceCode code, Level level) {
  const auto at = std::ranges::find_if(
      places, [&](const SamplePlace& place) { return place.level == level && is_below(code, place.code); });
  return at == places.end() ? nullptr : &*at;
}

// The homes that were named, and what is above them.
model::Result<std::vector<SamplePlace>> line_of(const std::vector<SamplePlace>& all,
                                                const std::vector<SamplePlace>& homes) {
  for (const SamplePlace& home : homes)
    if (!above(all, home.code, Level::kTown))
      return Error("year.no_town", "no town of the list is above the place " + home.code.text(),
                   "地区表中没有 " + home.code.text() + " 所在的乡镇");
  std::vector<SamplePlace> out;
  for (const SamplePlace& place : all)
    if (place.level != Level::kCommunity &&
        std::ranges::any_of(homes, [&](const SamplePlace& home) { return is_below(home.code, place.code); }))
      out.push_back(place);
  out.insert(out.end(), homes.begin(), homes.end());
  return out;
}

model::Result<std::vector<SamplePlace>> places_for(const Asked& asked) {
  const auto text = wishctl::read_file(asked.places, kPlacesBytesMax);
  if (!text) return text.error().error;
  const auto below = model::read_places_csv(*text, asked.city.code);
  if (!below) return below.error();
  std::vector<SamplePlace> all = sample_year::sample_places(asked.city, *below);
  if (std::ranges::none_of(all, [](const SamplePlace& place) { return place.level == Level::kTown; }))
    return Error("year.no_town", "the list of places has no town", "地区表中没有乡镇");
  for (const SamplePlace& place : all) {
    if (place.level == Level::kCity && place.code != asked.city.code)
      return Error("year.two_cities", "the list has another city, " + place.code.text(),
                   "地区表中还有另一个市 " + place.code.text());
    if (place.level == Level::kTown &&
        (!above(all, place.code, Level::kCounty) || !is_below(place.code, asked.city.code)))
      return Error("year.no_county",
                   "the code of the town " + place.code.text() + " does not begin with one of a county of " +
                       asked.city.code.text(),
                   "乡镇 " + place.code.text() + " 的代码不属于 " + asked.city.code.text() + " 的任何县");
  }
  if (asked.homes.empty()) return all;
  return line_of(all, asked.homes);
}

int print(const Asked& asked, std::ostream& out, std::ostream& err) {
  auto places = places_for(asked);
  if (!places) {
    err << "wishyear: " << places.error().en << "\n";
    return 1;
  }
  const sample_year::SampleYear year(asked.order, std::move(*places));
  write_script(year, [&](const std::string& line) { return static_cast<bool>(out << line << '\n'); });
  if (out.flush()) return 0;
  err << "wishyear: the output could not be written\n";
  return 1;
}

}  // namespace

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  cxxopts::Options options("wishyear", kAbout);
  Asked asked;
  try {
    // clang-format off
    options.add_options()
      ("places", "the list of places, as `wishnode init --places` takes it", cxxopts::value<std::string>(), "FILE")
      ("city", "the city's code", cxxopts::value<std::string>()->default_value("4313"), "CODE")
      ("name", "the city's name", cxxopts::value<std::string>()->default_value("娄底市"), "NAME")
      ("year", "which year", cxxopts::value<std::uint16_t>()->default_value("2018"), "YEAR")
      ("seed", "of the year", cxxopts::value<std::uint64_t>()->default_value("1"), "N")
      ("wishes", "how many", cxxopts::value<std::uint32_t>()->default_value("1000"), "COUNT")
      ("at", "only at this community or village; may be given several times. Else each town of the list has as "
       "many invented ones as in real life", cxxopts::value<std::string>(), "CODE=NAME")
      ("h,help", "this text");
    // clang-format on
    const auto given = options.parse(argc, argv);
    if (given.count("help")) {
      out << options.help();
      return 0;
    }
    if (!given.unmatched().empty()) return wrong_usage("what is " + given.unmatched().front(), err);
    if (!given.count("places")) return wrong_usage("name the list of places by --places", err);
    asked.places = given["places"].as<std::string>();
    const auto city = PlaceCode::parse(given["city"].as<std::string>());
    const std::string name = given["name"].as<std::string>();
    if (!city || *city == model::kPlaceOfAll) return wrong_usage("--city is the code of a place", err);
    if (name.empty() || model::tidy_text(name) != name) return wrong_usage("--name is the city's name", err);
    asked.city = {*city, name, Level::kCity};
    asked.order.year = given["year"].as<std::uint16_t>();
    // The script reaches for campaigns of the year after.
    if (asked.order.year < model::kCampaignYearMin || asked.order.year >= model::kCampaignYearMax)
      return wrong_usage("--year is from 1901 to 2099", err);
    asked.order.seed = given["seed"].as<std::uint64_t>();
    asked.order.wishes = given["wishes"].as<std::uint32_t>();
    if (asked.order.wishes < 1 || asked.order.wishes > kWishesMax)
      return wrong_usage("--wishes is from 1 to 1000000", err);
    for (const cxxopts::KeyValue& each : given.arguments()) {
      if (each.key() != "at") continue;
      const auto home = home_of(each.value());
      if (!home) return wrong_usage("--at is CODE=NAME, not " + each.value(), err);
      if (std::ranges::find(asked.homes, home->code, &SamplePlace::code) != asked.homes.end())
        return wrong_usage("--at names " + home->code.text() + " twice", err);
      asked.homes.push_back(*home);
    }
  } catch (const cxxopts::exceptions::exception& wrong) {
    return wrong_usage(wrong.what(), err);
  }
  if (!asked.homes.empty()) asked.order.homes_per_town = 1;
  return print(asked, out, err);
}

}  // namespace wishyear
