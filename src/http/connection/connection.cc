#include "http/connection/connection.h"

#include <utility>

#include "base/assert.h"
#include "http/connection/lingering_connection.h"
#include "http/connection/proxy_header.h"
#include "http/connection/stream_connection.h"
#include "http/limit/quota_headers.h"

namespace onsale::http {
namespace {

// The largest body that is copied into one buffer with its head, which is cheaper than a second
// buffer.
constexpr std::size_t kInlineMax = 16 * 1024;
constexpr unsigned kBadRequest = 400;
constexpr unsigned kUnauthorized = 401;
constexpr unsigned kNotFound = 404;
constexpr unsigned kTooManyRequests = 429;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

ProblemCode CodeOf(ParseRefusal refusal) {
  switch (refusal) {
    case ParseRefusal::kMalformed:
      break;
    case ParseRefusal::kPayloadTooLarge:
      return ProblemCode::kPayloadTooLarge;
    case ParseRefusal::kTargetTooLong:
      return ProblemCode::kUriTooLong;
    case ParseRefusal::kHeadTooLarge:
      return ProblemCode::kHeadersTooLarge;
    case ParseRefusal::kVersionNotSupported:
      return ProblemCode::kVersionNotSupported;
  }
  return ProblemCode::kMalformedRequest;
}

}  // namespace

Connection::Connection(ThreadContext& context, net::Descriptor socket, std::uint64_t tag)
    : context_(context),
      client_{.context = context,
              .address = net::PeerOf(socket),
              .descriptor = std::move(socket),
              .hook = Deadlines::Hook(tag)},
      buffer_(context.blocks),
      parser_(context.options.limits),
      may_begin_with_proxy_(context.options.trusted_proxies.Contains(client_.address)),
      forwards_(may_begin_with_proxy_) {}

void Connection::Start() {
  client_.EnterAsStranger();
  client_.Await(Wait::kSilent);
}

void Connection::StartRejected() {
  rejected_ = last_response_ = true;
  client_.Become(Standing::kRejected);
  client_.Await(Wait::kRejected);
}

void Connection::OnEvent(const net::Event& event) {
  client_.Note(event);
  if (phase_ == Phase::kWriting && event.writable) Flush();
  // Does not resume a deferred connection early, although its client has sent more.
  if (!client_.deferred) Resume();
}

void Connection::Resume() {
  client_.deferred = false;
  if (phase_ == Phase::kReading && (client_.readable || !buffer_.empty())) Advance();
}

// --- Reading ---

// Processes the received bytes up to the next complete request.
void Connection::Advance() {
  while (phase_ == Phase::kReading) {
    const ParseState state = Parse();
    switch (state) {
      case ParseState::kHead:
      case ParseState::kBody:
        if (!ReadMore(state)) return;
        break;
      case ParseState::kEmptyLine:
        DropEmptyLine();
        break;
      case ParseState::kLargeBody:
        if (!AllowLargeBody()) return;
        break;
      case ParseState::kRefused:
        return Reject(Problem(CodeOf(refused_.refusal), refused_.reason));
      case ParseState::kComplete:
        Begin();
        return GoOn();
    }
  }
}

ParseState Connection::Parse() {
  if (may_begin_with_proxy_ && !buffer_.empty()) {
    if (const ParseState state = ReadProxy(); state != ParseState::kComplete) return state;
  }
  if (buffer_.empty()) return ParseState::kHead;
  const ParseState state = parser_.Parse(buffer_.span());
  if (state == ParseState::kRefused) refused_ = parser_.refused();
  return state;
}

// Reads the PROXY header at the start of a trusted proxy's connection. kComplete: there is none, or
// it is read. After one the address is the connection's: a proxy that copies bytes also passes on
// an X-Forwarded-For that the client made up.
ParseState Connection::ReadProxy() {
  const ProxyHeader header = ReadProxyHeader(buffer_.bytes());
  switch (header.state) {
    case ProxyHeader::State::kNone:
      break;
    case ProxyHeader::State::kPart:
      return ParseState::kHead;
    case ProxyHeader::State::kRefused:
      refused_ = {ParseRefusal::kMalformed, header.mistake};
      return ParseState::kRefused;
    case ProxyHeader::State::kWhole:
      buffer_.Use(header.size);
      forwards_ = false;
      if (header.client != net::IpAddress{}) client_.address = header.client;
      client_.EnterAsStranger();
      break;
  }
  may_begin_with_proxy_ = false;
  return ParseState::kComplete;
}

net::IpAddress Connection::ClientOf(const Request& request) const {
  if (!forwards_ || !request.forwarded_for) return client_.address;
  return LastForwarded(*request.forwarded_for).value_or(client_.address);
}

// Drops an empty line before a request: else a client whose request ends with an extra line would
// get a 408 later.
void Connection::DropEmptyLine() {
  buffer_.Use(RequestParser::kEmptyLineSize);
  // Its first byte may have arrived alone and counted as the start of a request.
  const bool began_request = client_.hook.wait() == Wait::kHeader;
  if (buffer_.empty()) arriving_since_.reset();
  if (has_served_ && began_request && buffer_.empty()) client_.Await(Wait::kIdle);
}

// Whether the caller may send the large body that a head announces; if not, the request is refused.
// Asked before the body is read, so that nobody else makes the server keep a large body.
bool Connection::AllowLargeBody() {
  BeginExchange();
  auto most = rejected_ ? std::unexpected(Dispatcher::Overloaded(Scarce::kConnections))
                        : context_.dispatcher.LargeBodyMaxOf(*exchange_);
  if (most) {
    exchange_.reset();
    parser_.AllowBody(*most);
    return true;
  }
  last_response_ = true;
  Respond(std::move(most).error());
  return false;
}

// Reads more bytes. False if the current request cannot continue, for now or for good.
bool Connection::ReadMore(ParseState state) {
  if (client_.readable) {
    const std::span<char> room = buffer_.Room(std::max(parser_.size(), buffer_.bytes().size() + 1));
    const net::IoResult read = net::Read(client_.descriptor, room);
    // A read that did not fill the buffer took everything: the poller will report new bytes, unless
    // it has reported the end.
    client_.readable = client_.ended || read.bytes == room.size();
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
  if (!arriving_since_) arriving_since_ = context_.now;
  if (rejected_) return;  // a rejected connection's deadline is that of StartRejected
  // The first byte of a head or body starts the deadline; later bytes do not extend it.
  const Wait wait = state == ParseState::kHead ? Wait::kHeader : Wait::kBody;
  if (client_.hook.wait() != wait) client_.Await(wait);
  if (state == ParseState::kBody && parser_.expects_continue() && !continue_sent_) {
    continue_sent_ = true;
    // A connection whose send buffer has no room for `100 Continue` belongs to a client that does
    // not read.
    if (net::Write(client_.descriptor, kContinue).bytes != kContinue.size()) return Close();
  }
}

void Connection::BecomeIdle() {
  buffer_.Release();
  if (context_.draining) return Part();
  // Before its first request a connection is not idle: the deadline for its first byte keeps
  // running.
  if (client_.hook.wait() == Wait::kNone) client_.Await(Wait::kIdle);
}

// Continues after a response. A pipelined request waits until other connections' requests are
// served.
void Connection::GoOn() {
  if (phase_ != Phase::kReading) return;
  buffer_.empty() && !client_.readable ? BecomeIdle() : client_.Defer();
}

// --- Deciding ---

void Connection::BeginExchange() {
  began_ = context_.now;
  exchange_.emplace(parser_.request(), context_.FreshServices());
  exchange_->client = ClientOf(parser_.request());
  exchange_->now = context_.now;
}

void Connection::Begin() {
  context_.deadlines.Clear(client_.hook);
  if (!parser_.keep_alive() || context_.leaving) last_response_ = true;
  parse_time_ = {};
  if (const auto since = std::exchange(arriving_since_, std::nullopt)) {
    parse_time_ = std::chrono::duration_cast<base::Duration>(context_.now - *since);
  }
  commit_times_ = {};
  question_time_ = {};
  BeginExchange();
  // The phase is set before the command is submitted: the result may arrive before this function
  // returns.
  phase_ = Phase::kWaiting;
  Step step = rejected_ ? context_.dispatcher.BeginOverLimit(*exchange_)
                        : context_.dispatcher.Begin(*exchange_);
  if (auto* response = std::get_if<Response>(&step)) {
    Respond(std::move(*response));
  } else if (auto* command = std::get_if<domain::Command>(&step)) {
    Ask(std::move(*command));
  } else {
    Ask(std::get<Question>(std::move(step)));
  }
}

void Connection::Ask(domain::Command command) {
  context_.jobs.push_back(
      {.command = std::move(command), .reply_to = &context_.mailbox, .tag = client_.tag()});
}

void Connection::Ask(Question question) {
  question_asked_ = context_.now;
  context_.questions.push_back({.tag = client_.tag(), .question = std::move(question)});
}

void Connection::OnOutcome(const engine::Delivery& delivery) {
  if (phase_ != Phase::kWaiting) return;
  commit_times_ = delivery.times;
  if (auto question = context_.dispatcher.Next(*exchange_, delivery)) {
    return Ask(*std::move(question));
  }
  RespondAfterWait(context_.dispatcher.Finish(*exchange_, delivery));
  GoOn();
}

void Connection::OnAnswer(Finisher& finish) {
  if (phase_ != Phase::kWaiting) return;
  question_time_ = std::chrono::duration_cast<base::Duration>(context_.now - question_asked_);
  AfterQuestion finished = context_.dispatcher.Finish(*exchange_, finish);
  if (auto* const command = std::get_if<domain::Command>(&finished))
    return Ask(std::move(*command));
  RespondAfterWait(std::get<Response>(std::move(finished)));
  GoOn();
}

void Connection::OnOverload() {
  if (phase_ != Phase::kWaiting) return;
  Respond(Dispatcher::Overloaded(Scarce::kQueue));
  GoOn();
}

// Answers a request that is malformed or incomplete. Nothing after it can be parsed either.
void Connection::Reject(Response response) {
  last_response_ = true;
  SetBasePath(response, context_.options.base_path);
  if (context_.request_log != nullptr && context_.request_log->Wants(response.status)) {
    context_.request_log->OnRequest({.status = response.status,
                                     .body_bytes = response.content().size(),
                                     .instance = InstanceOf(response)});
  }
  Send(std::move(response), /*head_only=*/false);
}

// --- Writing ---

void Connection::Respond(Response response) {
  if (context_.leaving) last_response_ = true;
  const bool head_only = exchange_->call.request.method == Method::kHead;
  std::optional<OpenStreams::Registration> stream;
  if (response.stream != nullptr && !head_only) {
    stream = context_.open_streams.Enter(CallerOf(*response.stream), context_.stream_owner,
                                         client_.tag());
    if (!stream) response = Dispatcher::Overloaded(Scarce::kStreams);
  }
  NoteStanding(response.status);
  // Every response to a parsed request passes here. A problem gets the trace id as its instance.
  const Request& request = exchange_->call.request;
  if (response.instance_at != 0) {
    if (request.traceparent) SetInstance(response, *request.traceparent);
    SetBasePath(response, context_.options.base_path);
  }
  if (exchange_->quota) AddQuotaHeaders(response, *exchange_->quota);
  context_.dispatcher.Permit(request, response);
  if (context_.request_log != nullptr && context_.request_log->Wants(response.status)) {
    Log(response);
  }
  if (!stream) return Send(std::move(response), head_only);
  context_.counts->CountAnswer(response.status, 0, exchange_->call_number);
  OpenStream(response, *std::move(stream));
}

// A client is known once a call with a credential succeeds. A valid seal is not enough: a queue
// token of another sale with the same key has one. A client above its limit is a stranger again.
void Connection::NoteStanding(unsigned status) {
  if (client_.standing == Standing::kRejected) return;
  const Caller& caller = exchange_->call.caller;
  if (status == kTooManyRequests) {
    client_.Become(Standing::kStranger);
  } else if (caller.key || (caller.IsKnown() && status < kBadRequest)) {
    client_.Become(Standing::kKnown);
  }
}

// Responds to a request that has waited for the sale or the store. Answers that the I/O thread
// makes by itself are not counted: they take microseconds, and reading the clock is a part of that.
void Connection::RespondAfterWait(Response response) {
  // The exchange, to which it refers, ends with the response.
  std::optional<SlowRequest> slow = NoteWait(response.status);
  Respond(std::move(response));
  if (!slow) return;
  slow->write =
      std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - began_) -
      slow->wait;
  context_.request_log->OnSlowRequest(*slow);
}

// Counts how long the request waited. Of a slow one returns where the time went, as far as it is
// known before the response is written.
std::optional<SlowRequest> Connection::NoteWait(unsigned status) const {
  const auto wait =
      std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - began_);
  context_.counts->CountWait(wait, exchange_->call_number);
  const base::Duration slow = context_.options.slow_request;
  if (slow == base::Duration{} || wait < slow || context_.request_log == nullptr) {
    return std::nullopt;
  }
  const Request& request = exchange_->call.request;
  return SlowRequest{
      .method = request.method,
      .route = exchange_->endpoint->spec.path,
      .status = status,
      .trace_id = std::string(request.traceparent ? TraceId(*request.traceparent) : ""),
      .wait = wait,
      .parse = parse_time_,
      .decide = commit_times_.decide,
      .sync = commit_times_.sync,
      .read = question_time_};
}

