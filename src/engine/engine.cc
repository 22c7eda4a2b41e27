#include "engine/engine.h"

#include <algorithm>
#include <future>
#include <utility>

#include "base/assert.h"
#include "base/thread_name.h"

namespace onsale::engine {
namespace {

// The longest time for which the engine's own thread sleeps before it reads the clock again: wall
// clocks step, so one sleep until a due time could end too late.
constexpr base::Duration kClockLook = std::chrono::seconds(1);
// After a failed batch, what was due is still due: an empty batch is committed after this time.
constexpr base::Duration kRetryDue = std::chrono::seconds(1);

bool MustEnd(store::StoreErrorCode code) {
  using enum store::StoreErrorCode;
  return code == kUnknownOutcome || code == kAbandoned || code == kCorrupt || code == kOutdated;
}

struct DeliveryGroup {
  Mailbox* to;
  std::vector<Delivery> deliveries;
};

// Finds the group of deliveries for a mailbox, or adds one. A linear search is enough: there is one
// mailbox for each I/O thread.
std::vector<Delivery>& GroupFor(Mailbox* mailbox, std::vector<DeliveryGroup>& groups) {
  const auto same = [mailbox](const DeliveryGroup& group) { return group.to == mailbox; };
  const auto found = std::ranges::find_if(groups, same);
  if (found != groups.end()) return found->deliveries;
  return groups.emplace_back(mailbox, std::vector<Delivery>()).deliveries;
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
  // After a start anything may be due, because no process was running: the first batch follows at
  // once.
  next_due_ = base::Time{};
  thread_ = std::thread([this] { Loop(); });
}

Engine::~Engine() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::size_t Engine::Submit(std::span<Job> jobs) {
  base::MutexLock lock(mutex_);
  const std::size_t room = options_.queue_max - std::min(queue_.size(), options_.queue_max);
  const std::size_t taken = std::min(jobs.size(), room);
  std::move(jobs.begin(), jobs.begin() + static_cast<std::ptrdiff_t>(taken),
            std::back_inserter(queue_));
  CommitQueued();
  return taken;
}

void Engine::PassTime() {
  const base::MutexLock lock(mutex_);
  next_due_ = base::Time{};
  CommitQueued();
}

// Commits queued jobs in batches as long as the store's window allows. Releases mutex_ during each
// commit.
void Engine::CommitQueued() {
  if (committing_) return;
  committing_ = true;
  while (ShouldCommit()) {
    std::vector<Job> batch = TakeBatch();
    const std::optional<store::StoreError> failed = failed_;
    mutex_.Unlock();
    Commit(std::move(batch), failed);
    mutex_.Lock();
  }
  committing_ = false;
  if (stopping_) wake_.notify_one();
}

std::expected<domain::Outcome, store::StoreError> Engine::Run(domain::Command command) {
  OneDelivery delivery;
  Job job{.command = std::move(command), .reply_to = &delivery};
  if (Submit(std::span(&job, 1)) == 0) {
    return std::unexpected(
        store::StoreError{store::StoreErrorCode::kUnavailable, "the engine's queue is full"});
  }
  auto outcome = delivery.Wait();
  Submit({});
  return outcome;
}

bool Engine::ShouldCommit() const {
  if (in_flight_ >= store_.window()) return false;
  if (!queue_.empty()) return true;
  return next_due_ && !stopping_ && !failed_ && *next_due_ <= clock_.Now();
}

base::Time Engine::WakeAt() const {
  const base::Time look = clock_.Now() + kClockLook;
  // Ignores next_due_ while ShouldCommit commits no empty batch: next_due_ may have passed, and the
  // engine's own thread would loop without sleeping.
  if (!next_due_ || stopping_ || failed_ || in_flight_ >= store_.window()) return look;
  return std::min(*next_due_, look);
}

std::vector<Job> Engine::TakeBatch() {
  // The batch handles whatever is due; its result contains the next due time.
  next_due_.reset();
  ONSALE_ASSERT(in_flight_ < store_.window());
  ++in_flight_;
  if (queue_.size() <= options_.batch_max) return std::exchange(queue_, {});
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(options_.batch_max);
  std::vector<Job> batch(std::move_iterator(queue_.begin()), std::move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

void Engine::Loop() {
  base::NameThisThread("engine");
  base::MutexLock lock(mutex_);
  while (true) {
    turns_.fetch_add(1, std::memory_order_relaxed);
    store_.NoteClock();
    CommitQueued();
    if (stopping_ && queue_.empty() && in_flight_ == 0 && delivering_ == 0 && !committing_) return;
    wake_at_ = WakeAt();
    const base::Duration wait = std::max(wake_at_ - clock_.Now(), base::Duration(0));
    lock.WaitUntil(wake_, std::chrono::steady_clock::now() + wait);
  }
}

void Engine::Commit(std::vector<Job> batch, const std::optional<store::StoreError>& failed) {
  std::vector<domain::Command> commands;
  std::vector<Address> addresses;
  commands.reserve(batch.size());
  addresses.reserve(batch.size());
  for (Job& job : batch) {
    commands.push_back(std::move(job.command));
    addresses.push_back({job.reply_to, job.tag});
  }
  if (failed) return OnCommitted(addresses, std::unexpected(*failed));
  figures_.batches.CountAlone(commands.size());
  const auto begun = std::chrono::steady_clock::now();
  store_.Commit(std::move(commands), [this, begun, addresses = std::move(addresses)](auto result) {
    figures_.commits.Count(
        std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - begun));
    OnCommitted(addresses, std::move(result));
  });
}

void Engine::OnCommitted(const std::vector<Address>& list,
                         std::expected<store::Committed, store::StoreError> result) {
  if (!result) NoteFailure(result.error());
  ONSALE_ASSERT(!result || result->outcomes.size() == list.size());

  std::vector<DeliveryGroup> groups;
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::vector<Delivery>& deliveries = GroupFor(list[i].mailbox, groups);
    if (deliveries.empty()) deliveries.reserve(list.size());
    if (result) {
      const AnswerOrder position{result->now, result->batch, static_cast<std::uint32_t>(i)};
      deliveries.push_back({list[i].tag, result->commit_number, std::move(result->outcomes[i]),
                            position, result->times});
    } else {
      deliveries.push_back({list[i].tag, 0, std::unexpected(result.error())});
    }
  }

  EndBatch(result ? result->next_due : clock_.Now() + kRetryDue, !groups.empty());
  for (auto& [mailbox, deliveries] : groups) mailbox->Deliver(std::move(deliveries));
  const base::MutexLock lock(mutex_);
  ONSALE_ASSERT(delivering_ > 0);
  --delivering_;
  // Notifies while mutex_ is held: once delivering_ is 0, the destructor may destroy the engine.
  if (stopping_) wake_.notify_one();
}

// Frees the batch's slot in the window before its outcomes are delivered, because a mailbox's
// reader then calls Submit again.
void Engine::EndBatch(std::optional<base::Time> next_due, bool has_outcomes) {
  const base::MutexLock lock(mutex_);
  ONSALE_ASSERT(in_flight_ > 0);
  --in_flight_;
  ++delivering_;
  // A time that PassTime has set stays until a batch takes it: this one may be older.
  if (next_due_ != base::Time{}) next_due_ = next_due;
  // A batch without jobs wakes no mailbox's reader, so nobody calls Submit to commit the queued
  // jobs: the engine's own thread must.
  const bool nobody_else = !has_outcomes && !queue_.empty();
  if (nobody_else || (next_due_ && *next_due_ < wake_at_)) wake_.notify_one();
}

void Engine::NoteFailure(const store::StoreError& error) {
  if (!MustEnd(error.code)) return;
  {
    const base::MutexLock lock(mutex_);
    if (failed_) return;
    failed_ = error;
  }
  if (on_failure_) on_failure_(error);
}

}  // namespace onsale::engine
