#include "http/connection/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/decimal.h"
#include "http/access/authority.h"

namespace onsale::http {
namespace {

namespace beast = boost::beast;
using beast::http::field;
using beast::http::verb;
using Text = std::string_view;

bool IsAlpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsDigits(Text text) {
  return !text.empty() && std::ranges::all_of(text, base::IsDigit);
}

Method ToMethod(verb method) {
  switch (method) {
    case verb::get:
      return Method::kGet;
    case verb::head:
      return Method::kHead;
    case verb::post:
      return Method::kPost;
    case verb::put:
      return Method::kPut;
    case verb::patch:
      return Method::kPatch;
    case verb::delete_:
      return Method::kDelete;
    case verb::options:
      return Method::kOptions;
    default:  // other methods: all treated alike
      return Method::kOther;
  }
}

bool MayCarryBody(Method method) {
  return method == Method::kPost || method == Method::kPut || method == Method::kPatch;
}

// Whether the request line ends in another version than 1.0 and 1.1, such as `HTTP/2.0`.
bool NamesOtherVersion(Text head) {
  const Text line = head.substr(0, head.find('\r'));
  const std::size_t space = line.rfind(' ');
  if (space == Text::npos) return false;
  const Text version = line.substr(space + 1);
  if (version == "HTTP/1.1" || version == "HTTP/1.0") return false;
  return version.size() == 8 && version.starts_with("HTTP/") && base::IsDigit(version[5]) &&
         version[6] == '.' && base::IsDigit(version[7]);
}

Text ToText(beast::string_view text) {
  return {text.data(), text.size()};
}

// Whether the request line has two spaces that separate three parts.
bool HasThreeParts(Text head) {
  const Text line = head.substr(0, head.find('\r'));
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  return first != last && line.find(' ', first + 1) == last && last > first + 1 &&
         last + 1 < line.size();
}

bool HasHeaderWithoutColon(Text head) {
  for (std::size_t at = head.find('\n') + 1; at < head.size(); at = head.find('\n', at) + 1) {
    const Text line = head.substr(at, head.find('\r', at) - at);
    if (!line.empty() && !line.contains(':')) return true;
  }
  return false;
}

// What Boost.Beast's parser refuses by itself, apart from lengths and encodings.
std::string_view ReasonOfSyntax(const beast::error_code& ec, Text head) {
  using beast::http::error;
  const bool in_first_line =
      ec == error::bad_method || ec == error::bad_target || ec == error::bad_version;
  if (in_first_line && !HasThreeParts(head)) {
    return "The request line is not a method, a target and a version with one space between them.";
  }
  if (ec == error::bad_field && HasHeaderWithoutColon(head)) return "A header line has no colon.";
  constexpr std::pair<error, std::string_view> kReasons[] = {
      {error::bad_method, "The method is not a token."},
      {error::bad_target, "The request target has a character that is not allowed."},
      {error::bad_version, "The request line does not end in HTTP/1.1 or HTTP/1.0."},
      {error::bad_field, "A header's name is empty, or has a character that is not allowed."},
      {error::bad_value,
       "A header's value has a character that is not allowed, or Connection is not a list."},
      {error::bad_line_ending, "A line has a CR that is not followed by LF."}};
  for (const auto& [code, reason] : kReasons) {
    if (ec == code) return reason;
  }
  return "The request line or a header is malformed.";
}

// Runs Boost.Beast's parser over one complete head, and refuses what Beast accepts but this server
// does not.
class HeadReader final : public beast::http::basic_parser<true> {
 public:
  Request request;
  bool http_1_1 = false;
  bool chunked = false;
  bool target_too_long = false;
  bool expects_continue = false;
  std::optional<std::size_t> content_length;
  bool length_too_large = false;
  Text reason;  // why Read returned false

