// Records many concurrent clients of one server or several nodes, with all their answers.
//
// Shape:    each session makes one call after the other, for random buyers at random nodes. A
//           session repeats an unanswered request with the same bytes until it is answered, so that
//           every operation has an answer. A 503 means that nothing happened; after any other
//           failure the outcome is unknown. If operators' addresses are given, some calls are the
//           operator's, mostly releases of reservations that buyers pay or change meanwhile.
// Owner:    owns the connections; the history is the caller's.
// Threads:  one.
// Errors:   Run: a sentence, after `silence_most` without any answer, if bytes arrive that are not
//           HTTP, or if the history cannot be written.
#pragma once

#include <deque>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "histories/crowd/asker.h"
#include "histories/history/file.h"
#include "rehearsal/wire/connections.h"

namespace onsale::histories {

class Recorder final : private rehearsal::AnswerTaker {
 public:
  struct Options {
    std::vector<net::Address> nodes;
    // The operator's addresses of some nodes; none: no calls of the operator.
    std::vector<net::Address> operators;
    std::string operator_key;
    std::uint64_t operations = 10'000;
    std::uint32_t sessions = 32;
    std::uint32_t buyers = 64;
    std::uint64_t seed = 1;
    // The share of answers that the recorder discards unread, as if they had been lost.
    double forget = 0;
    std::string prefix = "h";
    std::chrono::seconds silence_most{60};
  };
  struct Figures {
    std::uint64_t recorded = 0;
    std::uint64_t lost = 0;     // attempts that got no answer, or 5xx other than 503
    std::uint64_t refused = 0;  // attempts answered 503: nothing happened
    std::uint64_t forgotten = 0;
    std::chrono::nanoseconds time{};
    bool sold_out = false;  // in some room, buyers want no show any more
  };

  Recorder(const World& world, Options options, HistoryWriter& history);

  std::expected<void, std::string> Run();
  const Figures& figures() const { return figures_; }

 private:
  struct Session {
    Op op;
    std::string request;
    Person* person = nullptr;  // null while the session is idle; operator_ for the operator
  };
  struct Again {
    rehearsal::SteadyTime at;
    std::uint32_t session = 0;
  };

  void Begin(std::uint32_t index);
  Person& NextBuyer();
  std::string AskByHand(Op& op);
  std::optional<base::Uuid> ReservationInUse(const Person& buyer);
  void Send(std::uint32_t index);
  void SendAgain();
  void Later(std::uint32_t index, std::chrono::milliseconds after);
  void End(Session& session, const rehearsal::Answer& answer);
  void Remember(const Session& session);
  void Refresh(Person& person);
  void PutMark();
  std::int64_t Now() const;

  void OnAnswer(rehearsal::Sender sender, const rehearsal::Answer& answer) override;
  void OnLost(rehearsal::Sender sender) override;
  void OnNonsense(rehearsal::Sender sender, std::string_view what) override;

  const World world_;
  const Options options_;
  HistoryWriter& history_;
  std::deque<rehearsal::Connections> nodes_;
  std::deque<rehearsal::Connections> operators_;
  base::SplitMix64 dice_;
  Demand demand_;
  Asker asker_;
  std::vector<Session> sessions_;
  std::deque<Person> persons_;
  Person operator_;
  std::vector<Again> again_;
  rehearsal::SteadyTime start_;
  rehearsal::SteadyTime last_answer_;
  std::uint64_t begun_ = 0;
  std::uint32_t users_ = 0;
  std::string nonsense_;
  Figures figures_;
};

}  // namespace onsale::histories
