// The catalogue: concerts, shows, charts and prices.
//
// Units:    positions in centimetres from the middle of the stage's front edge; x to the right as
//           seen facing the stage, y away from it; prices in minor units.
// Shape:    built once from its rows, then immutable; a change makes a new Catalog.
// Threads:  any, once built.
// Requires: rows in the order of CatalogRows; unique ids and slugs; ids that resolve. Asserted.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/rows.h"

namespace onsale::domain {

struct Concert {
  ConcertId id;
  std::string slug;
  std::string title;
  std::string artist;
  std::string venue;
  RoomId room;
  std::int64_t seats_per_user_max = 4;
  std::string currency = {};   // ISO 4217; empty in rows written before this column existed
  std::string time_zone = {};  // the venue's, an IANA name such as `Asia/Seoul`; empty: not known
  std::int64_t seats_per_concert_max = 0;  // of a buyer, at all shows together; 0: no limit
  bool operator==(const Concert&) const = default;
};

// What a hold may leave of a row: a single free seat between taken ones is hard to sell. See
// docs/best-seats.md.
enum class OrphanPolicy : std::uint8_t {
  kRefuse = 1,  // a hold of seats named by hand that leaves one is refused
  kAvoid = 2,   // the server never chooses so while another choice of the category does not
  kAllow = 3    // the server chooses without regard to them
};

// Which buyers may hold the wheelchair places and companion seats of a show.
enum class AccessiblePlaces : std::uint8_t {
  kAnybody = 1,
  kAccessClaim = 2  // only buyers of whom the shop says that they need them (Rights::access)
};

struct Show {
  ShowId id;
  std::string slug;
  ConcertId concert;
  ChartId chart;
  Time starts_at;
  std::string date;  // the calendar day at the venue, e.g. `2027-04-10`
  Time sale_opens_at;
  Time sale_closes_at;
  std::int64_t utc_offset_min = 0;  // of `starts_at` at the venue: +09:00 is 540
  Presale presale = {};             // who may hold seats
  OrphanPolicy orphans = OrphanPolicy::kAvoid;
  AccessiblePlaces accessible_places = AccessiblePlaces::kAnybody;
  bool operator==(const Show&) const = default;
};

struct Chart {
  ChartId id;
  std::string slug;
  std::string name;
  bool operator==(const Chart&) const = default;
};

struct Category {
  ChartId chart;
  std::string slug;
  std::string name;
  std::string color;      // `#rrggbb`
  std::int64_t rank = 0;  // the order in which categories are shown, from 0
  bool operator==(const Category&) const = default;
};

enum class SeatAccess : std::uint8_t {
  kNone = 0,
  kWheelchair = 1,  // a place for a wheelchair, without a chair
  kCompanion = 2,   // the seat beside a wheelchair place
  kStepFree = 3     // reached without a step; otherwise a seat as any other
};

// The smallest and largest rank of a row, and that of a row whose catalogue gives none.
inline constexpr std::int64_t kRowRankMin = 1;
inline constexpr std::int64_t kRowRankMax = 1000;
inline constexpr std::int64_t kRowRankDefault = 100;

struct ChartSeat {
  ChartId chart;
  SeatNumber number;
  std::string section;
  std::string row;
  std::string label;     // printed on the ticket; unique within the chart
  std::string category;  // a category's slug
  std::int64_t x_cm = 0;
  std::int64_t y_cm = 0;
  SeatAccess access = SeatAccess::kNone;
  SeatNumber pair = {};  // of a wheelchair place and its companion seat: the other; 0: none
  std::int64_t rank = kRowRankDefault;  // of the seat's row: the smaller, the better
  bool operator==(const ChartSeat&) const = default;
};

struct Price {
  ShowId show;
  std::string category;
  Money amount;
  bool operator==(const Price&) const = default;
};

// Each list is sorted: rows with an id by id, categories by (chart, rank), seats by (chart,
// number), prices by (show, category).
struct CatalogRows {
  std::vector<Concert> concerts;
  std::vector<Show> shows;
  std::vector<Chart> charts;
  std::vector<Category> categories;
  std::vector<ChartSeat> seats;
  std::vector<Price> prices;
  bool operator==(const CatalogRows&) const = default;
};

class ChartLayout;

class Catalog {
 public:
  Catalog() = default;
  explicit Catalog(CatalogRows rows);
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  const CatalogRows& rows() const { return rows_; }

  // The Find functions return null for an unknown id. Pointers live as long as the catalogue.
  const Concert* Find(ConcertId id) const;
  const Show* Find(ShowId id) const;
  const Chart* Find(ChartId id) const;
  const Concert* FindConcert(std::string_view slug) const;
  const Show* FindShow(std::string_view slug) const;

  // The concert's shows in order of start, then id.
  std::span<const Show* const> ShowsOf(ConcertId concert) const;
  // All shows of the concerts behind the room, in order of id.
  std::span<const Show* const> ShowsBehind(RoomId room) const;
  // The chart's seats in order of number, and its categories in order of rank. Empty for an unknown
  // chart.
  std::span<const ChartSeat> SeatsOf(ChartId chart) const;
  std::span<const Category> CategoriesOf(ChartId chart) const;
  // The chart's seat with this number; null if there is none. Cost: O(log seats).
  const ChartSeat* FindSeat(ChartId chart, SeatNumber number) const;
  // The chart's rows and which of its seats are side by side. Requires: the chart exists.
  const std::shared_ptr<const ChartLayout>& LayoutOf(ChartId chart) const;
  // The price of a category's seats at a show.
  std::optional<Money> PriceOf(ShowId show, std::string_view category) const;

 private:
  struct Slice {
    std::size_t first = 0;
    std::size_t count = 0;
  };

  CatalogRows rows_;
  std::unordered_map<std::string_view, std::size_t> concert_by_slug_;
  std::unordered_map<std::string_view, std::size_t> show_by_slug_;
  std::unordered_map<ConcertId, std::size_t> concert_by_id_;
  std::unordered_map<ShowId, std::size_t> show_by_id_;
  std::unordered_map<ChartId, std::size_t> chart_by_id_;
  std::unordered_map<ConcertId, std::vector<const Show*>> shows_of_;
  std::unordered_map<RoomId, std::vector<const Show*>> shows_behind_;
  std::unordered_map<ChartId, Slice> seats_of_;
  std::unordered_map<ChartId, Slice> categories_of_;
  std::unordered_map<ChartId, std::shared_ptr<const ChartLayout>> layouts_;
};

using CatalogPtr = std::shared_ptr<const Catalog>;

}  // namespace onsale::domain
