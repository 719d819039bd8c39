// What a command is: its specification, and a function from arguments and the node's answers to what
// is shown. Commands print nothing themselves; app.cpp does.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tools/wishctl/api.h"
#include "tools/wishctl/arguments.h"
#include "tools/wishctl/format.h"

namespace wishctl {

struct Context {
  const Arguments& arguments;
  Api& api;
  Lang lang;
  std::string user;                  // In whose name; empty: nobody's.
  std::optional<std::size_t> width;  // Of the terminal; none where stdout is none.
  WallTime now;
  // Asks a person yes or no; empty where nobody sits there.
  std::function<bool(const std::string& question)> confirm;
  // Tells who watches what is being done now: a line, at once. May be empty.
  std::function<void(const std::string& line)> tell;
  // Shows how a job goes, on one line; nobody may watch.
  std::function<void(const std::string& line)> progress;
  std::function<void(std::chrono::milliseconds)> pause;

  [[nodiscard]] std::string say(Text text) const { return std::string(text.in(lang)); }
};

struct Done {
  std::string document;  // For --json.
  std::string text;      // For people.
  // Set where the command did its work and the finding is bad: exits with kRefused, this on stderr.
  std::optional<model::Error> complaint;
};

struct Command {
  CommandSpec spec;
  Outcome<Done> (*run)(Context&);
};

// The options that many commands have.
[[nodiscard]] OptionSpec place_option(Text help);

// All commands, in the order of the help. One file a subject.
[[nodiscard]] const std::vector<Command>& all_commands();
void add_node_commands(std::vector<Command>& out);
void add_places_commands(std::vector<Command>& out);
void add_sync_commands(std::vector<Command>& out);
void add_import_commands(std::vector<Command>& out);
void add_wish_commands(std::vector<Command>& out);
void add_wish_list_commands(std::vector<Command>& out);
void add_review_commands(std::vector<Command>& out);
void add_publish_commands(std::vector<Command>& out);
void add_claim_commands(std::vector<Command>& out);
void add_claiming_commands(std::vector<Command>& out);
void add_claim_list_commands(std::vector<Command>& out);
void add_attach_commands(std::vector<Command>& out);
void add_confirm_commands(std::vector<Command>& out);
void add_doubles_commands(std::vector<Command>& out);
void add_user_commands(std::vector<Command>& out);
void add_tasks_commands(std::vector<Command>& out);
void add_policy_commands(std::vector<Command>& out);
void add_programme_commands(std::vector<Command>& out);
void add_summary_commands(std::vector<Command>& out);
void add_points_commands(std::vector<Command>& out);
void add_volunteer_commands(std::vector<Command>& out);
void add_report_commands(std::vector<Command>& out);
void add_disclose_commands(std::vector<Command>& out);
void add_log_commands(std::vector<Command>& out);
void add_verify_commands(std::vector<Command>& out);
void add_quarantine_commands(std::vector<Command>& out);
void add_backup_commands(std::vector<Command>& out);
void add_doctor_commands(std::vector<Command>& out);
void add_bundle_commands(std::vector<Command>& out);

}  // namespace wishctl