void Connection::Send(Response response, bool head_only) {
  context_.counts->CountAnswer(response.status, response.problem,
                               exchange_ ? exchange_->call_number : kNoCall);
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
  const net::IoResult written = net::Write(client_.descriptor, head, response.content());
  if (written.status == net::IoStatus::kBroken) return Close();
  if (written.bytes == head.size() + response.content().size()) return FinishResponse();
  Keep(std::move(response), head, written.bytes);
}

void Connection::Keep(Response response, std::string_view head, std::size_t sent) {
  unsent_ = {.head = std::string(head), .page = std::move(response.shared_body), .sent = sent};
  if (!unsent_.page && !response.body.empty()) unsent_.page = Share(std::move(response.body));
  if (unsent_.page) context_.unsent.Hold(*unsent_.page);
  phase_ = Phase::kWriting;
  client_.Await(Wait::kWrite);
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
    const net::IoResult written = net::Write(client_.descriptor, head.substr(head_sent),
                                             content.substr(unsent_.sent - head_sent));
    if (written.status == net::IoStatus::kWouldBlock) return;
    if (written.status != net::IoStatus::kDone) return Close();
    unsent_.sent += written.bytes;
  }
  FinishResponse();
  GoOn();
}

// The kernel has taken the whole response: continues with the next request, or ends.
void Connection::FinishResponse() {
  context_.deadlines.Clear(client_.hook);
  ForgetUnsent();
  exchange_.reset();
  if (last_response_) return Linger();
  has_served_ = true;
  buffer_.Use(parser_.size());
  parser_.Reset();
  continue_sent_ = false;
  phase_ = Phase::kReading;
}

