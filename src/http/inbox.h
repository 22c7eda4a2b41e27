// What other threads leave for an I/O thread: outcomes, ledger pages, and the count of those to
// come.
//
// Shape:    everything left since the last Take is taken at once; only the first asks for a
//           wake-up.
// Threads:  any, except where a method says otherwise.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "engine/engine.h"
#include "http/dispatcher.h"

namespace onsale::http {

struct LedgerReply {
  std::uint64_t tag;
  Dispatcher::LedgerEntries entries;
};

class Inbox {
 public:
  struct Contents {
    std::vector<engine::Delivery> deliveries;
    std::vector<LedgerReply> ledger_replies;
  };

  // `wake` is called with a lock held and must not come back here.
  explicit Inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  // `count` answers are on their way, or are not after all.
  void Expect(std::size_t count);
  void Unexpect(std::size_t count);
  void Put(std::vector<engine::Delivery> deliveries);
  void Put(LedgerReply reply);
  // The I/O thread only.
  Contents Take();
  // Waits until nothing is on its way any more: from then on nobody refers to this object.
  void AwaitLast();

 private:
  void Arrived(std::size_t count);

  const std::function<void()> wake_;
  std::mutex mutex_;
  std::condition_variable last_;
  std::size_t expected_ = 0;  // these three: guarded by mutex_
  bool woken_ = false;
  Contents contents_;
};

}  // namespace onsale::http
