#include "node/api/api.h"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/url_view.hpp>
#include <chrono>

#include "node/api/api_call.h"
#include "node/desk/acting.h"

namespace node {
namespace {

using model::Error;

using Handler = Answer (*)(Desk&, const Call&);

struct Entry {
  ApiRoute route;
  Handler handler;
};

constexpr std::array kEntries{
    Entry{{"GET", "/healthz"}, get_health},
    Entry{{"GET", "/metrics"}, get_metrics},
    Entry{{"GET", "/api/v1/status"}, get_status},
    Entry{{"GET", "/api/v1/places"}, get_places},
    Entry{{"PUT", "/api/v1/places/{place}"}, put_place},
    Entry{{"PUT", "/api/v1/places/{place}/successor"}, put_successor},
    Entry{{"GET", "/api/v1/nodes"}, get_nodes},
    Entry{{"POST", "/api/v1/enrolments"}, post_enrolment},
    Entry{{"GET", "/api/v1/sync"}, get_sync},
    Entry{{"PUT", "/api/v1/parent"}, put_parent},
    Entry{{"POST", "/api/v1/imports"}, post_import},
    Entry{{"GET", "/api/v1/wishes"}, get_wishes},
    Entry{{"POST", "/api/v1/wishes"}, post_wish},
    Entry{{"GET", "/api/v1/wishes/{wish}"}, get_wish},
    Entry{{"PATCH", "/api/v1/wishes/{wish}"}, patch_wish},
    Entry{{"POST", "/api/v1/wishes/{wish}/vettings"}, post_vetting},
    Entry{{"POST", "/api/v1/wishes/{wish}/withdrawals"}, post_withdrawal},
    Entry{{"POST", "/api/v1/wishes/{wish}/erasures"}, post_erasure},
    Entry{{"GET", "/api/v1/wishes/{wish}/publication"}, get_publication},
    Entry{{"POST", "/api/v1/wishes/{wish}/publications"}, post_publication},
    Entry{{"POST", "/api/v1/wishes/{wish}/take_downs"}, post_take_down},
    Entry{{"POST", "/api/v1/take_overs"}, post_take_over},
    Entry{{"POST", "/api/v1/wishes/{wish}/releases"}, post_release},
    Entry{{"POST", "/api/v1/wishes/{wish}/reassignments"}, post_reassignment},
    Entry{{"POST", "/api/v1/wishes/{wish}/fulfilments"}, post_fulfilment},
    Entry{{"POST", "/api/v1/wishes/{wish}/confirmations"}, post_confirmation},
    Entry{{"POST", "/api/v1/wishes/{wish}/hand_over_notes"}, post_hand_over_note},
    Entry{{"POST", "/api/v1/wishes/{wish}/closings"}, post_closing},
    Entry{{"POST", "/api/v1/wishes/{wish}/merges"}, post_merge},
    Entry{{"POST", "/api/v1/wishes/{wish}/distinctions"}, post_distinction},
    Entry{{"GET", "/api/v1/duplicates"}, get_duplicates},
    Entry{{"GET", "/api/v1/wishes/{wish}/attachments"}, get_attachments},
    Entry{{"POST", "/api/v1/wishes/{wish}/attachments"}, post_attachment},
    Entry{{"GET", "/api/v1/wishes/{wish}/attachments/{attachment}"}, get_attachment},
    Entry{{"GET", "/api/v1/offers"}, get_offers},
    Entry{{"GET", "/api/v1/offers/{wish}"}, get_offer},
    Entry{{"GET", "/api/v1/claims"}, get_claims},
    Entry{{"POST", "/api/v1/claims"}, post_claims},
    Entry{{"POST", "/api/v1/claims/members"}, post_member_claims},
    Entry{{"POST", "/api/v1/claims/forms"}, post_claim_form},
    Entry{{"GET", "/api/v1/tasks"}, get_tasks},
    Entry{{"GET", "/api/v1/ranking"}, get_ranking},
    Entry{{"GET", "/api/v1/report"}, get_report},
    Entry{{"GET", "/api/v1/reports"}, get_reports},
    Entry{{"POST", "/api/v1/reports"}, post_report},
    Entry{{"GET", "/api/v1/reports/{report}"}, get_kept_report},
    Entry{{"POST", "/api/v1/reports/{report}/verifications"}, post_report_verification},
    Entry{{"GET", "/api/v1/volunteers"}, get_volunteers},
    Entry{{"POST", "/api/v1/volunteers"}, post_volunteer},
    Entry{{"PATCH", "/api/v1/volunteers/{volunteer}"}, patch_volunteer},
    Entry{{"POST", "/api/v1/volunteers/{volunteer}/merges"}, post_volunteer_merge},
    Entry{{"POST", "/api/v1/volunteers/{volunteer}/erasures"}, post_volunteer_erasure},
    Entry{{"GET", "/api/v1/volunteers/{volunteer}/disclosure"}, get_volunteer_disclosure},
    Entry{{"GET", "/api/v1/wishes/{wish}/disclosure"}, get_disclosure},
    Entry{{"GET", "/api/v1/policy"}, get_policy},
    Entry{{"PUT", "/api/v1/policy"}, put_policy},
    Entry{{"GET", "/api/v1/units"}, get_units},
    Entry{{"POST", "/api/v1/units"}, post_unit},
    Entry{{"GET", "/api/v1/campaigns"}, get_campaigns},
    Entry{{"POST", "/api/v1/campaigns"}, post_campaign},
    Entry{{"POST", "/api/v1/campaigns/defaults"}, post_default_campaigns},
    Entry{{"GET", "/api/v1/summary"}, get_summary},
    Entry{{"GET", "/api/v1/logs"}, get_logs},
    Entry{{"GET", "/api/v1/logs/{place}/{writer}"}, get_log_events},
    Entry{{"GET", "/api/v1/verification"}, get_verification},
    Entry{{"POST", "/api/v1/verification/logs"}, post_log_verification},
    Entry{{"POST", "/api/v1/backup"}, post_backup},
    Entry{{"POST", "/api/v1/restore/done"}, post_restore_done},
    Entry{{"POST", "/api/v1/revocations"}, post_revocation},
    Entry{{"GET", "/api/v1/doctor"}, get_doctor},
    Entry{{"GET", "/api/v1/quarantine"}, get_quarantine},
    Entry{{"GET", "/api/v1/quarantine/{entry}"}, get_quarantined},
    Entry{{"POST", "/api/v1/quarantine/clearings"}, post_quarantine_clearing},
    Entry{{"POST", "/api/v1/bundles/out"}, post_bundle_out},
    Entry{{"POST", "/api/v1/bundles/in"}, post_bundle_in},
    Entry{{"GET", "/api/v1/jobs/{job}"}, get_job},
    Entry{{"GET", "/api/v1/users"}, get_users},
    Entry{{"POST", "/api/v1/users"}, post_user},
    Entry{{"PATCH", "/api/v1/users/{user}"}, patch_user},
    Entry{{"POST", "/api/v1/users/{user}/endings"}, post_user_ending},
};

constexpr auto kRoutes = [] {
  std::array<ApiRoute, kEntries.size()> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = kEntries[i].route;
  return out;
}();

// What stands for the names in braces, or nothing if the path is another one.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              const std::vector<std::string>& segments) {
  std::vector<std::string> arguments;
  for (const std::string& segment : segments) {
    if (pattern.empty()) return std::nullopt;
    pattern.remove_prefix(1);  // The slash.
    const std::string_view expected = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(expected.size());
    if (expected.starts_with('{')) {
      if (segment.empty()) return std::nullopt;
      arguments.push_back(segment);
    } else if (expected != segment) {
      return std::nullopt;
    }
  }
  return pattern.empty() ? std::optional(std::move(arguments)) : std::nullopt;
}

// What is counted as what it says, so that nobody makes up ever more names of figures.
constexpr std::string_view kOther = "other";

std::string_view known_method(std::string_view method) {
  constexpr std::array<std::string_view, 6> kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  const auto at = std::find(kMethods.begin(), kMethods.end(), method);
  return at == kMethods.end() ? kOther : *at;
}

// Who is named by the header Wishtree-User: an id, or a name, which is percent-encoded where it is not plain.
model::Result<std::optional<User>> user_of(const Desk& desk, const std::string& header) {
  if (header.empty()) return std::optional<User>();
  const auto encoded = boost::urls::make_pct_string_view(header);
  if (!encoded)
    return Error("request.bad_user", "the header Wishtree-User is not well formed; percent-encode the name",
                 "请求头 Wishtree-User 格式不正确；姓名需要百分号编码");
  const auto user = desk.working_user(encoded->decode());
  if (!user) return user.error();
  return std::optional(*user);
}

Error bad_target() {
  return {"request.bad_target", "the path and query are not well formed; percent-encode what is not plain",
          "请求路径或参数格式不正确；特殊字符需要百分号编码"};
}

}  // namespace

