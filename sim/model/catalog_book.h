// The model's own catalogue, as maps, and the seats of each show.
//
// Threads:  one.
// Source:   docs/catalog.md; docs/decisions/0007-catalogue-in-the-store.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/command.h"
#include "sim/model/hall.h"

namespace onsale::sim {

// A show in the model, with its seats in order of number.
struct ModelShow {
  struct ModelSeat {
    domain::Seat row;
    domain::Money price;
  };

  domain::RoomId room;
  std::string concert_slug;
  std::int64_t seats_per_user_max = 0;
  std::int64_t seats_per_concert_max = 0;  // 0: no limit
  base::Time sale_opens_at;
  base::Time sale_closes_at;
  domain::Presale presale;
  domain::OrphanPolicy orphans = domain::OrphanPolicy::kAvoid;
  domain::AccessiblePlaces accessible_places = domain::AccessiblePlaces::kAnybody;
  Hall hall;  // of the same seats
  std::vector<ModelSeat> model_seats;
  std::int64_t available = 0;

  // The show's seat with this number; null if there is none.
  ModelSeat* Find(domain::SeatNumber number);
  const ModelSeat* Find(domain::SeatNumber number) const;
  bool IsOnSale(base::Time now) const { return sale_opens_at <= now && now < sale_closes_at; }
  Hall::Flags Free() const;
  void Set(ModelSeat& model_seat, const domain::Seat& row);
};

struct CatalogBook {
  std::map<domain::ConcertId, domain::Concert> concerts;
  std::map<domain::ShowId, domain::Show> shows;
  std::map<domain::ChartId, domain::Chart> charts;
  std::map<std::pair<domain::ChartId, std::int64_t>, domain::Category> categories;  // by rank
  std::map<std::pair<domain::ChartId, domain::SeatNumber>, domain::ChartSeat> seats;
  std::map<std::pair<domain::ShowId, std::string>, domain::Price> prices;
  bool operator==(const CatalogBook&) const = default;

  // A copy of the catalogue with the specification applied and ids assigned. `rooms` are the ids of
  // the specification's rooms, in order.
  CatalogBook With(const domain::CatalogSpec& spec, const std::vector<domain::RoomId>& rooms) const;
  domain::CatalogRows AsRows() const;
  domain::Money PriceOf(domain::ShowId show, const std::string& category) const;
  const domain::ChartSeat* FindSeat(domain::ChartId chart, domain::SeatNumber number) const;
};

}  // namespace onsale::sim
