// Which registered units a search means by an id or a name: those that stand for it now. So what was done
// under a unit that was merged is found under the one that it was merged into, and the other way round.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/programme.h"

namespace node {

class UnitsMeant {
 public:
  UnitsMeant(std::shared_ptr<const model::Programme> programme, const std::string& typed);
  [[nodiscard]] bool has(const std::optional<model::SubjectId>& unit) const;

 private:
  [[nodiscard]] model::SubjectId standing(const model::SubjectId& id) const;

  std::shared_ptr<const model::Programme> programme_;
  std::vector<model::SubjectId> ids_;
};

}  // namespace node