  explicit HeadReader(const RequestLimits& limits) : limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.head_max + 1));
    body_limit(boost::none);
  }

  bool Read(Text head) {
    beast::error_code ec;
    const std::size_t used = put(boost::asio::buffer(head.data(), head.size()), ec);
    if (!ec && used == head.size() && is_header_done()) return CheckHost() && CheckTarget();
    if (reason.empty()) reason = ReasonOfBeast(ec, head);
    return false;
  }

 private:
  void Refuse(Text why, beast::error_code& ec) {
    reason = why;
    ec = beast::http::error::bad_field;
  }
  bool Fail(Text why) {
    reason = why;
    return false;
  }

  // Beast refuses some lengths and encodings before this class sees them.
  Text ReasonOfBeast(const beast::error_code& ec, Text head) const {
    const bool has_length = content_length || length_too_large;
    if (ec == beast::http::error::bad_transfer_encoding) {
      return has_length ? kBothLengths : Text("Transfer-Encoding is repeated.");
    }
    if (ec == beast::http::error::bad_content_length ||
        ec == beast::http::error::multiple_content_length) {
      if (chunked) return kBothLengths;
      return has_length ? kTwoLengths : kNoLength;
    }
    return ReasonOfSyntax(ec, head);
  }

  // Keeps the value of a header that must not be repeated; refuses a second value.
  void KeepOnly(std::optional<Text>& kept, Text value, Text why, beast::error_code& ec) {
    if (kept) return Refuse(why, ec);
    kept = value;
  }

  // Checks the Host header, which HTTP/1.0 may omit.
  bool CheckHost() {
    if (!request.host) return !http_1_1 || Fail("The header Host is missing.");
    return ParseAuthority(*request.host) ||
           Fail("The header Host is not a host name or address with an optional port.");
  }

  bool CheckTarget() {
    Text& target = request.target;
    if (target == "*") {
      request.path = target;
      return request.method == Method::kOptions || Fail("Only OPTIONS has the target `*`.");
    }
    for (const Text scheme : {Text("http://"), Text("https://")}) {
      if (!base::EqualsIgnoringCase(target.substr(0, scheme.size()), scheme)) continue;
      const Text rest = target.substr(scheme.size());
      const Text authority = rest.substr(0, rest.find('/'));
      if (!ParseAuthority(authority)) {
        return Fail("The host in the request target is not a host name or address.");
      }
      // The authority of an absolute target must equal Host, so that every other parser uses the
      // same one.
      if (request.host && !base::EqualsIgnoringCase(authority, *request.host)) {
        return Fail("The request target and the header Host name different hosts.");
      }
      request.host = authority;
      target = authority.size() == rest.size() ? Text("/") : rest.substr(authority.size());
      break;
    }
    if (!target.starts_with('/')) {
      return Fail("The request target is neither a path nor an http or https URL.");
    }
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != Text::npos) request.query = target.substr(mark + 1);
    return true;
  }

  void OnContentLength(Text value, beast::error_code& ec) {
    // A second length is refused, and so is a list: Beast accepts them if the lengths are equal,
    // but two parsers that read them differently allow request splitting.
    if (content_length || length_too_large) return Refuse(kTwoLengths, ec);
    if (!IsDigits(value)) return Refuse(kNoLength, ec);
    constexpr std::size_t kDigitsMax = 15;
    if (value.size() > kDigitsMax) {
      length_too_large = true;
      return;
    }
    content_length = base::ParseDecimal<std::size_t>(value);
  }

  // Accepts `chunked` alone. Beast's parser refuses a second Transfer-Encoding after `chunked`, and
  // one beside a Content-Length.
  void OnTransferEncoding(Text name, Text value, beast::error_code& ec) {
    if (!http_1_1) return Refuse("HTTP/1.0 has no Transfer-Encoding.", ec);
    chunked = base::EqualsIgnoringCase(value, "chunked") && HasPlainBlanks(name, value);
    if (!chunked) Refuse("The only Transfer-Encoding that the server accepts is `chunked`.", ec);
  }

  // Whether a header has at most one space before its value and nothing after it. Other blanks are
  // allowed, but hide the header from some parsers.
  static bool HasPlainBlanks(Text name, Text value) {
    const Text before(name.end(), value.begin());
    return (before == ":" || before == ": ") && *value.end() == '\r';
  }

  void OnNamed(Text name, Text value, beast::error_code& ec) {
    if (base::EqualsIgnoringCase(name, "Queue-Token")) {
      KeepOnly(request.queue_token, value, "Queue-Token is repeated.", ec);
    } else if (base::EqualsIgnoringCase(name, "Idempotency-Key")) {
      KeepOnly(request.idempotency_key, value, "Idempotency-Key is repeated.", ec);
    } else if (base::EqualsIgnoringCase(name, "traceparent")) {
      if (!request.traceparent) request.traceparent = value;
    } else if (base::EqualsIgnoringCase(name, "last-event-id")) {
      if (!request.last_event_id) request.last_event_id = value;
    } else if (base::EqualsIgnoringCase(name, "X-Forwarded-For")) {
      request.forwarded_for = value;
    } else if (base::EqualsIgnoringCase(name, "Onsale-Reason")) {
      KeepOnly(request.reason, value, "Onsale-Reason is repeated.", ec);
    }
    constexpr Text kForwarded = "X-Forwarded";
    constexpr Text kOfProxies[] = {"Forwarded",      "Via",        "X-Real-IP", "CF-Connecting-IP",
                                   "True-Client-IP", "X-Client-IP"};
    if (base::EqualsIgnoringCase(name.substr(0, kForwarded.size()), kForwarded) ||
        std::ranges::any_of(kOfProxies, [name](Text of_proxy) {
          return base::EqualsIgnoringCase(name, of_proxy);
        })) {
      request.was_forwarded = true;
    }
  }

  void on_request_impl(verb method, beast::string_view, beast::string_view target, int version,
                       beast::error_code& ec) override {
    request.method = ToMethod(method);
    request.target = ToText(target);
    http_1_1 = version == 11;
    // nginx speaks HTTP/1.0 to a server unless configured otherwise, and adds no header then.
    if (!http_1_1) request.was_forwarded = true;
    target_too_long = target.size() > limits_.target_max;
    const auto allowed = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
    if (target_too_long || !std::ranges::all_of(request.target, allowed)) {
      Refuse("The request target has a character that must be percent-encoded.", ec);
    }
  }

  void on_field_impl(field name, beast::string_view name_text, beast::string_view value_text,
                     beast::error_code& ec) override {
    const Text value = ToText(value_text);
    switch (name) {
      case field::host:
        return KeepOnly(request.host, value, "The header Host is repeated.", ec);
      case field::content_length:
        return OnContentLength(value, ec);
      case field::transfer_encoding:
        return OnTransferEncoding(ToText(name_text), value, ec);
      case field::content_type:
        return KeepOnly(request.content_type, value, "Content-Type is repeated.", ec);
      case field::content_encoding:
        return KeepOnly(request.content_encoding, value, "Content-Encoding is repeated.", ec);
      case field::authorization:
        return KeepOnly(request.authorization, value, "Authorization is repeated.", ec);
      case field::expect:
        if (!http_1_1) return;
        if (!base::EqualsIgnoringCase(value, "100-continue")) {
          return Refuse("The only Expect that the server accepts is `100-continue`.", ec);
        }
        expects_continue = true;
        return;
      case field::origin:
        if (!request.origin) request.origin = value;
        return;
      case field::if_none_match:
        if (!request.if_none_match) request.if_none_match = value;
        return;
      case field::accept:
        if (!request.accept) request.accept = value;
        return;
      case field::accept_encoding:
        if (!request.accept_encoding) request.accept_encoding = value;
        return;
      case field::accept_language:
        if (!request.accept_language) request.accept_language = value;
        return;
      default:
        return OnNamed(ToText(name_text), value, ec);
    }
  }

  void on_header_impl(beast::error_code&) override {}
  void on_finish_impl(beast::error_code&) override {}
  // These handlers are never called: the parser gets no bodies, chunks or responses.
  void on_response_impl(int, beast::string_view, int, beast::error_code& ec) override {
    Refuse({}, ec);
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code& ec) override {
    Refuse({}, ec);
  }
  std::size_t on_body_impl(beast::string_view, beast::error_code& ec) override {
    Refuse({}, ec);
    return 0;
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code& ec) override {
    Refuse({}, ec);
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view,
                                 beast::error_code& ec) override {
    Refuse({}, ec);
    return 0;
  }

  static constexpr Text kBothLengths = "The request has both Content-Length and Transfer-Encoding.";
  static constexpr Text kTwoLengths = "Content-Length is repeated.";
  static constexpr Text kNoLength = "Content-Length is not one number.";

  const RequestLimits& limits_;
};

