// When new buyers have to solve a challenge before they join a line.
//
// Shape:    in mode `off` never, in `always` whenever somebody waits in the room. In `pressure`
//           also, while more new queue tokens are asked for in a second than `rate`, and 10 seconds
//           longer; otherwise only if the line is longer than the room's capacity. The rule of the
//           sale decides whether the line is that long (domain/issue_token.cc).
// Owner:    the app; outlives the server. `mode_changed` runs on the thread that calls SetMode, and
//           must not block.
// Threads:  any. The rate is that of all threads of this server; nothing is stored.
// Source:   docs/limits.md; docs/decisions/0027-challenges.md
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/mutex.h"
#include "base/time.h"
#include "domain/command.h"

namespace onsale::http {

enum class ChallengeMode : std::uint8_t { kOff, kPressure, kAlways };
inline constexpr std::array<std::string_view, 3> kChallengeModeNames = {"off", "pressure",
                                                                        "always"};

constexpr std::string_view NameOf(ChallengeMode mode) {
  return kChallengeModeNames[static_cast<std::size_t>(mode)];
}

struct ChallengeOptions {
  ChallengeMode mode = ChallengeMode::kOff;
  std::int64_t rate = 100;   // new queue tokens a second; more of them are pressure
  std::int64_t work = 2000;  // the most tries until a challenge is solved; half of them on average
};

class ChallengeGate {
 public:
  // How long pressure lasts after the last second with too many new tokens.
  static constexpr std::chrono::seconds kPressureTime{10};

  using ModeChanged = std::function<void(ChallengeMode before, ChallengeMode now)>;

  ChallengeGate(const ChallengeOptions& options, ModeChanged mode_changed)
      : options_(options), mode_changed_(std::move(mode_changed)), mode_(options.mode) {}

  ChallengeMode mode() const { return mode_.load(std::memory_order_relaxed); }
  void SetMode(ChallengeMode mode);
  std::int64_t work() const { return options_.work; }

  // What a call that has solved no challenge is decided with.
  domain::ChallengeNeed NeedAt(base::Time now) const;

  // Counts a call that got a new token, or a challenge instead of one.
  void CountNew(base::Time now);
  void CountSent() { sent_.fetch_add(1, std::memory_order_relaxed); }
  // The challenges sent since the start.
  std::uint64_t sent() const { return sent_.load(std::memory_order_relaxed); }

 private:
  const ChallengeOptions options_;
  const ModeChanged mode_changed_;
  std::atomic<ChallengeMode> mode_;
  std::atomic<std::uint64_t> sent_ = 0;
  std::atomic<std::int64_t> pressed_until_ = 0;  // a second of the clock
  base::Mutex mutex_;
  std::int64_t second_ ONSALE_GUARDED_BY(mutex_) = 0;  // the one that is counted
  std::int64_t count_ ONSALE_GUARDED_BY(mutex_) = 0;
};

}  // namespace onsale::http
