// Who is being registered as a volunteer by the calls of this moment, so that calls at once that name the
// same new person register one volunteer and not one each. Thread-safe.

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "model/ids.h"

namespace node {

// As they are kept.
using NameAndPhone = std::pair<std::string, std::string>;

class Newcomers {
 public:
  // One call's; lets go when it ends.
  class Met {
   public:
    Met(Met&& other) noexcept
        : of_(std::exchange(other.of_, nullptr)), who_(std::move(other.who_)), id_(other.id_) {}
    Met& operator=(Met&&) = delete;
    ~Met();
    // The id to register the person under who is not known yet.
    [[nodiscard]] const model::SubjectId& id() const { return id_; }

   private:
    friend class Newcomers;
    Met(Newcomers& of, NameAndPhone who, const model::SubjectId& id)
        : of_(&of), who_(std::move(who)), id_(id) {}

    Newcomers* of_;
    NameAndPhone who_;
    model::SubjectId id_;
  };

  Newcomers() = default;
  Newcomers(const Newcomers&) = delete;
  Newcomers& operator=(const Newcomers&) = delete;

  // To be called before it is looked up who is known, and held until what registers them can be looked up. As
  // long as one call holds a person, all others get the same id.
  [[nodiscard]] Met meet(NameAndPhone who, const std::function<model::SubjectId()>& new_id);

 private:
  struct Id {
    model::SubjectId id;
    std::size_t calls = 0;
  };
  void let_go(const NameAndPhone& who);

  std::mutex mutex_;
  std::map<NameAndPhone, Id> ids_;  // Guarded by mutex_.
};

}  // namespace node