// How many bytes a request line may have besides its target: the method, two spaces and the
// version.
constexpr std::size_t kLineExtraMax = 64;

constexpr std::string_view kTargetSentence = "The path and query are longer than 4 KiB.";
constexpr std::string_view kBodySentence = "A request with this method has no body.";

}  // namespace

void RequestParser::Reset() {
  line_start_ = scanned_ = head_size_ = body_size_ = 0;
  body_max_ = limits_.body_max;
  head_data_ = nullptr;
  chunks_ = {};
  chunked_ = empty_line_seen_ = false;
  request_ = Request{};
}

ParseState RequestParser::Refuse(ParseRefusal refusal, std::string_view reason) {
  refused_ = {refusal, reason};
  return ParseState::kRefused;
}

ParseState RequestParser::Parse(std::span<char> bytes) {
  const std::string_view received(bytes.data(), bytes.size());
  if (head_size_ == 0) {
    const ParseState found = FindHeadEnd(received);
    if (found != ParseState::kBody) return found;
  }
  // The received bytes have moved, so the views of the request are stale: reads the head again,
  // with the same result.
  if (head_data_ != received.data()) {
    const ParseState read = ReadHead(received);
    if (read != ParseState::kBody) return read;
  }
  if (chunked_) return ReadChunks(bytes);
  if (received.size() - head_size_ < body_size_) return ParseState::kBody;
  request_.body = received.substr(head_size_, body_size_);
  return ParseState::kComplete;
}

