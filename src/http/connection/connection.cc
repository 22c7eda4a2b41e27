#include "http/connection/connection.h"

#include <array>
#include <utility>

#include "base/assert.h"

namespace onsale::http {
namespace {

// A body up to this size is copied into one buffer with its head: cheaper than a second buffer.
constexpr std::size_t kInlineMax = 16 * 1024;
// The most reads that discard one connection's input before other connections are served.
constexpr int kDiscardsMax = 16;
// The most unacknowledged bytes that a closed connection leaves to the kernel, which may go on
// sending them for minutes.
constexpr std::size_t kLeftToKernelMax = 16 * 1024;
constexpr unsigned kUnauthorized = 401;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

Connection::Connection(ThreadContext& context, net::Descriptor socket, std::uint64_t tag)
    : context_(context),
      socket_(std::move(socket)),
      hook_(tag),
      buffer_(context.blocks),
      parser_(context.options.limits) {}

void Connection::Start() {
  context_.deadlines.Set(hook_, Wait::kSilent, context_.now);
}

void Connection::StartRejected() {
  rejected_ = last_response_ = true;
  context_.deadlines.Set(hook_, Wait::kRejected, context_.now);
}

void Connection::OnEvent(const net::Event& event) {
  readable_ = readable_ || event.readable;
  ended_ = ended_ || event.ended;
  if (phase_ == Phase::kWriting && event.writable) Flush();
  if (phase_ == Phase::kStreaming && event.writable && !stream_->empty()) FlushStream();
  // A deferred connection must not be resumed early because it sends more.
  if (!deferred_) Resume();
}

void Connection::Resume() {
  deferred_ = false;
  if (phase_ == Phase::kReading && (readable_ || !buffer_.empty())) Advance();
  const bool heeds_nothing = phase_ == Phase::kStreaming || phase_ == Phase::kLingering;
  if (heeds_nothing && readable_) Discard();
}

// --- Reading ---

// Processes the received bytes up to the next complete request.
void Connection::Advance() {
  while (phase_ == Phase::kReading) {
    const ParseState state = buffer_.empty() ? ParseState::kHead : parser_.Parse(buffer_.bytes());
    switch (state) {
      case ParseState::kHead:
      case ParseState::kBody:
        if (!ReadMore(state)) return;
        break;
      case ParseState::kRefused:
        return RejectFraming(parser_.refusal());
      case ParseState::kComplete:
        Begin();
        return GoOn();
    }
  }
}

// Reads more bytes. False if the current request cannot continue, for now or for good.
bool Connection::ReadMore(ParseState state) {
  if (readable_) {
    const std::span<char> room = buffer_.Room(std::max(parser_.size(), buffer_.bytes().size() + 1));
    const net::IoResult read = net::Read(socket_, room);
    // A short read means that the poller will report new bytes, unless it has reported the end.
    readable_ = ended_ || read.bytes == room.size();
    switch (read.status) {
      case net::IoStatus::kDone:
        buffer_.Fill(read.bytes);
        return true;
      case net::IoStatus::kEnded:
        Part();
        return false;
      case net::IoStatus::kBroken:
        Close();
        return false;
      case net::IoStatus::kWouldBlock:
        break;
    }
  }
  buffer_.empty() ? BecomeIdle() : AwaitRest(state);
  return false;
}

void Connection::AwaitRest(ParseState state) {
  if (rejected_) return;  // its deadline runs from StartRejected
  // The first byte starts the deadline; later bytes do not extend it.
  const Wait wait = state == ParseState::kHead ? Wait::kHeader : Wait::kBody;
  if (hook_.wait() != wait) context_.deadlines.Set(hook_, wait, context_.now);
  if (state == ParseState::kBody && parser_.expects_continue() && !continue_sent_) {
    continue_sent_ = true;
    // The send buffer has room for so few bytes, unless the client does not read.
    if (net::Write(socket_, kContinue).bytes != kContinue.size()) return Close();
  }
}

void Connection::BecomeIdle() {
  buffer_.Release();
  if (context_.draining) return Part();
  // A client that has not sent its first request is not idle: its deadline keeps running.
  if (hook_.wait() == Wait::kNone) context_.deadlines.Set(hook_, Wait::kIdle, context_.now);
}

// Discards input after the last request; the end of input ends a stream.
void Connection::Discard() {
  std::array<char, 4096> discarded;
  for (int i = 0; i < kDiscardsMax; ++i) {
    const net::IoResult read = net::Read(socket_, discarded);
    if (read.status == net::IoStatus::kDone) continue;
    readable_ = false;
    if (read.status == net::IoStatus::kWouldBlock) return;
    const bool may_read_on = phase_ == Phase::kLingering && read.status == net::IoStatus::kEnded;
    return may_read_on ? EndLinger() : Close();
  }
  Defer();
}

// After a response: pipelined requests wait until other connections' requests are served.
void Connection::GoOn() {
  if (phase_ != Phase::kReading) return;
  buffer_.empty() && !readable_ ? BecomeIdle() : Defer();
}

void Connection::Defer() {
  if (std::exchange(deferred_, true)) return;
  context_.deferred.push_back(hook_.tag());
}

// --- Deciding ---

void Connection::Begin() {
  context_.deadlines.Clear(hook_);
  if (!parser_.keep_alive() || context_.draining) last_response_ = true;
  began_ = context_.now;
  exchange_.emplace(parser_.request(), context_.FreshServices());
  // Set first: the result may arrive before this function returns.
  phase_ = Phase::kWaiting;
  Step step = rejected_ ? context_.dispatcher.BeginOverLimit(*exchange_)
                        : context_.dispatcher.Begin(*exchange_);
  if (auto* response = std::get_if<Response>(&step)) {
    Respond(std::move(*response));
  } else if (auto* command = std::get_if<domain::Command>(&step)) {
    context_.jobs.push_back(
        {.command = std::move(*command), .reply_to = &context_.mailbox, .tag = hook_.tag()});
  } else if (auto* query = std::get_if<store::LedgerQuery>(&step)) {
    context_.questions.push_back({.tag = hook_.tag(), .query = std::move(*query)});
  } else if (std::holds_alternative<ReloadTokenKeys>(step)) {
    context_.questions.push_back({.tag = hook_.tag(), .query = ReloadTokenKeys{}});
  } else {
    context_.questions.push_back({.tag = hook_.tag(), .query = store::AuditQuery{}});
  }
}

void Connection::OnOutcome(const engine::Delivery& delivery) {
  if (phase_ != Phase::kWaiting) return;
  Respond(context_.dispatcher.Finish(*exchange_, delivery));
  GoOn();
}

void Connection::OnLedger(const Dispatcher::LedgerEntries& entries) {
  if (phase_ != Phase::kWaiting) return;
  Respond(context_.dispatcher.FinishLedger(*exchange_, entries));
  GoOn();
}

void Connection::OnAudit(const Dispatcher::AuditResult& report) {
  if (phase_ != Phase::kWaiting) return;
  Respond(context_.dispatcher.FinishAudit(*exchange_, report));
  GoOn();
}

void Connection::OnTokenKeys(const TokenKeySource::Result& result) {
  if (phase_ != Phase::kWaiting) return;
  Respond(context_.dispatcher.FinishTokenKeys(*exchange_, result));
  GoOn();
}

void Connection::OnOverload() {
  if (phase_ != Phase::kWaiting) return;
  Respond(Dispatcher::Overloaded());
  GoOn();
}

void Connection::RejectFraming(ParseRefusal refusal) {
  switch (refusal) {
    case ParseRefusal::kMalformed:
      return Reject(ProblemCode::kMalformedRequest,
                    "This is not an HTTP/1.1 request as this server takes it; a body needs one "
                    "Content-Length, and no Transfer-Encoding.");
    case ParseRefusal::kPayloadTooLarge:
      return Reject(ProblemCode::kPayloadTooLarge, "The body is larger than this server takes.");
    case ParseRefusal::kTargetTooLong:
      return Reject(ProblemCode::kUriTooLong, "The path and query are too long.");
    case ParseRefusal::kHeadTooLarge:
      return Reject(ProblemCode::kHeadersTooLarge,
                    "The headers are larger than this server takes.");
    case ParseRefusal::kVersionNotSupported:
      return Reject(ProblemCode::kVersionNotSupported, "This server speaks HTTP/1.1.");
  }
}

// Answers a request that could not be parsed; nothing after it can be parsed either.
void Connection::Reject(ProblemCode code, std::string_view detail) {
  last_response_ = true;
  const Response response = Problem(code, detail);
  if (context_.request_log != nullptr && context_.request_log->Wants(response.status)) {
    context_.request_log->OnRequest(
        {.status = response.status, .body_bytes = response.content().size()});
  }
  Send(response, /*head_only=*/false);
}

// --- Writing ---

void Connection::Respond(Response response) {
  if (context_.draining) last_response_ = true;
  const bool head_only = exchange_->call.request.method == Method::kHead;
  if (response.stream != nullptr && !head_only) RegisterStream(response);
  if (context_.request_log != nullptr && context_.request_log->Wants(response.status)) {
    Log(response);
  }
  Send(std::move(response), head_only);
}

void Connection::Send(Response response, bool head_only) {
  if (response.stream != nullptr && !head_only) return OpenStream(response);
  std::string& head = context_.scratch;
  head.clear();
  context_.writer.AppendHead(response, !last_response_, head);
  if (head_only || !MayHaveBody(response.status)) {
    response.body.clear();
    response.shared_body.reset();
  } else if (response.content().size() <= kInlineMax) {
    head.append(response.content());
    response.body.clear();
    response.shared_body.reset();
  }
  const net::IoResult written = net::Write(socket_, head, response.content());
  if (written.status == net::IoStatus::kBroken) return Close();
  if (written.bytes == head.size() + response.content().size()) return FinishResponse();
  Keep(std::move(response), head, written.bytes);
}

void Connection::Keep(Response response, std::string_view head, std::size_t sent) {
  unsent_ = {.head = std::string(head), .page = std::move(response.shared_body), .sent = sent};
  if (!unsent_.page && !response.body.empty()) unsent_.page = Share(std::move(response.body));
  if (unsent_.page) context_.unsent.Hold(*unsent_.page);
  phase_ = Phase::kWriting;
  context_.deadlines.Set(hook_, Wait::kWrite, context_.now);
}

void Connection::ForgetUnsent() {
  if (unsent_.page) context_.unsent.LetGo(*unsent_.page);
  unsent_ = {};
}

void Connection::Flush() {
  const std::string_view head = unsent_.head;
  const std::string_view content = unsent_.content();
  while (unsent_.sent < head.size() + content.size()) {
    const std::size_t head_sent = std::min(unsent_.sent, head.size());
    const net::IoResult written =
        net::Write(socket_, head.substr(head_sent), content.substr(unsent_.sent - head_sent));
    if (written.status == net::IoStatus::kWouldBlock) return;
    if (written.status != net::IoStatus::kDone) return Close();
    unsent_.sent += written.bytes;
  }
  FinishResponse();
  GoOn();
}

// The kernel has the whole response: continue with the next request, or end.
void Connection::FinishResponse() {
  context_.deadlines.Clear(hook_);
  ForgetUnsent();
  exchange_.reset();
  if (last_response_) return Linger();
  buffer_.Use(parser_.size());
  parser_.Reset();
  continue_sent_ = false;
  phase_ = Phase::kReading;
}

// --- Closing ---

// Ends a connection whose last response was written completely, but perhaps not read yet.
void Connection::Part() {
  net::Unacknowledged(socket_) > kLeftToKernelMax ? Linger() : Close();
}

// Closing at once with unread input would make the kernel send a reset, which can overtake the
// response.
void Connection::Linger() {
  phase_ = Phase::kLingering;
  buffer_.Release();
  stream_.reset();
  if (!net::ShutdownWrites(socket_)) return Close();
  linger_until_ = context_.now + context_.options.write_timeout;
  context_.deadlines.Set(hook_, Wait::kLinger, context_.now);
  if (readable_) Discard();
}

// A slow reader gets the rest within the write timeout.
void Connection::EndLinger() {
  const bool read = net::Unacknowledged(socket_) <= kLeftToKernelMax;
  if (read || context_.now >= linger_until_) return Close();
  context_.deadlines.Set(hook_, Wait::kLinger, context_.now);
}

void Connection::OnDeadline() {
  switch (hook_.wait()) {
    case Wait::kHeader:
    case Wait::kBody:
      if (buffer_.empty()) return CloseIfSilent();
      return Reject(ProblemCode::kRequestTimeout, "The request took too long to arrive.");
    case Wait::kWrite:
      // The client does not read: drop what the kernel holds for it, too.
      net::DropOnClose(socket_);
      return Close();
    case Wait::kSilent:
    case Wait::kIdle:
      return CloseIfSilent();
    case Wait::kLinger:
      return EndLinger();
    case Wait::kHeartbeat:
      return SendEvent(Heartbeat());
    case Wait::kRejected:
      return AnswerRejected();
    case Wait::kNone:
      ONSALE_ASSERT(false);
  }
}

void Connection::Drain() {
  if (phase_ == Phase::kReading && buffer_.empty()) CloseIfSilent();
  if (phase_ == Phase::kStreaming) EndStream();
}

// A request that has arrived unread is still answered: this thread was late, not the client.
void Connection::CloseIfSilent() {
  if (net::Available(socket_) == 0) return Part();
  context_.deadlines.Set(hook_, Wait::kHeader, context_.now);
}

// The deadline of a rejected connection: answers a request that has arrived complete, else 503.
void Connection::AnswerRejected() {
  if (buffer_.empty() && net::Available(socket_) != 0) {
    readable_ = true;
    Resume();
    if (phase_ != Phase::kReading) return;
  }
  Send(Dispatcher::Overloaded(), /*head_only=*/false);
}

void Connection::Close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  // Otherwise clients could fill the kernel's memory with closed connections that no limit counts.
  // While draining, everything is left to the kernel.
  const bool drop = !context_.draining && net::Unacknowledged(socket_) > kLeftToKernelMax;
  if (drop) net::DropOnClose(socket_);
  context_.deadlines.Clear(hook_);
  buffer_.Release();
  exchange_.reset();
  ForgetUnsent();
  if (stream_ != nullptr) context_.streams.Leave(hook_.tag());
  stream_.reset();
  socket_.Close();
  context_.closed_connections.push_back(hook_.tag());
}

void Connection::Log(const Response& response) const {
  const Request& request = exchange_->call.request;
  const Endpoint* endpoint = exchange_->endpoint;
  context_.request_log->OnRequest(
      {.method = request.method,
       .route = endpoint == nullptr ? std::string_view() : endpoint->spec.path,
       .status = response.status,
       .duration =
           std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - began_),
       .body_bytes = response.content().size(),
       .trace_id = request.traceparent ? TraceId(*request.traceparent) : std::string_view(),
       .has_authorization = request.authorization.has_value(),
       .peer = response.status == kUnauthorized ? net::PeerOf(socket_) : std::string()});
}

}  // namespace onsale::http
