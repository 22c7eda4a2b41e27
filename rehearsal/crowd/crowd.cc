#include "rehearsal/crowd/crowd.h"

#include <algorithm>

#include "rehearsal/wire/answers.h"

namespace onsale::rehearsal {
namespace {

constexpr std::uint8_t kAttemptsMax = 30;
constexpr std::uint8_t kDoorAttemptsMax = 5;  // calls at a waiting room that stays full
constexpr std::chrono::seconds kSilenceMost{30};
constexpr Milliseconds kLostFirstWait{100};
constexpr Milliseconds kLostMostWait{2000};
constexpr std::chrono::seconds kRetryAfterMost{300};
// Added to a buyer's number as the sender of its stream; there are fewer buyers.
constexpr Sender kStream = Sender{1} << 31;

}  // namespace

Crowd::Crowd(const Plan& plan, Venue& venue, Connections& connections)
    : plan_(plan),
      chance_(plan.seed),
      venue_(venue),
      connections_(connections),
      composer_(plan),
      buyers_(plan.buyers),
      journey_({chance_, venue_, texts_, tally_, plan.speed, plan.best_share}),
      wheel_(plan.buyers) {
  texts_.Reserve(plan.buyers);
}

Crowd::Microseconds Crowd::Now() const {
  return std::chrono::floor<Microseconds>(std::chrono::steady_clock::now() - start_);
}

void Crowd::Arrive() {
  for (std::uint32_t number = 0; number < plan_.buyers; ++number) {
    journey_.Begin(number, buyers_[number]);
    wheel_.Add(number, ArrivalOf(number, {plan_.arrive, plan_.arrival}, chance_));
  }
  unfinished_ = plan_.buyers;
}

Cut Crowd::Run(const Ask& ask) {
  Arrive();
  start_ = std::chrono::steady_clock::now();
  std::chrono::seconds next_second{1};
  Cut cut = Cut::kNotAtAll;
  while (unfinished_ > 0 && cut == Cut::kNotAtAll) {
    Pass();
    if (Now() >= next_second) {
      tally_.CloseSecond();
      connections_.EndStale(*this);
      ask.each_second(tally_);
      ++next_second;
    }
    cut = WhyToEnd(ask);
  }
  Drain(ask.drain_most);
  tally_.CloseSecond();
  ask.each_second(tally_);
  return cut;
}

void Crowd::Pass() {
  wheel_.Advance(NowMs(),
                 [this](std::uint32_t number, Milliseconds moment) { Step(number, moment); });
  SendThoseWhoWait();
  connections_.Poll(UntilNext(), *this);
}

Crowd::Microseconds Crowd::UntilNext() const {
  const Microseconds now = Now();
  // The loop wakes at least twice a second, for the progress line and Ctrl-C.
  const Milliseconds horizon = std::chrono::ceil<Milliseconds>(now) + Milliseconds(500);
  const Microseconds moment = wheel_.NextMoment(horizon);
  return std::max(moment - now, Microseconds(0));
}

Cut Crowd::WhyToEnd(const Ask& ask) const {
  if (ask.stop.load(std::memory_order_relaxed)) return Cut::kAsked;
  const Microseconds now = Now();
  if (now > plan_.time_limit) return Cut::kTimeLimit;
  const bool silent = lost_since_answer_ && now - last_answer_ > kSilenceMost;
  return silent ? Cut::kServerGone : Cut::kNotAtAll;
}

// Ends the run: sends nothing new, and waits for answers to requests in flight.
void Crowd::Drain(Milliseconds most) {
  draining_ = true;
  const Microseconds limit = Now() + most;
  while (in_flight_ > 0 && Now() < limit) connections_.Poll(Milliseconds(50), *this);
  // Drops unanswered requests: the audit uses the same connections and must not receive late
  // answers.
  connections_.Abandon();
  in_flight_ = 0;
  for (std::uint32_t number = 0; number < plan_.buyers; ++number) {
    Buyer& buyer = buyers_[number];
    const bool money = buyer.call == Call::kTopUp || buyer.call == Call::kPay;
    if (money && !buyer.gone && (buyer.in_flight || buyer.attempts > 0)) buyer.in_doubt = true;
    if (!buyer.gone) journey_.End(number, buyer, Ending::kCutShort);
    if (buyer.call != Call::kNone && buyer.token.size > 0) buyer.token_may_live = true;
  }
}

void Crowd::Step(std::uint32_t number, Milliseconds moment) {
  Buyer& buyer = buyers_[number];
  if (buyer.call == Call::kToken && buyer.attempts == 0 && buyer.knocks == 0) {
    ++tally_.gauges.arrived;
  }
  if (buyer.call == Call::kAvailability && buyer.follows && buyer.stream_answered) {
    const Next next = journey_.LookAgain(number, buyer);
    if (next.call != Call::kHold) return Proceed(number, next);
    buyer.call = next.call;
    buyer.attempts = 0;
    buyer.lost = false;
  }
  const Microseconds now = Now();
  if (!buyer.lost) {
    buyer.intended_ms = moment.count();
    const std::int64_t late_us = (now - moment).count();
    buyer.late_us = static_cast<std::uint32_t>(std::clamp<std::int64_t>(late_us, 0, UINT32_MAX));
    tally_.CameLate(late_us);
  }
  if (without_connection_.empty() && Send(number)) {
    tally_.WaitedForConnection(0);
  } else {
    without_connection_.push_back({number, now});
  }
}

bool Crowd::Send(std::uint32_t number) {
  // Composing may sign a token, so it waits until a connection is free.
  if (!connections_.HasRoom()) return false;
  Buyer& buyer = buyers_[number];
  if (!connections_.Send(composer_.Compose(number, buyer, {venue_, texts_}))) return false;
  buyer.in_flight = true;
  ++in_flight_;
  return true;
}

void Crowd::SendThoseWhoWait() {
  while (!without_connection_.empty() && Send(without_connection_.front().number)) {
    tally_.WaitedForConnection((Now() - without_connection_.front().since).count());
    without_connection_.pop_front();
  }
}

void Crowd::FollowFor(std::uint32_t number, Call next) {
  Buyer& buyer = buyers_[number];
  if (next == Call::kAvailability && buyer.has_picked) {
    if (buyer.follows || draining_ || !connections_.HasRoomForStream()) return;
    buyer.follows = std::make_unique<Availability>(venue_.shows[buyer.show].seen);
    buyer.stream_answered = false;
    buyer.followed_ms = NowMs().count();
    const Sender sender = number | kStream;
    if (!connections_.Send(composer_.ComposeStream(sender, buyer, {venue_, texts_}))) {
      buyer.follows.reset();
    }
  } else if (next != Call::kAvailability && next != Call::kHold && buyer.follows) {
    connections_.CloseStream(number | kStream);
    buyer.follows.reset();
  }
}

void Crowd::Proceed(std::uint32_t number, Next next) {
  FollowFor(number, next.call);
  Buyer& buyer = buyers_[number];
  buyer.call = next.call;
  buyer.attempts = 0;
  buyer.lost = false;
  if (next.call == Call::kNone) {
    --unfinished_;
  } else if (!draining_) {
    wheel_.Add(number, NowMs() + next.after);
  }
}

void Crowd::Again(std::uint32_t number, Milliseconds after, bool keeps_waiting) {
  Buyer& buyer = buyers_[number];
  buyer.lost = keeps_waiting;
  ++buyer.attempts;
  const bool at_door = buyer.call == Call::kToken && !keeps_waiting;
  if (buyer.attempts >= (at_door ? kDoorAttemptsMax : kAttemptsMax)) {
    GiveUp(number);
    return;
  }
  if (draining_) return;
  // Random jitter spreads the retries of buyers who were refused at the same moment.
  const double jitter = chance_.Fraction({number, Choice::kJitter, buyer.attempts});
  const auto more = static_cast<std::int64_t>(static_cast<double>(after.count()) * 0.5 * jitter);
  wheel_.Add(number, NowMs() + after + Milliseconds(more));
}

void Crowd::GiveUp(std::uint32_t number) {
  Buyer& buyer = buyers_[number];
  if (buyer.call == Call::kTopUp || buyer.call == Call::kPay) buyer.in_doubt = true;
  const bool refused = buyer.call == Call::kToken && !buyer.lost;
  if (buyer.gone) {
    buyer.token_may_live = true;
    Proceed(number, {});
    return;
  }
  Proceed(number,
          journey_.End(number, buyer, refused ? Ending::kTurnedAway : Ending::kServerFailed));
}

void Crowd::CountBytes(Buyer& buyer, std::uint64_t bytes) {
  buyer.bytes_read +=
      static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, UINT32_MAX - buyer.bytes_read));
}

