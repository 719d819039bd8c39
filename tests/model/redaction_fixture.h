// People and their wishes, for what may be said of them in public.

#pragma once

#include <rapidcheck.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/redaction.h"

namespace model {

inline WishPart part_of(std::string name, std::string address, std::string phone, std::string content,
                        std::optional<std::uint16_t> age = 72) {
  WishPart p;
  p.name = std::move(name);
  p.address = std::move(address);
  p.phone = std::move(phone);
  p.content = std::move(content);
  p.age = age;
  return p;
}

inline WishPart liu(std::string content = "电风扇一台") {
  return part_of("刘建国", "荷叶镇富托村13组100号", "150 0005 7678", std::move(content));
}

inline Targets all_of_these(std::initializer_list<Target> list) {
  Targets out;
  for (Target t : list) out.add(t);
  return out;
}

inline std::vector<Leak::What> leaked(std::string_view published, const WishPart& part) {
  std::vector<Leak::What> out;
  for (const Leak& l : leaks(published, part)) out.push_back(l.what);
  return out;
}

inline std::string content_of(const WishPart& part, Targets targets = {}) {
  return propose_public_text(part, targets).content;
}

// One of these, at random.
inline std::string one_of(std::initializer_list<const char*> list) {
  return *rc::gen::elementOf(std::vector<std::string>(list.begin(), list.end()));
}

}  // namespace model
