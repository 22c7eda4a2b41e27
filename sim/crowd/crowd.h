// The clients of a world, on a network that loses, repeats and reorders requests.
//
// Shape:    Next makes a step from what the clients know. Learn passes the clients the result of
//           the oldest step whose result they do not have yet. The steps depend only on the plan
//           and on the answers.
// Threads:  one.
#pragma once

#include <deque>

#include "sim/chance.h"
#include "sim/crowd/client.h"
#include "sim/plan.h"
#include "sim/step.h"

namespace onsale::sim {

class Crowd {
 public:
  explicit Crowd(const WorldPlan& plan);

  Step Next();
  // A last step without commands, which commits the batches that wait to share a frame.
  Step Last();
  struct Fact {
    const std::vector<domain::Command>& commands;
    const std::vector<domain::Outcome>& outcomes;
    bool told = false;  // whether the server sent the responses
  };
  void Learn(const Fact& fact);

 private:
  struct Request {
    std::size_t client = 0;
    std::uint32_t tries = 0;
    domain::Command command = domain::IssueToken{};
  };
  struct Origin {
    std::size_t client;
    std::uint32_t tries;
  };

  base::Time NextClock();
  void StepToEdge();
  Fate NextFate();
  Request NextRequest();
  Request Fresh();
  void Send(Request request, Step& step, std::vector<Origin>& origins);
  void NoteEdge(std::optional<base::Time> at);
  void TakeAnswer(Client& client, const domain::Command& command, const domain::Outcome& outcome);
  void NoteLoaded(const domain::LoadCatalog& command, const domain::Outcome& outcome);

  const WorldPlan plan_;
  Chance chance_;
  base::Time clock_ = kWorldStart;
  bool first_ = true;
  std::uint64_t cut_steps_;  // one in so many steps ends with a power cut or a stop
  Offer offer_;
  std::vector<Client> clients_;
  std::vector<Request> network_;           // requests in flight or to be sent again
  std::deque<std::vector<Origin>> asked_;  // of each step whose result is not learned
  std::vector<base::Time> edges_;          // when holds, turns and the like may end
  std::vector<base::Time> windows_;        // when sales of shows open and close
};

}  // namespace onsale::sim
