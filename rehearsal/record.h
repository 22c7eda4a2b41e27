// Everything that a rehearsal found, for those who tell it: the summary, the JSON, the report.
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

// How it went, the worst that applies.
enum class Verdict : std::uint8_t {
  kBroken,     // the audit found something, or the server gave an answer that no honest one gives
  kUnchecked,  // some check could not be made
  kCutShort,   // it ended before everybody was through
  kStrained,   // correct, but people had to wait for answers or were turned away
  kWell,
};

Verdict Judge(const Record& record);
// Whether a script should take it for a success: kWell and kStrained.
bool IsGood(Verdict verdict);

// What kStrained means: above any of these. The report names them.
inline constexpr double kTroubleShareMost = 0.01;       // of answers: refused for load, or lost
inline constexpr std::int64_t kPatienceUs = 1'000'000;  // p99 of any call

// The largest p99 of all calls.
std::int64_t WorstP99(const Tally& tally);
// Answers that were refused for load, or never came, among all.
double TroubleShare(const Tally& tally);

}  // namespace onsale::rehearsal