// The first byte must be a letter, as of a method. One empty line before it is not refused: some
// clients send one after a body.
ParseState RequestParser::BeforeMethod(std::string_view received) {
  constexpr std::string_view kEmptyLine = "\r\n";
  static_assert(kEmptyLine.size() == kEmptyLineSize);
  constexpr auto kMalformed = ParseRefusal::kMalformed;
  if (received.front() == '\x16') return Refuse(kMalformed, "This is TLS; the server speaks HTTP.");
  if (received.front() != '\r' && received.front() != '\n') {
    return Refuse(kMalformed, "The first byte is not that of a method.");
  }
  if (empty_line_seen_) return Refuse(kMalformed, "Two empty lines are before the request.");
  if (received == kEmptyLine.substr(0, 1)) return ParseState::kHead;
  if (!received.starts_with(kEmptyLine)) {
    return Refuse(kMalformed, "The line before the request does not end with CR LF.");
  }
  empty_line_seen_ = true;
  return ParseState::kEmptyLine;
}

// Searches the end of the head. Returns kBody once the head is complete.
ParseState RequestParser::FindHeadEnd(std::string_view received) {
  if (!received.empty() && !IsAlpha(received.front())) return BeforeMethod(received);
  const std::string_view within = received.substr(0, limits_.head_max);
  while (scanned_ < within.size()) {
    const std::size_t feed = within.find('\n', scanned_);
    if (feed == std::string_view::npos) break;
    const std::string_view line = within.substr(line_start_, feed - line_start_);
    if (line_start_ == 0 && line.size() > limits_.target_max + kLineExtraMax) {
      return Refuse(ParseRefusal::kTargetTooLong, kTargetSentence);
    }
    if (!line.ends_with('\r')) {
      return Refuse(ParseRefusal::kMalformed, "A line ends with LF alone, not with CR LF.");
    }
    // A header line must not begin with white space: some parsers treat it as a continuation.
    if (line.front() == ' ' || line.front() == '\t') {
      return Refuse(ParseRefusal::kMalformed, "A header line begins with a space or tab.");
    }
    line_start_ = scanned_ = feed + 1;
    if (line.size() > 1) continue;
    head_size_ = line_start_;
    return ParseState::kBody;
  }
  scanned_ = within.size();
  const bool in_first_line = line_start_ == 0;
  if (in_first_line && within.size() > limits_.target_max + kLineExtraMax) {
    return Refuse(ParseRefusal::kTargetTooLong, kTargetSentence);
  }
  if (received.size() >= limits_.head_max) {
    return Refuse(ParseRefusal::kHeadTooLarge,
                  "The request line and headers are larger than 8 KiB.");
  }
  return ParseState::kHead;
}

