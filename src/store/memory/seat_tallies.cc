#include "store/memory/seat_tallies.h"

#include <map>
#include <string_view>

#include "base/assert.h"

namespace onsale::store {

using domain::SeatStatus;
using domain::SeatTally;

SeatTallies::SeatTallies(const domain::Catalog& catalog, const domain::Show& show) {
  std::map<std::string_view, std::uint16_t> known;
  for (const domain::Category& category : catalog.CategoriesOf(show.chart)) {
    if (tallies_.size() < kNone) {
      known.emplace(category.slug, static_cast<std::uint16_t>(tallies_.size()));
    }
    tallies_.emplace_back();
  }
  for (const domain::ChartSeat& seat : catalog.SeatsOf(show.chart)) {
    const auto category = known.find(seat.category);
    category_of_.push_back(category == known.end() ? kNone : category->second);
  }
}

void SeatTallies::Count(std::size_t seat, SeatStatus status, int by) {
  const std::uint16_t category = category_of_.at(seat);
  if (category == kNone) return;
  SeatTally& tally = tallies_[category];
  tally.seats += by;
  if (status == SeatStatus::kAvailable) tally.free += by;
  if (status == SeatStatus::kHeld) tally.held += by;
  if (status == SeatStatus::kSold) tally.sold += by;
  ONSALE_ASSERT(tally.held_back() >= 0);
}

void SeatTallies::CountPaid(std::size_t seat, domain::Money price, int by) {
  const std::uint16_t category = category_of_.at(seat);
  if (category != kNone) tallies_[category].revenue.minor += by * price.minor;
}

}  // namespace onsale::store
