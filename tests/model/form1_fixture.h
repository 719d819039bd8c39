// Kinds of person, for what is read out of forms.

#pragma once

#include <initializer_list>

#include "model/vocabulary.h"

namespace model {

inline Targets targets_of(std::initializer_list<Target> list) {
  Targets out;
  for (Target t : list) out.add(t);
  return out;
}

}  // namespace model
