// How many seats each show and category had sold in the last minutes, to know how fast they sell.
//
// Shape:    one mark a minute, kept for ten minutes. A clock that is set back begins anew.
// Units:    a mark takes 16 bytes a show and 48 a category.
// Owner:    a mark is immutable and shared.
// Threads:  any.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "domain/views.h"

namespace onsale::http {

struct SoldSeats {
  std::int64_t all = 0;
  std::vector<std::pair<std::string, std::int64_t>> by_category;

  // Of a category that was not known then, none.
  std::int64_t Of(std::string_view category) const;
};

struct SaleMark {
  base::Time at;
  std::map<domain::ShowId, SoldSeats> shows;
};
using SaleMarkPtr = std::shared_ptr<const SaleMark>;

class SalesPace {
 public:
  static constexpr base::Duration kEvery = std::chrono::minutes(1);
  static constexpr base::Duration kSpan = std::chrono::minutes(10);

  // Keeps the sale as a mark, if the last one is a minute old.
  void Note(const domain::SaleView& sale, base::Time now);
  // The oldest mark that is at most kSpan old; null if there is none.
  SaleMarkPtr Oldest(base::Time now) const;

 private:
  mutable base::Mutex mutex_;
  std::deque<SaleMarkPtr> marks_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::http
