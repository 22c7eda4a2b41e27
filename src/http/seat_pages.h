// Seats and charts as ready-made JSON, made again only when what they show has changed.
//
// Shape:    for each show the static part of every seat is written once per catalogue; a new state
//           of the seats is then put together from those parts, and from then on only sent.
// Owner:    one I/O thread; pages handed out are shared and stay whole.
// Threads:  its own thread only.
// Requires: a SeatMap of the given catalogue's show, as long as the show's chart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/catalog.h"
#include "domain/views.h"
#include "http/ready_page.h"

namespace onsale::http {

enum class SeatFilter : std::uint8_t { kAvailable, kAll };

// What a page is made from besides its show.
struct PageSource {
  const domain::CatalogPtr& catalog;
  std::string_view currency;  // the same for as long as the process runs
};

class SeatPages {
 public:
  // What is kept at most before everything is forgotten; the page that is asked for is always made.
  static constexpr std::size_t kBytesMax = 64 << 20;

  explicit SeatPages(std::size_t bytes_max = kBytesMax) : bytes_max_(bytes_max) {}

  const ReadyPage& Seats(const PageSource& source, const domain::SeatMap& map, SeatFilter filter);
  const ReadyPage& Chart(const PageSource& source, const domain::Show& show);

 private:
  // A page of seats and the version of the map that it shows.
  struct SeatsPage {
    ReadyPage page;
    std::uint64_t version = 0;
  };
  struct ShowPages {
    // `,{"number":1,...,"price":100` of each seat one after the other, and where each ends.
    std::string parts;
    std::vector<std::uint32_t> part_ends;
    SeatsPage seats[2];  // by SeatFilter
    ReadyPage chart;
  };

  ShowPages& PagesOf(const PageSource& source, domain::ShowId show);
  void Forget();

  const std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  domain::CatalogPtr catalog_;  // held, so that no other catalogue can have its address
  std::unordered_map<domain::ShowId, ShowPages> shows_;
};

}  // namespace onsale::http
