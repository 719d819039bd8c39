// wishnode: the one binary that every community, county and city runs.

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <cstdio>
#include <cxxopts.hpp>
#include <iostream>

#include "node/data/rescue.h"
#include "node/run.h"
#include "node/setup.h"
#include "node/version.h"

namespace {

using model::Error;
using model::Result;

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kWrongUsage = 2;
constexpr int kUnreachable = 3;

constexpr const char* kUsage = R"(wishnode: one node of a city's wish programme (village, county or city)

  wishnode init --data DIR --place CODE --name NAME --level city|county|town|community
                [--places FILE.csv] [--root-key FILE]
      Makes the first node of a city: its data directory, and the city's root key in FILE
      (DIR.rootkey if not given). Keep the root key on a stick in a safe: it alone can add further
      nodes of the first place. --places loads the tree: a CSV with the columns code,name,parent,level.

  wishnode join --data DIR --code JOINCODE
      Makes a node below another one. `wishctl enrol` at the upper node prints the join code.
      The upper node must be running. Cut off, it may be called again.

  wishnode run --data DIR [--http ADDR:PORT] [--sync ADDR:PORT]
      Serves until SIGTERM. wishctl reaches it through DIR/api.sock; --http also opens the API on an
      address (and /metrics, for Prometheus), --sync takes the calls of nodes below. Both are for loopback addresses only (127.0.0.1,
      [::1]) until links are encrypted; port 0 takes a free one. Prints `ready http=… sync=…`.

