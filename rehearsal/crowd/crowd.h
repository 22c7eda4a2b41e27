// The crowd: all buyers of a rehearsal, in one event loop.
//
// Units:    times since the start of the run.
// Shape:    the load is open-loop: a buyer sends when the schedule and the thinking time are up,
//           whether or not the server has answered others. Latency counts from the moment at which
//           the buyer wanted to send, so it includes the wait for a free connection or for this
//           loop.
//           A buyer who chooses by hand follows the seats by a stream while thinking; as a sender
//           the stream has a number of its own. If there is no connection for it, the buyer reads
//           the seats again before the hold.
// Owner:    the venue and the connections stay the caller's; buyers and texts can be read after
//           Run, when no connection is busy.
// Threads:  one. Only `Ask::stop` may be set by others, also by a signal handler.
// Errors:   faults of the server are counted in the tally; Run returns why it ended early.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <vector>

#include "rehearsal/crowd/composer.h"
#include "rehearsal/crowd/journey.h"
#include "rehearsal/crowd/schedule.h"
#include "rehearsal/plan.h"
#include "rehearsal/wire/connections.h"

namespace onsale::rehearsal {

// Why a rehearsal ended before all buyers had finished; kNotAtAll: all had.
enum class Cut : std::uint8_t { kNotAtAll, kAsked, kTimeLimit, kServerGone };

class Crowd final : private AnswerTaker {
 public:
  struct Ask {
    const std::atomic<bool>& stop;
    std::function<void(const Tally&)> each_second;
    // How long the end of the run waits for answers in flight, at most.
    std::chrono::milliseconds drain_most{5000};
  };

  Crowd(const Plan& plan, Venue& venue, Connections& connections);

  Cut Run(const Ask& ask);

  const Plan& plan() const { return plan_; }
  const Tally& tally() const { return tally_; }
  const std::vector<Buyer>& buyers() const { return buyers_; }
  const TextPool& texts() const { return texts_; }
  const Composer::Signed& signed_tokens() const { return composer_.signed_tokens(); }

 private:
  using Microseconds = std::chrono::microseconds;
  struct Waiting {
    std::uint32_t number = 0;
    Microseconds since{0};
  };

  void Arrive();
  void Step(std::uint32_t number, Milliseconds moment);
  bool Send(std::uint32_t number);
  // Opens or closes the stream of seats, as the buyer's next call wants it.
  void FollowFor(std::uint32_t number, Call next);
  void SendThoseWhoWait();
  void Proceed(std::uint32_t number, Next next);
  // Repeats the buyer's call, `after` from now, or ends the visit after too many attempts.
  // `keeps_waiting`: the last attempt got no answer, so the latency still counts from intended_ms.
  void Again(std::uint32_t number, Milliseconds after, bool keeps_waiting);
  void GiveUp(std::uint32_t number);
  void Pass();
  Cut WhyToEnd(const Ask& ask) const;
  void Drain(Milliseconds most);
  Microseconds Now() const;
  Milliseconds NowMs() const { return std::chrono::floor<Milliseconds>(Now()); }
  Microseconds UntilNext() const;

  void OnAnswer(Sender sender, const Answer& answer) override;
  void OnLost(Sender sender) override;
  void OnNonsense(Sender sender, std::string_view what) override;
  void OnEvent(Sender sender, std::string_view event, std::uint64_t bytes) override;
  void OnStreamEnd(Sender sender) override;
  void OnStreamRefused(std::uint32_t number, const Answer& answer);
  void CountBytes(Buyer& buyer, std::uint64_t bytes);

  const Plan plan_;
  const Chance chance_;
  Venue& venue_;
  Connections& connections_;
  Composer composer_;
  Tally tally_;
  TextPool texts_;
  std::vector<Buyer> buyers_;
  Journey journey_;
  TimerWheel wheel_;
  std::deque<Waiting> without_connection_;  // ordered by when each wanted to send
  SteadyTime start_;
  Microseconds last_answer_{0};
  bool lost_since_answer_ = false;
  std::size_t unfinished_ = 0;  // buyers who still have a call to make
  std::size_t in_flight_ = 0;
  bool draining_ = false;
};

}  // namespace onsale::rehearsal