void Crowd::OnEvent(Sender sender, std::string_view event, std::uint64_t bytes) {
  const std::uint32_t number = sender & ~kStream;
  Buyer& buyer = buyers_[number];
  const Microseconds now = Now();
  if (!buyer.stream_answered) {
    buyer.stream_answered = true;
    tally_.Answered(Call::kEvents, (now - Milliseconds(buyer.followed_ms)).count(), bytes);
  } else {
    tally_.Read(Call::kEvents, bytes);
  }
  CountBytes(buyer, bytes);
  if (journey_.TakeEvent(buyer, event)) return;
  tally_.Nonsense(Call::kEvents, "an event that does not fit the seats of the chart");
  connections_.CloseStream(sender);
  buyer.follows.reset();
}

void Crowd::OnStreamEnd(Sender sender) {
  buyers_[sender & ~kStream].follows.reset();
}

// The buyer learns at its next call why, if it matters.
void Crowd::OnStreamRefused(std::uint32_t number, const Answer& answer) {
  Buyer& buyer = buyers_[number];
  buyer.follows.reset();
  CountBytes(buyer, answer.bytes);
  tally_.Answered(Call::kEvents, (Now() - Milliseconds(buyer.followed_ms)).count(), answer.bytes);
  if (answer.head.status >= 400) {
    tally_.Refused(Call::kEvents, answer.head.status, ReadCode(answer.body));
  }
}

