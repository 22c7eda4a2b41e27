// The part of Connection that serves event streams.

#include "http/connection/connection.h"
#include "http/stream/stream_hub.h"

namespace onsale::http {
namespace {

// The kernel's send buffer for a stream: events are small, and a listener far behind does better to
// reconnect.
constexpr std::size_t kStreamBuffer = 32 * 1024;

}  // namespace

// Registers the stream in OpenStreams, or turns the response into Overloaded.
void Connection::RegisterStream(Response& response) {
  auto registration =
      context_.open_streams.Enter(response.stream->caller.key, context_.stream_owner, hook_.tag());
  if (registration) {
    stream_ = std::make_unique<StreamQueue>(context_.unsent, *std::move(registration));
    return;
  }
  const ProblemTrace trace(exchange_->call.request.traceparent);
  response = Dispatcher::Overloaded();
}

void Connection::OpenStream(const Response& response) {
  phase_ = Phase::kStreaming;
  last_response_ = true;
  net::LimitSendBuffer(socket_, kStreamBuffer);
  std::string head;
  context_.writer.AppendHead(response, /*keep_alive=*/false, head);
  head.append(RetryHint(hook_.tag()));
  exchange_.reset();
  buffer_.Release();
  parser_.Reset();
  SendEvent(Share(std::move(head)));
  if (phase_ == Phase::kStreaming) context_.streams.Open(hook_.tag(), *response.stream);
  if (context_.draining) EndStream();
  Resume();
}

void Connection::SendEvent(const SharedBytes& bytes) {
  if (phase_ != Phase::kStreaming || stream_ending_) return;
  const bool idle = stream_->empty();
  if (!stream_->Push(bytes)) {
    net::DropOnClose(socket_);
    return Close();
  }
  if (idle) FlushStream();
}

void Connection::FlushStream() {
  while (!stream_->empty()) {
    const net::IoResult written = net::Write(socket_, stream_->front());
    if (written.status == net::IoStatus::kWouldBlock) {
      // The deadline covers everything that is queued: slow progress does not extend it.
      if (hook_.wait() != Wait::kWrite) context_.deadlines.Set(hook_, Wait::kWrite, context_.now);
      return;
    }
    if (written.status != net::IoStatus::kDone) return Close();
    stream_->Sent(written.bytes);
  }
  if (stream_ending_) return Linger();
  context_.deadlines.Set(hook_, Wait::kHeartbeat, context_.now);
}

void Connection::EndStream() {
  if (phase_ != Phase::kStreaming || stream_ending_) return;
  stream_ending_ = true;
  context_.streams.Leave(hook_.tag());
  if (stream_->empty()) Linger();
}

void Connection::ReplaceStream() {
  if (phase_ != Phase::kStreaming || stream_ending_) return;
  if (stream_->empty()) SendEvent(ReplacedEvent());
  if (phase_ != Phase::kStreaming) return;
  if (stream_->empty()) return EndStream();
  net::DropOnClose(socket_);
  Close();
}

}  // namespace onsale::http
