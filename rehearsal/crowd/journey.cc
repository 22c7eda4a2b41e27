#include "rehearsal/crowd/journey.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "rehearsal/wire/answers.h"

namespace onsale::rehearsal {
namespace {

constexpr std::int64_t kTopUpMax = 1'000'000'000'000;
constexpr std::uint8_t kKnocksMax = 30;
constexpr Milliseconds kKnockAgain{2000};
// The longest thinking time, as a multiple of the mean: its long tail is cut off, so that one slow
// buyer does not delay the end.
constexpr double kThinkMost = 5;

bool SameSeats(const Pick& pick, const SeatNumbers& numbers) {
  if (numbers.count != pick.count) return false;
  const auto end = static_cast<std::ptrdiff_t>(pick.count);
  return std::is_permutation(pick.seats.begin(), pick.seats.begin() + end, numbers.seats.begin());
}

// The numbers as a pick of `count` seats; nothing, unless they are as many different seats of the
// show that are for sale.
std::optional<Pick> PickOf(const SeatNumbers& numbers, std::size_t count, const Show& show) {
  if (numbers.count != count || count > kTogetherMax) return std::nullopt;
  Pick pick{.count = count};
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t seat = numbers.seats[i];
    const auto end = pick.seats.begin() + static_cast<std::ptrdiff_t>(i);
    const bool again = std::find(pick.seats.begin(), end, seat) != end;
    if (again || !show.chart.prices.contains(seat)) return std::nullopt;
    pick.seats[i] = seat;
  }
  return pick;
}

// Whether only a wrong request can be refused so: this client sends none, so the server is wrong.
bool IsDishonest(Call call, unsigned status, std::string_view code) {
  switch (status) {
    case 400:
      return code != "queue-token-expired" && code != "queue-token-waiting";
    case 402:  // insufficient balance, although top-ups were acknowledged
    case 404:
    case 405:
    case 413:
    case 414:
    case 415:
    case 422:
    case 431:
      return true;
    case 409:  // a buyer who cancels neither pays nor exchanges afterwards
      if (call == Call::kExchange && code == "too-many-seats") return true;
      if (call == Call::kBest && code == "seat-unavailable") return true;
      return (call == Call::kPay || call == Call::kExchange) &&
             (code == "already-paid" || code == "reservation-cancelled");
    default:
      return status >= 500;
  }
}

}  // namespace

void Journey::Begin(std::uint32_t number, Buyer& buyer) {
  const auto shows = static_cast<double>(in_.venue.shows.size());
  buyer.show = static_cast<std::uint16_t>(in_.chance.Fraction({number, Choice::kShow}) * shows);
  buyer.asks_best = in_.chance.Happens({number, Choice::kAsksForBest}, in_.best_share);
}

Next Journey::Think(const StepInput& input, Call call, double mean_ms) {
  const auto step = static_cast<std::uint32_t>(call) << 8 | input.buyer.looks;
  const double ms = in_.chance.Exponential({input.number, Choice::kThink, step}, mean_ms);
  return {call, Milliseconds(static_cast<std::int64_t>(std::min(ms, kThinkMost * mean_ms) /
                                                       static_cast<double>(in_.speed)))};
}

Next Journey::After(std::uint32_t number, Buyer& buyer, const Answer& answer, Milliseconds now) {
  const StepInput input{number, buyer, answer, now};
  if (answer.head.status >= 400) return Refused(input);
  switch (buyer.call) {
    case Call::kToken:
    case Call::kQueueStatus:
      return AfterToken(input);
    case Call::kDates:
      return AfterDates(input);
    case Call::kChart:
      return AfterChart(input);
    case Call::kAvailability:
      return AfterAvailability(input);
    case Call::kHold:
    case Call::kBest:
      return AfterHold(input);
    case Call::kExchange:
      return AfterExchange(input);
    case Call::kTopUp:
      return AfterTopUp(input);
    case Call::kPay:
      return AfterPay(input);
    case Call::kCancel:
    case Call::kLeave:
      return AfterCourtesy(input);
    case Call::kEvents:
    case Call::kNone:
      break;
  }
  return {};
}

