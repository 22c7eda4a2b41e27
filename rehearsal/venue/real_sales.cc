#include "rehearsal/venue/real_sales.h"

#include <vector>

#include "rehearsal/crowd/composer.h"
#include "rehearsal/wire/json_scan.h"

namespace onsale::rehearsal {
namespace {

constexpr std::string_view kAnyway = "; give --yes to buy there anyway";

// Why the show must not be bought for; empty if it may.
std::expected<std::string, std::string> WhyNot(const Plan& plan, const Show& show,
                                               Errands& errands) {
  const std::string sold = "show '" + show.id + "' has sold seats";
  if (!show.sold_before_known) return "the sold seats of show '" + show.id + "' cannot be read";
  if (show.sold_before.size() == 0) return "";
  if (plan.access_key.empty()) {
    return sold + ", and only --key-file shows whether they are a rehearsal's";
  }
  std::vector<std::uint32_t> seats;
  for (std::uint32_t number = 0; number <= show.chart.number_max; ++number) {
    if (show.sold_before.Has(number)) seats.push_back(number);
  }
  std::string path;
  bool real = false;
  unsigned refused = 0;
  const auto done =
      errands.Run({.count = seats.size(),
                   .request =
                       [&](std::size_t i) {
                         path = "/v1/operator/shows/" + show.id + "/seats/" +
                                std::to_string(seats[i]) + "/reservations";
                         return Request{.path = path, .bearer = plan.access_key};
                       },
                   .take =
                       [&](std::size_t, const Answer& answer) {
                         if (answer.head.status != 200) refused = answer.head.status;
                         if (answer.head.status == 200 && !IsOfRehearsals(answer.body)) real = true;
                       }});
  if (!done) return std::unexpected(done.error());
  if (refused != 0) {
    return sold + ", and the server does not show whose they are (status " +
           std::to_string(refused) + ")";
  }
  return real ? sold + " that are not a rehearsal's" : "";
}

}  // namespace

std::expected<void, std::string> RefuseRealSales(const Plan& plan, const Venue& venue,
                                                 Errands& errands) {
  if (plan.buys_anyway) return {};
  for (const Show& show : venue.shows) {
    const auto why = WhyNot(plan, show, errands);
    if (!why) return std::unexpected(why.error());
    if (!why->empty()) return std::unexpected(*why + std::string(kAnyway));
  }
  return {};
}

bool IsOfRehearsals(std::string_view json) {
  bool all = true;
  bool listed = false;
  const auto read_reservation = [&all](std::string_view reservation) {
    bool ours = false;
    ForEachMember(reservation, [&ours](std::string_view key, std::string_view value) {
      if (key == "userId") ours = AsText(value).value_or("").starts_with(kUserPrefix);
    });
    all = all && ours;
  };
  const bool object = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key == "reservations") listed = ForEachElement(value, read_reservation);
  });
  return object && listed && all;
}

}  // namespace onsale::rehearsal
