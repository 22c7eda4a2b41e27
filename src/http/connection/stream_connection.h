// One client's connection from the head of an event stream on: queues events and sends them.
//
// Shape:    open, ending (the queued events are still sent), then lingering or closed. A silent
//           stream gets a heartbeat. Input after the request is discarded; the end of input ends
//           the stream.
// Owner:    the ConnectionTable. The thread's StreamHub knows an open stream by its tag.
// Threads:  its I/O thread only.
// Errors:   a reader that is too far behind, or exceeds the write timeout, is dropped.
#pragma once

#include "http/connection/client_socket.h"
#include "http/connection/stream_queue.h"
#include "http/response.h"
#include "http/stream/open_streams.h"

namespace onsale::http {

class StreamConnection {
 public:
  // Replaces the Connection: sends the head of `response` and the first events of its stream.
  static void TakeOver(ClientSocket client, OpenStreams::Registration registration,
                       const Response& response);

  StreamConnection(ClientSocket client, OpenStreams::Registration registration);
  ~StreamConnection();
  StreamConnection(const StreamConnection&) = delete;
  StreamConnection& operator=(const StreamConnection&) = delete;

  // Sends or queues the next event.
  void Send(const SharedBytes& bytes);
  // Ends the stream once everything queued is sent.
  void End();
  // Ends the stream with a last event, because its token has opened a newer one. A client that does
  // not read is disconnected at once.
  void Replace();

  void OnEvent(const net::Event& event);
  void Resume();
  void OnDeadline();
  void Drain() { End(); }
  void Close();
  const ClientSocket& client() const { return client_; }

 private:
  enum class Phase : std::uint8_t { kOpen, kEnding, kDone };

  void Start(const Response& response);
  void Flush();
  void Discard();
  void Drop();
  void Leave();

  ClientSocket client_;
  ThreadContext& context_;
  OpenStreams::Registration registration_;
  StreamQueue queue_;
  Phase phase_ = Phase::kOpen;
};

}  // namespace onsale::http
