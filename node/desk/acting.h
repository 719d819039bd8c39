// Who acts: the person in whose name the present thread works at the desk for a while.
//
// The API opens a scope for the length of one request, on the thread that answers it; Desk::write() reads it
// and puts the id on the drafts of that step. Duties, links and bundles write past the desk, so what a node
// does by itself bears nobody's id, also where a person's step set it off. Without a scope nobody is
// named. A scope belongs to its thread, and scopes of one thread lie within each other.

#pragma once

#include "model/ids.h"

namespace node {

class ActingAs {
 public:
  // Zero: nobody.
  explicit ActingAs(const model::ActorId& actor);
  ~ActingAs();
  ActingAs(const ActingAs&) = delete;
  ActingAs& operator=(const ActingAs&) = delete;

  // Who acts on this thread; zero: nobody is named.
  [[nodiscard]] static model::ActorId now();

 private:
  const model::ActorId before_;
};

}  // namespace node
