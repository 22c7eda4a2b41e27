// Limits how often a caller may make calls of a class, over all I/O threads.
//
// Shape:    a call is checked by its class and its caller (caller_key.h). Each class has one limit
//           for a caller; an address, behind which many callers can be, has a multiple of it. In
//           mode `log` a call beyond its limit is reported and answered; in mode `on` it is
//           refused. Nothing is stored: a restart forgets all callers.
// Units:    `now` is a point of the steady clock, and may be up to an iteration old.
// Owner:    the app; outlives the server. The callbacks run on the thread that calls Check or
//           SetMode, and must not block.
// Threads:  any.
// Source:   docs/decisions/0025-limits-of-callers.md
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/keyed_hash.h"
#include "http/access/settable.h"
#include "http/limit/call_class.h"
#include "http/limit/caller_key.h"
#include "http/limit/cell_table.h"

namespace onsale::http {

enum class LimitMode : std::uint8_t { kOff, kLog, kOn };
inline constexpr std::array<std::string_view, 3> kLimitModeNames = {"off", "log", "on"};

constexpr std::string_view NameOf(LimitMode mode) {
  return kLimitModeNames[static_cast<std::size_t>(mode)];
}

struct LimitOptions {
  // For one caller, in the order of CallClass. Polls: four times the fastest pace that the
  // server gives (domain/pause.h); all others: several times what pages do.
  std::array<CallLimit, kCallClasses> limits = {{{.per_minute = 60, .burst = 60},
                                                 {.per_minute = 240, .burst = 60},
                                                 {.per_minute = 600, .burst = 120},
                                                 {.per_minute = 120, .burst = 60},
                                                 {.per_minute = 60, .burst = 30},
                                                 {.per_minute = 240, .burst = 120}}};
  // How many callers an address stands for.
  std::int64_t callers_per_address = 500;
  LimitMode mode = LimitMode::kLog;
  bool operator==(const LimitOptions&) const = default;
};

// What a checked call leaves of its caller's limit.
struct Quota {
  CallClass call_class = CallClass::kPublic;
  CellRate rate;
  CellVerdict verdict;
};

// Calls of one class beyond the limits of callers of one kind, since the last report of both.
struct Exceeded {
  CallClass call_class = CallClass::kPublic;
  CallerKind kind = CallerKind::kAddress;
  std::uint64_t calls = 0;
  LimitMode mode = LimitMode::kLog;
};

class Limiter {
 public:
  // Reports of one class and kind are at least this far apart.
  static constexpr std::chrono::seconds kReportInterval{10};

  struct Callbacks {
    std::function<void(const Exceeded&)> exceeded;
    std::function<void(LimitMode before, LimitMode now)> mode_changed;
  };

  Limiter(const LimitOptions& options, const base::HashKey& key, Callbacks callbacks);

  LimitMode mode() const { return mode_.load(std::memory_order_relaxed); }
  void SetMode(LimitMode mode);
  // Puts other limits into use; the mode stays. What callers have used counts on.
  void SetLimits(const LimitOptions& options);

  // Checks and counts one call. Nothing unless the mode is `on`; the call is to be refused if the
  // verdict does not conform.
  std::optional<Quota> Check(CallClass call_class, const CallerKey& caller,
                             std::chrono::steady_clock::time_point now);

  const CallLimit& LimitOf(CallClass call_class) const;
  std::int64_t callers_per_address() const { return limits_.Get().callers_per_address; }
  // The calls of a class beyond the limits of callers of this kind since the start.
  std::uint64_t ExceededBy(CallClass call_class, CallerKind kind) const;

 private:
  struct Counts {
    std::atomic<std::uint64_t> all = 0;
    std::atomic<std::uint64_t> unreported = 0;
    std::atomic<std::int64_t> next_report = 0;  // in microseconds, as `now`
  };
  struct Rates {
    CellRate caller;
    CellRate address;
  };
  // The limits in use, and what follows from them.
  struct Limits {
    explicit Limits(const LimitOptions& options);
    std::array<CallLimit, kCallClasses> limits;
    std::int64_t callers_per_address;
    std::array<Rates, kCallClasses> rates;
  };

  void Count(CallClass call_class, CallerKind kind, LimitMode mode, std::int64_t now);

  const base::HashKey key_;
  const Callbacks callbacks_;
  Settable<Limits> limits_;
  std::atomic<LimitMode> mode_;
  CellTable table_;
  std::array<std::array<Counts, kCallerKinds>, kCallClasses> counts_;
};

}  // namespace onsale::http
