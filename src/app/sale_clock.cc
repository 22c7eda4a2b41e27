#include "app/sale_clock.h"

#include <future>
#include <string>

namespace onsale::app {
namespace {

// A start at a time that is further ahead of the last commit is logged, or refused.
constexpr base::Duration kGapLogged = std::chrono::hours(1);
constexpr base::Duration kGapMax = std::chrono::days(7);

}  // namespace

void LogClock(base::Duration ahead, Log& log) {
  if (ahead == base::Duration{}) return log.Warn("the clock is believed again");
  log.Error("the clock was set ahead and is not believed",
            {{"aheadSeconds", std::chrono::round<std::chrono::seconds>(ahead).count()},
             {"remedy", "set the clock; if it is right: onsale clock accept"}});
}

void ContinueClock(const ClockFile& file, base::GuardedClock& clock, base::Time last_commit) {
  const base::Time boot_now = base::BootClock().Now();
  const auto believed = file.Read(boot_now);
  if (!believed) return;
  if (boot_now + *believed + base::kJumpMax >= last_commit) clock.Believe(*believed);
}

bool MayStartNow(base::Time now, store::Store& store, bool accepts, Log& log) {
  const base::Time last_commit = store.sale_time();
  if (last_commit == base::Time{} || now - last_commit <= kGapLogged) {
    if (accepts) store.KeepTime();
    return true;
  }
  const std::string last = base::FormatRfc3339(last_commit);
  const auto hours = std::chrono::floor<std::chrono::hours>(now - last_commit).count();
  if (accepts || now - last_commit <= kGapMax) {
    log.Warn("the clock is far ahead of the last commit",
             {{"lastCommit", last}, {"aheadHours", hours}});
    store.KeepTime();
    return true;
  }
  log.Error("cannot start",
            {{"reason", "the clock is " + std::to_string(hours) +
                            " hours ahead of the last commit (" + last +
                            "), and what ends by then would end for good; set the clock or, if it "
                            "is right, start once with --accept-clock"}});
  return false;
}

std::optional<http::AcceptedClock> AcceptClockNow(const ClockParts& parts) {
  constexpr std::chrono::seconds kAnswerMax(5);
  http::AcceptedClock accepted;
  auto behind = parts.store.AcceptClock([&] { accepted.ahead = parts.clock.Accept(); });
  parts.keeper.Keep();
  parts.engine.PassTime();
  if (behind.wait_for(kAnswerMax) != std::future_status::ready) return std::nullopt;
  accepted.behind = behind.get();
  return accepted;
}

}  // namespace onsale::app
