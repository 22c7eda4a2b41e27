#include "rehearsal/wire/connections.h"

#include <sys/timerfd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "rehearsal/wire/gzip.h"

namespace onsale::rehearsal {
namespace {

constexpr std::size_t kReadBytes = 256 << 10;
constexpr std::size_t kTextBytesMax = 1 << 20;
constexpr std::size_t kLongTextBytesMax = 64 << 20;
// The longest time that one Poll handles events: five hundred answers of a megabyte each would
// delay requests that are due.
constexpr std::chrono::milliseconds kSliceMost{2};
// The alarm's tag in the poller, larger than the index of every connection.
constexpr std::uint64_t kAlarmTag = UINT32_MAX;

std::size_t BytesMax(ReadAs read_as) {
  return read_as == ReadAs::kLongText ? kLongTextBytesMax : kTextBytesMax;
}

}  // namespace

std::optional<std::string> PlainBody(const Answer& answer, std::size_t bytes_max) {
  if (answer.head.gzip) return Gunzip(answer.body, bytes_max);
  if (answer.body.size() > bytes_max) return std::nullopt;
  return std::string(answer.body);
}

struct Connections::Connection {
  enum class State : std::uint8_t { kClosed, kConnecting, kFree, kBusy, kStreaming };

  std::uint32_t index = 0;
  std::uint32_t life = 0;  // counts sockets: events of an earlier one may still arrive
  State state = State::kClosed;
  ReadAs read_as = ReadAs::kText;
  bool ended = false;  // the peer has closed its side
  Sender sender = 0;
  std::uint64_t bytes_read = 0;  // of the answer
  SteadyTime sent_at;
  net::Descriptor socket;
  ResponseParser parser;
  std::string unsent;
  std::string body;  // the body of an answer that arrives in pieces, or a torn event

