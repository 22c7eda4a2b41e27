// One client's TCP connection: bytes in, requests to the dispatcher one after the other, responses
// out.
//
// Shape:    reading -> waiting (for the engine) -> writing -> reading ..., then lingering, closed.
//           Requests that are sent ahead stay unread until those before them are answered.
// Owner:    its I/O thread, which may destroy it once it has told so in ThreadContext::dead.
//           Nothing else refers to it: the engine knows its tag only.
// Threads:  its I/O thread only.
// Errors:   a client that misbehaves gets a problem and is hung up on; one that is gone is
//           forgotten. The last response is followed by a half-close and a moment's wait, so that
//           it can be read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "http/client_socket.h"
#include "http/deadlines.h"
#include "http/dispatcher.h"
#include "http/problem.h"
#include "http/read_buffer.h"
#include "http/request_parser.h"
#include "http/thread_context.h"

namespace onsale::http {

class Connection {
 public:
  using Socket = ClientSocket;

  Connection(ThreadContext& context, Socket socket, std::uint64_t tag);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Start();
  // Instead of Start, above the connection limit: says so and hangs up.
  void TurnAway();
  // The answers to what the connection asked for in its last turn.
  void OnOutcome(const engine::Delivery& delivery);
  void OnLedger(const Dispatcher::LedgerEntries& entries);
  void OnOverload();
  // The wait that the hook is in has lasted too long.
  void OnDeadline();
  // The server is stopping: an idle connection is closed, a busy one after its response.
  void Drain();
  void Close();

 private:
  enum class Phase : std::uint8_t { kReading, kWaiting, kWriting, kLingering, kClosed };

  // What of a response the socket did not take at once.
  struct Unsent {
    std::string head;
    std::string body;
    std::shared_ptr<const std::string> shared_body;
    std::size_t sent = 0;  // of head and content together
    std::string_view content() const {
      return shared_body ? std::string_view(*shared_body) : std::string_view(body);
    }
  };

  void AwaitReadable();
  void AwaitWritable();
  void OnReadable();
  void OnWritable();
  bool Receive();
  void Advance();
  void AwaitRest(ParseState state);
  bool BecomeIdle();
  void Begin();
  void Reject(ProblemCode code, std::string_view detail);
  void RejectFraming(ParseRefusal refusal);
  void Respond(Response response);
  void Send(Response response, bool head_only);
  void Keep(Response response, std::string_view head, std::size_t sent);
  void FinishResponse();
  void Linger();
  void CloseIfSilent();
  void Log(const Response& response) const;
  void BuryIfDead();

  ThreadContext& context_;
  Socket socket_;
  Deadlines::Hook hook_;  // also carries the tag
  ReadBuffer buffer_;
  RequestParser parser_;
  std::optional<Exchange> exchange_;  // from a complete request to its response
  SteadyTime began_;
  Unsent unsent_;
  Phase phase_ = Phase::kReading;
  bool last_response_ = false;  // hang up once it is sent
  bool continue_sent_ = false;
  bool read_pending_ = false;
  bool write_pending_ = false;
};

}  // namespace onsale::http
