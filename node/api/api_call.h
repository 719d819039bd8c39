// One call of the API, taken apart: path, query, body and language. Used by api*.cpp alone.
//
// A handler asks a Query or a Fields for each thing it knows by name and type, then for finish(): the
// first thing that was wrong or not asked for. What is asked for after something wrong is empty.

#pragma once

#include <boost/json.hpp>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/form1.h"
#include "node/api/api_message.h"
#include "node/desk/desk.h"
#include "node/metrics.h"

namespace node {

namespace json = boost::json;

enum class Language { kChinese, kEnglish };
// The one that is asked for more; Chinese where that is open.
[[nodiscard]] Language language_of(std::string_view accept_language);

// What both readers share: the first error, and turning words into values.
class InputReader {
 protected:
  explicit InputReader(bool query) : query_(query) {}
  // "place must be a place code": the parameter or field, and what it has to be.
  void wrong(std::string_view name, const std::string& en, const std::string& zh);
  void unknown(std::string_view name);
  [[nodiscard]] std::optional<model::PlaceCode> to_place(std::string_view name, std::string_view text);
  [[nodiscard]] std::optional<model::Date> to_date(std::string_view name, std::string_view text);
  [[nodiscard]] std::optional<model::SubjectId> to_subject(std::string_view name, std::string_view text);
  [[nodiscard]] std::optional<model::Period> to_period(std::string_view name, std::string_view text);
  // By key alone: names of a language are for people.
  template <typename E>
  [[nodiscard]] std::optional<E> to_word(std::string_view name, std::string_view text) {
    std::string keys;
    for (const model::Word& w : model::words(E{})) {
      if (w.key == text) return static_cast<E>(w.number);
      keys += (keys.empty() ? "" : ", ") + std::string(w.key);
    }
    wrong(name, "one of " + keys, "以下之一：" + keys);
    return std::nullopt;
  }

  const bool query_;
  std::set<std::string, std::less<>> asked_;

  std::optional<model::Error> error_;  // The first.
};

// The parameters behind the question mark. An empty one counts as not given.
class Query : public InputReader {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;
  explicit Query(const Values& values) : InputReader(true), values_(values) {}
  [[nodiscard]] std::optional<model::Error> finish();

  [[nodiscard]] std::optional<std::string> text(std::string_view name);
  [[nodiscard]] std::optional<bool> flag(std::string_view name);
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name, std::uint64_t min,
                                                    std::uint64_t max);
  [[nodiscard]] std::optional<model::PlaceCode> place(std::string_view name);
  [[nodiscard]] std::optional<model::SubjectId> subject(std::string_view name);
  [[nodiscard]] std::optional<model::Period> period(std::string_view name);
  [[nodiscard]] std::optional<model::Date> date(std::string_view name);
  // What the function page_token() made.
  [[nodiscard]] std::optional<model::WishKey> page_token(std::string_view name);
  template <typename E>
  [[nodiscard]] std::optional<E> word(std::string_view name) {
    const auto given = text(name);
    return given ? to_word<E>(name, *given) : std::nullopt;
  }

 private:
  const Values& values_;
};

// The fields of a JSON object. null counts as not given, except where a reader says otherwise.
class Fields : public InputReader {
 public:
  explicit Fields(const json::object& object) : InputReader(false), object_(object) {}
  [[nodiscard]] std::optional<model::Error> finish();

  [[nodiscard]] std::optional<std::string> text(std::string_view name);
  [[nodiscard]] std::string required_text(std::string_view name);
  // Text, or a whole number in its place: an age, as forms have it. Null is an empty one.
  [[nodiscard]] std::optional<std::string> text_or_number(std::string_view name);
  [[nodiscard]] std::optional<bool> flag(std::string_view name);
  // A whole number; null is one that says "none".
  [[nodiscard]] std::optional<StatedValue> amount(std::string_view name, std::uint32_t max);
  [[nodiscard]] std::optional<model::PlaceCode> place(std::string_view name);
  [[nodiscard]] std::optional<model::PlaceCode> required_place(std::string_view name);
  [[nodiscard]] std::optional<model::Date> date(std::string_view name);
  [[nodiscard]] std::optional<model::Date> required_date(std::string_view name);
  [[nodiscard]] std::optional<model::SubjectId> subject(std::string_view name);
  [[nodiscard]] std::optional<model::SubjectId> required_subject(std::string_view name);
  [[nodiscard]] std::optional<model::Period> period(std::string_view name);
  // A list of texts, at most so many; empty where it is not given.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name, std::size_t count_max);
  [[nodiscard]] bool given(std::string_view name) { return get(name) != nullptr; }
  // An id; null is one that says "none".
  [[nodiscard]] std::optional<std::optional<model::SubjectId>> subject_or_none(std::string_view name);
  // A list of keys of a vocabulary.
  template <typename E>
  [[nodiscard]] std::optional<std::vector<E>> words(std::string_view name) {
    if (!given(name)) return std::nullopt;
    std::vector<E> out;
    for (const std::string& text : texts(name, std::size(model::words(E{}))))
      if (const auto value = to_word<E>(name, text)) out.push_back(*value);
    return out;
  }
  [[nodiscard]] std::optional<model::Targets> targets(std::string_view name);
  // Exactly N bytes as hexadecimal digits.
  template <typename Fixed>
  [[nodiscard]] std::optional<Fixed> hex(std::string_view name) {
    const auto given = text(name);
    if (!given) return std::nullopt;
    const auto bytes = model::from_hex(*given);
    const auto value = bytes ? Fixed::from(*bytes) : std::nullopt;
    if (!value) {
      const std::string digits = std::to_string(2 * Fixed::kSize);
      wrong(name, digits + " hexadecimal digits", digits + " 位十六进制数");
    }
    return value;
  }
  template <typename E>
  [[nodiscard]] std::optional<E> word(std::string_view name) {
    const auto given = text(name);
    return given ? to_word<E>(name, *given) : std::nullopt;
  }