Next Journey::Nonsense(const StepInput& input, std::string_view what) {
  in_.tally.Nonsense(input.buyer.call, what);
  if (input.buyer.call == Call::kTopUp || input.buyer.call == Call::kPay)
    input.buyer.in_doubt = true;
  return End(input.number, input.buyer, Ending::kServerFailed);
}

Next Journey::End(std::uint32_t number, Buyer& buyer, Ending ending) {
  if (buyer.gone) return {};
  buyer.gone = true;
  buyer.ending = ending;
  Gauges& gauges = in_.tally.gauges;
  ++gauges.gone;
  ++in_.tally.endings[static_cast<std::size_t>(ending)];
  if (buyer.waiting) --gauges.waiting;
  if (buyer.active) --gauges.active;
  if (buyer.holding) gauges.held -= static_cast<std::int64_t>(buyer.pick.count);
  const bool held = buyer.holding;
  buyer.waiting = buyer.active = buyer.holding = false;
  if (buyer.token.size == 0 || buyer.paid || ending == Ending::kTurnEnded) return {};
  if (in_.chance.Happens({number, Choice::kGoesQuietly}, habits_.goes_quietly) ||
      ending == Ending::kServerFailed) {
    buyer.token_may_live = true;
    return {};
  }
  const bool cancels = held && in_.chance.Happens({number, Choice::kCancels}, habits_.cancels);
  return {cancels ? Call::kCancel : Call::kLeave, Milliseconds(0)};
}

Next Journey::Refused(const StepInput& input) {
  const unsigned status = input.answer.head.status;
  const Call call = input.buyer.call;
  const std::string_view code = ReadCode(input.answer.body);
  in_.tally.Refused(call, status, code);
  if (IsDishonest(call, status, code)) {
    return Nonsense(input, std::string("refused with ") + std::to_string(status) + " " +
                               std::string(code.substr(0, 64)));
  }
  if (call == Call::kCancel || call == Call::kLeave) return AfterCourtesy(input);
  if (code == "queue-token-expired") return End(input.number, input.buyer, Ending::kTurnEnded);
  if (code == "queue-token-waiting") return {Call::kQueueStatus, Milliseconds(1000)};
  if (code == "sold-out") return End(input.number, input.buyer, Ending::kSoldOut);
  if (code == "hold-expired") return End(input.number, input.buyer, Ending::kHoldEnded);
  if (call == Call::kHold) return RefusedHold(input, code);
  if (call == Call::kBest) return RefusedBest(input, code);
  if (call == Call::kExchange) return RefusedExchange(input, code);
  if (code == "room-not-open" && ++input.buyer.knocks < kKnocksMax) return {call, kKnockAgain};
  return End(input.number, input.buyer, Ending::kTurnedAway);
}

Next Journey::RefusedHold(const StepInput& input, std::string_view code) {
  Buyer& buyer = input.buyer;
  if (code == "turn-ending") return End(input.number, buyer, Ending::kTurnEnded);
  if (code == "not-on-sale") return End(input.number, buyer, Ending::kSoldOut);
  if (code == "seat-unavailable") return LostRace(input);
  if (code != "leaves-single-seat") return End(input.number, buyer, Ending::kLeftAtSeats);
  buyer.has_picked = false;
  if (!TakeOffer(input)) return Think(input, Call::kAvailability, habits_.think_again_ms);
  return Think(input, Call::kHold, habits_.think_offer_ms);
}

Next Journey::LostRace(const StepInput& input) {
  Buyer& buyer = input.buyer;
  ++in_.tally.races_lost;
  if (buyer.looks >= kLooksMax ||
      in_.chance.Happens({input.number, Choice::kGiveUpAfterRace, buyer.looks},
                         habits_.give_up_after_race)) {
    return End(input.number, buyer, Ending::kLostTooManyRaces);
  }
  buyer.has_picked = false;
  if (TakeOffer(input)) return Think(input, Call::kHold, habits_.think_offer_ms);
  return Think(input, Call::kAvailability, habits_.think_again_ms);
}

