// Fuzz target: any bytes, in pieces, to the whole API over one connection. Every request before the
// first malformed one is answered, in order; nothing after the malformed one is executed; and the
// division into pieces makes no difference to the sale.

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "fuzz/api.h"
#include "fuzz/expect.h"
#include "http/connection/request_parser.h"

namespace onsale::fuzz {
namespace {

using http::Method;
using http::ParseState;

struct WantedAnswer {
  Method method;
  bool misdirected = false;  // names a host that this server does not serve
};

// The answers that the input should get: one for each request that the parser finds, and a refusal
// if the bytes after them are malformed.
struct Wanted {
  std::vector<WantedAnswer> requests;
  bool refused = false;
};

// Whether the request names a host that this server does not serve. /livez and /readyz are answered
// for any host.
bool IsMisdirected(const http::Request& request) {
  if (!request.host) return false;
  const bool reads = request.method == Method::kGet || request.method == Method::kHead;
  if (reads && (request.path == "/livez" || request.path == "/readyz")) return false;
  std::string_view name = *request.host;
  const std::size_t port = name.rfind(':');
  if (port != std::string_view::npos && name.find(']', port) == std::string_view::npos) {
    name = name.substr(0, port);
  }
  if (name.ends_with('.')) name.remove_suffix(1);
  return !base::EqualsIgnoringCase(name, "localhost") && name != "127.0.0.1" && name != "[::1]";
}

Wanted WantedOf(std::string bytes) {
  const http::RequestLimits limits;
  Wanted wanted;
  http::RequestParser parser(limits);
  std::span<char> stream(bytes);
  while (!stream.empty()) {
    const ParseState state = parser.Parse(stream);
    wanted.refused = state == ParseState::kRefused;
    if (state == ParseState::kEmptyLine) {
      stream = stream.subspan(http::RequestParser::kEmptyLineSize);
      continue;
    }
    if (state != ParseState::kComplete) return wanted;
    wanted.requests.push_back({parser.request().method, IsMisdirected(parser.request())});
    if (!parser.keep_alive()) return wanted;
    stream = stream.subspan(parser.size());
    parser.Reset();
  }
  return wanted;
}

struct Answers {
  std::vector<std::string> statuses;
  bool has_stream = false;
};

std::size_t LengthIn(std::string_view head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = head.find(kName);
  std::size_t length = 0;
  if (at == std::string_view::npos) return 0;
  for (const char c : head.substr(at + kName.size())) {
    if (c < '0' || c > '9') break;
    length = length * 10 + static_cast<std::size_t>(c - '0');
  }
  return length;
}

Answers ReadAnswers(std::string_view bytes, const Wanted& wanted) {
  Answers answers;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find("\r\n\r\n");
    Expect(end != std::string_view::npos, "a response has complete headers");
    const std::string_view head = bytes.substr(0, end);
    Expect(head.starts_with("HTTP/1.1 ") && head.size() > 12,
           "a response begins with its status line");
    const std::string status(head.substr(9, 3));
    bytes.remove_prefix(end + 4);
    if (status == "100") continue;
    Expect(head.contains("\r\nX-Content-Type-Options: nosniff"),
           "every response has X-Content-Type-Options: nosniff");
    const std::size_t number = answers.statuses.size();
    answers.statuses.push_back(status);
    const bool head_only =
        number < wanted.requests.size() && wanted.requests[number].method == Method::kHead;
    if (head_only) continue;
    answers.has_stream = head.contains("text/event-stream");
    if (answers.has_stream) return answers;
    const std::size_t length = LengthIn(head);
    Expect(length <= bytes.size(), "a response has a complete body");
    bytes.remove_prefix(length);
  }
  return answers;
}

void CheckAnswers(const Api& api, const Wanted& wanted, const Answers& answers) {
  const std::size_t most = wanted.requests.size() + (wanted.refused ? 1 : 0);
  Expect(answers.statuses.size() <= most, "nothing after a malformed request is answered");
  Expect(api.asked() <= wanted.requests.size(), "nothing after a malformed request is decided");
  for (std::size_t i = 0; i < std::min(answers.statuses.size(), wanted.requests.size()); ++i) {
    Expect((answers.statuses[i] == "421") == wanted.requests[i].misdirected,
           "a request is answered with 421 if and only if its host is foreign");
  }
  for (const std::string& status : answers.statuses) {
    Expect(status.front() != '5' || status == "505" || status == "503",
           "no request causes a server error");
  }
  // A stream is the last answer on its connection: later requests get none.
  if (answers.has_stream) return;
  Expect(answers.statuses.size() == most, "every request is answered");
  Expect(!wanted.refused || answers.statuses.back().front() >= '4',
         "a malformed request is refused");
}

void End(Api& api, std::size_t way) {
  switch (way) {
    case 0:
      return api.Reset();
    case 1:
      api.Drain();
      return api.LetDeadlinesPass();
    case 2:
      api.LetDeadlinesPass();
      return api.HalfClose();  // heartbeats keep a stream open through every deadline
    default:
      return api.HalfClose();
  }
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  const std::string_view stream = AsText(data, size);
  if (stream.size() > 32'768) return 0;
  const Wanted wanted = WantedOf(std::string(stream));

  Api at_once;
  at_once.Send(stream);
  at_once.HalfClose();
  Expect(at_once.closed(), "a connection that has ended is closed");
  CheckAnswers(at_once, wanted, ReadAnswers(at_once.received(), wanted));

  Api in_pieces;
  auto choices = ChoicesFor(stream);
  for (std::size_t at = 0; at < stream.size();) {
    const std::size_t piece = 1 + choices.Below(200);
    in_pieces.Send(stream.substr(at, piece));
    at += piece;
  }
  Expect(in_pieces.changes() == at_once.changes() && in_pieces.asked() == at_once.asked(),
         "requests in pieces change the sale as requests at once do");
  const std::uint64_t way = choices.Below(4);
  End(in_pieces, way);
  if (way == 3) {
    Expect(ReadAnswers(in_pieces.received(), wanted).statuses ==
               ReadAnswers(at_once.received(), wanted).statuses,
           "requests in pieces get the answers of requests at once");
  }
  Expect(in_pieces.closed(), "every way to end a connection closes it");
  return 0;
}