 private:
  // Nothing if it is not given or null.
  [[nodiscard]] const json::value* get(std::string_view name);
  const json::object& object_;
};

struct Call {
  const ApiRequest& request;
  std::vector<std::string> arguments;  // What stands for the names in braces, decoded.
  Query::Values query;
  Language language = Language::kChinese;
  const Metrics& metrics;
  std::optional<User> user = std::nullopt;  // In whose name, where somebody was named.

  // Of requests that take none: an unknown parameter is refused all the same.
  [[nodiscard]] std::optional<model::Error> no_query() const { return Query(query).finish(); }
  // The body as an object; an empty body is an empty object. Errors "request.bad_json",
  // "request.not_json".
  [[nodiscard]] model::Result<json::object> object() const;
};

struct Reply {
  json::value body;
  unsigned status = 200;
  std::optional<std::string> exposition;  // In place of the body: what Metrics::text() made.
  std::optional<ApiFile> file;            // In place of the body, with this type.
  std::string content_type;
};

using Answer = model::Result<Reply>;

// "2018-06-22T08:00:00.123Z"
[[nodiscard]] std::string time_text(std::uint64_t wall_ms);
// What people typed and what peers sent, fit for JSON: valid UTF-8, without control characters.
[[nodiscard]] inline std::string shown(std::string_view text) { return model::tidy_text(text); }
[[nodiscard]] inline json::value shown_or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(shown(text));
}
template <typename Fixed>
[[nodiscard]] std::string hex_text(const Fixed& value) {
  return model::to_hex(value.view());
}
// Where a page of wishes ended, to be given back as it is; Query::page_token() reads it.
[[nodiscard]] std::string page_token(const model::WishKey& key);
[[nodiscard]] json::value error_json(const std::optional<model::Error>& error);
[[nodiscard]] json::array codes_json(const std::vector<model::PlaceCode>& codes);
[[nodiscard]] json::array roles_json(model::Roles roles);
[[nodiscard]] std::optional<model::Role> role_of_key(std::string_view key);
[[nodiscard]] const std::string& in_language(const model::Error& error, Language language);

// The status that a problem's code has; 500 for what is no fault of the caller. Every code that the
// API knows stands in api_problem.cpp and in openapi.yaml.
[[nodiscard]] unsigned status_of(std::string_view code);
[[nodiscard]] ApiResponse problem_response(const model::Error& error, unsigned status, Language language);