// --- Closing ---

// Ends a connection whose last response is written completely but perhaps not read by the client
// yet.
void Connection::Part() {
  client_.MuchIsUnread() ? Linger() : Close();
}

void Connection::Linger() {
  phase_ = Phase::kDone;
  buffer_.Release();
  LingeringConnection::TakeOver(std::move(client_));
}

void Connection::OpenStream(const Response& response, OpenStreams::Registration registration) {
  phase_ = Phase::kDone;
  exchange_.reset();
  buffer_.Release();
  StreamConnection::TakeOver(std::move(client_), std::move(registration), response);
}

void Connection::OnDeadline() {
  switch (client_.hook.wait()) {
    case Wait::kHeader:
    case Wait::kBody:
      if (buffer_.empty()) return CloseIfSilent();
      return Reject(Problem(ProblemCode::kRequestTimeout, "The request took too long to arrive."));
    case Wait::kWrite:
      // The client does not read: also drops what the kernel holds for it.
      net::DropOnClose(client_.descriptor);
      return Close();
    case Wait::kSilent:
    case Wait::kIdle:
      return CloseIfSilent();
    case Wait::kRejected:
      return AnswerRejected();
    case Wait::kLinger:
    case Wait::kHeartbeat:
    case Wait::kUnread:
    case Wait::kNone:
      ONSALE_ASSERT(false);
  }
}

