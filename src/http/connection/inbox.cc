#include "http/connection/inbox.h"

#include <iterator>
#include <utility>

#include "base/assert.h"

namespace onsale::http {

void Inbox::Expect(std::size_t count) {
  const base::MutexLock lock(mutex_);
  expected_ += count;
}

void Inbox::Unexpect(std::size_t count) {
  const base::MutexLock lock(mutex_);
  ONSALE_ASSERT(count <= expected_);
  expected_ -= count;
}

void Inbox::Put(std::vector<engine::Delivery> deliveries) {
  const base::MutexLock lock(mutex_);
  const std::size_t count = deliveries.size();
  if (contents_.deliveries.empty()) {
    contents_.deliveries = std::move(deliveries);
  } else {
    contents_.deliveries.insert(contents_.deliveries.end(),
                                std::make_move_iterator(deliveries.begin()),
                                std::make_move_iterator(deliveries.end()));
  }
  Arrived(count);
}

void Inbox::Put(LedgerReply reply) {
  const base::MutexLock lock(mutex_);
  contents_.ledger_replies.push_back(std::move(reply));
  Arrived(1);
}

void Inbox::Put(AuditReply reply) {
  const base::MutexLock lock(mutex_);
  contents_.audit_replies.push_back(std::move(reply));
  Arrived(1);
}

void Inbox::Put(TokenKeysReply reply) {
  const base::MutexLock lock(mutex_);
  contents_.token_keys_replies.push_back(reply);
  Arrived(1);
}

void Inbox::Put(Task task) {
  const base::MutexLock lock(mutex_);
  contents_.tasks.push_back(std::move(task));
  Wake();
}

// Notifies while the mutex is held: after AwaitLast the inbox may be destroyed.
void Inbox::Arrived(std::size_t count) {
  ONSALE_ASSERT(count <= expected_);
  expected_ -= count;
  Wake();
  if (expected_ == 0) last_.notify_all();
}

void Inbox::Wake() {
  if (std::exchange(asleep_, false)) wake_();
}

Inbox::Contents Inbox::Take() {
  const base::MutexLock lock(mutex_);
  asleep_ = false;
  return std::exchange(contents_, {});
}

bool Inbox::Sleep() {
  const base::MutexLock lock(mutex_);
  asleep_ = contents_.empty();
  return asleep_;
}

void Inbox::AwaitLast() {
  base::MutexLock lock(mutex_);
  while (expected_ != 0) lock.Wait(last_);
}

}  // namespace onsale::http
