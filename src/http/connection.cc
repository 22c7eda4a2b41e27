#include "http/connection.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <utility>

#include "base/assert.h"

namespace onsale::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// A body up to this size goes into one buffer with its head; copying it costs less than a second
// buffer.
constexpr std::size_t kInlineMax = 16 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

asio::const_buffer ToBuffer(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

SteadyTime Now() {
  return std::chrono::steady_clock::now();
}

bool WouldBlock(const error_code& ec) {
  return ec == asio::error::would_block || ec == asio::error::try_again;
}

}  // namespace

Connection::Connection(ThreadContext& context, Socket socket, std::uint64_t tag)
    : context_(context),
      socket_(std::move(socket)),
      hook_(tag),
      buffer_(context.blocks),
      parser_(context.options.limits) {}

void Connection::Start() {
  context_.deadlines.Set(hook_, Wait::kHeader, Now());
  AwaitReadable();
}

void Connection::TurnAway() {
  last_response_ = true;
  Send(Dispatcher::Overloaded(), /*head_only=*/false);
}

// --- Reading ---

void Connection::AwaitReadable() {
  if (read_pending_) return;
  read_pending_ = true;
  // Waiting first and reading after needs no buffer while the client is silent.
  socket_.async_wait(Socket::wait_read, [this](const error_code&) {
    read_pending_ = false;
    OnReadable();
  });
}

void Connection::OnReadable() {
  if (phase_ == Phase::kClosed) return BuryIfDead();
  if (phase_ == Phase::kReading) {
    if (Receive()) Advance();
    return;
  }
  if (phase_ != Phase::kLingering) return;
  std::array<char, 4096> discarded;
  error_code ec;
  socket_.read_some(asio::buffer(discarded), ec);
  if (ec && !WouldBlock(ec)) return Close();
  AwaitReadable();
}

// False if there is nothing to go on with, for now or for ever.
bool Connection::Receive() {
  const std::span<char> room = buffer_.Room(std::max(parser_.size(), buffer_.bytes().size() + 1));
  error_code ec;
  const std::size_t size = socket_.read_some(asio::buffer(room.data(), room.size()), ec);
  if (!ec) {
    buffer_.Fill(size);
    return true;
  }
  if (!WouldBlock(ec)) {
    Close();
    return false;
  }
  if (buffer_.empty()) buffer_.Release();
  AwaitReadable();
  return false;
}

// Goes as far as the bytes at hand allow, one request after the other.
void Connection::Advance() {
  while (phase_ == Phase::kReading) {
    if (buffer_.empty()) {
      if (BecomeIdle()) AwaitReadable();
      return;
    }
    const ParseState state = parser_.Parse(buffer_.bytes());
    switch (state) {
      case ParseState::kHead:
      case ParseState::kBody:
        return AwaitRest(state);
      case ParseState::kRefused:
        return RejectFraming(parser_.refusal());
      case ParseState::kComplete:
        Begin();
    }
  }
}

void Connection::AwaitRest(ParseState state) {
  // The first byte starts the clock; later ones do not wind it up again.
  const Wait wait = state == ParseState::kHead ? Wait::kHeader : Wait::kBody;
  if (hook_.wait() != wait) context_.deadlines.Set(hook_, wait, Now());
  if (state == ParseState::kBody && parser_.expects_continue() && !continue_sent_) {
    continue_sent_ = true;
    error_code ec;
    // So few bytes fit, or the client is not reading.
    if (socket_.write_some(ToBuffer(kContinue), ec) != kContinue.size()) return Close();
  }
  AwaitReadable();
}

// False if the connection was closed instead.
bool Connection::BecomeIdle() {
  buffer_.Release();
  if (context_.draining) {
    Close();
    return false;
  }
  context_.deadlines.Set(hook_, Wait::kIdle, Now());
  return true;
}

// --- Deciding ---

void Connection::Begin() {
  context_.deadlines.Clear(hook_);
  if (!parser_.keep_alive() || context_.draining) last_response_ = true;
  if (context_.request_log != nullptr) began_ = Now();
  exchange_.emplace(parser_.request(), context_.FreshServices());
  // Set first: the answer to what is asked here may come before this function returns.
  phase_ = Phase::kWaiting;
  Step step = context_.dispatcher.Begin(*exchange_);
  if (auto* response = std::get_if<Response>(&step)) {
    Respond(std::move(*response));
  } else if (auto* command = std::get_if<domain::Command>(&step)) {
    context_.jobs.push_back(
        {.command = std::move(*command), .reply_to = &context_.mailbox, .tag = hook_.tag()});
  } else {
    context_.questions.push_back(
        {.tag = hook_.tag(), .query = std::move(std::get<store::LedgerQuery>(step))});
  }
}

void Connection::OnOutcome(const engine::Delivery& delivery) {
  if (phase_ != Phase::kWaiting) return;
  Respond(context_.dispatcher.Finish(*exchange_, delivery));
  Advance();
}

void Connection::OnLedger(const Dispatcher::LedgerEntries& entries) {
  if (phase_ != Phase::kWaiting) return;
  Respond(context_.dispatcher.FinishLedger(*exchange_, entries));
  Advance();
}

void Connection::OnOverload() {
  if (phase_ != Phase::kWaiting) return;
  Respond(Dispatcher::Overloaded());
  Advance();
}