  wishnode rescue --data DIR --out FILE [--to NODE] [--all]
      Of a node whose store is damaged and that no longer starts: writes what can still be read into a
      bundle for the node above (or NODE: a place's code, a name, or the first digits of a key), which
      takes it in with `wishctl bundle in FILE`. Says what could not be read. Changes nothing.

Examples
  wishnode init --data /srv/wish --place 4313 --name 娄底市 --level city --places loudi-places.csv
  wishnode run --data /srv/wish --http 127.0.0.1:8080 --sync 127.0.0.1:7400
  wishctl --data /srv/wish enrol --place 431322 --name 新化县 --level county

Exit status: 0 done · 1 refused, with the reason · 2 wrong usage · 3 the other node can't be reached
)";

int tell(const Error& error) {
  const char* lang = std::getenv("LC_ALL");
  if (!lang || !*lang) lang = std::getenv("LC_MESSAGES");
  if (!lang || !*lang) lang = std::getenv("LANG");
  const bool chinese = lang && std::string_view(lang).starts_with("zh");
  std::fprintf(stderr, "wishnode: %s\n", (chinese ? error.zh : error.en).c_str());
  return error.code == "sync.unreachable" || error.code == "sync.join_timeout" ? kUnreachable : kRefused;
}

int wrong_usage(const std::string& why) {
  std::fprintf(stderr, "wishnode: %s\nTry `wishnode --help`.\n", why.c_str());
  return kWrongUsage;
}

int init(int argc, char** argv) {
  cxxopts::Options options("wishnode init");
  options.add_options()("data", "", cxxopts::value<std::string>())(
      "place", "", cxxopts::value<std::string>())("name", "", cxxopts::value<std::string>())(
      "level", "", cxxopts::value<std::string>())("places", "", cxxopts::value<std::string>())(
      "root-key", "", cxxopts::value<std::string>());
  const auto given = options.parse(argc, argv);
  if (!given.unmatched().empty()) return wrong_usage("what is \"" + given.unmatched()[0] + "\"?");
  for (const char* needed : {"data", "place", "name", "level"})
    if (!given.count(needed)) return wrong_usage(std::string("init needs --") + needed);
  const auto place = model::PlaceCode::parse(given["place"].as<std::string>());
  if (!place) return tell(place.error());
  if (*place == model::kPlaceOfAll) return wrong_usage("place 0 is reserved");
  const auto level = model::from_word<model::Level>(given["level"].as<std::string>());
  if (!level) return wrong_usage("--level is one of city, county, town, community");
  node::InitOptions init;
  init.data = given["data"].as<std::string>();
  init.place = *place;
  init.name = given["name"].as<std::string>();
  init.level = *level;
  if (given.count("places")) init.places = given["places"].as<std::string>();
  std::string data = init.data.string();
  while (data.size() > 1 && data.back() == '/') data.pop_back();
  init.root_key = given.count("root-key") ? given["root-key"].as<std::string>() : data + ".rootkey";
  const auto places = node::init_node(init);
  if (!places) return tell(places.error());
  std::printf(
      "made node of %s (%s), %zu place%s in the tree\nroot key in %s: keep it in a safe place away from "
      "here\n",
      init.name.c_str(), place->text().c_str(), *places, *places == 1 ? "" : "s",
      init.root_key.string().c_str());
  return kDone;
}

int join(int argc, char** argv) {
  cxxopts::Options options("wishnode join");
  options.add_options()("data", "", cxxopts::value<std::string>())("code", "", cxxopts::value<std::string>());
  const auto given = options.parse(argc, argv);
  if (!given.unmatched().empty()) return wrong_usage("what is \"" + given.unmatched()[0] + "\"?");
  for (const char* needed : {"data", "code"})
    if (!given.count(needed)) return wrong_usage(std::string("join needs --") + needed);
  const auto joined = node::join_node(given["data"].as<std::string>(), given["code"].as<std::string>());
  if (!joined) return tell(joined.error());
  std::printf("joined as %s (%s); start it with: wishnode run --data %s\n", joined->name.c_str(),
              joined->place.text().c_str(), given["data"].as<std::string>().c_str());
  return kDone;
}

int rescue(int argc, char** argv) {
  cxxopts::Options options("wishnode rescue");
  options.add_options()("data", "", cxxopts::value<std::string>())("out", "", cxxopts::value<std::string>())(
      "to", "", cxxopts::value<std::string>())("all", "");
  const auto given = options.parse(argc, argv);
  if (!given.unmatched().empty()) return wrong_usage("what is \"" + given.unmatched()[0] + "\"?");
  for (const char* needed : {"data", "out"})
    if (!given.count(needed)) return wrong_usage(std::string("rescue needs --") + needed);
  node::RescueOptions rescue;
  rescue.data = given["data"].as<std::string>();
  rescue.out = given["out"].as<std::string>();
  if (given.count("to")) rescue.to = given["to"].as<std::string>();
  rescue.all = given.count("all") != 0;
  const auto rescued = node::rescue_node(rescue);
  if (!rescued) return tell(rescued.error());
  const node::BundleWritten& bundle = rescued->bundle;
  std::printf("made a bundle for %s: %llu events, %llu parts, %llu volume%s from %s on, verified\n",
              rescued->to.c_str(), static_cast<unsigned long long>(bundle.events),
              static_cast<unsigned long long>(bundle.parts), static_cast<unsigned long long>(bundle.volumes),
              bundle.volumes == 1 ? "" : "s", rescue.out.c_str());
  for (const auto& lost : bundle.unread)
    std::printf("could not be read: log %s/%s, events %llu to %llu\n", lost.log.place.text().c_str(),
                model::to_hex(lost.log.writer.view()).substr(0, 8).c_str(),
                static_cast<unsigned long long>(lost.from.value),
                static_cast<unsigned long long>(lost.target.seq.value));
  if (bundle.unread.empty()) std::printf("all logs could be read to their ends\n");
  return kDone;
}

int run(int argc, char** argv) {
  cxxopts::Options options("wishnode run");
  options.add_options()("data", "", cxxopts::value<std::string>())("http", "", cxxopts::value<std::string>())(
      "sync", "", cxxopts::value<std::string>());
  const auto given = options.parse(argc, argv);
  if (!given.unmatched().empty()) return wrong_usage("what is \"" + given.unmatched()[0] + "\"?");
  if (!given.count("data")) return wrong_usage("run needs --data");
  node::RunOptions run;
  run.data = given["data"].as<std::string>();
  if (given.count("http")) run.http = given["http"].as<std::string>();
  if (given.count("sync")) run.sync = given["sync"].as<std::string>();
  const auto done = node::run_node(run);
  return done ? kDone : tell(done.error());
}

}  // namespace

int main(int argc, char** argv) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("wishnode"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "--help" || command == "-h" || command == "help") {
    std::fputs(kUsage, stdout);
    return kDone;
  }
  for (int i = 2; i < argc; ++i) {
    if (std::string_view(argv[i]) != "--help" && std::string_view(argv[i]) != "-h") continue;
    std::fputs(kUsage, stdout);
    return kDone;
  }
  if (command == "--version") {
    std::printf("wishnode %s\n", node::kRelease);
    return kDone;
  }
  try {
    if (command == "init") return init(argc - 1, argv + 1);
    if (command == "join") return join(argc - 1, argv + 1);
    if (command == "run") return run(argc - 1, argv + 1);
    if (command == "rescue") return rescue(argc - 1, argv + 1);
  } catch (const cxxopts::exceptions::exception& e) {
    return wrong_usage(e.what());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "wishnode: %s\n", e.what());
    return kRefused;
  }
  return wrong_usage(command.empty() ? "say what to do: init, join, run or rescue"
                                     : "there is no command \"" + std::string(command) + "\"");
}
