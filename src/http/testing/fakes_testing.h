// Fakes for tests of the transport: a store whose answers a test can hold back, and a few simple
// endpoints.
//
// Shape:    the store answers ReadBalance with 42 for every user, and takes no other command.
// Threads:  the store answers on a thread of its own, as a real store does.
#pragma once

#include <condition_variable>
#include <deque>
#include <thread>

#include "base/mutex.h"
#include "http/endpoint.h"
#include "store/question.h"

namespace onsale::http {

class FakeStore final : public store::Store {
 public:
  FakeStore();
  // Sends the answers that are held back, then ends the thread.
  ~FakeStore() override;

  // Holds every answer back until Release. Any thread may call Hold.
  void Hold();
  void Release();
  // From now on every commit and question fails with this code.
  void FailWith(store::StoreErrorCode code);
  // Where it says, from now on, that the time of a commit went.
  void TakeTimes(const store::CommitTimes& times);
  // Waits until the store has received `count` commands in total.
  void AwaitCommands(std::size_t count);

  void Commit(std::vector<domain::Command> commands, store::CommitDone done) override;
  std::size_t window() const override { return 4; }
  // Answers the question without tables.
  void Ask(std::unique_ptr<store::Question> question, std::stop_token stop) override;
  domain::CatalogPtr catalog() const override { return catalog_; }

 private:
  using Answer = std::move_only_function<void()>;
  void Run();
  void Later(Answer answer) ONSALE_REQUIRES(mutex_);

  const domain::CatalogPtr catalog_ = std::make_shared<const domain::Catalog>();
  base::Mutex mutex_;
  std::condition_variable changed_;
  std::deque<Answer> answers_ ONSALE_GUARDED_BY(mutex_);
  std::optional<store::StoreErrorCode> failure_ ONSALE_GUARDED_BY(mutex_);
  store::CommitTimes times_ ONSALE_GUARDED_BY(mutex_);
  std::size_t commands_ ONSALE_GUARDED_BY(mutex_) = 0;
  std::uint64_t batch_ ONSALE_GUARDED_BY(mutex_) = 0;
  bool held_ ONSALE_GUARDED_BY(mutex_) = false;
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// The fake endpoints, and what they answer:
// GET  /hello               `hello`
// POST /echo                the body; needs one
// GET  /balances/{userId}   ReadBalance, then `<userId> has <balance>`
// GET  /ledgers/{userId}    is for a user; a short question, then `<userId> has 3 entries`
// GET  /audit               needs an access key; a long question, then `3 entries`
// GET  /secret              needs a queue token; its queue number
// POST /retries             a body, honours an idempotency key; the key, or `none`
// GET  /big                 kBigSize bytes, shared
// GET  /own                 kOwnSize bytes, a fresh copy each time
// GET  /livez, /readyz      the real ones
std::span<const Endpoint* const> FakeEndpoints();
inline constexpr std::size_t kBigSize = 64 << 20;
inline constexpr std::size_t kOwnSize = 16 << 20;

}  // namespace onsale::http
