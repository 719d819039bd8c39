#include "tools/wishctl/command.h"

namespace wishctl {

OptionSpec place_option(Text help) { return {"place", {"CODE", "代码"}, help}; }

const std::vector<Command>& all_commands() {
  static const std::vector<Command> kCommands = [] {
    std::vector<Command> out;
    add_node_commands(out);
    add_places_commands(out);
    add_sync_commands(out);
    add_import_commands(out);
    add_wish_list_commands(out);
    add_wish_commands(out);
    add_review_commands(out);
    add_publish_commands(out);
    add_claim_commands(out);
    add_claim_list_commands(out);
    add_attach_commands(out);
    add_confirm_commands(out);
    add_doubles_commands(out);
    add_tasks_commands(out);
    add_policy_commands(out);
    add_programme_commands(out);
    add_summary_commands(out);
    add_points_commands(out);
    add_volunteer_commands(out);
    add_report_commands(out);
    add_disclose_commands(out);
    add_user_commands(out);
    add_log_commands(out);
    add_verify_commands(out);
    add_quarantine_commands(out);
    add_backup_commands(out);
    add_doctor_commands(out);
    add_bundle_commands(out);
    return out;
  }();
  return kCommands;
}

}  // namespace wishctl
