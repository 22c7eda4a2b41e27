#include "http/connection/deadlines.h"

#include "base/assert.h"

namespace onsale::http {
namespace {

std::size_t IndexOf(Wait wait, Standing standing) {
  ONSALE_ASSERT(wait != Wait::kNone);
  return static_cast<std::size_t>(standing) * kWaits + static_cast<std::size_t>(wait);
}

}  // namespace

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

void Deadlines::Set(Hook& hook, Wait wait, SteadyTime now, Standing standing) {
  hook.Unlink();
  Hook& queue = queues_[IndexOf(wait, standing)];
  hook.previous_ = queue.previous_;
  hook.next_ = &queue;
  queue.previous_->next_ = &hook;
  queue.previous_ = &hook;
  hook.at_ = now + lengths_[static_cast<std::size_t>(wait)];
  hook.wait_ = wait;
  hook.standing_ = standing;
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

const Deadlines::Hook* Deadlines::Longest(Wait wait, Standing standing) const {
  const Hook& queue = queues_[IndexOf(wait, standing)];
  return queue.next_ == &queue ? nullptr : queue.next_;
}

const Deadlines::Hook* Deadlines::Next(const Hook& hook) const {
  return hook.next_ == &queues_[IndexOf(hook.wait_, hook.standing_)] ? nullptr : hook.next_;
}

SteadyTime Deadlines::Since(const Hook& hook) const {
  return hook.at_ - lengths_[static_cast<std::size_t>(hook.wait_)];
}

}  // namespace onsale::http
