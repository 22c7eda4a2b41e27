// Decides a buyer's next step after each answer of the server.
//
// Shape:    a state machine without sockets and clocks. The same seed, answers and times give the
//           same decisions.
// Owner:    the venue, the pool and the tally stay the caller's.
// Threads:  one.
// Errors:   an answer that no correct server gives is counted in the tally as nonsense and ends the
//           visit.
#pragma once

#include <cstdint>
#include <string_view>

#include "rehearsal/crowd/buyer.h"
#include "rehearsal/crowd/chance.h"
#include "rehearsal/crowd/habits.h"
#include "rehearsal/crowd/schedule.h"
#include "rehearsal/measure/tally.h"
#include "rehearsal/venue/venue.h"
#include "rehearsal/wire/connections.h"

namespace onsale::rehearsal {

struct TokenAnswer;

// A buyer's next call and the thinking time before it; Call::kNone ends the visit.
struct Next {
  Call call = Call::kNone;
  Milliseconds after{0};
};

class Journey {
 public:
  struct JourneyContext {
    const Chance& chance;
    Venue& venue;
    TextPool& texts;
    Tally& tally;
    std::uint32_t speed = 1;
    double best_share = 0;  // of the buyers: they let the server choose their seats
  };

  explicit Journey(const JourneyContext& context) : in_(context) {}

  // Chooses the show that the buyer wants, before the first call.
  void Begin(std::uint32_t number, Buyer& buyer);
  // Decides what the buyer does after the answer. `now` counts from the start of the rehearsal.
  // Requires: not SaysLater(answer.head.status).
  Next After(std::uint32_t number, Buyer& buyer, const Answer& answer, Milliseconds now);
  // As After, of a buyer who wants to see the seats and follows them: no call is needed.
  Next LookAgain(std::uint32_t number, Buyer& buyer);
  // Takes an event of the stream that the buyer follows. False for one that no correct server
  // sends.
  bool TakeEvent(Buyer& buyer, std::string_view lines);
  // Ends the buyer's visit; only cancelling the hold and leaving the queue may follow.
  Next End(std::uint32_t number, Buyer& buyer, Ending ending);

 private:
  // The arguments of After.
  struct StepInput {
    std::uint32_t number;
    Buyer& buyer;
    const Answer& answer;
    Milliseconds now;
  };

  Next AfterToken(const StepInput& input);
  Next AfterDates(const StepInput& input);
  Next AfterChart(const StepInput& input);
  Next AfterAvailability(const StepInput& input);
  Next AfterHold(const StepInput& input);
  Next AfterExchange(const StepInput& input);
  Next AfterTopUp(const StepInput& input);
  Next AfterPay(const StepInput& input);
  Next AfterCourtesy(const StepInput& input);
  Next Refused(const StepInput& input);
  Next RefusedHold(const StepInput& input, std::string_view code);
  Next RefusedBest(const StepInput& input, std::string_view code);
  Next LostRace(const StepInput& input);
  bool TakeOffer(const StepInput& input);
  Next RefusedExchange(const StepInput& input, std::string_view code);
  Next Wait(const StepInput& input, const TokenAnswer& token);
  bool IsTired(const StepInput& input);
  Next LookForSeats(const StepInput& input, double think_ms);
  Next AskForBest(const StepInput& input);
  Next See(const StepInput& input, const SeatSet& available);
  Next Look(const StepInput& input, const SeatSet& available);
  Next WithHold(const StepInput& input);
  Next TopUp(const StepInput& input, double think_ms);
  Next Nonsense(const StepInput& input, std::string_view what);
  bool KeepAvailability(const StepInput& input, Show& show);
  static void ComparePosition(Buyer& buyer, std::int64_t position);
  void NoteRank(const StepInput& input, const TokenAnswer& token);
  Next Think(const StepInput& input, Call call, double mean_ms);
  bool TakeHold(const StepInput& input, const Pick& pick);
  std::size_t PartyOf(const StepInput& input) const;
  Pick Choose(const StepInput& input, const SeatSet& available);

  JourneyContext in_;
  Habits habits_;
};

}  // namespace onsale::rehearsal
