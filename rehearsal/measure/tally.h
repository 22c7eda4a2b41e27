// Counts and latencies of a rehearsal, for each second and in total.
//
// Units:    microseconds for latencies, seconds since the start for moments.
// Owner:    the rehearsal; the report reads it afterwards.
// Threads:  one.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rehearsal/measure/histogram.h"
#include "rehearsal/wire/call.h"

namespace onsale::rehearsal {

// How a buyer's visit ended.
enum class Ending : std::uint8_t {
  kBought,
  kTiredOfWaiting,
  kLeftAtDates,
  kLeftAtSeats,
  kLostTooManyRaces,
  kGaveHoldUp,
  kLeftAfterTopUp,
  kSoldOut,
  kTurnedAway,  // the room was full, closed or not open
  kTurnEnded,
  kHoldEnded,
  kServerFailed,  // no answer, or no valid one, after many attempts
  kCutShort,      // the rehearsal ended before the visit did
};
inline constexpr std::size_t kEndings = static_cast<std::size_t>(Ending::kCutShort) + 1;
inline constexpr std::array<std::string_view, kEndings> kEndingNames = {
    "bought",       "tired-of-waiting",  "left-at-dates", "left-at-seats", "lost-too-many-races",
    "gave-hold-up", "left-after-top-up", "sold-out",      "turned-away",   "turn-ended",
    "hold-ended",   "server-failed",     "cut-short"};

struct CallMoment {
  std::uint64_t count = 0;
  std::int64_t p50_us = 0;
  std::int64_t p99_us = 0;
};

// How many buyers are at each stage at one moment, and seats held and sold.
struct Gauges {
  std::int64_t arrived = 0;  // buyers so far
  std::int64_t waiting = 0;
  std::int64_t active = 0;
  std::int64_t held = 0;  // seats held by buyers still present
  std::int64_t sold = 0;  // seats sold so far
  std::int64_t gone = 0;  // buyers whose visit ended
};

struct Moment {
  Gauges gauges;
  std::array<CallMoment, kCalls> calls;
  std::uint64_t bytes = 0;  // of the answers in this second
};

struct Refusal {
  Call call = Call::kNone;
  unsigned status = 0;
  std::string code;
  std::uint64_t count = 0;
};

class Tally {
 public:
  Gauges gauges;
  std::array<std::uint64_t, kEndings> endings{};
  std::uint64_t lost = 0;  // requests without an answer
  std::uint64_t races_lost = 0;
  std::uint64_t offers_taken = 0;     // holds of the seats that a refusal offered
  std::uint64_t bytes_of_bought = 0;  // of all answers to buyers who bought

  // `bytes` are those of the answer: HTTP head and body. `late_us` is the part of the latency for
  // which the crowd's own loop was late to send the request.
  void Answered(Call call, std::int64_t latency_us, std::uint64_t bytes = 0,
                std::int64_t late_us = 0);
  // Counts bytes of a stream behind its first event.
  void Read(Call call, std::uint64_t bytes);
  // Records why a request was sent late: how late the crowd's own loop was (this machine's fault),
  // and how long the request then waited for a free connection (the server's, or the limit of
  // connections).
  void CameLate(std::int64_t us) { lateness_.Add(us); }
  void WaitedForConnection(std::int64_t us) { connection_wait_.Add(us); }
  void Refused(Call call, unsigned status, std::string_view code);
  // Records an answer that no correct server gives.
  void Nonsense(Call call, std::string_view what);
  // Ends the current second and begins the next.
  void CloseSecond();

  const std::vector<Moment>& moments() const { return moments_; }
  const Histogram& Latency(Call call) const { return all_[static_cast<std::size_t>(call)]; }
  // The latency without the crowd's own lateness. Answers of the current second count, too.
  const Histogram& ServerLatency(Call call) const {
    return server_[static_cast<std::size_t>(call)];
  }
  const Histogram& lateness() const { return lateness_; }
  const Histogram& connection_wait() const { return connection_wait_; }
  const std::vector<Refusal>& refusals() const { return refusals_; }
  std::uint64_t nonsense_count() const { return nonsense_count_; }
  const std::vector<std::string>& nonsense() const { return nonsense_; }  // only the first few
  std::uint64_t answers() const;
  std::uint64_t BytesOf(Call call) const { return bytes_[static_cast<std::size_t>(call)]; }
  std::uint64_t bytes() const;
  // The most bytes that arrived in one second.
  std::uint64_t bytes_at_peak() const;
  // The number of refusals for load: statuses 429 and 503.
  std::uint64_t overloads() const;

 private:
  std::array<Histogram, kCalls> all_;
  std::array<Histogram, kCalls> second_;
  std::array<Histogram, kCalls> server_;
  std::array<std::uint64_t, kCalls> bytes_{};
  std::uint64_t bytes_of_second_ = 0;
  Histogram lateness_;
  Histogram connection_wait_;
  std::vector<Moment> moments_;
  std::vector<Refusal> refusals_;
  std::vector<std::string> nonsense_;
  std::uint64_t nonsense_count_ = 0;
};

}  // namespace onsale::rehearsal
