// The crowd's connections to the server: kept alive, opened when needed, shared by all buyers.
//
// Shape:    one request at a time on each. A sender identifies itself by a number and gets exactly
//           one of OnAnswer, OnLost and OnNonsense for each Send that returned true, unless Abandon
//           was called first.
// Owner:    an Answer's data lives until the call returns. A taker may Send from within it.
// Threads:  one.
// Errors:   OnLost: the connection failed or ended before the answer arrived: whether the server
//           executed the request is unknown. OnNonsense: bytes that no correct server sends.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/poller.h"
#include "net/socket.h"
#include "rehearsal/venue/seat_list.h"
#include "rehearsal/wire/response_parser.h"

namespace onsale::rehearsal {

using SteadyTime = std::chrono::steady_clock::time_point;
using Sender = std::uint32_t;

struct Answer {
  const ResponseHead& head;
  std::string_view body;  // empty if it was read as a list of seats
  const SeatList* seats;  // only for a 200 to a request with ReadAs::kSeats
};

class AnswerTaker {
 public:
  virtual ~AnswerTaker() = default;
  virtual void OnAnswer(Sender sender, const Answer& answer) = 0;
  virtual void OnLost(Sender sender) = 0;
  virtual void OnNonsense(Sender sender, std::string_view what) = 0;
  // Whether to read the body of an answer to a request for seats. False if the taker already knows
  // the list with this ETag; Answer.seats is then null.
  virtual bool WantsSeats(Sender sender, const ResponseHead& head) = 0;
};

// How a body is read, and how long it may be.
enum class ReadAs : std::uint8_t { kText, kLongText, kSeats };

struct Outgoing {
  Sender sender = 0;
  std::string_view bytes;
  ReadAs read_as = ReadAs::kText;
  std::uint32_t number_max = 0;  // of the show, for kSeats
};

class Connections {
 public:
  struct Options {
    net::Address address;
    std::size_t count_max = 1;
    std::chrono::seconds answer_within{60};  // afterwards the connection counts as lost
  };
  struct Figures {
    std::uint64_t sent = 0;
    std::uint64_t opened = 0;
    std::uint64_t failed = 0;  // connections that could not be made
    std::uint64_t bytes_read = 0;
    std::size_t open_most = 0;
  };

  // Throws std::system_error if it cannot create its poller or timer.
  explicit Connections(Options options);
  ~Connections();

  // False if every connection is busy: try again after the next Poll.
  bool Send(const Outgoing& request);
  // Waits for at most `timeout` and hands out the answers; after a few milliseconds of that it
  // leaves the rest to the next call.
  void Poll(std::chrono::microseconds timeout, AnswerTaker& taker);
  // Closes connections that have been silent for too long. Call about once a second.
  void EndStale(AnswerTaker& taker);
  // Drops all unanswered requests without a call to their takers, so that the next taker does not
  // get their answers. Do not call from within a taker.
  void Abandon();

  const Figures& figures() const { return figures_; }

 private:
  struct Connection;

  void Handle(const net::Event& event, AnswerTaker& taker);
  Connection* TakeFree();
  Connection* Open();
  void Flush(Connection& connection, AnswerTaker& taker);
  void Receive(Connection& connection, AnswerTaker& taker);
  // False once the connection is closed.
  bool Digest(Connection& connection, std::string_view bytes, AnswerTaker& taker);
  bool BeginBody(Connection& connection, AnswerTaker& taker);
  bool Complete(Connection& connection, std::string_view body, AnswerTaker& taker);
  void Lose(Connection& connection, AnswerTaker& taker);
  void Refuse(Connection& connection, std::string_view what, AnswerTaker& taker);
  void Close(Connection& connection);
  static bool IsOwed(const Connection& connection);
  void TellFailures(AnswerTaker& taker);
  void SetAlarm(std::chrono::microseconds timeout);

  const Options options_;
  net::Poller poller_;
  std::span<const net::Event> pending_;  // of the last wait, not handled yet
  net::Descriptor alarm_;                // a timer finer than the poller's milliseconds
  std::vector<std::unique_ptr<Connection>> all_;
  std::vector<std::uint32_t> free_;    // open and idle, the most recently used last
  std::vector<std::uint32_t> closed_;  // no socket
  std::vector<Sender> failed_;         // the attempt to connect failed at once
  std::vector<char> room_;             // receive buffer of all connections
  Figures figures_;
};

}  // namespace onsale::rehearsal
