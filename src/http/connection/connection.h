// One client's TCP connection: reads requests, passes them to the dispatcher one by one, writes
// responses.
//
// Shape:    reading -> waiting (for the engine) -> writing -> reading ..., then lingering, closed.
//           An event stream is the last response: waiting -> streaming -> lingering. A pipelined
//           request is deferred until the one before it is answered, and is then served after all
//           other connections. The poller reports only once that bytes can be read; the connection
//           remembers it until they are read.
// Owner:    its I/O thread, which may destroy it once its tag is in
//           ThreadContext::closed_connections. Nothing else refers to it: the engine knows only its
//           tag.
// Threads:  its I/O thread only.
// Errors:   a malformed request is answered with a problem, then the connection is closed. A client
//           that has gone is dropped silently. After the last response the connection half-closes
//           and lingers, so that the client can read it; a slow reader has the write timeout.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "http/connection/deadlines.h"
#include "http/connection/read_buffer.h"
#include "http/connection/request_parser.h"
#include "http/connection/thread_context.h"
#include "http/dispatcher.h"
#include "http/problem/problem.h"
#include "http/stream/stream_queue.h"
#include "net/poller.h"
#include "net/socket.h"

namespace onsale::http {

class Connection {
 public:
  Connection(ThreadContext& context, net::Descriptor socket, std::uint64_t tag);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Start();
  // Instead of Start, above the connection limit: answers one health request; any other request, or
  // none in time, is answered 503.
  void StartRejected();
  void OnEvent(const net::Event& event);
  // Continues a deferred connection (ThreadContext::deferred).
  void Resume();
  // Results for the current request.
  void OnOutcome(const engine::Delivery& delivery);
  void OnAnswer(Finisher& finish);
  void OnOverload();
  // Sends or queues the stream's next event; closes the connection if its reader is too far behind.
  void SendEvent(const SharedBytes& bytes);
  // Ends the stream once everything queued is sent.
  void EndStream();
  // The token has opened a newer stream: sends a last event and ends this one. Does not wait for a
  // client that does not read.
  void ReplaceStream();
  // The current wait of the hook has timed out.
  void OnDeadline();
  // The server is stopping: closes an idle connection at once, a busy one after its response.
  void Drain();
  void Close();
  bool closed() const { return phase_ == Phase::kClosed; }

 private:
  enum class Phase : std::uint8_t { kReading, kWaiting, kWriting, kStreaming, kLingering, kClosed };

  // The part of a response that the socket did not accept at once.
  struct Unsent {
    std::string head;
    SharedBytes page;      // the content, counted in ThreadContext::unsent; null if there is none
    std::size_t sent = 0;  // of head and content together
    std::string_view content() const { return page ? std::string_view(*page) : std::string_view(); }
  };

  void Advance();
  bool ReadMore(ParseState state);
  void AwaitRest(ParseState state);
  void Discard();
  void GoOn();
  void Defer();
  void Flush();
  void BecomeIdle();
  void Begin();
  void Reject(ProblemCode code, std::string_view detail);
  void RejectFraming(ParseRefusal refusal);
  void Respond(Response response);
  void Send(Response response, bool head_only);
  void Keep(Response response, std::string_view head, std::size_t sent);
  void ForgetUnsent();
  void FinishResponse();
  void RegisterStream(Response& response);
  void OpenStream(const Response& response);
  void FlushStream();
  void Part();
  void Linger();
  void EndLinger();
  void CloseIfSilent();
  void AnswerRejected();
  void Log(const Response& response) const;

  ThreadContext& context_;
  net::Descriptor socket_;
  Deadlines::Hook hook_;  // also carries the tag
  ReadBuffer buffer_;
  RequestParser parser_;
  std::optional<Exchange> exchange_;  // from a complete request to its response
  SteadyTime began_;
  SteadyTime linger_until_;  // latest end of lingering
  Unsent unsent_;
  std::unique_ptr<StreamQueue> stream_;  // while streaming
  Phase phase_ = Phase::kReading;
  bool last_response_ = false;  // close once it is sent
  bool rejected_ = false;       // above the connection limit
  bool stream_ending_ = false;  // no more events are queued
  bool continue_sent_ = false;
  bool readable_ = false;  // there may be unread bytes
  bool deferred_ = false;  // deferred until the I/O thread resumes it
  bool ended_ = false;     // the client sends no more; unread bytes may remain
};

}  // namespace onsale::http
