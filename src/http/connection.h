// One client's TCP connection: bytes in, requests to the dispatcher one after the other, responses
// out.
//
// Shape:    reading -> waiting (for the engine) -> writing -> reading ..., then lingering, closed.
//           An answer that is a stream of events is the last: waiting -> streaming -> lingering.
//           Requests that are sent ahead wait until those before them are answered, and then behind
//           what all others ask for. What the poller tells once, that there are bytes to read, is
//           remembered until they are read.
// Owner:    its I/O thread, which may destroy it once it has told so in ThreadContext::dead.
//           Nothing else refers to it: the engine knows its tag only.
// Threads:  its I/O thread only.
// Errors:   a client that misbehaves gets a problem and is hung up on; one that is gone is
//           forgotten. The last response is followed by a half-close and a moment's wait, so that
//           it can be read; one that is read slowly may take the write timeout.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "http/deadlines.h"
#include "http/dispatcher.h"
#include "http/problem.h"
#include "http/read_buffer.h"
#include "http/request_parser.h"
#include "http/stream_queue.h"
#include "http/thread_context.h"
#include "net/poller.h"
#include "net/socket.h"

namespace onsale::http {

class Connection {
 public:
  Connection(ThreadContext& context, net::Descriptor socket, std::uint64_t tag);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Start();
  // Instead of Start, above the connection limit: answers one request, if it is for health, and
  // says to any other, or to none in time, that there is no room.
  void StartTurnedAway();
  void OnEvent(const net::Event& event);
  // Goes on after it has put something off (ThreadContext::put_off).
  void Resume();
  // The answers to what the connection asked for.
  void OnOutcome(const engine::Delivery& delivery);
  void OnLedger(const Dispatcher::LedgerEntries& entries);
  void OnAudit(const Dispatcher::AuditResult& report);
  void OnTokenKeys(const TokenKeySource::Result& result);
  void OnOverload();
  // A stream's next event: sent, queued, or the end of a listener who is too far behind.
  void SendEvent(const SharedBytes& bytes);
  // The stream is over once everything queued is sent.
  void EndStream();
  // The token has opened a newer stream: this one says so and is over. Nobody waits for a client
  // that does not read.
  void ReplaceStream();
  // The wait that the hook is in has lasted too long.
  void OnDeadline();
  // The server is stopping: an idle connection is closed, a busy one after its response.
  void Drain();
  void Close();
  bool closed() const { return phase_ == Phase::kClosed; }

 private:
  enum class Phase : std::uint8_t { kReading, kWaiting, kWriting, kStreaming, kLingering, kClosed };

  // What of a response the socket did not take at once.
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
  void PutOff();
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
  void TakeStreamPlace(Response& response);
  void OpenStream(const Response& response);
  void FlushStream();
  void Part();
  void Linger();
  void EndLinger();
  void CloseIfSilent();
  void TurnAway();
  void Log(const Response& response) const;

  ThreadContext& context_;
  net::Descriptor socket_;
  Deadlines::Hook hook_;  // also carries the tag
  ReadBuffer buffer_;
  RequestParser parser_;
  std::optional<Exchange> exchange_;  // from a complete request to its response
  SteadyTime began_;
  SteadyTime linger_until_;  // at the latest
  Unsent unsent_;
  std::unique_ptr<StreamQueue> stream_;  // while streaming
  Phase phase_ = Phase::kReading;
  bool last_response_ = false;  // hang up once it is sent
  bool turned_away_ = false;    // above the connection limit
  bool stream_ending_ = false;  // nothing more will be queued
  bool continue_sent_ = false;
  bool readable_ = false;  // there may be bytes that were not read yet
  bool put_off_ = false;   // the I/O thread will resume it; until then it asks for nothing
  bool ended_ = false;     // the client sends no more: after its last bytes comes the end
};

}  // namespace onsale::http
