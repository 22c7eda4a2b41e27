// Who listens to what on one I/O thread, and the few questions that are asked for all of them.
//
// Shape:    a stream is a poll that its listeners share. The seats of a show are asked for once and
//           the difference goes to everybody; a room is asked for once and says whose turn has come
//           or what has changed for all; only then, or when it is due, a listener's own token is.
//           A listener's number is its connection's tag.
// Owner:    the I/O thread. It asks the questions that Tick gives, with their tags, and brings
//           every answer to OnOutcome or OnRefused.
// Threads:  that thread only.
// Source:   docs/decisions/0013-streams-are-shared-polls.md
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "http/deadlines.h"
#include "http/stream_opening.h"
#include "http/stream_seats.h"
#include "http/stream_token.h"

namespace onsale::http {

// Where events go. Both may call StreamHub::Leave.
class StreamOutlet {
 public:
  virtual ~StreamOutlet() = default;
  virtual void Send(std::uint64_t listener, const SharedBytes& bytes) = 0;
  // After what was sent, no more will come.
  virtual void End(std::uint64_t listener) = 0;
};

struct StreamQuestion {
  std::uint64_t tag = 0;
  domain::Command command;
};

class StreamHub {
 public:
  static constexpr base::Duration kPollTime = std::chrono::milliseconds(250);
  // How often the token of who sees seats, and of who is ACTIVE, is looked at.
  static constexpr base::Duration kSeatsCheckTime = std::chrono::seconds(10);
  static constexpr base::Duration kActiveCheckTime = std::chrono::seconds(1);
  // How often there is a look for what is due, and how many tokens are asked for then, at most.
  static constexpr base::Duration kLookTime = std::chrono::milliseconds(50);
  static constexpr std::size_t kChecksMax = 512;
  // How long the deltas of a show to which nobody listens are kept for who comes back.
  static constexpr base::Duration kKeepTime = std::chrono::minutes(1);

  explicit StreamHub(StreamOutlet& outlet) : outlet_(outlet) {}
  StreamHub(const StreamHub&) = delete;
  StreamHub& operator=(const StreamHub&) = delete;

  // Whether the tag of an answer is the hub's. Requires: connections' slots stay below 2^30.
  static bool Owns(std::uint64_t tag) { return (tag & kOwnBit) != 0; }

  // Sends the first events at once.
  void Open(std::uint64_t listener, const StreamOpening& opening);
  // Forgets the listener, if it is one.
  void Leave(std::uint64_t listener);
  // Without listeners nothing is due.
  bool empty() const { return listeners_.empty(); }

  std::vector<StreamQuestion> Tick(SteadyTime now);
  void OnOutcome(const engine::Delivery& delivery, const domain::CatalogPtr& catalog);
  // The engine had no room for the question.
  void OnRefused(std::uint64_t tag);

 private:
  static constexpr std::uint64_t kOwnBit = 1U << 31;    // else a connection's
  static constexpr std::uint64_t kTopicBit = 1U << 30;  // else about a listener's token
  static constexpr std::uint64_t kRoomBit = 1;          // with kTopicBit; else about a show

  // One question at a time, at its time.
  struct Poll {
    SteadyTime due;
    bool asked = false;
  };
  struct Show {
    SeatFeed feed;
    std::vector<std::uint64_t> listeners;
    Poll poll;
    SteadyTime left_at;  // when the last listener did
  };
  struct Room {
    std::string slug;
    std::vector<std::uint64_t> listeners;
    Poll poll;
    domain::RoomState state{};  // these two as of the last answer
    bool sold_out = false;
    bool known = false;  // there was an answer
  };
  struct Listener {
    domain::Credential credential;
    Poll check;
    bool sees_seats = false;  // else its own token
    domain::ShowId show;      // if it sees seats
    TokenFeed token;          // if not
  };

  void OpenSeats(std::uint64_t tag, const domain::Credential& caller, const SeatsOpening& opening);
  void OpenToken(std::uint64_t tag, const domain::Credential& caller, const TokenOpening& opening);
  void OnShow(Show& show, const domain::SeatMapPtr& map, const domain::CatalogPtr& catalog);
  void OnRoom(Room& room, const domain::RoomView& view);
  void OnToken(std::uint64_t tag, Listener& listener, const domain::TokenView& view);
  void Broadcast(std::span<const std::uint64_t> listeners, const SharedBytes& bytes);
  void Finish(std::uint64_t listener, const SharedBytes& last_event);
  void AskTopics(std::vector<StreamQuestion>& questions);
  void AskTokens(std::vector<StreamQuestion>& questions);
  bool Due(Poll& poll);

  StreamOutlet& outlet_;
  SteadyTime now_;  // as of the last Tick
  SteadyTime next_look_;
  std::unordered_map<std::uint32_t, Show> shows_;  // by ShowId
  std::unordered_map<std::uint32_t, Room> rooms_;  // by RoomId
  std::unordered_map<std::uint64_t, Listener> listeners_;
  std::vector<std::pair<SteadyTime, std::uint64_t>> due_;  // scratch of AskTokens
};

}  // namespace onsale::http
