#include "http/pages/summary_pages.h"

#include "http/pages/availability.h"

namespace onsale::http {

void SummaryPages::Follow(const domain::CatalogPtr& catalog) {
  if (catalog_ == catalog) return;
  shows_.clear();
  catalog_ = catalog;
}

PackedPagePtr SummaryPages::Find(const domain::CatalogPtr& catalog, domain::ShowId show,
                                 base::Time now) {
  const base::MutexLock lock(mutex_);
  Follow(catalog);
  Summary& summary = shows_[show];
  // After the clock was set back, the page is read again.
  const bool is_recent = now >= summary.asked_at && now - summary.asked_at < kReadTime;
  if (summary.page != nullptr && is_recent) return summary.page;
  summary.asked_at = now;
  return nullptr;
}

PackedPagePtr SummaryPages::Put(const ChartSetPtr& charts, const domain::SeatMap& map) {
  {
    const base::MutexLock lock(mutex_);
    Follow(charts->catalog());
    const Summary& known = shows_[map.show];
    if (known.page != nullptr && known.version >= map.version) return known.page;
  }
  auto page = std::make_shared<const PackedPage>(SummaryJson(*charts, map), Effort::kOften);
  const base::MutexLock lock(mutex_);
  if (catalog_ != charts->catalog()) return page;
  Summary& summary = shows_[map.show];
  if (summary.page == nullptr || summary.version < map.version) {
    summary.page = page;
    summary.version = map.version;
  }
  return page;
}

}  // namespace onsale::http