void Crowd::OnAnswer(Sender sender, const Answer& answer) {
  if ((sender & kStream) != 0) return OnStreamRefused(sender & ~kStream, answer);
  Buyer& buyer = buyers_[sender];
  const Microseconds now = Now();
  buyer.in_flight = false;
  --in_flight_;
  last_answer_ = now;
  lost_since_answer_ = false;
  tally_.Answered(buyer.call, (now - Milliseconds(buyer.intended_ms)).count(), answer.bytes,
                  buyer.late_us);
  CountBytes(buyer, answer.bytes);
  if (SaysLater(answer.head.status)) {
    tally_.Refused(buyer.call, answer.head.status, ReadCode(answer.body));
    const auto after =
        std::min(answer.head.retry_after.value_or(std::chrono::seconds(1)), kRetryAfterMost);
    Again(sender, after, false);
    return;
  }
  Proceed(sender, journey_.After(sender, buyer, answer, std::chrono::floor<Milliseconds>(now)));
}

void Crowd::OnLost(Sender sender) {
  if ((sender & kStream) != 0) {
    ++tally_.lost;
    return OnStreamEnd(sender);
  }
  Buyer& buyer = buyers_[sender];
  buyer.in_flight = false;
  --in_flight_;
  ++tally_.lost;
  lost_since_answer_ = true;
  const auto doublings = std::min<std::uint8_t>(buyer.attempts, 5);
  Again(sender, std::min(kLostFirstWait * (1 << doublings), kLostMostWait), true);
}

void Crowd::OnNonsense(Sender sender, std::string_view what) {
  if ((sender & kStream) != 0) {
    tally_.Nonsense(Call::kEvents, what);
    return OnStreamEnd(sender);
  }
  buyers_[sender].in_flight = false;
  --in_flight_;
  tally_.Nonsense(buyers_[sender].call, what);
  buyers_[sender].lost = true;
  GiveUp(sender);
}

}  // namespace onsale::rehearsal
