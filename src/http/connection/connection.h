// One client's TCP connection: reads requests, passes them to the dispatcher one by one, writes
// responses.
//
// Shape:    a trusted proxy may begin with a PROXY header (proxy_header.h). Then:
//           reading -> waiting (for the engine) -> writing -> reading ..., then done: a
//           LingeringConnection takes over after the last response, and a StreamConnection when the
//           response opens an event stream. A pipelined request is deferred until the one before it
//           is answered, and is then served after all other connections.
// Owner:    the ConnectionTable. Nothing else refers to it: the engine knows only its tag.
// Threads:  its I/O thread only.
// Errors:   a malformed request is answered with a problem, then the connection is closed. A client
//           that has gone is dropped silently.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/connection/client_socket.h"
#include "http/connection/read_buffer.h"
#include "http/connection/request_parser.h"
#include "http/connection/stream_queue.h"
#include "http/connection/thread_context.h"
#include "http/dispatcher.h"
#include "http/problem/problem.h"
#include "http/request_log.h"
#include "net/poller.h"
#include "net/socket.h"

namespace onsale::http {

class Connection {
 public:
  Connection(ThreadContext& context, net::Descriptor socket, std::uint64_t tag);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Start();
  // Starts a connection above the limit: answers one health request; any other request, or none in
  // time, is answered 503.
  void StartRejected();
  void OnEvent(const net::Event& event);
  // Continues a deferred connection (ThreadContext::deferred).
  void Resume();
  // Each answers the current request: with its command's outcome, with the answer to its question,
  // or with 503 because the engine's queue is full.
  void OnOutcome(const engine::Delivery& delivery);
  void OnAnswer(Finisher& finish);
  void OnOverload();
  // Called when the connection's current deadline has passed.
  void OnDeadline();
  // Called when the server stops: closes an idle connection at once, a busy one after its response.
  void Drain();
  void Close();
  const ClientSocket& client() const { return client_; }

 private:
  // kDone: the connection is closed, or another object serves the client.
  enum class Phase : std::uint8_t { kReading, kWaiting, kWriting, kDone };

  // The part of a response that the socket did not accept at once.
  struct Unsent {
    std::string head;
    SharedBytes page;      // counted in ThreadContext::unsent; null if there is none
    std::size_t sent = 0;  // of head and content together
    std::string_view content() const { return page ? std::string_view(*page) : std::string_view(); }
  };

  void Advance();
  ParseState Parse();
  ParseState ReadProxy();
  net::IpAddress ClientOf(const Request& request) const;
  void DropEmptyLine();
  bool ReadMore(ParseState state);
  bool AllowLargeBody();
  void AwaitRest(ParseState state);
  void GoOn();
  void Flush();
  void BecomeIdle();
  void BeginExchange();
  void Begin();
  // Submits a command for the current request at the end of the iteration.
  void Ask(domain::Command command);
  void Ask(Question question);
  void Reject(Response response);
  void Respond(Response response);
  void NoteStanding(unsigned status);
  void Send(Response response, bool head_only);
  void Keep(Response response, std::string_view head, std::size_t sent);
  void ForgetUnsent();
  void FinishResponse();
  void OpenStream(const Response& response, OpenStreams::Registration registration);
  void Part();
  void Linger();
  void CloseIfSilent();
  void AnswerRejected();
  void Log(const Response& response) const;
  std::optional<SlowRequest> NoteWait(unsigned status) const;
  void RespondAfterWait(Response response);

  ThreadContext& context_;
  ClientSocket client_;
  ReadBuffer buffer_;
  RequestParser parser_;
  std::optional<Exchange> exchange_;  // from a complete request to its response
  SteadyTime began_;
  // Of the request that is being read: since when its rest is awaited. Nothing if it is not.
  std::optional<SteadyTime> arriving_since_;
  // Where the time of the current request went so far.
  base::Duration parse_time_{};
  store::CommitTimes commit_times_;
  SteadyTime question_asked_;
  base::Duration question_time_{};
  Unsent unsent_;
  Phase phase_ = Phase::kReading;
  // Of a connection by a trusted proxy: whether a PROXY header may follow, and whether X-Forwarded-
  // For counts, because no such header came.
  bool may_begin_with_proxy_;
  bool forwards_;
  RefusedBytes refused_;        // why the bytes are not a request
  bool last_response_ = false;  // close after this response
  bool rejected_ = false;       // the connection is above the limit
  bool continue_sent_ = false;
  bool has_served_ = false;  // a response was written and the connection kept
};

}  // namespace onsale::http
