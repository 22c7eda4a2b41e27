// One buyer of the crowd: the state of the visit, and what the server has acknowledged.
//
// Units:    moments in milliseconds since the start, money in minor units.
// Shape:    small and plain, because there may be a million buyers; texts are in the crowd's pool.
// Owner:    the crowd.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/uuid.h"
#include "rehearsal/crowd/text_pool.h"
#include "rehearsal/measure/tally.h"
#include "rehearsal/venue/availability.h"
#include "rehearsal/venue/chart.h"
#include "rehearsal/wire/call.h"

namespace onsale::rehearsal {

struct Buyer {
  static constexpr std::uint64_t kNever = UINT64_MAX;
  static constexpr std::uint16_t kNoChart = UINT16_MAX;

  // The call in flight or, if none is, the next one. `intended_ms` is when the buyer wanted to make
  // it, `late_us` how late the crowd's loop was for that.
  Call call = Call::kToken;
  std::uint8_t attempts = 0;  // of this call without an answer, or answered as in SaysLater
  bool in_flight = false;
  bool lost = false;  // the last attempt got no answer; latency counts from intended_ms
  std::uint32_t late_us = 0;
  std::int64_t intended_ms = 0;

  // What the buyer wants.
  std::uint16_t show = 0;
  std::uint16_t room = 0;
  std::uint8_t knocks = 0;  // calls at a closed room, or polls of a sold-out one
  std::uint8_t looks = 0;   // how often the buyer chose seats, or had them chosen
  bool asks_best = false;   // the server chooses the seats
  bool settles = false;     // of the server's choice: the seats need not be side by side
  bool has_picked = false;  // `pick` is to be held as soon as it is known to be still available
  // The seats as the stream of the show has them; null: the buyer does not follow it.
  std::unique_ptr<Availability> follows;
  bool stream_answered = false;    // the stream has begun
  std::int64_t followed_ms = 0;    // when the stream was asked for
  std::uint16_t chart = kNoChart;  // the chart that the buyer has, an index of Venue::charts
  std::uint32_t bytes_read = 0;    // of all answers to the buyer
  Pick pick;                       // of the server's choice only the count, until it is held
  Pick wanted;                     // of an exchange: the seats instead of `pick`
  std::uint32_t seen_version = 0;  // Show::seen_version of the answer that the buyer saw; 0: none

  // What the server acknowledged to the buyer.
  TextPool::Ref token;
  bool waiting = false;
  bool active = false;
  bool holding = false;
  bool paid = false;
  bool in_doubt = false;        // a top-up or payment got no answer
  bool token_may_live = false;  // the buyer left without leaving the queue
  bool was_waiting = false;     // seen WAITING, with or without a commit number
  bool was_active = false;
  bool commit_missing = false;     // an answer about the token lacked its commit number
  bool position_compared = false;  // a position was compared with an earlier one
  bool position_got_worse = false;
  std::uint32_t top_ups = 0;  // part of an idempotency key: must not repeat
  std::int64_t position = 0;
  std::int64_t joined_ms = 0;
  base::Uuid reservation;
  base::Uuid payment;
  std::int64_t amount = 0;      // the reservation's price
  std::int64_t topped_up = 0;   // the sum of all top-ups
  std::int64_t topping_up = 0;  // the amount of the top-up in flight

  // For the check of the admission order: commit numbers, and the admission rank if the server
  // reports it.
  std::uint64_t issued_commit = kNever;
  std::uint64_t last_waiting_commit = 0;
  std::uint64_t first_active_commit = kNever;
  std::uint64_t place = 0;

  Ending ending = Ending::kCutShort;
  bool gone = false;
};

}  // namespace onsale::rehearsal
