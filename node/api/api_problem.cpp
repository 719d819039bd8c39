#include <algorithm>
#include <array>

#include "node/api/api_call.h"

namespace node {
namespace {

struct CodeStatus {
  std::string_view code;  // With a * at the end: all that begin so.
  unsigned status;
};

// The first that fits.
constexpr std::array kStatuses{
    CodeStatus{"request.no_route", 404},
    CodeStatus{"request.socket_only", 403},
    CodeStatus{"request.bad_method", 405},
    CodeStatus{"request.not_json", 415},
    CodeStatus{"request.*", 400},
    CodeStatus{"place.bad_code", 400},
    CodeStatus{"place.bad_name", 400},
    CodeStatus{"place.level_needed", 400},
    CodeStatus{"parent.bad_address", 400},
    CodeStatus{"bundle.path_not_absolute", 400},
    CodeStatus{"job.unknown", 404},
    CodeStatus{"wish.bad_value", 400},
    CodeStatus{"wish.nothing_given", 400},
    CodeStatus{"wish.remark_needed", 400},
    CodeStatus{"place.unknown", 404},
    CodeStatus{"wish.unknown", 404},
    CodeStatus{"log.unknown", 404},
    CodeStatus{"quarantine.unknown", 404},
    CodeStatus{"place.name_needed", 400},
    CodeStatus{"place.*", 409},
    CodeStatus{"parent.root", 409},
    CodeStatus{"enrol.*", 409},
    CodeStatus{"restore.*", 409},
    CodeStatus{"backup.bad_path", 400},
    CodeStatus{"backup.interrupted", 503},
    CodeStatus{"backup.not_whole", 500},
    CodeStatus{"backup.*", 409},
    CodeStatus{"data.denied", 403},
    CodeStatus{"bundle.*", 409},
    CodeStatus{"job.busy", 409},
    CodeStatus{"summary.not_carried", 409},
    CodeStatus{"node.unknown", 404},
    CodeStatus{"node.ambiguous", 409},
    CodeStatus{"revoke.*", 409},
    CodeStatus{"wish.erasure_unfinished", 503},
    CodeStatus{"wish.*", 409},
    CodeStatus{"offer.unknown", 404},
    CodeStatus{"claim.unknown", 404},
    CodeStatus{"claim.name_needed", 400},
    CodeStatus{"claim.what_needed", 400},
    CodeStatus{"claim.unit_needed", 400},
    CodeStatus{"claim.*", 409},
    CodeStatus{"confirm.satisfaction_needed", 400},
    CodeStatus{"user.unknown", 404},
    CodeStatus{"user.bad_name", 400},
    CodeStatus{"user.no_role", 400},
    CodeStatus{"user.*", 409},
    CodeStatus{"volunteer.unknown", 404},
    CodeStatus{"volunteer.name_needed", 400},
    CodeStatus{"volunteer.nothing_given", 400},
    CodeStatus{"volunteer.no_text", 503},
    CodeStatus{"volunteer.*", 409},
    CodeStatus{"publish.bad_slots", 400},
    CodeStatus{"publish.no_text", 503},
    CodeStatus{"publish.waits", 503},
    CodeStatus{"publish.clock", 503},
    CodeStatus{"publish.empty", 400},
    CodeStatus{"publish.*", 409},
    CodeStatus{"programme.*", 409},
    CodeStatus{"policy.bad", 400},
    CodeStatus{"unit.unknown", 404},
    CodeStatus{"unit.bad_name", 400},
    CodeStatus{"unit.*", 409},
    CodeStatus{"campaign.unknown", 404},
    CodeStatus{"campaign.bad", 400},
    CodeStatus{"campaign.*", 409},
    CodeStatus{"report.unknown", 404},
    CodeStatus{"report.bad_span", 400},
    CodeStatus{"report.busy", 503},
    CodeStatus{"report.not_equal", 500},
    CodeStatus{"report.*", 409},
    CodeStatus{"attachment.unknown", 404},
    CodeStatus{"attachment.empty", 400},
    CodeStatus{"attachment.too_large", 413},
    CodeStatus{"attachment.bad_type", 415},
    CodeStatus{"attachment.*", 409},
    CodeStatus{"blob.unknown", 404},
    CodeStatus{"blob.beyond_limit", 409},
    CodeStatus{"blob.missing", 503},
    CodeStatus{"blob.damaged", 503},
    CodeStatus{"parts.hidden", 503},
    CodeStatus{"file.too_large", 413},
    CodeStatus{"event.too_large", 413},
    CodeStatus{"file.*", 422},
    CodeStatus{"form.*", 422},
    CodeStatus{"row.*", 422},
    CodeStatus{"day.*", 422},
    CodeStatus{"node.no_writer", 503},
    CodeStatus{"node.busy", 503},
    CodeStatus{"ledger.behind", 503},
    CodeStatus{"disk.full", 503},
};

std::string_view title_of(unsigned status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

// "zh-CN;q=0.8": the tag's first letters and its weight in thousandths.
struct Wanted {
  std::string_view tag;
  int weight = 1000;
};

Wanted read_wanted(std::string_view item) {
  const auto begin = item.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  item.remove_prefix(begin);
  Wanted out{item.substr(0, item.find_first_of("; \t")), 1000};
  const auto q = item.find("q=");
  if (q == std::string_view::npos) return out;
  int weight = 0;
  int scale = 1000;
  for (const char c : item.substr(q + 2)) {
    if (c == '.') continue;
    if (c < '0' || c > '9' || scale == 0) break;
    weight += (c - '0') * scale;
    scale /= 10;
  }
  out.weight = std::min(weight, 1000);
  return out;
}

bool is_language(std::string_view tag, std::string_view two_letters) {
  return tag.size() >= 2 && (tag[0] | 0x20) == two_letters[0] && (tag[1] | 0x20) == two_letters[1] &&
         (tag.size() == 2 || tag[2] == '-' || tag[2] == '_');
}

}  // namespace

Language language_of(std::string_view accept_language) {
  int chinese = 0;
  int english = 0;
  while (!accept_language.empty()) {
    const auto comma = accept_language.find(',');
    const Wanted wanted = read_wanted(accept_language.substr(0, comma));
    if (is_language(wanted.tag, "zh")) chinese = std::max(chinese, wanted.weight);
    if (is_language(wanted.tag, "en")) english = std::max(english, wanted.weight);
    accept_language = comma == std::string_view::npos ? "" : accept_language.substr(comma + 1);
  }
  return english > chinese ? Language::kEnglish : Language::kChinese;
}

unsigned status_of(std::string_view code) {
  for (const CodeStatus& entry : kStatuses) {
    if (entry.code.ends_with('*') ? code.starts_with(entry.code.substr(0, entry.code.size() - 1))
                                  : code == entry.code)
      return entry.status;
  }
  return 500;
}

const std::string& in_language(const model::Error& error, Language language) {
  return language == Language::kEnglish ? error.en : error.zh;
}

ApiResponse problem_response(const model::Error& error, unsigned status, Language language) {
  const json::value body = {{"type", "about:blank"},
                            {"title", title_of(status)},
                            {"status", status},
                            {"code", error.code},
                            {"detail", shown(in_language(error, language))},
                            {"zh", shown(error.zh)},
                            {"en", shown(error.en)}};
  return {status, "application/problem+json", json::serialize(body), ""};
}

}  // namespace node