// Picks the seats that the refusal offers, if it offers some that the buyer wants.
bool Journey::TakeOffer(const StepInput& input) {
  Buyer& buyer = input.buyer;
  const auto offer = ReadOffer(input.answer.body);
  if (offer && offer->count == 0) return false;
  const auto pick =
      offer ? PickOf(*offer, buyer.pick.count, in_.venue.shows[buyer.show]) : std::nullopt;
  if (!pick) in_.tally.Nonsense(buyer.call, "an offer of other seats than so many of the show");
  const bool takes =
      in_.chance.Happens({input.number, Choice::kTakesOffer, buyer.looks}, habits_.takes_offer);
  if (!pick || !takes || buyer.looks >= kLooksMax) return false;
  buyer.pick = *pick;
  ++buyer.looks;
  ++in_.tally.offers_taken;
  return true;
}

Next Journey::RefusedBest(const StepInput& input, std::string_view code) {
  Buyer& buyer = input.buyer;
  if (code == "turn-ending") return End(input.number, buyer, Ending::kTurnEnded);
  if (code == "not-on-sale") return End(input.number, buyer, Ending::kSoldOut);
  if (code != "best-unavailable") return End(input.number, buyer, Ending::kLeftAtSeats);
  const auto largest = ReadLargestTogether(input.answer.body);
  if (!largest || *largest < 0) return Nonsense(input, "a refusal without largestTogether");
  if (*largest == 0) {
    // Nothing is left for the server to choose: the buyer reads the dates, and then looks.
    buyer.asks_best = false;
    return Think(input, Call::kDates, habits_.think_again_ms);
  }
  if (!buyer.settles && in_.chance.Happens({input.number, Choice::kSettlesForApart, buyer.looks},
                                           habits_.settles_for_apart)) {
    buyer.settles = true;
  } else {
    buyer.settles = false;
    buyer.pick.count = std::min(buyer.pick.count, static_cast<std::size_t>(*largest));
  }
  return AskForBest(input);
}

// The hold has all its seats still.
Next Journey::RefusedExchange(const StepInput& input, std::string_view code) {
  if (code == "seat-unavailable") ++in_.tally.races_lost;
  return WithHold(input);
}

void Journey::ComparePosition(Buyer& buyer, std::int64_t position) {
  // In a draw's lobby, where tokens have no position, both checks of `> 0` skip the comparison.
  if (buyer.waiting && buyer.position > 0 && position > 0) {
    buyer.position_compared = true;
    if (position > buyer.position) buyer.position_got_worse = true;
  }
  buyer.position = position;
}

void Journey::NoteRank(const StepInput& input, const TokenAnswer& token) {
  Buyer& buyer = input.buyer;
  const auto& commit = input.answer.head.commit;
  if (buyer.token.size == 0) buyer.token = in_.texts.Add(token.token);
  buyer.room = in_.venue.RoomOf(token.room);
  if (token.place && *token.place > 0) buyer.place = static_cast<std::uint64_t>(*token.place);
  // A retry of a join whose answer was lost may name a later commit than the one that issued the
  // token.
  const bool first = buyer.call == Call::kToken && buyer.attempts == 0;
  if (first && commit && input.answer.head.status == 201) buyer.issued_commit = *commit;
  if (token.status == TokenStatus::kExpired) return;
  if (!commit) buyer.commit_missing = true;
  if (token.status == TokenStatus::kWaiting) {
    buyer.was_waiting = true;
    if (commit) buyer.last_waiting_commit = std::max(buyer.last_waiting_commit, *commit);
    ComparePosition(buyer, token.position);
  } else {
    buyer.was_active = true;
    if (commit) buyer.first_active_commit = std::min(buyer.first_active_commit, *commit);
  }
}

Next Journey::AfterToken(const StepInput& input) {
  Buyer& buyer = input.buyer;
  const auto token = ReadToken(input.answer.body);
  if (!token) return Nonsense(input, "an answer that is not a queue token");
  NoteRank(input, *token);
  if (buyer.token.size == 0) return Nonsense(input, "a token that is too long");
  switch (token->status) {
    case TokenStatus::kWaiting:
      return Wait(input, *token);
    case TokenStatus::kActive:
      if (buyer.waiting) --in_.tally.gauges.waiting;
      if (!buyer.active) ++in_.tally.gauges.active;
      buyer.waiting = false;
      buyer.active = true;
      return {Call::kDates, Milliseconds(0)};
    case TokenStatus::kExpired:
      break;
  }
  return End(input.number, buyer, Ending::kTurnEnded);
}

