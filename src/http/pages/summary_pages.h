// The summaries of shows: read at most once a second, and the same page for everybody.
//
// Shape:    while a read is in flight, callers get the page before; only until the first page is
//           made, each caller reads.
// Threads:  any.
#pragma once

#include <unordered_map>

#include "base/mutex.h"
#include "base/time.h"
#include "domain/views.h"
#include "http/pages/chart_pages.h"

namespace onsale::http {

class SummaryPages {
 public:
  static constexpr base::Duration kReadTime = std::chrono::seconds(1);

  // The page of a show of this catalogue; null if the caller is to read the map and call Put.
  PackedPagePtr Find(const domain::CatalogPtr& catalog, domain::ShowId show, base::Time now);
  // Makes the page of the map, unless a page shows a newer one; returns the page for the caller.
  PackedPagePtr Put(const ChartSetPtr& charts, const domain::SeatMap& map);

 private:
  struct Summary {
    PackedPagePtr page;
    std::uint64_t version = 0;  // of the map that it shows
    base::Time asked_at;        // of the last read; the epoch before the first
  };

  void Follow(const domain::CatalogPtr& catalog) ONSALE_REQUIRES(mutex_);

  base::Mutex mutex_;
  domain::CatalogPtr catalog_ ONSALE_GUARDED_BY(mutex_);
  // At most as many as the catalogue has shows.
  std::unordered_map<domain::ShowId, Summary> shows_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::http
