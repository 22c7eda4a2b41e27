// How buyers behave: the share that leaves at each step, and how long they think.
//
// Units:    shares from 0 to 1; milliseconds.
#pragma once

#include <array>
#include <cstdint>

namespace onsale::rehearsal {

struct Habits {
  // Parties of one to four; two are the most frequent.
  std::array<double, 4> party_shares = {0.22, 0.48, 0.12, 0.18};
  // A buyer skips a random part of the available seats, with a power distribution, so that most
  // look at the front and centre.
  double eyes_reach = 0.7;
  double eyes_power = 2.0;

  double impatient = 0.06;  // share that leaves while waiting ...
  double patience_mean_ms = 60'000;
  double leaves_when_sold_out = 0.7;  // immediately
  double goes_quietly = 0.15;         // ... or leaves anywhere without telling the server
  double give_up_at_dates = 0.03;
  double give_up_at_seats = 0.05;
  double give_up_after_race = 0.06;
  double give_up_with_hold = 0.06;
  double cancels = 0.5;  // of those: cancel the hold first
  double give_up_after_charge = 0.02;
  double charges_more = 0.2;  // more than the tickets cost
  double takes_other_show = 0.7;
  double settles_for_apart = 0.5;

  double think_dates_ms = 800;
  double think_seats_ms = 3000;
  double think_again_ms = 1200;  // after a lost race
  double think_charge_ms = 2500;
  double think_pay_ms = 1200;
};

inline constexpr std::uint8_t kLooksMax = 8;
// Polls of a sold-out show before the buyer leaves.
inline constexpr std::uint8_t kSoldOutLooksMax = 3;

}  // namespace onsale::rehearsal
