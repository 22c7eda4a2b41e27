#include "domain/seat_checks.h"

#include <algorithm>

#include "domain/accessible.h"
#include "domain/best_seats.h"
#include "domain/hold.h"
#include "domain/on_sale.h"
#include "domain/presale.h"

namespace onsale::domain {
namespace {

// How many seats a buyer holds or has bought.
struct SeatsTaken {
  std::int64_t of_show = 0;
  std::int64_t of_concert = 0;
};

SeatsTaken CountSeats(const Buyer& buyer, const Show& show, RowSet& rows, Time now) {
  SeatsTaken taken;
  const auto is_of_concert = [&](ShowId id) {
    if (id == show.id) return true;
    const Show* const other = rows.catalog().Find(id);
    return other != nullptr && other->concert == show.concert;
  };
  const auto count = [&](const Reservation& reservation) {
    const bool counts =
        reservation.status == ReservationStatus::kConfirmed || IsLiveHold(reservation, now);
    if (!counts) return;
    if (reservation.show == show.id) taken.of_show += std::ssize(reservation.seats);
    if (is_of_concert(reservation.show)) taken.of_concert += std::ssize(reservation.seats);
  };
  for (const Reservation* const row : rows.OpenReservations(buyer.user)) count(*row);
  if (buyer.person.uuid.IsNil()) return taken;
  for (const Reservation* const row : rows.OpenReservations(buyer.person)) {
    if (row->user != buyer.user) count(*row);
  }
  return taken;
}

template <class Predicate>
std::vector<SeatNumber> SeatsThat(std::span<const SeatNumber> numbers, Predicate predicate) {
  std::vector<SeatNumber> found;
  std::ranges::copy_if(numbers, std::back_inserter(found), predicate);
  return found;
}

// Refuses: kTooManySeats, for the show before the concert.
std::optional<Refusal> CheckCaps(const Taking& taking, RowSet& rows, Time now) {
  const Concert& concert = *rows.catalog().Find(taking.show.concert);
  const SeatsTaken taken = CountSeats(taking.buyer, taking.show, rows, now);
  const std::int64_t more = taking.count - taking.replaced;
  if (taken.of_show + more > concert.seats_per_user_max) {
    return Refusal{.code = RefusalCode::kTooManySeats,
                   .limit = concert.seats_per_user_max,
                   .have = taken.of_show - taking.replaced};
  }
  const bool has_cap = concert.seats_per_concert_max > 0;
  if (has_cap && taken.of_concert + more > concert.seats_per_concert_max) {
    return Refusal{.code = RefusalCode::kTooManySeats,
                   .limit = concert.seats_per_concert_max,
                   .scope = CapScope::kConcert,
                   .have = taken.of_concert - taking.replaced};
  }
  return std::nullopt;
}

// Refuses: kAccessRequired.
std::optional<Refusal> CheckAccess(std::span<const SeatNumber> seats, const Taking& taking,
                                   RowSet& rows) {
  if (MayTakeAccessiblePlaces(taking.show, taking.buyer.rights)) return std::nullopt;
  const Catalog& catalog = rows.catalog();
  const bool ordinary = std::ranges::none_of(seats, [&](SeatNumber number) {
    return IsAccessiblePlace(catalog.FindSeat(taking.show.chart, number)->access);
  });
  if (ordinary) return std::nullopt;
  return Refusal{.code = RefusalCode::kAccessRequired};
}

// Refuses: kSeatUnavailable.
std::optional<Refusal> CheckFree(std::span<const SeatNumber> seats, const Taking& taking,
                                 RowSet& rows, Time now) {
  const Show& show = taking.show;
  auto taken = SeatsThat(
      seats, [&](SeatNumber number) { return !IsFree(*rows.Find(SeatKey{show.id, number}), now); });
  if (taken.empty()) return std::nullopt;
  // A seat that is not free names the reservation that has it.
  auto mine = SeatsThat(taken, [&](SeatNumber number) {
    const Reservation* by = rows.Find(rows.Find(SeatKey{show.id, number})->reservation);
    return by != nullptr && by->user == taking.buyer.user;
  });
  return Refusal{
      .code = RefusalCode::kSeatUnavailable,
      .seats = std::move(taken),
      .mine = std::move(mine),
      .nearest = NearestSeats({.wanted = seats, .orphans = show.orphans}, rows.FreeSeats(show.id))};
}

// While it lives, the seats of a hold count as free.
class CountedAsFree {
 public:
  CountedAsFree(std::span<const ReservedSeat> seats, FreeRuns& runs) : seats_(seats), runs_(runs) {
    Set(true);
  }
  ~CountedAsFree() { Set(false); }
  CountedAsFree(const CountedAsFree&) = delete;
  CountedAsFree& operator=(const CountedAsFree&) = delete;