  std::uint64_t tag() const { return std::uint64_t{life} << 32 | index; }
};

Connections::Connections(Options options)
    : options_(std::move(options)),
      alarm_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      room_(kReadBytes) {
  if (!alarm_.open() || !poller_.Add(alarm_, kAlarmTag)) {
    throw std::system_error(errno, std::generic_category(), "cannot create a timer");
  }
}

Connections::~Connections() = default;

Connections::Connection* Connections::Open() {
  if (closed_.empty()) {
    if (all_.size() == options_.count_max) return nullptr;
    closed_.push_back(static_cast<std::uint32_t>(all_.size()));
    all_.push_back(std::make_unique<Connection>());
    all_.back()->index = closed_.back();
  }
  Connection& connection = *all_[closed_.back()];
  auto socket = net::Connect(options_.address);
  ++connection.life;
  if (!socket || !poller_.Add(*socket, connection.tag())) {
    ++figures_.failed;
    return nullptr;
  }
  closed_.pop_back();
  connection.socket = *std::move(socket);
  connection.parser = {};
  connection.ended = false;
  connection.state = Connection::State::kConnecting;
  ++figures_.opened;
  figures_.open_most = std::max(figures_.open_most, all_.size() - closed_.size());
  return &connection;
}

Connections::Connection* Connections::TakeFree() {
  while (!free_.empty()) {
    Connection& connection = *all_[free_.back()];
    free_.pop_back();
    if (connection.state == Connection::State::kFree) return &connection;
  }
  return nullptr;
}

bool Connections::HasRoom() const {
  return !free_.empty() || !closed_.empty() || all_.size() < options_.count_max;
}

bool Connections::HasRoomForStream() const {
  return streams_.size() < options_.count_max / 2 && HasRoom();
}

bool Connections::Send(const Outgoing& request) {
  Connection* connection = TakeFree();
  const bool fresh = connection == nullptr;
  const std::uint64_t failed_before = figures_.failed;
  if (fresh) connection = Open();
  if (connection == nullptr) {
    if (figures_.failed == failed_before) return false;
    // The next Poll reports the failed connect: a taker must not be called from within its own
    // call.
    failed_.push_back(request.sender);
    return true;
  }
  connection->sender = request.sender;
  connection->read_as = request.read_as;
  connection->bytes_read = 0;
  connection->parser.ExpectStream(request.read_as == ReadAs::kEvents);
  if (request.read_as == ReadAs::kEvents) streams_[request.sender] = connection->index;
  connection->sent_at = std::chrono::steady_clock::now();
  ++figures_.sent;
  if (fresh) {
    connection->unsent = request.bytes;
    return true;
  }
  connection->state = Connection::State::kBusy;
  const net::IoResult written = net::Write(connection->socket, request.bytes);
  // If the connection is lost, the poller will report it: Send does not.
  if (written.bytes < request.bytes.size()) {
    connection->unsent = request.bytes.substr(written.bytes);
  }
  return true;
}

void Connections::SetAlarm(std::chrono::microseconds timeout) {
  itimerspec spec{};
  spec.it_value.tv_sec = timeout.count() / 1'000'000;
  spec.it_value.tv_nsec = timeout.count() % 1'000'000 * 1000;
  ::timerfd_settime(alarm_.get(), 0, &spec, nullptr);
}

void Connections::Poll(std::chrono::microseconds timeout, AnswerTaker& taker) {
  TellFailures(taker);
  if (pending_.empty()) {
    if (timeout.count() > 0) SetAlarm(timeout);
    pending_ = poller_.Wait(std::chrono::ceil<std::chrono::milliseconds>(timeout));
  }
  const SteadyTime enough = std::chrono::steady_clock::now() + kSliceMost;
  while (!pending_.empty()) {
    const net::Event event = pending_.front();
    pending_ = pending_.subspan(1);
    Handle(event, taker);
    if (std::chrono::steady_clock::now() >= enough) break;
  }
  TellFailures(taker);
}

void Connections::Handle(const net::Event& event, AnswerTaker& taker) {
  const auto index = static_cast<std::uint32_t>(event.tag);
  if (index == kAlarmTag) return;
  Connection& connection = *all_[index];
  const auto is_current = [&] {
    return connection.tag() == event.tag && connection.state != Connection::State::kClosed;
  };
  if (!is_current()) return;
  connection.ended = connection.ended || event.ended;
  if (event.writable) Flush(connection, taker);
  if (event.readable && is_current()) Receive(connection, taker);
}

void Connections::TellFailures(AnswerTaker& taker) {
  std::vector<Sender> failed;
  failed.swap(failed_);
  for (const Sender sender : failed) taker.OnLost(sender);
}

void Connections::Flush(Connection& connection, AnswerTaker& taker) {
  if (connection.state == Connection::State::kConnecting) {
    if (!net::Connected(connection.socket)) {
      ++figures_.failed;
      Lose(connection, taker);
      return;
    }
    connection.state = Connection::State::kBusy;
  }
  if (connection.state != Connection::State::kBusy || connection.unsent.empty()) return;
  const net::IoResult written = net::Write(connection.socket, connection.unsent);
  if (written.status == net::IoStatus::kBroken) {
    Lose(connection, taker);
  } else {
    connection.unsent.erase(0, written.bytes);
  }
}

void Connections::Receive(Connection& connection, AnswerTaker& taker) {
  while (true) {
    const net::IoResult read = net::Read(connection.socket, room_);
    if (read.status == net::IoStatus::kWouldBlock) return;
    if (read.status != net::IoStatus::kDone) {
      Lose(connection, taker);
      return;
    }
    connection.bytes_read += read.bytes;
    if (!Digest(connection, {room_.data(), read.bytes}, taker)) return;
    // A read that did not fill the buffer took everything. New bytes cause a new event; an end that
    // was already reported causes none, so it must be read now.
    if (read.bytes < room_.size() && !connection.ended) return;
  }
}

bool Connections::Digest(Connection& connection, std::string_view bytes, AnswerTaker& taker) {
  if (connection.state != Connection::State::kBusy &&
      connection.state != Connection::State::kStreaming) {
    Refuse(connection, "bytes without a request", taker);
    return false;
  }
  // The first piece of the answer's body. If it is all of it, the taker gets it without a copy;
  // otherwise `body` collects the pieces.
  std::string_view at_once;
  while (true) {
    switch (connection.parser.Next(bytes)) {
      case ResponseParser::Step::kNeedMore:
        if (!at_once.empty()) connection.body = at_once;
        return true;
      case ResponseParser::Step::kHead:
        connection.body.clear();
        if (connection.parser.head().content_length > BytesMax(connection.read_as)) {
          Refuse(connection, "a body that is too long", taker);
          return false;
        }
        if (connection.parser.head().endless) connection.state = Connection::State::kStreaming;
        break;
      case ResponseParser::Step::kBody:
        if (connection.state == Connection::State::kStreaming) {
          if (!TakeEvents(connection, connection.parser.piece(), taker)) return false;
        } else if (connection.body.empty()) {
          at_once = connection.parser.piece();
        } else {
          connection.body += connection.parser.piece();
        }
        break;
      case ResponseParser::Step::kDone:
        if (connection.state == Connection::State::kStreaming) {
          Lose(connection, taker);
          return false;
        }
        if (!bytes.empty()) {
          Refuse(connection, "bytes after the end of the response", taker);
          return false;
        }
        return Complete(connection, at_once.empty() ? std::string_view(connection.body) : at_once,
                        taker);
      case ResponseParser::Step::kBroken:
        Refuse(connection, connection.parser.why(), taker);
        return false;
    }
  }
}

bool Connections::TakeEvents(Connection& connection, std::string_view piece, AnswerTaker& taker) {
  constexpr std::string_view kEnd = "\n\n";
  const std::string text = std::exchange(connection.body, {}).append(piece);
  const std::uint32_t life = connection.life;
  std::size_t from = 0;
  for (std::size_t end = text.find(kEnd); end != std::string::npos; end = text.find(kEnd, from)) {
    const std::string_view event = std::string_view(text).substr(from, end - from);
    from = end + kEnd.size();
    taker.OnEvent(connection.sender, event, std::exchange(connection.bytes_read, 0));
    // The taker may have closed the stream.
    if (connection.life != life || connection.state != Connection::State::kStreaming) return false;
  }
  connection.body = text.substr(from);
  if (connection.body.size() <= kTextBytesMax) return true;
  Refuse(connection, "an event that is too long", taker);
  return false;
}

bool Connections::Complete(Connection& connection, std::string_view body, AnswerTaker& taker) {
  const ResponseHead head = connection.parser.head();
  const Sender sender = connection.sender;
  const std::uint64_t bytes_read = connection.bytes_read;
  ForgetStream(connection);
  // The connection is free again, or closed, before OnAnswer: the taker's next request may use it.
  const bool keeps = !head.closes && !connection.ended && connection.unsent.empty();
  if (keeps) {
    connection.state = Connection::State::kFree;
    free_.push_back(connection.index);
  } else {
    Close(connection);
  }
  taker.OnAnswer(sender, {head, body, bytes_read});
  return keeps && connection.state != Connection::State::kClosed;
}

// Whether a sender waits for an answer on the connection.
bool Connections::IsOwed(const Connection& connection) {
  return connection.state == Connection::State::kBusy ||
         connection.state == Connection::State::kConnecting;
}

void Connections::Lose(Connection& connection, AnswerTaker& taker) {
  const bool owed = IsOwed(connection);
  const bool streams = connection.state == Connection::State::kStreaming;
  Close(connection);
  if (owed) taker.OnLost(connection.sender);
  if (streams) taker.OnStreamEnd(connection.sender);
}

void Connections::Refuse(Connection& connection, std::string_view what, AnswerTaker& taker) {
  const bool owed = connection.state == Connection::State::kBusy ||
                    connection.state == Connection::State::kStreaming;
  Close(connection);
  if (owed) taker.OnNonsense(connection.sender, what);
}

void Connections::ForgetStream(const Connection& connection) {
  const auto stream = streams_.find(connection.sender);
  if (stream != streams_.end() && stream->second == connection.index) streams_.erase(stream);
}

void Connections::CloseStream(Sender sender) {
  const auto stream = streams_.find(sender);
  if (stream != streams_.end()) Close(*all_[stream->second]);
}

void Connections::Close(Connection& connection) {
  ForgetStream(connection);
  connection.socket.Close();
  connection.state = Connection::State::kClosed;
  connection.unsent.clear();
  closed_.push_back(connection.index);
}

void Connections::EndStale(AnswerTaker& taker) {
  const SteadyTime now = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < all_.size(); ++i) {
    Connection& connection = *all_[i];
    const bool connecting = connection.state == Connection::State::kConnecting;
    const bool too_late = connection.sent_at < now - options_.answer_within ||
                          (connecting && connection.sent_at < now - options_.connect_within);
    if (!IsOwed(connection) || !too_late) continue;
    if (connecting) ++figures_.failed;
    Lose(connection, taker);
  }
}

void Connections::Abandon() {
  failed_.clear();
  // Connections with a request are closed, so late events for them have outdated tags. Events of
  // free connections remain valid.
  for (const auto& connection : all_) {
    const bool streams = connection->state == Connection::State::kStreaming;
    if (IsOwed(*connection) || streams) Close(*connection);
  }
}

}  // namespace onsale::rehearsal