std::span<const ApiRoute> Api::routes() { return kRoutes; }

ApiResponse Api::handle(const ApiRequest& request) const {
  const auto begun = std::chrono::steady_clock::now();
  std::string_view route = kOther;
  ApiResponse response = guarded(request, route);
  metrics_.answered(known_method(request.method), route, response.status,
                    std::chrono::steady_clock::now() - begun);
  return response;
}

ApiResponse Api::guarded(const ApiRequest& request, std::string_view& route) const {
  try {
    return dispatch(request, route);
  } catch (const std::exception&) {
    // Its text may hold what a person typed, so it goes nowhere.
    return problem_response(
        {"internal", "the node made a mistake; the request may be tried again", "节点内部出错；可以重试"},
        500, language_of(request.accept_language));
  }
}

ApiResponse Api::dispatch(const ApiRequest& request, std::string_view& route) const {
  Call call{request, {}, {}, language_of(request.accept_language), metrics_};
  const auto refuse = [&](const Error& error) {
    return problem_response(error, status_of(error.code), call.language);
  };
  const auto url = boost::urls::parse_origin_form(request.target);
  if (!url) return refuse(bad_target());
  std::vector<std::string> segments;
  for (const auto& segment : url->segments()) segments.push_back(std::string(segment));
  for (const auto& parameter : url->params()) {
    const auto [at, fresh] = call.query.emplace(std::string(parameter.key), std::string(parameter.value));
    if (!fresh)
      return refuse({"request.bad_parameter", "the parameter " + shown(at->first) + " is given twice",
                     "参数 " + shown(at->first) + " 重复"});
  }

  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  std::string allow;
  for (const Entry& entry : kEntries) {
    auto arguments = match(entry.route.path, segments);
    if (!arguments) continue;
    route = entry.route.path;
    if (entry.route.method != method) {
      allow += (allow.empty() ? "" : ", ") + std::string(entry.route.method);
      continue;
    }
    call.arguments = std::move(*arguments);
    auto user = user_of(desk_, request.user);
    if (!user) return refuse(user.error());
    call.user = std::move(*user);
    const ActingAs acting(call.user ? call.user->id : model::ActorId{});
    const Answer answer = entry.handler(desk_, call);
    if (!answer) return refuse(answer.error());
    if (answer->exposition)
      return {answer->status, std::string(Metrics::kContentType), *answer->exposition, ""};
    if (answer->file) return {answer->status, answer->content_type, "", "", answer->file};
    return {answer->status, "application/json; charset=utf-8", json::serialize(answer->body), ""};
  }
  if (allow.empty())
    return refuse({"request.no_route", "there is no such path; openapi.yaml lists all",
                   "没有这个路径；见 openapi.yaml"});
  ApiResponse response =
      refuse({"request.bad_method", "this path knows " + allow + " only", "此路径只接受 " + allow});
  response.allow = allow;
  return response;
}

}  // namespace node
