#include "app/log_writer.h"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <utility>

#include "base/bounded_write.h"

namespace onsale::app {
namespace {

// How soon a thread that waits for its descriptor notices `given_up`.
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

  bool idle() const { return waiting.empty() && dropped == 0 && !writing; }
  std::string TakeText();
  void WriteOut(std::string_view text) const;

  const int fd;
  std::atomic<bool> given_up = false;
  std::mutex mutex;
  std::condition_variable changed;
  std::condition_variable written;
  Callbacks callbacks;  // all of these: guarded by mutex
  std::string waiting;
  std::uint64_t dropped = 0;
  bool writing = false;
  bool ending = false;
  bool ended = false;
};

// Requires: the mutex is held. The report of dropped lines follows the waiting lines.
std::string LogWriter::State::TakeText() {
  std::string text = std::exchange(waiting, {});
  const std::uint64_t count = std::exchange(dropped, 0);
  try {
    text += callbacks.lines_due(ending);
    if (count > 0) text += callbacks.dropped(count);
  } catch (...) {
    // Out of memory: the lines are lost, the sale continues.
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
  std::unique_lock lock(state_->mutex);
  state_->ending = true;
  state_->changed.notify_one();
  const bool ended = state_->written.wait_for(lock, kEndTime, [this] { return state_->ended; });
  state_->given_up = true;
  lock.unlock();
  ended ? thread_.join() : thread_.detach();
}

void LogWriter::Put(std::string_view line, bool urgent) {
  const std::lock_guard lock(state_->mutex);
  const std::size_t room = kWaitingMax + (urgent ? kUrgentExtra : 0);
  if (state_->waiting.size() + line.size() > room) {
    ++state_->dropped;
  } else {
    state_->waiting += line;
  }
  state_->changed.notify_one();
}

void LogWriter::Flush(std::chrono::milliseconds limit) {
  std::unique_lock lock(state_->mutex);
  state_->written.wait_for(lock, limit, [this] { return state_->idle() || state_->ended; });
}

void LogWriter::Run(const std::shared_ptr<State>& state) {
  std::unique_lock lock(state->mutex);
  while (!state->given_up) {
    state->changed.wait_for(lock, kTick, [&] { return state->ending || !state->idle(); });
    if (state->given_up) break;
    const bool last = state->ending;
    const std::string text = state->TakeText();
    state->writing = true;
    lock.unlock();
    state->WriteOut(text);
    lock.lock();
    state->writing = false;
    state->written.notify_all();
    if (last && state->waiting.empty()) break;
  }
  state->ended = true;
  state->written.notify_all();
}

}  // namespace onsale::app
