// The results of a rehearsal, for the summary, the JSON and the report.
//
// Owner:    refers to the rehearsal's parts, which outlive it.
#pragma once

#include "base/time.h"
#include "rehearsal/audit/audit.h"
#include "rehearsal/crowd/crowd.h"

namespace onsale::rehearsal {

struct Record {
  const Plan& plan;
  const Tally& tally;
  const AuditResult& audit;
  const Connections::Figures& connections;
  Cut cut = Cut::kNotAtAll;
  base::Time started;
  double seconds = 0;      // from the first arrival to the last answer
  double cpu_seconds = 0;  // of this client, user and system, in that time
};

// The verdict: the worst that applies.
enum class Verdict : std::uint8_t {
  kBroken,     // a violation, or an answer that no correct server gives
  kUnchecked,  // some check could not be made
  kCutShort,   // it ended before everybody had finished
  kStrained,   // correct, but slow answers or refusals for load
  kWell,
};

Verdict Judge(const Record& record);
// Whether a script should treat it as success: kWell and kStrained.
bool IsGood(Verdict verdict);

// The limits beyond which a rehearsal is kStrained. The report names them.
inline constexpr double kTroubleShareMost = 0.01;       // answers refused for load or lost, of all
inline constexpr std::int64_t kPatienceUs = 1'000'000;  // p99 of any call

// The largest p99 of all calls.
std::int64_t WorstP99(const Tally& tally);
// The share of answers that were refused for load or lost.
double TroubleShare(const Tally& tally);

}  // namespace onsale::rehearsal
