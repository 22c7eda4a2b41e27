// The results of a rehearsal, for the summary, the JSON and the report.
//
// Owner:    the members refer to the rehearsal's parts, which outlive the Record.
#pragma once

#include <array>

#include "base/time.h"
#include "rehearsal/audit/audit.h"
#include "rehearsal/crowd/crowd.h"

namespace onsale::rehearsal {

struct Record {
  const Plan& plan;
  const Tally& tally;
  const AuditResult& audit;
  const Connections::Figures& connections;
  const Composer::Signed& signing;
  Cut cut = Cut::kNotAtAll;
  base::Time started;
  double seconds = 0;      // from the first arrival to the last answer
  double cpu_seconds = 0;  // of this client, user and system, in `seconds`
};

// The verdict on a rehearsal: the first that applies.
enum class Verdict : std::uint8_t {
  kBroken,     // a violation, or an answer that no correct server gives
  kUnchecked,  // some check could not be made
  kCutShort,   // the rehearsal ended before everybody had finished
  kStrained,   // correct, but with slow holds or payments, refusals for load, or lost answers
  kWell,
};

Verdict Judge(const Record& record);
// Whether a script should treat the verdict as success: only kWell and kStrained.
bool IsGood(Verdict verdict);

// A rehearsal is kStrained at one of these limits, with any refusal for load, and with a buyer who
// ended as kServerFailed. The report names the limits.
inline constexpr double kLostShareMost = 0.01;          // of all requests: those without an answer
inline constexpr std::int64_t kPatienceUs = 1'000'000;  // microseconds, p99 of kJudgedCalls
// The calls whose speed is judged, without the crowd's own lateness: holds and payments.
inline constexpr std::array kJudgedCalls = {Call::kHold, Call::kBest, Call::kPay};

// Of kJudgedCalls the one with the largest p99 without the crowd's own lateness.
Call SlowestJudged(const Tally& tally);
// The largest p99 latency of any call, in microseconds.
std::int64_t WorstP99(const Tally& tally);
// The line that a sale needs in its busiest second, in bits a second: HTTP heads and bodies.
std::uint64_t PeakBits(const Tally& tally);
// Bytes of answers to a buyer on average; of all buyers, and of those who bought.
struct BytesRead {
  std::uint64_t by_buyer = 0;
  std::uint64_t by_purchase = 0;  // 0 if nobody bought
};
BytesRead MeanBytes(const Tally& tally);
// Why a rehearsal is kStrained; all false: it is not.
struct Strain {
  bool slow = false;     // the p99 of SlowestJudged is not below kPatienceUs
  bool trouble = false;  // an answer was refused for load, or more than kLostShareMost was lost
  bool failed = false;   // a buyer ended as kServerFailed
  bool any() const { return slow || trouble || failed; }
};
Strain StrainOf(const Tally& tally);

// The share of all requests that got no answer.
double LostShare(const Tally& tally);

}  // namespace onsale::rehearsal
