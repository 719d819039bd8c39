#include "node/desk/acting.h"

#include <utility>

namespace node {
namespace {

thread_local model::ActorId acting;

}  // namespace

ActingAs::ActingAs(const model::ActorId& actor) : before_(std::exchange(acting, actor)) {}

ActingAs::~ActingAs() { acting = before_; }

model::ActorId ActingAs::now() { return acting; }

}  // namespace node
