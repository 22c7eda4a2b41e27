#include "app/log_writer.h"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <utility>

#include "base/bounded_write.h"
#include "base/mutex.h"

namespace onsale::app {
namespace {

using Clock = std::chrono::steady_clock;

// How often the writer's thread checks `given_up` while it waits for the descriptor.
constexpr std::chrono::milliseconds kPollInterval{50};

// Starts a thread with all signals blocked: the main thread handles them.
template <class Function>
std::thread WithoutSignals(Function function) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(function));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

struct LogWriter::State {
  State(int descriptor, Callbacks given) : fd(descriptor), callbacks(std::move(given)) {}

  bool idle() const ONSALE_REQUIRES(mutex) { return waiting.empty() && dropped == 0 && !writing; }
  std::string TakeText() ONSALE_REQUIRES(mutex);
  void WriteOut(std::string_view text) const;

  const int fd;
  std::atomic<bool> given_up = false;
  std::atomic<std::uint64_t> dropped_in_all = 0;
  base::Mutex mutex;
  std::condition_variable changed;
  std::condition_variable written;
  Callbacks callbacks ONSALE_GUARDED_BY(mutex);
  std::string waiting ONSALE_GUARDED_BY(mutex);
  std::uint64_t dropped ONSALE_GUARDED_BY(mutex) = 0;
  bool writing ONSALE_GUARDED_BY(mutex) = false;
  bool ending ONSALE_GUARDED_BY(mutex) = false;
  bool ended ONSALE_GUARDED_BY(mutex) = false;
};

// Takes the text to write: the waiting lines, lines that are due by time, and a report if lines
// were dropped.
std::string LogWriter::State::TakeText() {
  std::string text = std::exchange(waiting, {});
  const std::uint64_t count = std::exchange(dropped, 0);
  try {
    text += callbacks.lines_due(ending);
    if (count > 0) text += callbacks.dropped(count);
  } catch (...) {
    // If memory runs out the lines are lost, but the sale continues.
  }
  return text;
}

void LogWriter::State::WriteOut(std::string_view text) const {
  while (!text.empty() && !given_up) {
    const base::WriteResult result = base::WriteWithin(fd, text, kPollInterval);
    if (result.broken) return;
    text.remove_prefix(result.written);
  }
}

LogWriter::LogWriter(int fd, Callbacks callbacks)
    : state_(std::make_shared<State>(fd, std::move(callbacks))),
      thread_(WithoutSignals([state = state_] { Run(state); })) {}

LogWriter::~LogWriter() {
  base::MutexLock lock(state_->mutex);
  state_->ending = true;
  state_->changed.notify_one();
  const auto give_up_at = Clock::now() + kEndTime;
  while (!state_->ended && lock.WaitUntil(state_->written, give_up_at)) {
  }
  const bool ended = state_->ended;
  state_->given_up = true;
  lock.Unlock();
  ended ? thread_.join() : thread_.detach();
}

void LogWriter::Put(std::string_view line, bool urgent) {
  const base::MutexLock lock(state_->mutex);
  const std::size_t room = kWaitingMax + (urgent ? kUrgentExtra : 0);
  if (state_->waiting.size() + line.size() > room) {
    ++state_->dropped;
    state_->dropped_in_all.fetch_add(1, std::memory_order_relaxed);
  } else {
    state_->waiting += line;
  }
  state_->changed.notify_one();
}

std::uint64_t LogWriter::dropped() const {
  return state_->dropped_in_all.load(std::memory_order_relaxed);
}

void LogWriter::Flush(std::chrono::milliseconds limit) {
  base::MutexLock lock(state_->mutex);
  const auto give_up_at = Clock::now() + limit;
  while (!state_->idle() && !state_->ended && lock.WaitUntil(state_->written, give_up_at)) {
  }
}

void LogWriter::Run(const std::shared_ptr<State>& state) {
  base::MutexLock lock(state->mutex);
  while (!state->given_up) {
    const auto tick = Clock::now() + kTick;
    while (!state->ending && state->idle() && lock.WaitUntil(state->changed, tick)) {
    }
    if (state->given_up) break;
    const bool last = state->ending;
    const std::string text = state->TakeText();
    state->writing = true;
    lock.Unlock();
    state->WriteOut(text);
    lock.Lock();
    state->writing = false;
    state->written.notify_all();
    if (last && state->waiting.empty()) break;
  }
  state->ended = true;
  state->written.notify_all();
}

}  // namespace onsale::app
