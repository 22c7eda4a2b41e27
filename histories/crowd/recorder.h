// Many clients at once, against one server or several nodes, and everything that they are told.
//
// Shape:    each session makes one call after the other, for buyers and at nodes that chance names.
//           What is not answered is sent again, with the same bytes, until it is; so a history has no
//           open end. A 503 says that nothing happened; after anything else it is not known.
// Owner:    connections; the history is the caller's.
// Threads:  one.
// Errors:   Run: a sentence, if nothing was answered for a while, or bytes came that are no HTTP.
#pragma once

#include <deque>
#include <expected>
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
    std::uint64_t operations = 10'000;
    std::uint32_t sessions = 32;
    std::uint32_t buyers = 64;
    std::uint64_t seed = 1;
    // How many answers are thrown away unread, as if they had been lost on the way.
    double forget = 0;
    std::string prefix = "h";
    std::chrono::seconds silence_most{60};
  };
  struct Figures {
    std::uint64_t recorded = 0;
    std::uint64_t lost = 0;     // attempts without an answer
    std::uint64_t refused = 0;  // 503: nothing happened
    std::uint64_t forgotten = 0;
    std::chrono::nanoseconds time{};
    bool sold_out = false;  // a room ran out of shows
  };

  Recorder(const World& world, Options options, HistoryWriter& history);

  std::expected<void, std::string> Run();
  const Figures& figures() const { return figures_; }

 private:
  struct Session {
    Op op;
    std::string request;
    Person* person = nullptr;  // null: nothing to do
  };
  struct Again {
    rehearsal::SteadyTime at;
    std::uint32_t session = 0;
  };

  void Begin(std::uint32_t index);
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
  bool WantsSeats(rehearsal::Sender, const rehearsal::ResponseHead&) override { return false; }

  const World world_;
  const Options options_;
  HistoryWriter& history_;
  std::deque<rehearsal::Connections> nodes_;
  Dice dice_;
  Demand demand_;
  Asker asker_;
  std::vector<Session> sessions_;
  std::deque<Person> persons_;
  std::vector<Again> again_;
  rehearsal::SteadyTime start_;
  rehearsal::SteadyTime last_answer_;
  std::uint64_t begun_ = 0;
  std::uint32_t users_ = 0;
  std::string nonsense_;
  Figures figures_;
};

}  // namespace onsale::histories
