// How buyers behave: the share that leaves at each step, and how long they think.
//
// Units:    shares from 0 to 1; thinking times and patience in milliseconds.
#pragma once

#include <array>
#include <cstdint>

namespace onsale::rehearsal {

struct Habits {
  // The shares of buyers who want one, two, three or four seats.
  std::array<double, 4> party_shares = {0.22, 0.48, 0.12, 0.18};
  // A buyer skips a random part, at most eyes_reach, of the available seats. eyes_power makes small
  // parts likelier, so most buyers look at the front and centre.
  double eyes_reach = 0.7;
  double eyes_power = 2.0;

  // The share of buyers who leave while waiting, after patience_mean_ms on average.
  double impatient = 0.06;
  double patience_mean_ms = 60'000;
  double leaves_when_sold_out = 0.7;  // the share that leaves a sold-out room at once
  double goes_quietly = 0.15;         // of those who leave: without a call, so a turn continues
  double give_up_at_dates = 0.03;
  double give_up_at_seats = 0.05;
  double give_up_after_race = 0.06;
  double takes_offer = 0.5;  // of those whose seats are taken: takes those that the refusal offers
  double exchanges = 0.08;   // the share that exchanges the seats of the hold for others
  double give_up_with_hold = 0.06;
  double cancels = 0.5;  // of those who leave with a hold: cancel it first
  double give_up_after_top_up = 0.02;
  double topped_up_more = 0.2;  // the share that tops up more than the tickets cost
  double takes_other_show = 0.7;
  double settles_for_apart = 0.5;

  double think_dates_ms = 800;
  double think_seats_ms = 3000;
  double think_best_ms = 1500;   // before the server is asked for the best seats
  double think_offer_ms = 700;   // before one tap takes the seats that a refusal offers
  double think_again_ms = 1200;  // after another buyer got the seats
  double think_top_up_ms = 2500;
  double think_pay_ms = 1200;
};

inline constexpr std::uint8_t kLooksMax = 8;
// At this poll of a sold-out room, counted from 1, every buyer leaves.
inline constexpr std::uint8_t kSoldOutLooksMax = 3;

}  // namespace onsale::rehearsal
