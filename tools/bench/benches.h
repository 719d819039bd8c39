// The benches, and what each is given. A bench tells a Report for each thing that it measured; speed is
// never judged here, only shown. It fails (must.h) where an event is missing or a figure is wrong.

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "tools/bench/report.h"

namespace bench {

// What becomes of the wishes of a bench that lets one choose.
enum class Lives : std::uint8_t {
  kShort,  // They are registered and vetted.
  kYear,   // All that a year of the programme brings (tools/played_year).
};

struct Settings {
  std::uint64_t events = 0;
  std::uint64_t villages = 0;  // That are connected.
  std::uint64_t busy = 0;      // Of these, those that have something to say.
  std::uint64_t wishes = 0;
  std::uint64_t runs = 0;
  std::uint64_t seed = 0;
  Lives lives = Lives::kShort;
  std::filesystem::path directory;  // Below which it may make its own.
  std::filesystem::path wishnode;
};

using Tell = std::function<void(const Report&)>;

struct Bench {
  const char* name;
  const char* about;
  void (*run)(const Settings&, const Tell&);
  Settings full;   // Where nothing else is asked for; a size of 0: it has none such.
  Settings quick;  // With --quick.
};

[[nodiscard]] std::span<const Bench> benches();

void run_append(const Settings& settings, const Tell& tell);
void run_replicate(const Settings& settings, const Tell& tell);
void run_fan_in(const Settings& settings, const Tell& tell);
void run_storm(const Settings& settings, const Tell& tell);
void run_project(const Settings& settings, const Tell& tell);
void run_project_year(const Settings& settings, const Tell& tell);
void run_fold(const Settings& settings, const Tell& tell);
void run_query(const Settings& settings, const Tell& tell);
void run_grow(const Settings& settings, const Tell& tell);
void run_start(const Settings& settings, const Tell& tell);

}  // namespace bench
