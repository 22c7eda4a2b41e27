// The model of which seats a call may take, and of those that the server chooses:
// docs/best-seats.md; docs/rules.md, rule 1.

#include <algorithm>

#include "sim/model/model.h"

namespace onsale::sim {

using domain::AccessiblePlaces;
using domain::OrphanPolicy;
using domain::Refusal;
using domain::RefusalCode;
using domain::SeatNumber;
using domain::SeatStatus;

namespace {

Hall::Window PlacesOf(const Hall& hall, const std::vector<SeatNumber>& numbers) {
  Hall::Window places;
  for (const SeatNumber number : numbers) places.push_back(hall.At(number));
  return places;
}

bool MayHaveAccessible(const domain::QueueToken& token, const ModelShow& model_show) {
  return model_show.accessible_places == AccessiblePlaces::kAnybody || token.rights.access();
}

// The nearest seats to take instead of those wanted; none if there are none.
std::vector<SeatNumber> NearestTo(const Hall::Window& wanted, const ModelShow& model_show) {
  const Hall& hall = model_show.hall;
  const Hall::Flags free = model_show.Free();
  std::optional<Hall::Window> window;
  if (model_show.orphans != OrphanPolicy::kAllow) {
    window = hall.Nearest(wanted, Hall::Among::kTidy, free);
  }
  if (!window) window = hall.Nearest(wanted, Hall::Among::kAll, free);
  return window ? hall.NumbersOf(*window) : std::vector<SeatNumber>{};
}

// Whether nearly all seats are gone: a single one more does not matter then.
bool IsNearlySoldOut(const ModelShow& model_show) {
  return 100 * model_show.available < 5 * std::ssize(model_show.model_seats);
}

}  // namespace

std::optional<Refusal> Model::LeavesSingle(const std::vector<SeatNumber>& wanted,
                                           const std::vector<SeatNumber>& own,
                                           const ModelShow& model_show) {
  if (model_show.orphans != OrphanPolicy::kRefuse) return std::nullopt;
  const Hall& hall = model_show.hall;
  const Hall::Window taken = PlacesOf(hall, wanted);
  Hall::Flags before = model_show.Free();
  for (const Hall::Place place : PlacesOf(hall, own)) before[place] = true;
  Hall::Flags after = before;
  for (const Hall::Place place : taken) after[place] = false;
  const Hall::Window singles = hall.Singles(before, after);
  if (singles.empty() || IsNearlySoldOut(model_show)) return std::nullopt;
  // In a row with few free seats nobody can do better.
  const bool all_short = std::ranges::all_of(singles, [&](Hall::Place single) {
    const auto of_row = std::ranges::count_if(
        taken, [&](Hall::Place place) { return hall.InOneRow(place, single); });
    return hall.FreeInRowOf(single, before) <= of_row + 1;
  });
  if (all_short) return std::nullopt;
  const auto instead = hall.Nearest(taken, Hall::Among::kTidy, before);
  if (!instead) return std::nullopt;
  return Refusal{.code = RefusalCode::kLeavesSingleSeat,
                 .seats = hall.NumbersOf(singles),
                 .nearest = hall.NumbersOf(*instead)};
}

std::optional<Refusal> Model::MayTake(const Taker& taker, const std::vector<SeatNumber>& numbers,
                                      const ModelShow& model_show) const {
  Refusal unknown{.code = RefusalCode::kSeatUnknown};
  Refusal taken{.code = RefusalCode::kSeatUnavailable};
  for (const SeatNumber number : numbers) {
    const ModelShow::ModelSeat* const model_seat = model_show.Find(number);
    if (model_seat == nullptr) {
      unknown.seats.push_back(number);
    } else if (model_seat->row.status != SeatStatus::kAvailable) {
      taken.seats.push_back(number);
      const auto by = reservations_.find(model_seat->row.reservation);  // none if held back
      const bool mine = by != reservations_.end() && by->second.user == taker.buyer;
      if (mine) taken.mine.push_back(number);
    }
  }
  if (!unknown.seats.empty()) return unknown;
  if (auto refusal = WithinCaps(taker, numbers.size(), model_show)) return refusal;
  const Hall& hall = model_show.hall;
  const Hall::Window wanted = PlacesOf(hall, numbers);
  const bool accessible =
      std::ranges::any_of(wanted, [&](Hall::Place place) { return hall.IsAccessible(place); });
  if (accessible && !MayHaveAccessible(taker.token, model_show)) {
    return Refusal{.code = RefusalCode::kAccessRequired};
  }
  if (taken.seats.empty()) return std::nullopt;
  taken.nearest = NearestTo(wanted, model_show);
  return taken;
}

domain::Result<std::vector<SeatNumber>> Model::Choose(const Taker& taker,
                                                      const domain::BestSeats& wanted,
                                                      const ModelShow& model_show) {
  const auto count = static_cast<std::size_t>(wanted.count);
  if (auto refusal = WithinCaps(taker, count, model_show)) return std::unexpected(*refusal);
  if (wanted.accessible && !MayHaveAccessible(taker.token, model_show)) {
    return domain::Refuse(RefusalCode::kAccessRequired);
  }
  const Hall& hall = model_show.hall;
  const Hall::Flags free = model_show.Free();
  const auto window = hall.Best(wanted, model_show.orphans != OrphanPolicy::kAllow, free);
  if (window) return hall.NumbersOf(*window);
  return std::unexpected(Refusal{.code = RefusalCode::kBestUnavailable,
                                 .largest_together = hall.LargestTogether(wanted, free),
                                 .best = wanted});
}

}  // namespace onsale::sim