bool Journey::IsTired(const StepInput& input) {
  if (!in_.chance.Happens({input.number, Choice::kImpatient}, habits_.impatient)) return false;
  const double patience =
      in_.chance.Exponential({input.number, Choice::kPatience}, habits_.patience_mean_ms);
  return static_cast<double>(input.now.count() - input.buyer.joined_ms) > patience;
}

Next Journey::Wait(const StepInput& input, const TokenAnswer& token) {
  Buyer& buyer = input.buyer;
  if (!buyer.waiting) {
    buyer.waiting = true;
    buyer.joined_ms = input.now.count();
    ++in_.tally.gauges.waiting;
  }
  if (token.sold_out && (++buyer.knocks >= kSoldOutLooksMax ||
                         in_.chance.Happens({input.number, Choice::kLeavesWhenSoldOut},
                                            habits_.leaves_when_sold_out))) {
    return End(input.number, buyer, Ending::kSoldOut);
  }
  if (IsTired(input)) return End(input.number, buyer, Ending::kTiredOfWaiting);
  // The pause that the server asks for, and up to 0.1 seconds more: clients are never exact.
  const double jitter = 0.1 * in_.chance.Fraction({input.number, Choice::kJitter});
  const auto seconds =
      static_cast<double>(std::clamp<std::int64_t>(token.poll_after_seconds, 1, 3600)) + jitter;
  return {Call::kQueueStatus, Milliseconds(static_cast<std::int64_t>(seconds * 1000))};
}

Next Journey::AfterDates(const StepInput& input) {
  Buyer& buyer = input.buyer;
  const auto dates = ReadDates(input.answer.body);
  if (!dates) return Nonsense(input, "an answer that is not a list of dates");
  const auto listed = [&](const Show& show) {
    return std::find(dates->begin(), dates->end(), show.id) != dates->end();
  };
  const std::vector<Show>& shows = in_.venue.shows;
  if (!listed(shows[buyer.show])) {
    std::vector<std::uint16_t> others;
    for (std::size_t i = 0; i < shows.size(); ++i) {
      if (shows[i].concert == shows[buyer.show].concert && listed(shows[i])) {
        others.push_back(static_cast<std::uint16_t>(i));
      }
    }
    if (others.empty() || !in_.chance.Happens({input.number, Choice::kOtherShow, buyer.looks},
                                              habits_.takes_other_show)) {
      return End(input.number, buyer, Ending::kSoldOut);
    }
    buyer.show =
        others[in_.chance.Bits({input.number, Choice::kShow, 1U + buyer.looks}) % others.size()];
    buyer.seen_version = 0;
  }
  if (buyer.looks == 0 &&
      in_.chance.Happens({input.number, Choice::kGiveUpAtDates}, habits_.give_up_at_dates)) {
    return End(input.number, buyer, Ending::kLeftAtDates);
  }
  const bool has_chart = buyer.chart == shows[buyer.show].chart_index;
  if (!has_chart) return Think(input, Call::kChart, habits_.think_dates_ms);
  return LookForSeats(input, habits_.think_dates_ms);
}

// Takes a reservation that must be the buyer's hold of exactly these seats, or of as many if the
// server chose them. False if it is not; the answer then counts as nonsense.
bool Journey::TakeHold(const StepInput& input, const Pick& pick) {
  Buyer& buyer = input.buyer;
  const Show& show = in_.venue.shows[buyer.show];
  const auto held = ReadReservation(input.answer.body);
  const auto seats = held && buyer.call == Call::kBest ? PickOf(held->seats, pick.count, show)
                                                       : std::optional(pick);
  std::string_view wrong;
  if (!held || held->status != "HELD" || held->amount < 0) {
    wrong = "an answer that is not a HELD reservation";
  } else if (!seats || !SameSeats(*seats, held->seats) || held->show != show.id) {
    wrong = "other seats are held than were requested";
  } else if (held->amount != show.chart.PriceOf(*seats)) {
    wrong = "a hold with another price than the chart's";
  } else if (buyer.holding && held->id != buyer.reservation) {
    wrong = "an exchange that makes another reservation";
  }
  if (!wrong.empty()) {
    in_.tally.Nonsense(buyer.call, wrong);
    return false;
  }
  if (buyer.holding) in_.tally.gauges.held -= static_cast<std::int64_t>(buyer.pick.count);
  in_.tally.gauges.held += static_cast<std::int64_t>(seats->count);
  buyer.reservation = held->id;
  buyer.amount = held->amount;
  buyer.pick = *seats;
  buyer.holding = true;
  return true;
}