void Connection::Drain() {
  if (phase_ == Phase::kReading && buffer_.empty()) CloseIfSilent();
}

// Closes a connection from which nothing was read. If bytes have arrived since, they are read
// first: this thread was late, not the client.
void Connection::CloseIfSilent() {
  if (net::Available(client_.descriptor) == 0) return Part();
  client_.Await(Wait::kHeader);
}

// At the deadline of a rejected connection: a request that has arrived completely gets its answer;
// without one the connection gets 503 and is closed.
void Connection::AnswerRejected() {
  if (buffer_.empty() && net::Available(client_.descriptor) != 0) {
    client_.readable = true;
    Resume();
    if (phase_ != Phase::kReading) return;
  }
  Response response = Dispatcher::Overloaded(Scarce::kConnections);
  SetBasePath(response, context_.options.base_path);
  Send(std::move(response), /*head_only=*/false);
}

void Connection::Close() {
  if (phase_ == Phase::kDone) return;
  phase_ = Phase::kDone;
  buffer_.Release();
  exchange_.reset();
  ForgetUnsent();
  client_.Close();
}

void Connection::Log(const Response& response) const {
  const Request& request = exchange_->call.request;
  const Endpoint* endpoint = exchange_->endpoint;
  const bool leads_nowhere = endpoint == nullptr && response.status == kNotFound;
  context_.request_log->OnRequest(
      {.method = request.method,
       .route = endpoint == nullptr ? std::string_view() : endpoint->spec.path,
       .status = response.status,
       .duration =
           std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - began_),
       .body_bytes = response.content().size(),
       .instance = InstanceOf(response),
       .unknown_path = leads_nowhere ? request.path.substr(0, kPathShown) : std::string_view(),
       .trace_id = request.traceparent ? TraceId(*request.traceparent) : std::string_view(),
       .has_authorization = request.authorization.has_value(),
       .is_for_user = context_.services.buyers != nullptr && endpoint != nullptr &&
                      endpoint->spec.needs.buyer_token,
       .peer = response.status == kUnauthorized ? exchange_->client.ToString() : std::string()});
}

}  // namespace onsale::http
