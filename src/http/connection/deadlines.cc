#include "http/connection/deadlines.h"

#include "base/assert.h"

namespace onsale::http {

void Deadlines::Hook::Unlink() {
  if (previous_ == nullptr) return;
  previous_->next_ = next_;
  next_->previous_ = previous_;
  previous_ = next_ = nullptr;
  wait_ = Wait::kNone;
}

Deadlines::Deadlines(const std::array<base::Duration, kWaits>& lengths) : lengths_(lengths) {
  for (Hook& queue : queues_) queue.previous_ = queue.next_ = &queue;
}

void Deadlines::Set(Hook& hook, Wait wait, SteadyTime now) {
  ONSALE_ASSERT(wait != Wait::kNone);
  hook.Unlink();
  const auto index = static_cast<std::size_t>(wait);
  Hook& queue = queues_[index];
  hook.previous_ = queue.previous_;
  hook.next_ = &queue;
  queue.previous_->next_ = &hook;
  queue.previous_ = &hook;
  hook.at_ = now + lengths_[index];
  hook.wait_ = wait;
}

void Deadlines::Clear(Hook& hook) {
  hook.Unlink();
}

Deadlines::Hook* Deadlines::NextDue(SteadyTime now) {
  for (Hook& queue : queues_) {
    Hook* const first = queue.next_;
    if (first != &queue && first->at_ <= now) return first;
  }
  return nullptr;
}

Deadlines::Hook* Deadlines::Longest(Wait wait) {
  ONSALE_ASSERT(wait != Wait::kNone);
  Hook& queue = queues_[static_cast<std::size_t>(wait)];
  return queue.next_ == &queue ? nullptr : queue.next_;
}

SteadyTime Deadlines::Since(const Hook& hook) const {
  return hook.at_ - lengths_[static_cast<std::size_t>(hook.wait_)];
}

}  // namespace onsale::http