Next Journey::AfterHold(const StepInput& input) {
  Buyer& buyer = input.buyer;
  if (!TakeHold(input, buyer.pick)) return End(input.number, buyer, Ending::kServerFailed);
  if (buyer.asks_best ||
      !in_.chance.Happens({input.number, Choice::kExchanges}, habits_.exchanges)) {
    return WithHold(input);
  }
  // The seats were read before the hold: some of them may be chosen again, and stay.
  buyer.wanted = Choose(input, in_.venue.shows[buyer.show].seen.available);
  if (buyer.wanted.count == 0) return WithHold(input);
  return Think(input, Call::kExchange, habits_.think_again_ms);
}

Next Journey::AfterExchange(const StepInput& input) {
  if (TakeHold(input, input.buyer.wanted)) return WithHold(input);
  return End(input.number, input.buyer, Ending::kServerFailed);
}

Next Journey::WithHold(const StepInput& input) {
  if (in_.chance.Happens({input.number, Choice::kGiveUpWithHold}, habits_.give_up_with_hold)) {
    return End(input.number, input.buyer, Ending::kGaveHoldUp);
  }
  return TopUp(input, habits_.think_top_up_ms);
}

Next Journey::TopUp(const StepInput& input, double think_ms) {
  Buyer& buyer = input.buyer;
  std::int64_t needed = buyer.amount - buyer.topped_up;
  if (needed <= 0) return Think(input, Call::kPay, habits_.think_pay_ms);
  if (in_.chance.Happens({input.number, Choice::kToppedUpMore}, habits_.topped_up_more)) {
    needed += buyer.amount / 10;
  }
  buyer.topping_up = std::min(needed, kTopUpMax);
  return Think(input, Call::kTopUp, think_ms);
}

Next Journey::AfterTopUp(const StepInput& input) {
  Buyer& buyer = input.buyer;
  const auto balance = ReadBalance(input.answer.body);
  if (!balance || *balance != buyer.topped_up + buyer.topping_up) {
    return Nonsense(input, "a balance that differs from the top-ups");
  }
  buyer.topped_up = *balance;
  ++buyer.top_ups;
  if (buyer.topped_up < buyer.amount) return TopUp(input, 0);
  if (in_.chance.Happens({input.number, Choice::kGiveUpAfterTopUp}, habits_.give_up_after_top_up)) {
    return End(input.number, buyer, Ending::kLeftAfterTopUp);
  }
  return Think(input, Call::kPay, habits_.think_pay_ms);
}

Next Journey::AfterPay(const StepInput& input) {
  Buyer& buyer = input.buyer;
  const auto paid = ReadReservation(input.answer.body);
  if (!paid || paid->id != buyer.reservation || paid->status != "CONFIRMED" ||
      paid->payment.IsNil()) {
    return Nonsense(input, "an answer that is not a payment of this reservation");
  }
  buyer.paid = true;
  buyer.payment = paid->payment;
  in_.tally.gauges.sold += static_cast<std::int64_t>(buyer.pick.count);
  if (!SameSeats(buyer.pick, paid->seats) || paid->amount != buyer.amount ||
      paid->balance != buyer.topped_up - buyer.amount) {
    return Nonsense(input, "a payment with a wrong price, balance or seats");
  }
  in_.tally.bytes_of_bought += buyer.bytes_read;
  return End(input.number, buyer, Ending::kBought);
}

Next Journey::AfterCourtesy(const StepInput& input) {
  if (input.buyer.call == Call::kCancel) return {Call::kLeave, Milliseconds(0)};
  return {};
}

}  // namespace onsale::rehearsal
