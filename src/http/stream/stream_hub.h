// The event streams of one I/O thread, and the shared polls that feed them.
//
// Shape:    listeners share polls. The seats of a show are read once for all its listeners, who get
//           the difference. A room is read once, too: its view shows which tokens are admitted and
//           what has changed for all. A listener's own token is read only after such a change, or
//           when it is due. A listener's number is its connection's tag. Operators' listeners
//           are apart (sale_listeners.h): their events are made elsewhere.
// Owner:    the I/O thread. It submits the commands that Tick returns, with their tags, and passes
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

#include "base/time.h"
#include "engine/engine.h"
#include "http/stream/sale_listeners.h"
#include "http/stream/stream_opening.h"
#include "http/stream/stream_outlet.h"
#include "http/stream/stream_seats.h"
#include "http/stream/stream_token.h"

namespace onsale::http {

using base::SteadyTime;

struct StreamQuestion {
  std::uint64_t tag = 0;
  domain::Command command;
};

class StreamHub {
 public:
  static constexpr base::Duration kPollTime = std::chrono::milliseconds(250);
  // How often an ACTIVE token is read: for a listener to seats, and for a listener to the token.
  static constexpr base::Duration kSeatsCheckTime = std::chrono::seconds(10);
  static constexpr base::Duration kActiveCheckTime = std::chrono::seconds(1);
  // How often the hub searches for due polls; below, the most tokens that are read after one
  // search.
  static constexpr base::Duration kLookTime = std::chrono::milliseconds(50);
  static constexpr std::size_t kChecksMax = 512;
  // How long the deltas of a show without listeners are kept for clients that reconnect.
  static constexpr base::Duration kKeepTime = std::chrono::minutes(1);

  // Countdowns in events count from the time of `clock`.
  StreamHub(StreamOutlet& outlet, const base::Clock& clock, ChartPages& charts,
            SaleSource sale = {})
      : outlet_(outlet), clock_(clock), charts_(charts), sale_(outlet, clock, std::move(sale)) {}
  StreamHub(const StreamHub&) = delete;
  StreamHub& operator=(const StreamHub&) = delete;

  // Whether the tag of an answer belongs to the hub. Requires: the slots of connections are below
  // 2^30.
  static constexpr bool Owns(std::uint64_t tag) { return (tag & kOwnBit) != 0; }

  // Adds a listener and sends it the first events at once.
  void Open(std::uint64_t listener, const StreamOpening& opening);
  // Removes the listener; does nothing if the tag is not a listener's.
  void Leave(std::uint64_t listener);
  // Whether there are no listeners, so that no poll is due.
  bool empty() const { return listeners_.empty() && sale_.empty(); }

  std::vector<StreamQuestion> Tick(SteadyTime now);
  void OnOutcome(const engine::Delivery& delivery, const domain::CatalogPtr& catalog);
  // Reports that the engine's queue was full for the command with this tag.
  void OnRefused(std::uint64_t tag);

 private:
  static constexpr std::uint64_t kOwnBit = 1U << 31;    // set: the hub's; else a connection's
  static constexpr std::uint64_t kTopicBit = 1U << 30;  // else about a listener's token
  static constexpr std::uint64_t kRoomBit = 1;          // with kTopicBit, set: a room; else a show

  // When a read is due next, and whether one is in flight: at most one is.
  struct Poll {
    SteadyTime due;
    bool asked = false;
  };
  struct Show {
    SeatFeed feed;
    std::vector<std::uint64_t> listeners;
    Poll poll;
    SteadyTime left_at;  // when the last listener left
  };
  struct Room {
    std::string slug;
    std::vector<std::uint64_t> listeners;
    Poll poll;
    domain::RoomState state{};  // this and the next: as of the last answer
    bool sold_out = false;
    bool known = false;  // whether there was an answer
  };
  struct Listener {
    domain::Credential credential;
    Poll check;
    bool sees_seats = false;  // false: the listener follows its own token
    domain::ShowId show;      // if sees_seats
    TokenFeed token;          // if not sees_seats
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
  const base::Clock& clock_;
  ChartPages& charts_;  // of the server
  SaleListeners sale_;
  SteadyTime now_;  // as of the last Tick
  SteadyTime next_look_;
  std::unordered_map<std::uint32_t, Show> shows_;  // by ShowId
  std::unordered_map<std::uint32_t, Room> rooms_;  // by RoomId
  std::unordered_map<std::uint64_t, Listener> listeners_;
  std::vector<std::pair<SteadyTime, std::uint64_t>> due_;  // scratch of AskTokens
};

}  // namespace onsale::http
