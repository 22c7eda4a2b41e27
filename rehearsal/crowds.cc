#include "rehearsal/crowds.h"

#include <chrono>
#include <cstddef>

#include "rehearsal/crowd/crowd.h"
#include "rehearsal/measure/tally.h"
#include "rehearsal/venue/scout.h"
#include "rehearsal/venue/venue.h"
#include "rehearsal/wire/connections.h"
#include "rehearsal/wire/errands.h"

namespace onsale::rehearsal {
namespace {

constexpr std::chrono::seconds kScoutWithin{5};
// How long a stop waits for answers in flight.
constexpr std::chrono::milliseconds kDrainWithin{1000};

bool FoundEverythingSold(const Tally& tally) {
  return tally.gauges.sold == 0 && tally.endings[static_cast<std::size_t>(Ending::kSoldOut)] > 0;
}

}  // namespace

std::expected<void, std::string> SendCrowds(const Plan& plan, const std::atomic<bool>& stop) {
  Connections connections({.address = plan.server, .count_max = plan.connections});
  Errands scouting(connections, {plan.host, kScoutWithin});
  auto venue = Scout(plan, scouting, scouting);
  if (!venue) return std::unexpected(venue.error());

  Plan next = plan;
  while (!stop) {
    Crowd crowd(next, *venue, connections);
    const Cut cut =
        crowd.Run({.stop = stop, .each_second = [](const Tally&) {}, .drain_most = kDrainWithin});
    if (cut == Cut::kServerGone) return std::unexpected("the server does not answer");
    if (cut != Cut::kNotAtAll || FoundEverythingSold(crowd.tally())) break;
    ++next.seed;
  }
  return {};
}

}  // namespace onsale::rehearsal
