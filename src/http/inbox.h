// What other threads leave for an I/O thread: outcomes, ledger pages, things to do, and the count of
// the answers still to come.
//
// Shape:    everything left since the last Take is taken at once. Only a thread that has said that it
//           is about to sleep is woken.
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

  // `wake` is called with a lock held and must not come back here.
  explicit Inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  // `count` answers are on their way, or are not after all.
  void Expect(std::size_t count);
  void Unexpect(std::size_t count);
  void Put(std::vector<engine::Delivery> deliveries);
  void Put(LedgerReply reply);
  void Put(AuditReply reply);
  void Put(TokenKeysReply reply);
  void Put(Task task);
  // The I/O thread only. Take means that it is awake.
  Contents Take();
  // The I/O thread only: it is about to wait, and wants to be woken. False if something is here.
  bool Sleep();
  // Waits until no answer is on its way any more: from then on nobody refers to this object.
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
