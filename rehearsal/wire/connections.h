// The crowd's connections to the server: kept alive, opened when needed, shared by all buyers.
//
// Shape:    each connection has one request at a time. A sender identifies itself by a number and
//           gets exactly one of OnAnswer, OnLost and OnNonsense for each Send that returned true,
//           unless Abandon or CloseStream was called first. If the answer is a stream of events, it
//           gets OnEvent for each instead, and at the end OnStreamEnd or OnNonsense.
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
#include <unordered_map>
#include <vector>

#include "net/poller.h"
#include "net/socket.h"
#include "rehearsal/wire/response_parser.h"

namespace onsale::rehearsal {

using SteadyTime = std::chrono::steady_clock::time_point;
using Sender = std::uint32_t;

struct Answer {
  const ResponseHead& head;
  std::string_view body;    // as sent: compressed if head.gzip
  std::uint64_t bytes = 0;  // of head and body
};

// The body of an answer without its compression, if it has one; nothing if it is invalid or longer
// than `bytes_max`.
std::optional<std::string> PlainBody(const Answer& answer, std::size_t bytes_max);

class AnswerTaker {
 public:
  virtual ~AnswerTaker() = default;
  virtual void OnAnswer(Sender sender, const Answer& answer) = 0;
  virtual void OnLost(Sender sender) = 0;
  virtual void OnNonsense(Sender sender, std::string_view what) = 0;
  // `event` are the lines of one event, without the empty line behind them. `bytes` are those that
  // arrived since the last event.
  virtual void OnEvent(Sender, std::string_view /*event*/, std::uint64_t /*bytes*/) {}
  virtual void OnStreamEnd(Sender) {}
};

// How long the body of an answer may be, 1 or 64 MiB; or a stream of events, each at most 1 MiB. A
// sender has at most one stream.
enum class ReadAs : std::uint8_t { kText, kLongText, kEvents };

struct Outgoing {
  Sender sender = 0;
  std::string_view bytes;
  ReadAs read_as = ReadAs::kText;
};

class Connections {
 public:
  struct Options {
    net::Address address;
    std::size_t count_max = 1;
    // How long an answer, or a connect, may take. EndStale closes connections that take longer.
    std::chrono::seconds answer_within{60};
    std::chrono::seconds connect_within{60};
  };
  struct Figures {
    std::uint64_t sent = 0;
    std::uint64_t opened = 0;
    std::uint64_t failed = 0;  // failed attempts to connect
    std::size_t open_most = 0;
  };

  // Throws std::system_error if the system cannot create a poller or a timer.
  explicit Connections(Options options);
  ~Connections();

  // False if every connection is busy: Send would return false.
  bool HasRoom() const;
  // As HasRoom, for a stream: streams take at most half of the connections, because whoever holds
  // one needs another for its next request.
  bool HasRoomForStream() const;
  // Sends a request on a free or new connection. False if every connection is busy: try again after
  // the next Poll.
  bool Send(const Outgoing& request);
  // Waits at most `timeout` for events and passes the answers to `taker`. Stops after two
  // milliseconds of this, so that the caller can send what is due; the next Poll passes the rest.
  void Poll(std::chrono::microseconds timeout, AnswerTaker& taker);
  // Closes connections that exceed answer_within or connect_within, with OnLost. Call about once a
  // second.
  void EndStale(AnswerTaker& taker);
  // Closes the sender's stream, or drops its request for one, without a call to the taker.
  void CloseStream(Sender sender);
  // Drops all unanswered requests without a call to their takers, so that the next user of the
  // connections gets no answers to them. Do not call from within a taker.
  void Abandon();

  const Figures& figures() const { return figures_; }

 private:
  struct Connection;

  void Handle(const net::Event& event, AnswerTaker& taker);
  Connection* TakeFree();
  Connection* Open();
  void Flush(Connection& connection, AnswerTaker& taker);
  void Receive(Connection& connection, AnswerTaker& taker);
  // Parses received bytes and passes a complete answer to the taker. False once the connection is
  // closed.
  bool Digest(Connection& connection, std::string_view bytes, AnswerTaker& taker);
  bool TakeEvents(Connection& connection, std::string_view piece, AnswerTaker& taker);
  bool Complete(Connection& connection, std::string_view body, AnswerTaker& taker);
  void Lose(Connection& connection, AnswerTaker& taker);
  void Refuse(Connection& connection, std::string_view what, AnswerTaker& taker);
  void Close(Connection& connection);
  void ForgetStream(const Connection& connection);
  static bool IsOwed(const Connection& connection);
  void TellFailures(AnswerTaker& taker);
  void SetAlarm(std::chrono::microseconds timeout);

  const Options options_;
  net::Poller poller_;
  std::span<const net::Event> pending_;  // of the last wait: events not handled yet
  net::Descriptor alarm_;                // a timer finer than the poller's milliseconds
  std::vector<std::unique_ptr<Connection>> all_;
  std::vector<std::uint32_t> free_;    // open, idle connections, the last used at the end
  std::vector<std::uint32_t> closed_;  // connections without a socket
  std::vector<Sender> failed_;         // senders whose connect failed at once
  std::unordered_map<Sender, std::uint32_t> streams_;  // the connections of the streams
  std::vector<char> room_;                             // the receive buffer of all connections
  Figures figures_;
};

}  // namespace onsale::rehearsal
