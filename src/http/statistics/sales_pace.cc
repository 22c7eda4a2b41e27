#include "http/statistics/sales_pace.h"

#include <algorithm>

namespace onsale::http {

std::int64_t SoldSeats::Of(std::string_view category) const {
  for (const auto& [name, sold] : by_category) {
    if (name == category) return sold;
  }
  return 0;
}

void SalesPace::Note(const domain::SaleView& sale, base::Time now) {
  const base::MutexLock lock(mutex_);
  if (!marks_.empty() && now < marks_.back()->at) marks_.clear();
  if (!marks_.empty() && now - marks_.back()->at < kEvery) return;
  auto mark = std::make_shared<SaleMark>();
  mark->at = now;
  for (const domain::SeatCountsView& show : sale.shows) {
    SoldSeats& sold = mark->shows[show.show];
    sold.all = show.all.sold;
    for (const domain::CategoryTally& one : show.categories) {
      sold.by_category.emplace_back(one.category, one.tally.sold);
    }
  }
  marks_.push_back(std::move(mark));
  while (now - marks_.front()->at > kSpan) marks_.pop_front();
}

SaleMarkPtr SalesPace::Oldest(base::Time now) const {
  const base::MutexLock lock(mutex_);
  const auto recent = [now](const SaleMarkPtr& mark) {
    return mark->at <= now && now - mark->at <= kSpan;
  };
  const auto found = std::ranges::find_if(marks_, recent);
  return found == marks_.end() ? nullptr : *found;
}

}  // namespace onsale::http
