#include "http/connection/stream_connection.h"

#include <memory>
#include <utility>

#include "http/connection/lingering_connection.h"
#include "http/connection/thread_context.h"

namespace onsale::http {
namespace {

// The kernel's send buffer for a stream: events are small, and a listener far behind does better to
// reconnect.
constexpr std::size_t kStreamBuffer = 32 * 1024;

}  // namespace

void StreamConnection::TakeOver(ClientSocket client, OpenStreams::Registration registration,
                                const Response& response) {
  ConnectionTable& connections = client.context.connections;
  const std::uint64_t tag = client.tag();
  auto stream = std::make_unique<StreamConnection>(std::move(client), std::move(registration));
  connections.Put(tag, std::move(stream)).Start(response);
}

StreamConnection::StreamConnection(ClientSocket client, OpenStreams::Registration registration)
    : client_(std::move(client)),
      context_(client_.context),
      registration_(std::move(registration)),
      queue_(context_.unsent) {
  context_.counts->StreamOpened();
}

StreamConnection::~StreamConnection() {
  context_.counts->StreamEnded();
}

void StreamConnection::Start(const Response& response) {
  net::LimitSendBuffer(client_.descriptor, kStreamBuffer);
  std::string head;
  context_.writer.AppendHead(response, /*keep_alive=*/false, head);
  head.append(RetryHint(client_.tag()));
  Send(Share(std::move(head)));
  if (phase_ == Phase::kOpen) context_.streams.Open(client_.tag(), *response.stream);
  if (context_.draining) End();
  Resume();
}

// --- Events ---

void StreamConnection::Send(const SharedBytes& bytes) {
  if (phase_ != Phase::kOpen) return;
  const bool idle = queue_.empty();
  if (!queue_.Push(bytes)) return Drop();
  if (idle) Flush();
}

void StreamConnection::Flush() {
  while (!queue_.empty()) {
    const net::IoResult written = net::Write(client_.descriptor, queue_.front());
    if (written.status == net::IoStatus::kWouldBlock) {
      // The deadline covers everything that is queued: slow progress does not extend it.
      if (client_.hook.wait() != Wait::kWrite) client_.Await(Wait::kWrite);
      return;
    }
    if (written.status != net::IoStatus::kDone) return Close();
    queue_.Sent(written.bytes);
  }
  if (phase_ == Phase::kEnding) {
    Leave();
    return LingeringConnection::TakeOver(std::move(client_));
  }
  client_.Await(Wait::kHeartbeat);
}

void StreamConnection::End() {
  if (phase_ != Phase::kOpen) return;
  phase_ = Phase::kEnding;
  context_.streams.Leave(client_.tag());
  if (queue_.empty()) Flush();
}

void StreamConnection::Replace() {
  if (phase_ != Phase::kOpen) return;
  if (queue_.empty()) Send(ReplacedEvent());
  if (phase_ != Phase::kOpen) return;
  queue_.empty() ? End() : Drop();
}

// --- The socket ---

void StreamConnection::OnEvent(const net::Event& event) {
  client_.Note(event);
  if (event.writable && !queue_.empty()) Flush();
  // Does not resume a deferred connection early, although its client has sent more.
  if (!client_.deferred) Resume();
}

void StreamConnection::Resume() {
  client_.deferred = false;
  if (phase_ != Phase::kDone && client_.readable) Discard();
}

void StreamConnection::Discard() {
  const net::IoStatus status = client_.Discard();
  if (status == net::IoStatus::kWouldBlock) return;
  status == net::IoStatus::kDone ? client_.Defer() : Close();
}

void StreamConnection::OnDeadline() {
  client_.hook.wait() == Wait::kHeartbeat ? Send(Heartbeat()) : Drop();
}

void StreamConnection::Close() {
  if (phase_ == Phase::kDone) return;
  Leave();
  client_.Close();
}

void StreamConnection::Drop() {
  net::DropOnClose(client_.descriptor);
  Close();
}

void StreamConnection::Leave() {
  phase_ = Phase::kDone;
  context_.streams.Leave(client_.tag());
  registration_ = {};
  queue_.Clear();
}

}  // namespace onsale::http