 private:
  void Set(bool is_free) {
    for (const ReservedSeat& seat : seats_) {
      runs_.Set(runs_.layout().Find(seat.number), is_free);
    }
  }

  std::span<const ReservedSeat> seats_;
  FreeRuns& runs_;
};

// Whether so few seats of the show are free that single ones no longer matter.
bool IsNearlySoldOut(ShowId show, std::int64_t seats, RowSet& rows) {
  return 100 * rows.AvailableSeats(show) < 5 * seats;
}

}  // namespace

std::optional<Refusal> CheckSale(const Show& show, const QueueToken& token, Time now) {
  if (!IsOnSale(show, now)) {
    const bool upcoming = now < show.sale_opens_at;
    return Refusal{.code = RefusalCode::kShowNotOnSale,
                   .opens_at = upcoming ? show.sale_opens_at : Time{}};
  }
  if (auto refusal = CheckPresale(show.presale, token.rights, now)) return refusal;
  if (now >= token.choose_until) return Refusal{.code = RefusalCode::kTurnEnding};
  return std::nullopt;
}

std::optional<Refusal> CheckSeats(const std::vector<SeatNumber>& seats, const Taking& taking,
                                  RowSet& rows, Time now) {
  auto unknown = SeatsThat(seats, [&](SeatNumber number) {
    return rows.Find(SeatKey{taking.show.id, number}) == nullptr;
  });
  if (!unknown.empty()) {
    return Refusal{.code = RefusalCode::kSeatUnknown, .seats = std::move(unknown)};
  }
  if (auto refusal = CheckCaps(taking, rows, now)) return refusal;
  if (auto refusal = CheckAccess(seats, taking, rows)) return refusal;
  return CheckFree(seats, taking, rows, now);
}

std::optional<Refusal> CheckSingles(const std::vector<SeatNumber>& wanted,
                                    std::span<const ReservedSeat> own, const Show& show,
                                    RowSet& rows) {
  if (show.orphans != OrphanPolicy::kRefuse) return std::nullopt;
  FreeRuns& runs = rows.FreeSeats(show.id);
  const CountedAsFree as_free(own, runs);
  auto singles = SinglesLeft(wanted, runs);
  if (singles.empty() || AreUnavoidable(singles, wanted, runs)) return std::nullopt;
  if (IsNearlySoldOut(show.id, std::ssize(rows.catalog().SeatsOf(show.chart)), rows)) {
    return std::nullopt;
  }
  auto others = NearestSeats({.wanted = wanted, .clean_only = true}, runs);
  if (others.empty()) return std::nullopt;
  return Refusal{.code = RefusalCode::kLeavesSingleSeat,
                 .seats = std::move(singles),
                 .nearest = std::move(others)};
}

Result<std::vector<SeatNumber>> ChooseSeats(const BestSeats& wanted, const Taking& taking,
                                            RowSet& rows, Time now) {
  if (auto refusal = CheckCaps(taking, rows, now)) return std::unexpected(*std::move(refusal));
  if (wanted.accessible && !MayTakeAccessiblePlaces(taking.show, taking.buyer.rights)) {
    return Refuse(RefusalCode::kAccessRequired);
  }
  auto chosen = ChooseBest(wanted, taking.show.orphans, rows.FreeSeats(taking.show.id));
  if (chosen) return *std::move(chosen);
  return std::unexpected(Refusal{
      .code = RefusalCode::kBestUnavailable, .largest_together = chosen.error(), .best = wanted});
}

}  // namespace onsale::domain
