#include "domain/reservation_list.h"

#include <algorithm>
#include <functional>

#include "domain/hold.h"

namespace onsale::domain {
namespace {

// Whether a list by this filter has reservations with this status.
bool Lists(ReservationFilter filter, ReservationStatus status) {
  switch (filter) {
    case ReservationFilter::kOpen:
      return IsOpen(status);
    case ReservationFilter::kHeld:
      return status == ReservationStatus::kHeld;
    case ReservationFilter::kPaid:
      return status == ReservationStatus::kConfirmed;
    case ReservationFilter::kEnded:
      return !IsOpen(status);
    case ReservationFilter::kAll:
      return true;
  }
  return false;
}

}  // namespace

std::vector<ReservationView> ListReservationsOf(const UserId& user, const ReservationPage& page,
                                                RowSet& rows, Time now) {
  // Rows that are HELD but over are among the open ones.
  std::vector<const Reservation*> found = rows.OpenReservations(user);
  if (Lists(page.filter, ReservationStatus::kExpired)) {
    const auto ended = rows.EndedReservations(user, page.before, page.limit);
    found.insert(found.end(), ended.begin(), ended.end());
  }
  std::vector<ReservationView> views;
  for (const Reservation* const row : found) {
    ReservationView view = ViewOf(*row, now);
    const bool older = !page.before || CursorOf(view.reservation) < *page.before;
    if (older && Lists(page.filter, view.reservation.status)) views.push_back(std::move(view));
  }
  std::ranges::sort(views, std::greater(),
                    [](const ReservationView& view) { return CursorOf(view.reservation); });
  if (std::ssize(views) > page.limit) views.erase(views.begin() + page.limit, views.end());
  return views;
}

}  // namespace onsale::domain
