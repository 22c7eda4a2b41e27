#include "engine/engine.h"

#include <algorithm>
#include <future>
#include <unordered_map>
#include <utility>

#include "base/assert.h"

namespace onsale::engine {
namespace {

// Wall clocks step. However far away the next due moment seems, look at the clock this often.
constexpr base::Duration kClockLook = std::chrono::seconds(1);

bool EndsTrust(store::StoreErrorCode code) {
  return code == store::StoreErrorCode::kUnknownOutcome || code == store::StoreErrorCode::kCorrupt;
}

class OneDelivery final : public Mailbox {
 public:
  void Deliver(std::vector<Delivery> deliveries) override {
    ONSALE_ASSERT(deliveries.size() == 1);
    promise_.set_value(std::move(deliveries.front().outcome));
  }
  auto Wait() { return promise_.get_future().get(); }

 private:
  std::promise<std::expected<domain::Outcome, store::StoreError>> promise_;
};

}  // namespace

Engine::Engine(store::Store& store, const base::Clock& clock, EngineOptions options,
               std::function<void(const store::StoreError&)> on_failure)
    : store_(store), clock_(clock), options_(options), on_failure_(std::move(on_failure)) {
  // Whatever fell due while nobody was running is due now.
  next_due_ = base::Time{};
  thread_ = std::thread([this] { Loop(); });
}

Engine::~Engine() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::size_t Engine::Submit(std::span<Job> jobs) {
  std::size_t taken = 0;
  {
    const std::lock_guard lock(mutex_);
    taken = std::min(jobs.size(), options_.queue_max - std::min(queue_.size(), options_.queue_max));
    std::move(jobs.begin(), jobs.begin() + static_cast<std::ptrdiff_t>(taken),
              std::back_inserter(queue_));
  }
  if (taken > 0) wake_.notify_one();
  return taken;
}

void Engine::ReadLedger(store::LedgerQuery query, store::LedgerDone done) {
  store_.ReadLedger(std::move(query), std::move(done));
}

std::expected<domain::Outcome, store::StoreError> Engine::Run(domain::Command command) {
  OneDelivery delivery;
  Job job{.command = std::move(command), .reply_to = &delivery};
  if (Submit(std::span(&job, 1)) == 0) {
    return std::unexpected(
        store::StoreError{store::StoreErrorCode::kUnavailable, "the engine's queue is full"});
  }
  return delivery.Wait();
}

bool Engine::ShouldCommit() const {
  const bool due = next_due_ && !stopping_ && !failed_ && *next_due_ <= clock_.Now();
  return in_flight_ < store_.window() && (!queue_.empty() || due);
}

base::Duration Engine::UntilDue() const {
  if (!next_due_ || in_flight_ >= store_.window()) return kClockLook;
  return std::clamp(*next_due_ - clock_.Now(), base::Duration(0), kClockLook);
}

std::vector<Job> Engine::TakeBatch() {
  // An empty batch that time asked for is on its way: do not send another before it is back.
  next_due_.reset();
  ++in_flight_;
  if (queue_.size() <= options_.batch_max) return std::exchange(queue_, {});
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(options_.batch_max);
  std::vector<Job> batch(std::move_iterator(queue_.begin()), std::move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

void Engine::Loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (ShouldCommit()) {
      std::vector<Job> batch = TakeBatch();
      lock.unlock();
      Commit(std::move(batch));
      lock.lock();
    } else if (stopping_ && queue_.empty() && in_flight_ == 0) {
      return;
    } else {
      wake_.wait_for(lock, UntilDue());
    }
  }
}

void Engine::Commit(std::vector<Job> jobs) {
  std::vector<domain::Command> commands;
  std::vector<Address> addresses;
  commands.reserve(jobs.size());
  addresses.reserve(jobs.size());
  for (Job& job : jobs) {
    commands.push_back(std::move(job.command));
    addresses.push_back({job.reply_to, job.tag});
  }
  std::optional<store::StoreError> failed;
  {
    const std::lock_guard lock(mutex_);
    failed = failed_;
  }
  if (failed) return OnCommitted(addresses, std::unexpected(*failed));
  store_.Commit(std::move(commands), [this, addresses = std::move(addresses)](auto result) {
    OnCommitted(addresses, std::move(result));
  });
}

void Engine::OnCommitted(const std::vector<Address>& addresses,
                         std::expected<store::Committed, store::StoreError> result) {
  if (!result) NoteFailure(result.error());
  ONSALE_ASSERT(!result || result->outcomes.size() == addresses.size());

  // Mailboxes are few: one for each I/O thread.
  std::unordered_map<Mailbox*, std::vector<Delivery>> mail;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    Delivery delivery{.tag = addresses[i].tag, .outcome = std::unexpected(store::StoreError{})};
    if (result) {
      delivery.batch = result->batch;
      delivery.outcome = std::move(result->outcomes[i]);
    } else {
      delivery.outcome = std::unexpected(result.error());
    }
    mail[addresses[i].mailbox].push_back(std::move(delivery));
  }
  for (auto& [mailbox, deliveries] : mail) mailbox->Deliver(std::move(deliveries));

  {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    if (result) next_due_ = result->next_due;
    // What was due still is. Not at once: the store has just said that it cannot.
    if (!result) next_due_ = clock_.Now() + kClockLook;
    // Notified under the lock: once in_flight_ is 0 the engine may be destroyed.
    wake_.notify_one();
  }
}

void Engine::NoteFailure(const store::StoreError& error) {
  if (!EndsTrust(error.code)) return;
  {
    const std::lock_guard lock(mutex_);
    if (failed_) return;
    failed_ = error;
  }
  if (on_failure_) on_failure_(error);
}

}  // namespace onsale::engine
