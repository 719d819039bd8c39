// What the client was told, wish by wish: the journal that the nodes are held to afterwards. It lives
// in the client's process, which nobody kills.
//
// A write is acknowledged by an answer of 2xx and by nothing else. One without an answer may be there or
// not, but whole and once; its wish is left alone until the same write was answered or refused, or for
// good. A wish belongs to one thread, which takes its steps one after the other at whatever nodes.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/crash/node.h"

namespace crash {

enum class Known { kNo, kMaybe, kYes };

struct Wish {
  std::string name;  // Unlike any other wish's.
  std::string home;
  Node* desk = nullptr;             // Where it is registered.
  std::optional<std::size_t> form;  // The import that it came with, by its place in Journal::forms.
  std::string id;                   // Empty until an answer told it.
  std::string number;
  Known registered = Known::kNo;

  // Amendments, all at one node. Each writes content that it never had.
  Node* amended_at = nullptr;
  int amendments = 0;   // Acknowledged.
  std::string content;  // As last acknowledged.
  std::string wanted_content;
  Known amending = Known::kNo;  // Whether wanted_content may be there already.
  bool amended_after_vetting = false;

  Node* vetted_at = nullptr;
  std::string outcome;
  Known vetted = Known::kNo;

  Node* withdrawn_at = nullptr;
  Known withdrawn = Known::kNo;

  std::set<const Node*> known_at;  // Answered about it: they must know it ever after.
  bool left_alone = false;         // Some write stays without an answer for good.

  // What the rules allow it to be at the end, by what is acknowledged and what may be.
  [[nodiscard]] std::set<std::string> states_allowed() const;
  [[nodiscard]] std::set<std::string> contents_allowed() const;
};

// A form: in whole or not at all.
struct Form {
  std::string csv;
  std::vector<std::size_t> wishes;  // By their place in Journal::wishes.
  Known taken = Known::kNo;
};

struct Journal {
  std::deque<Wish> wishes;
  std::deque<Form> forms;
};

}  // namespace crash
