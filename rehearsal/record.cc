#include "rehearsal/record.h"

#include <algorithm>

namespace onsale::rehearsal {

std::int64_t WorstP99(const Tally& tally) {
  std::int64_t worst = 0;
  for (std::size_t call = 0; call < kCalls; ++call) {
    worst = std::max(worst, tally.Latency(static_cast<Call>(call)).Quantile(0.99));
  }
  return worst;
}

Call SlowestJudged(const Tally& tally) {
  return *std::ranges::max_element(
      kJudgedCalls, {}, [&tally](Call call) { return tally.ServerLatency(call).Quantile(0.99); });
}

double LostShare(const Tally& tally) {
  return static_cast<double>(tally.lost) /
         static_cast<double>(std::max<std::uint64_t>(tally.answers() + tally.lost, 1));
}

std::uint64_t PeakBits(const Tally& tally) {
  return tally.bytes_at_peak() * 8;
}

BytesRead MeanBytes(const Tally& tally) {
  const auto share = [](std::uint64_t bytes, std::uint64_t buyers) {
    return buyers == 0 ? 0 : bytes / buyers;
  };
  return {.by_buyer = share(tally.bytes(), static_cast<std::uint64_t>(tally.gauges.arrived)),
          .by_purchase = share(tally.bytes_of_bought,
                               tally.endings[static_cast<std::size_t>(Ending::kBought)])};
}

Strain StrainOf(const Tally& tally) {
  return {.slow = tally.ServerLatency(SlowestJudged(tally)).Quantile(0.99) >= kPatienceUs,
          .trouble = tally.overloads() > 0 || LostShare(tally) > kLostShareMost,
          .failed = tally.endings[static_cast<std::size_t>(Ending::kServerFailed)] > 0};
}

Verdict Judge(const Record& record) {
  const Tally& tally = record.tally;
  if (record.audit.found_violation() || tally.nonsense_count() > 0) return Verdict::kBroken;
  if (!record.audit.complete()) return Verdict::kUnchecked;
  if (record.cut != Cut::kNotAtAll) return Verdict::kCutShort;
  return StrainOf(tally).any() ? Verdict::kStrained : Verdict::kWell;
}

bool IsGood(Verdict verdict) {
  return verdict == Verdict::kWell || verdict == Verdict::kStrained;
}

}  // namespace onsale::rehearsal
