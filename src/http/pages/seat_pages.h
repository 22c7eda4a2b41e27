// Cached JSON of seat maps, charts and concerts, rebuilt only after a change.
//
// Shape:    for each show the constant part of every seat is written once per catalogue; a new
//           version of the seat map is assembled from these parts and then only sent.
// Owner:    one I/O thread; returned pages are shared and immutable.
// Threads:  its own thread only.
// Requires: a SeatMap of a show of the given catalogue, with one status for each seat of its chart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/catalog.h"
#include "domain/views.h"
#include "http/pages/ready_page.h"

namespace onsale::http {

enum class SeatFilter : std::uint8_t { kAvailable, kAll };

// What a page depends on besides its show.
struct PageSource {
  const domain::CatalogPtr& catalog;
  std::string_view currency;  // the same for as long as the process runs
};

class SeatPages {
 public:
  // The size in bytes above which the cache is emptied; a requested page is made at any size.
  static constexpr std::size_t kBytesMax = 64 << 20;

  explicit SeatPages(std::size_t bytes_max = kBytesMax) : bytes_max_(bytes_max) {}

  const ReadyPage& Seats(const PageSource& source, const domain::SeatMap& map, SeatFilter filter);
  const ReadyPage& Chart(const PageSource& source, const domain::Show& show);
  const ReadyPage& Concert(const PageSource& source, const domain::Concert& concert,
                           const domain::ConcertView& view);

 private:
  // A seat page and the version of the map that it shows.
  struct SeatsPage {
    ReadyPage page;
    std::uint64_t version = 0;
  };
  struct ShowPages {
    // The constant JSON of every seat in order, `,{"number":1,...,"price":100`, and where each
    // part ends.
    std::string parts;
    std::vector<std::uint32_t> part_ends;
    SeatsPage seats[2];  // by SeatFilter
    ReadyPage chart;
  };

  // A concert's page and the view that it shows.
  struct ConcertPage {
    ReadyPage page;
    domain::ConcertView view;
  };

  // Forgets the pages of another catalogue, or all if there are too many.
  void Follow(const PageSource& source);
  ShowPages& PagesOf(const PageSource& source, domain::ShowId show);
  void Forget();

  const std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  domain::CatalogPtr catalog_;  // held, so that no other catalogue gets its address
  std::unordered_map<domain::ShowId, ShowPages> shows_;
  std::unordered_map<domain::ConcertId, ConcertPage> concerts_;
};

}  // namespace onsale::http