void Connection::RejectFraming(ParseRefusal refusal) {
  switch (refusal) {
    case ParseRefusal::kMalformed:
      return Reject(ProblemCode::kMalformedRequest, "This is not a well-formed HTTP request.");
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

// Answers a request that was never understood; nothing after it can be.
void Connection::Reject(ProblemCode code, std::string_view detail) {
  last_response_ = true;
  const Response response = Problem(code, detail);
  if (context_.request_log != nullptr) {
    context_.request_log->OnRequest(
        {.status = response.status, .body_bytes = response.content().size()});
  }
  Send(response, /*head_only=*/false);
}

// --- Writing ---

void Connection::Respond(Response response) {
  if (context_.draining) last_response_ = true;
  if (context_.request_log != nullptr) Log(response);
  Send(std::move(response), exchange_->call.request.method == Method::kHead);
}

void Connection::Send(Response response, bool head_only) {
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
  const std::array<asio::const_buffer, 2> buffers{ToBuffer(head), ToBuffer(response.content())};
  error_code ec;
  const std::size_t sent = socket_.write_some(buffers, ec);
  if (ec && !WouldBlock(ec)) return Close();
  if (sent == head.size() + response.content().size()) return FinishResponse();
  Keep(std::move(response), head, sent);
}

void Connection::Keep(Response response, std::string_view head, std::size_t sent) {
  unsent_ = {.head = std::string(head),
             .body = std::move(response.body),
             .shared_body = std::move(response.shared_body),
             .sent = sent};
  phase_ = Phase::kWriting;
  context_.deadlines.Set(hook_, Wait::kWrite, Now());
  AwaitWritable();
}

void Connection::AwaitWritable() {
  write_pending_ = true;
  socket_.async_wait(Socket::wait_write, [this](const error_code&) {
    write_pending_ = false;
    OnWritable();
  });
}

void Connection::OnWritable() {
  if (phase_ == Phase::kClosed) return BuryIfDead();
  const std::string_view head = unsent_.head;
  const std::string_view content = unsent_.content();
  const std::size_t head_sent = std::min(unsent_.sent, head.size());
  const std::array<asio::const_buffer, 2> buffers{
      ToBuffer(head.substr(head_sent)), ToBuffer(content.substr(unsent_.sent - head_sent))};
  error_code ec;
  unsent_.sent += socket_.write_some(buffers, ec);
  if (ec && !WouldBlock(ec)) return Close();
  if (unsent_.sent < head.size() + content.size()) return AwaitWritable();
  FinishResponse();
  Advance();
}

// The response is with the kernel: on to the next request, or to the end.
void Connection::FinishResponse() {
  context_.deadlines.Clear(hook_);
  unsent_ = {};
  exchange_.reset();
  if (last_response_) return Linger();
  buffer_.Use(parser_.size());
  parser_.Reset();
  continue_sent_ = false;
  phase_ = Phase::kReading;
}

// --- The end ---

// Closing at once, with bytes of the client unread, would make the kernel send a reset, which can
// overtake the response.
void Connection::Linger() {
  phase_ = Phase::kLingering;
  buffer_.Release();
  error_code ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  if (ec) return Close();
  context_.deadlines.Set(hook_, Wait::kLinger, Now());
  AwaitReadable();
}

void Connection::OnDeadline() {
  switch (hook_.wait()) {
    case Wait::kHeader:
    case Wait::kBody:
      if (buffer_.empty()) return CloseIfSilent();
      return Reject(ProblemCode::kRequestTimeout, "The request took too long to arrive.");
    case Wait::kWrite: {
      // Nobody reads: drop what the kernel still holds for this client, too.
      error_code ec;
      socket_.set_option(asio::socket_base::linger(true, 0), ec);
      return Close();
    }
    case Wait::kIdle:
      return CloseIfSilent();
    case Wait::kLinger:
      return Close();
    case Wait::kNone:
      ONSALE_ASSERT(false);
  }
}

void Connection::Drain() {
  if (phase_ == Phase::kReading && buffer_.empty()) CloseIfSilent();
}

// A request that has arrived and was not looked at yet still gets its answer: this thread was late,
// not the client.
void Connection::CloseIfSilent() {
  error_code ec;
  if (socket_.available(ec) == 0 || ec) return Close();
  context_.deadlines.Set(hook_, Wait::kHeader, Now());
}

void Connection::Close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  context_.deadlines.Clear(hook_);
  buffer_.Release();
  exchange_.reset();
  unsent_ = {};
  error_code ec;
  socket_.close(ec);
  BuryIfDead();
}

// The handler of a wait that was cut short still comes, and finds this object.
void Connection::BuryIfDead() {
  if (!read_pending_ && !write_pending_) context_.dead.push_back(hook_.tag());
}

void Connection::Log(const Response& response) const {
  const Request& request = exchange_->call.request;
  const Endpoint* endpoint = exchange_->endpoint;
  context_.request_log->OnRequest(
      {.method = request.method,
       .route = endpoint == nullptr ? std::string_view() : endpoint->spec().path,
       .status = response.status,
       .duration = std::chrono::duration_cast<base::Duration>(Now() - began_),
       .body_bytes = response.content().size(),
       .trace_id = request.traceparent ? TraceId(*request.traceparent) : std::string_view()});
}

}  // namespace onsale::http
