// One client at work: registers wishes, hands in forms, and takes steps of the wishes that it entered,
// at its own node and at those above, as fast as a person with a script could; and journals what it was
// told. One thread.

#pragma once

#include <atomic>
#include <boost/json/fwd.hpp>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/crash/journal.h"
#include "tests/crash/tree.h"

namespace crash {

class Clerk {
 public:
  // `number` tells its wishes from those of all others.
  Clerk(const Tree& tree, Node& desk, unsigned number, std::uint64_t seed);
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;

  // Until told to stop; the request under way is ended first.
  void work(const std::atomic<bool>& stop);
  // Once the work is over.
  [[nodiscard]] const Journal& journal() const { return journal_; }

 private:
  enum class Step { kRegister, kTakeForm, kAmend, kVet, kWithdraw };
  // What is left to be answered: of a wish, or of a form.
  struct Open {
    Step step;
    std::size_t index;
  };
  enum class Told {
    kDone,
    kRefused,     // With a reason, and for good.
    kMaybe,       // No answer, or the disk failed: it may be there.
    kNotReached,  // Nobody listened.
  };

  void work_once();
  void begin_wish();
  void begin_form();
  void begin_step();
  void take(const Open& open);
  void take_again_or_leave(const Open& open);

  [[nodiscard]] Told register_wish(Wish& wish);
  [[nodiscard]] Told take_form(Form& form);
  [[nodiscard]] Told amend(Wish& wish);
  [[nodiscard]] Told vet(Wish& wish);
  [[nodiscard]] Told withdraw(Wish& wish);
  // A step of a wish that is refused: told from the wish itself whether it was taken before.
  [[nodiscard]] Told refused(Wish& wish, Node& at, Step step, const Answer& answer, Known known);

  // One write; `answer` is what came.
  [[nodiscard]] Told write(Node& at, const Request& request, const std::string& about, Answer& answer);
  // The wishes at the node whose text holds these words; nothing where it does not answer.
  [[nodiscard]] std::optional<boost::json::array> search(const Node& at, const std::string& words) const;
  void learn_ids(const Form& form);
  void know(Wish& wish, const Node& at, const boost::json::value& shown);
  [[nodiscard]] Wish& fresh_wish(const std::string& name, const std::string& home);
  [[nodiscard]] std::string next_content();
  [[nodiscard]] std::string pick_home();
  [[nodiscard]] Node& pick_carrier(const Wish& wish);

  [[nodiscard]] unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }
  [[nodiscard]] bool in(unsigned percent) { return below(100) < percent; }

  const Tree& tree_;
  Node& desk_;
  const std::string stem_;  // Begins the names of its wishes.
  std::mt19937_64 random_;
  Journal journal_;
  std::deque<Open> open_;
  unsigned contents_ = 0;
};

}  // namespace crash
