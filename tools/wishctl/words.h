// The programme's words in the language of the reader, and back to the keys of the API.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/roles.h"
#include "model/vocabulary.h"
#include "tools/wishctl/failure.h"
#include "tools/wishctl/fields.h"
#include "tools/wishctl/text.h"

namespace wishctl {

// A key as a person reads it; a key that this version does not know is shown as it is.
[[nodiscard]] std::string level_word(std::string_view key, Lang lang);
[[nodiscard]] std::string category_word(std::string_view key, Lang lang);
[[nodiscard]] std::string target_word(std::string_view key, Lang lang);
[[nodiscard]] std::string state_word(std::string_view key, Lang lang);
[[nodiscard]] std::string sex_word(std::string_view key, Lang lang);
// "here" or the key of a level: how far up a wish is safe.
[[nodiscard]] std::string safe_word(std::string_view key, Lang lang);
// A claim, why it is declined or taken back, and a published wish as everyone sees it.
[[nodiscard]] std::string claim_state_word(std::string_view key, Lang lang);
[[nodiscard]] std::string claim_reason_word(std::string_view key, Lang lang);
[[nodiscard]] std::string offer_state_word(std::string_view key, Lang lang);
[[nodiscard]] std::string consent_by_word(std::string_view key, Lang lang);
[[nodiscard]] std::string consent_how_word(std::string_view key, Lang lang);
[[nodiscard]] std::string purpose_word(std::string_view key, Lang lang);
// What there is to do, by the keys of the attention list; and all of these keys in its order.
[[nodiscard]] std::string task_word(std::string_view key, Lang lang);
[[nodiscard]] std::vector<std::string_view> task_keys();
[[nodiscard]] std::string role_words(const json::array& keys, Lang lang);
// What a stretch of a text for the public looks like.
[[nodiscard]] std::string looks_word(std::string_view key, Lang lang);
// A kind of event, and an outcome of vetting.
[[nodiscard]] std::string kind_word(std::string_view key, Lang lang);
[[nodiscard]] std::string outcome_word(std::string_view key, Lang lang);
// Of the reasons why two wishes may be one the strongest.
[[nodiscard]] std::string likeness_words(const json::array& keys, Lang lang);
// A field of a wish, as the forms call it.
[[nodiscard]] std::string field_word(std::string_view key, Lang lang);
[[nodiscard]] std::string yes_no(bool yes, Lang lang);

// The words of an array of keys, joined.
[[nodiscard]] std::string target_words(const json::array& keys, Lang lang);
[[nodiscard]] std::string level_words(const json::array& keys, Lang lang);
[[nodiscard]] std::string field_words(const json::array& keys, Lang lang);

// What somebody typed for an option, as a key: the key itself (dashes for underscores will do), or
// the word in Chinese or English. Else a failure that lists what there is.
[[nodiscard]] Outcome<std::string> level_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> category_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> target_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> state_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> claim_state_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> offer_state_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> purpose_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> task_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> consent_by_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> consent_how_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> role_key(std::string_view option, std::string_view typed);
[[nodiscard]] Outcome<std::string> sex_key(std::string_view option, std::string_view typed);

// "goods, culture, …": the keys of a list, for the help.
template <typename E>
[[nodiscard]] std::string keys_of() {
  std::string out;
  for (const model::Word& w : model::words(E{})) out += (out.empty() ? "" : ", ") + std::string(w.key);
  return out;
}

}  // namespace wishctl