// The handlers, by subject.
[[nodiscard]] Answer get_health(Desk& desk, const Call& call);
[[nodiscard]] Answer get_metrics(Desk& desk, const Call& call);
[[nodiscard]] Answer get_status(Desk& desk, const Call& call);
[[nodiscard]] Answer get_places(Desk& desk, const Call& call);
[[nodiscard]] Answer put_place(Desk& desk, const Call& call);
[[nodiscard]] Answer put_successor(Desk& desk, const Call& call);
[[nodiscard]] Answer get_nodes(Desk& desk, const Call& call);
[[nodiscard]] Answer post_enrolment(Desk& desk, const Call& call);
[[nodiscard]] Answer get_sync(Desk& desk, const Call& call);
[[nodiscard]] Answer put_parent(Desk& desk, const Call& call);
[[nodiscard]] Answer post_import(Desk& desk, const Call& call);
[[nodiscard]] Answer post_wish(Desk& desk, const Call& call);
[[nodiscard]] Answer get_wishes(Desk& desk, const Call& call);
[[nodiscard]] Answer get_wish(Desk& desk, const Call& call);
[[nodiscard]] Answer patch_wish(Desk& desk, const Call& call);
[[nodiscard]] Answer post_vetting(Desk& desk, const Call& call);
[[nodiscard]] Answer post_withdrawal(Desk& desk, const Call& call);
[[nodiscard]] Answer post_erasure(Desk& desk, const Call& call);
[[nodiscard]] Answer get_publication(Desk& desk, const Call& call);
[[nodiscard]] Answer post_publication(Desk& desk, const Call& call);
[[nodiscard]] Answer post_take_down(Desk& desk, const Call& call);
[[nodiscard]] Answer post_take_over(Desk& desk, const Call& call);
[[nodiscard]] Answer post_confirmation(Desk& desk, const Call& call);
[[nodiscard]] Answer post_hand_over_note(Desk& desk, const Call& call);
[[nodiscard]] Answer post_closing(Desk& desk, const Call& call);
[[nodiscard]] Answer get_duplicates(Desk& desk, const Call& call);
[[nodiscard]] Answer post_merge(Desk& desk, const Call& call);
[[nodiscard]] Answer post_distinction(Desk& desk, const Call& call);
[[nodiscard]] Answer post_attachment(Desk& desk, const Call& call);
[[nodiscard]] Answer get_attachments(Desk& desk, const Call& call);
[[nodiscard]] Answer get_attachment(Desk& desk, const Call& call);
[[nodiscard]] Answer get_offers(Desk& desk, const Call& call);
[[nodiscard]] Answer get_offer(Desk& desk, const Call& call);
[[nodiscard]] Answer get_claims(Desk& desk, const Call& call);
[[nodiscard]] Answer post_claims(Desk& desk, const Call& call);
[[nodiscard]] Answer post_member_claims(Desk& desk, const Call& call);
[[nodiscard]] Answer post_claim_form(Desk& desk, const Call& call);
[[nodiscard]] Answer post_reassignment(Desk& desk, const Call& call);
[[nodiscard]] Answer post_release(Desk& desk, const Call& call);
[[nodiscard]] Answer post_fulfilment(Desk& desk, const Call& call);
[[nodiscard]] Answer get_tasks(Desk& desk, const Call& call);
[[nodiscard]] Answer get_ranking(Desk& desk, const Call& call);
[[nodiscard]] Answer get_report(Desk& desk, const Call& call);
[[nodiscard]] Answer get_reports(Desk& desk, const Call& call);
[[nodiscard]] Answer post_report(Desk& desk, const Call& call);
[[nodiscard]] Answer get_kept_report(Desk& desk, const Call& call);
[[nodiscard]] Answer post_report_verification(Desk& desk, const Call& call);
[[nodiscard]] Answer get_volunteers(Desk& desk, const Call& call);
[[nodiscard]] Answer post_volunteer(Desk& desk, const Call& call);
[[nodiscard]] Answer patch_volunteer(Desk& desk, const Call& call);
[[nodiscard]] Answer post_volunteer_merge(Desk& desk, const Call& call);
[[nodiscard]] Answer post_volunteer_erasure(Desk& desk, const Call& call);
[[nodiscard]] Answer get_volunteer_disclosure(Desk& desk, const Call& call);
[[nodiscard]] Answer get_disclosure(Desk& desk, const Call& call);
[[nodiscard]] Answer get_policy(Desk& desk, const Call& call);
[[nodiscard]] Answer put_policy(Desk& desk, const Call& call);
[[nodiscard]] Answer get_units(Desk& desk, const Call& call);
[[nodiscard]] Answer post_unit(Desk& desk, const Call& call);
[[nodiscard]] Answer get_campaigns(Desk& desk, const Call& call);
[[nodiscard]] Answer post_campaign(Desk& desk, const Call& call);
[[nodiscard]] Answer post_default_campaigns(Desk& desk, const Call& call);
[[nodiscard]] Answer get_summary(Desk& desk, const Call& call);
[[nodiscard]] Answer get_logs(Desk& desk, const Call& call);
[[nodiscard]] Answer get_log_events(Desk& desk, const Call& call);
[[nodiscard]] Answer get_verification(Desk& desk, const Call& call);
[[nodiscard]] Answer post_log_verification(Desk& desk, const Call& call);
[[nodiscard]] Answer post_backup(Desk& desk, const Call& call);
[[nodiscard]] Answer post_restore_done(Desk& desk, const Call& call);
[[nodiscard]] Answer post_revocation(Desk& desk, const Call& call);
[[nodiscard]] Answer get_doctor(Desk& desk, const Call& call);
[[nodiscard]] Answer get_quarantine(Desk& desk, const Call& call);
[[nodiscard]] Answer get_quarantined(Desk& desk, const Call& call);
[[nodiscard]] Answer post_quarantine_clearing(Desk& desk, const Call& call);
[[nodiscard]] Answer post_bundle_out(Desk& desk, const Call& call);
[[nodiscard]] Answer post_bundle_in(Desk& desk, const Call& call);
[[nodiscard]] Answer get_job(Desk& desk, const Call& call);
[[nodiscard]] Answer get_users(Desk& desk, const Call& call);
[[nodiscard]] Answer post_user(Desk& desk, const Call& call);
[[nodiscard]] Answer patch_user(Desk& desk, const Call& call);
[[nodiscard]] Answer post_user_ending(Desk& desk, const Call& call);

}  // namespace node
