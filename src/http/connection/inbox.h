// Messages from other threads to an I/O thread: outcomes, replies to queries, tasks, and the number
// of answers still expected.
//
// Shape:    Take returns everything put since the last Take. A Put wakes the I/O thread only after
//           that has called Sleep.
// Threads:  any, except where a method says otherwise.
#pragma once

#include <condition_variable>
#include <functional>
#include <vector>

#include "base/mutex.h"
#include "engine/engine.h"
#include "http/dispatcher.h"

namespace onsale::http {

struct LedgerReply {
  std::uint64_t tag;
  Dispatcher::LedgerEntries entries;
};

struct AuditReply {
  std::uint64_t tag;
  Dispatcher::AuditResult report;
};

struct TokenKeysReply {
  std::uint64_t tag;
  TokenKeySource::Result result;
};

class Inbox {
 public:
  using Task = std::move_only_function<void()>;
  struct Contents {
    std::vector<engine::Delivery> deliveries;
    std::vector<LedgerReply> ledger_replies;
    std::vector<AuditReply> audit_replies;
    std::vector<TokenKeysReply> token_keys_replies;
    std::vector<Task> tasks;  // for the I/O thread to run
    bool empty() const {
      return deliveries.empty() && ledger_replies.empty() && audit_replies.empty() &&
             token_keys_replies.empty() && tasks.empty();
    }
  };

  // `wake` is called with the mutex held and must not call the inbox.
  explicit Inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  // Changes the number of expected answers: Expect adds `count`, Unexpect subtracts it.
  void Expect(std::size_t count);
  void Unexpect(std::size_t count);
  void Put(std::vector<engine::Delivery> deliveries);
  void Put(LedgerReply reply);
  void Put(AuditReply reply);
  void Put(TokenKeysReply reply);
  void Put(Task task);
  // Returns everything in the inbox. Only the I/O thread calls Take, which also marks it as awake.
  Contents Take();
  // Asks to be woken; the I/O thread calls Sleep before it waits. False if the inbox is not empty.
  bool Sleep();
  // Waits until no answer is expected: then no other thread refers to the inbox any more.
  void AwaitLast();

 private:
  void Wake() ONSALE_REQUIRES(mutex_);
  void Arrived(std::size_t count) ONSALE_REQUIRES(mutex_);

  const std::function<void()> wake_;
  base::Mutex mutex_;
  std::condition_variable last_;
  std::size_t expected_ ONSALE_GUARDED_BY(mutex_) = 0;
  bool asleep_ ONSALE_GUARDED_BY(mutex_) = false;
  Contents contents_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::http