// Reads the complete head. Returns kBody if it is valid.
ParseState RequestParser::ReadHead(std::string_view received) {
  const std::string_view head = received.substr(0, head_size_);
  HeadReader reader(limits_);
  if (!reader.Read(head)) {
    if (reader.target_too_long) return Refuse(ParseRefusal::kTargetTooLong, kTargetSentence);
    if (reader.request.target.empty() && NamesOtherVersion(head)) {
      return Refuse(ParseRefusal::kVersionNotSupported, "This server supports only HTTP/1.1.");
    }
    return Refuse(ParseRefusal::kMalformed, reader.reason);
  }
  const std::size_t length = reader.content_length.value_or(0);
  const bool has_body = length > 0 || reader.length_too_large;
  if (has_body && !MayCarryBody(reader.request.method)) {
    return Refuse(ParseRefusal::kMalformed, kBodySentence);
  }
  const bool is_usual = body_max_ == limits_.body_max;
  if (reader.length_too_large || length > std::max(body_max_, limits_.large_body_max)) {
    return Refuse(ParseRefusal::kPayloadTooLarge,
                  is_usual ? kBodyTooLarge : "The body is larger than this call takes.");
  }
  request_ = reader.request;
  if (length > body_max_) {
    if (is_usual) return ParseState::kLargeBody;  // the head is read again after the decision
    return Refuse(ParseRefusal::kPayloadTooLarge, "The body is larger than this call takes.");
  }
  head_data_ = received.data();
  chunked_ = reader.chunked;
  body_size_ = chunked_ ? chunks_.size() : length;
  // Keep-alive is only for HTTP/1.1: for 1.0 parsers could disagree on where such a message ends.
  keep_alive_ = reader.http_1_1 && reader.keep_alive();
  expects_continue_ = reader.expects_continue;
  return ParseState::kBody;
}

// Reads the chunks that have arrived. Proxies frame an empty body in chunks for any method.
ParseState RequestParser::ReadChunks(std::span<char> received) {
  const bool may_carry = MayCarryBody(request_.method);
  const std::span<char> rest = received.subspan(head_size_);
  const auto complete = chunks_.Read(
      {rest.data(), rest.size()},
      {.data_max = may_carry ? limits_.body_max : 0, .framing_max = limits_.chunk_framing_max});
  if (!complete) {
    const RefusedBytes& refused = complete.error();
    if (refused.refusal == ParseRefusal::kPayloadTooLarge && !may_carry) {
      return Refuse(ParseRefusal::kMalformed, kBodySentence);
    }
    return Refuse(refused.refusal, refused.reason);
  }
  body_size_ = chunks_.size();
  if (!*complete) return ParseState::kBody;
  request_.body = chunks_.Join(rest);
  return ParseState::kComplete;
}

}  // namespace onsale::http
