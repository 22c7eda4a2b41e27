// Pages of seat maps, charts and concerts, made again only after a change.
//
// Shape:    for each show the constant part of every seat is written once per catalogue; a new
//           version of the seat list is assembled from these parts and then only sent.
// Owner:    returned pages are shared and immutable.
// Threads:  any: all I/O threads share one.
// Requires: a SeatMap of a show of the given catalogue, with one status for each seat of its chart.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/catalog.h"
#include "domain/views.h"
#include "http/pages/chart_pages.h"
#include "http/pages/map_page.h"
#include "http/pages/ready_page.h"

namespace onsale::http {

enum class SeatFilter : std::uint8_t { kAvailable, kAll };

// What a page depends on besides its show. The texts are the same for as long as the process runs.
struct PageSource {
  const domain::CatalogPtr& catalog;
  std::string_view currency;
  std::string_view base_path = {};
};

// The seats of one section, of one category, or of both; a name that is not given is nothing.
struct SeatsPart {
  std::optional<std::string_view> section;
  std::optional<std::string_view> category;
};

class SeatPages {
 public:
  // The size in bytes above which the cache is emptied; a requested page is made at any size. The
  // compressed forms of charts and concerts come on top, which are a fraction of this.
  static constexpr std::size_t kBytesMax = 128 << 20;

  explicit SeatPages(ChartPages& charts, std::size_t bytes_max = kBytesMax)
      : charts_(charts), bytes_max_(bytes_max) {}

  CodedPage Seats(const PageSource& source, const domain::SeatMap& map, SeatFilter filter,
                  const MapReader& reader);
  // A page of a part, which is not kept.
  ReadyPage Seats(const PageSource& source, const domain::SeatMap& map, SeatFilter filter,
                  const SeatsPart& part);
  CodedPage Availability(const PageSource& source, const domain::SeatMap& map,
                         const MapReader& reader);
  PackedPagePtr Chart(const PageSource& source, const domain::Show& show);
  PackedPagePtr Concert(const PageSource& source, const domain::Concert& concert,
                        const domain::ConcertView& view);
  PackedPagePtr Concerts(const PageSource& source);

 private:
  // The constant JSON of every seat in order, `,{"number":1,...,"price":100`, and where each part
  // ends.
  struct SeatParts {
    std::string text;
    std::vector<std::uint32_t> ends;
  };
  struct ShowPages {
    explicit ShowPages(std::atomic<std::size_t>& all_bytes)
        : bytes(all_bytes), available(bytes), all(bytes), states(bytes) {}
    ~ShowPages() { bytes -= counted; }
    void Count(std::size_t size) ONSALE_REQUIRES(mutex) {
      bytes += size;
      counted += size;
    }

    std::atomic<std::size_t>& bytes;
    MapPage available;  // the lists of seats, by SeatFilter
    MapPage all;
    MapPage states;
    base::Mutex mutex;
    std::shared_ptr<const SeatParts> parts ONSALE_GUARDED_BY(mutex);
    PackedPagePtr chart ONSALE_GUARDED_BY(mutex);
    std::size_t counted = 0;  // of parts and chart, in bytes
  };

  // A concert's page and the view that it shows.
  struct ConcertPage {
    PackedPagePtr page;
    domain::ConcertView view;
  };

  // Forgets the pages of another catalogue, or all if there are too many.
  void Follow(const PageSource& source) ONSALE_REQUIRES(mutex_);
  std::shared_ptr<ShowPages> PagesOf(const PageSource& source, domain::ShowId show);
  // Requires: no mutex is held of the show's pages but a MapPage's own.
  std::shared_ptr<const SeatParts> PartsOf(const PageSource& source, const domain::Show& show);
  // The list of the seats of a part; of all seats, if the part names neither.
  std::string ListBytes(const PageSource& source, const domain::SeatMap& map, SeatFilter filter,
                        const SeatsPart& part);

  ChartPages& charts_;
  const std::size_t bytes_max_;
  std::atomic<std::size_t> bytes_ = 0;  // of the pages that are kept, and of some just dropped
  base::Mutex mutex_;
  // Held, so that no other catalogue gets its address.
  domain::CatalogPtr catalog_ ONSALE_GUARDED_BY(mutex_);
  std::unordered_map<domain::ShowId, std::shared_ptr<ShowPages>> shows_ ONSALE_GUARDED_BY(mutex_);
  std::unordered_map<domain::ConcertId, ConcertPage> concerts_ ONSALE_GUARDED_BY(mutex_);
  PackedPagePtr list_ ONSALE_GUARDED_BY(mutex_);  // of all concerts
};

}  // namespace onsale::http
