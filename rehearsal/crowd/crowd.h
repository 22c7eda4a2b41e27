// The crowd: everybody's visits at once, in one loop.
//
// Units:    times since the start of the run.
// Shape:    open-loop: a buyer sends when the schedule and its own thinking say so, whether or not the
//           server has answered others. Latency is counted from the moment the buyer wanted to send,
//           so waiting for a free connection, or for this very loop, counts.
// Owner:    the venue and the connections stay the caller's; buyers and texts can be read after Run,
//           and no connection is busy then.
// Threads:  one. Only `Ask::stop` may be set by others, a signal handler too.
// Errors:   what the server does wrong is in the tally; Run says why it ended early.
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

// Why the rehearsal ended.
enum class Cut : std::uint8_t { kNotAtAll, kAsked, kTimeLimit, kServerGone };

class Crowd final : private AnswerTaker {
 public:
  struct Ask {
    const std::atomic<bool>& stop;
    std::function<void(const Tally&)> each_second;
    // How long the answers that are under way at the end are waited for.
    std::chrono::milliseconds drain_most{5000};
  };

  Crowd(const Plan& plan, Venue& venue, Connections& connections);

  Cut Run(const Ask& ask);

  const Plan& plan() const { return plan_; }
  const Tally& tally() const { return tally_; }
  const std::vector<Buyer>& buyers() const { return buyers_; }
  const TextPool& texts() const { return texts_; }

 private:
  using Microseconds = std::chrono::microseconds;
  struct Waiting {
    std::uint32_t number = 0;
    Microseconds since{0};
  };

  void Arrive();
  void Step(std::uint32_t number, Milliseconds moment);
  bool Send(std::uint32_t number);
  void SendThoseWhoWait();
  void Proceed(std::uint32_t number, Next next);
  // The same call again; `keeps_waiting` if the buyer has had no answer so far.
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
  bool WantsSeats(Sender sender, const ResponseHead& head) override;

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
  std::deque<Waiting> without_connection_;  // in the order in which they wanted to send
  SteadyTime start_;
  Microseconds last_answer_{0};
  bool lost_since_answer_ = false;
  std::size_t unfinished_ = 0;  // buyers who still have a call to make
  std::size_t in_flight_ = 0;
  bool draining_ = false;
};

}  // namespace onsale::rehearsal
