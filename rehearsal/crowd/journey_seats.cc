// How a buyer comes to know the hall, and chooses seats.
#include <algorithm>
#include <cmath>
#include <utility>

#include "rehearsal/crowd/journey.h"
#include "rehearsal/venue/availability.h"

namespace onsale::rehearsal {
namespace {

// The longest availability: two bits for each of a million seats are a third of it.
constexpr std::size_t kAvailabilityBytesMax = 1 << 20;

}  // namespace

Next Journey::AfterChart(const StepInput& input) {
  const std::uint16_t index = in_.venue.shows[input.buyer.show].chart_index;
  const ChartAnswer& known = in_.venue.charts[index];
  const ResponseHead& head = input.answer.head;
  if (head.status != 200 || head.etag != known.etag ||
      input.answer.body.size() != known.body_bytes) {
    return Nonsense(input, "another chart than its address had before");
  }
  input.buyer.chart = index;
  return LookForSeats(input, 0);
}

// The first step of a buyer who has a show's chart: asks for its availability after thinking for
// `think_ms` on average, or for its best seats.
Next Journey::LookForSeats(const StepInput& input, double think_ms) {
  Buyer& buyer = input.buyer;
  buyer.has_picked = false;
  buyer.settles = false;
  if (!buyer.asks_best) return Think(input, Call::kAvailability, think_ms);
  if (buyer.looks == 0 &&
      in_.chance.Happens({input.number, Choice::kGiveUpAtSeats}, habits_.give_up_at_seats)) {
    return End(input.number, buyer, Ending::kLeftAtSeats);
  }
  buyer.pick = {.seats = {}, .count = PartyOf(input)};
  return AskForBest(input);
}

Next Journey::AskForBest(const StepInput& input) {
  if (++input.buyer.looks > kLooksMax) {
    return End(input.number, input.buyer, Ending::kLostTooManyRaces);
  }
  return Think(input, Call::kBest, habits_.think_best_ms);
}

bool Journey::KeepAvailability(const StepInput& input, Show& show) {
  const ResponseHead& head = input.answer.head;
  if (head.status == 304) return input.buyer.seen_version != 0;
  if (head.status != 200) return false;
  // The crowd has read these bytes already. What it has read since may be newer; a page, too, keeps
  // the newer state.
  if (!head.etag.empty() && head.etag == show.seen_etag) return true;
  const auto json = PlainBody(input.answer, kAvailabilityBytesMax);
  if (!json) return false;
  auto read = ReadAvailability(*json, show.chart, in_.venue.charts[show.chart_index].digest);
  if (!read) return false;
  if (show.seen_version != 0 && read->version < show.seen.version) return true;
  show.seen = *std::move(read);
  show.seen_etag = head.etag;
  ++show.seen_version;
  return true;
}

bool Journey::TakeEvent(Buyer& buyer, std::string_view lines) {
  const Show& show = in_.venue.shows[buyer.show];
  const StreamEvent event = ReadEvent(lines);
  if (event.name == "snapshot") {
    auto read = ReadAvailability(event.data, show.chart, in_.venue.charts[show.chart_index].digest);
    if (!read) return false;
    *buyer.follows = *std::move(read);
    return true;
  }
  return event.name != "seats" || ApplyChanges(event.data, show.chart, *buyer.follows);
}

Next Journey::AfterAvailability(const StepInput& input) {
  Buyer& buyer = input.buyer;
  Show& show = in_.venue.shows[buyer.show];
  if (!KeepAvailability(input, show)) {
    return Nonsense(input, "an answer that is not the availability of the chart's seats");
  }
  buyer.seen_version = show.seen_version;
  return See(input, show.seen.available);
}

Next Journey::LookAgain(std::uint32_t number, Buyer& buyer) {
  const ResponseHead none;
  return See({number, buyer, {none, {}, 0}, Milliseconds(0)}, buyer.follows->available);
}

// The buyer sees the seats, and has picked some of them already or not.
Next Journey::See(const StepInput& input, const SeatSet& available) {
  Buyer& buyer = input.buyer;
  if (buyer.has_picked && AllAvailable(buyer.pick, available)) {
    return {Call::kHold, Milliseconds(0)};
  }
  if (buyer.looks == 0 &&
      in_.chance.Happens({input.number, Choice::kGiveUpAtSeats}, habits_.give_up_at_seats)) {
    return End(input.number, buyer, Ending::kLeftAtSeats);
  }
  return Look(input, available);
}

Next Journey::Look(const StepInput& input, const SeatSet& available) {
  Buyer& buyer = input.buyer;
  buyer.pick = Choose(input, available);
  if (++buyer.looks > kLooksMax) {
    return End(input.number, buyer, Ending::kLostTooManyRaces);
  }
  // The show has no seats left that the buyer wants: the buyer reads the dates again.
  buyer.has_picked = buyer.pick.count > 0;
  if (!buyer.has_picked) return Think(input, Call::kDates, habits_.think_again_ms);
  // The page follows the seats while the buyer thinks, or reads them again before the hold.
  return Think(input, Call::kAvailability, habits_.think_seats_ms);
}

std::size_t Journey::PartyOf(const StepInput& input) const {
  double left = in_.chance.Fraction({input.number, Choice::kPartySize});
  std::size_t party = 1;
  for (const double share : habits_.party_shares) {
    if (left < share) break;
    left -= share;
    ++party;
  }
  return std::min({party, kTogetherMax, in_.venue.shows[input.buyer.show].party_max});
}

Pick Journey::Choose(const StepInput& input, const SeatSet& available) {
  const Show& show = in_.venue.shows[input.buyer.show];
  std::size_t party = PartyOf(input);
  const std::uint32_t look = input.buyer.looks;
  const double u = in_.chance.Fraction({input.number, Choice::kEyes, look});
  const auto seats = static_cast<double>(available.size());
  const auto skip =
      static_cast<std::size_t>(seats * habits_.eyes_reach * std::pow(u, habits_.eyes_power));
  Pick pick = PickTogether(show.chart, available, {party, skip});
  if (pick.count == 0 && in_.chance.Happens({input.number, Choice::kSettlesForApart, look},
                                            habits_.settles_for_apart)) {
    pick = PickApart(show.chart, available, {party, skip});
  }
  while (pick.count == 0 && --party > 0) {
    pick = PickTogether(show.chart, available, {party, skip});
  }
  return pick;
}

}  // namespace onsale::rehearsal
