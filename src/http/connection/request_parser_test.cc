#include "http/connection/request_parser.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace onsale::http {
namespace {

using std::literals::string_literals::operator""s;

constexpr std::string_view kGet = "GET /v1/concerts?x=1 HTTP/1.1\r\nHost: localhost:8080\r\n\r\n";
constexpr std::string_view kPost =
    "POST /v1/reservations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    "Queue-Token: secret\r\nIdempotency-Key: \"k 1\"\r\nContent-Length: 7\r\n\r\n{\"a\":1}";

std::string WithHeaders(std::string_view headers) {
  return std::string("GET / HTTP/1.1\r\n").append(headers).append("\r\n");
}
std::string WithTarget(std::string_view target) {
  return std::string("GET ").append(target).append(" HTTP/1.1\r\nHost: a.example\r\n\r\n");
}

class RequestParserTest : public testing::Test {
 protected:
  // Parses a copy of the bytes in a buffer of exactly their size, so that the sanitizer detects a
  // read past the end.
  ParseState Parse(std::string_view bytes) {
    parser_.Reset();
    dropped_ = 0;
    return Show(bytes);
  }
  // Shows all bytes of a request, without an empty line that the parser has reported.
  ParseState Show(std::string_view bytes) {
    const std::string_view rest = bytes.substr(dropped_);
    shown_ = std::make_unique<char[]>(rest.size());
    std::ranges::copy(rest, shown_.get());
    const ParseState state = parser_.Parse({shown_.get(), rest.size()});
    if (state != ParseState::kEmptyLine) return state;
    dropped_ = RequestParser::kEmptyLineSize;
    return Show(bytes);
  }

  RequestLimits limits_;
  RequestParser parser_{limits_};
  std::unique_ptr<char[]> shown_;
  std::size_t dropped_ = 0;
};

TEST_F(RequestParserTest, AGetIsSplitIntoPathAndQuery) {
  ASSERT_EQ(Parse(kGet), ParseState::kComplete);
  EXPECT_EQ(parser_.request().method, Method::kGet);
  EXPECT_EQ(parser_.request().target, "/v1/concerts?x=1");
  EXPECT_EQ(parser_.request().path, "/v1/concerts");
  EXPECT_EQ(parser_.request().query, "x=1");
  EXPECT_EQ(parser_.size(), kGet.size());
  EXPECT_TRUE(parser_.keep_alive());
}

TEST_F(RequestParserTest, APostHasItsHeadersAndBody) {
  ASSERT_EQ(Parse(kPost), ParseState::kComplete);
  EXPECT_EQ(parser_.request().method, Method::kPost);
  EXPECT_EQ(parser_.request().content_type, "application/json");
  EXPECT_EQ(parser_.request().queue_token, "secret");
  EXPECT_EQ(parser_.request().idempotency_key, "\"k 1\"");
  EXPECT_EQ(parser_.request().body, "{\"a\":1}");
  EXPECT_EQ(parser_.request().if_none_match, std::nullopt);
}

TEST_F(RequestParserTest, ConnectionCloseAndHttp10AreNotKeptAlive) {
  ASSERT_EQ(Parse(WithHeaders("Host: a\r\nConnection: foo, Close\r\n")), ParseState::kComplete);
  EXPECT_FALSE(parser_.keep_alive());
  ASSERT_EQ(Parse("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"),
            ParseState::kComplete);
  EXPECT_FALSE(parser_.keep_alive());
}

// Rules of HTTP/1.1 do not bind older clients.
TEST_F(RequestParserTest, Http10HasNoExpectations) {
  ASSERT_EQ(Parse("POST / HTTP/1.0\r\nExpect: 200-ok\r\nContent-Length: 1\r\n\r\n"),
            ParseState::kBody);
  EXPECT_FALSE(parser_.expects_continue());
}

TEST_F(RequestParserTest, TheHostComesFromTheHeaderOrAnAbsoluteTarget) {
  ASSERT_EQ(Parse(WithHeaders("Host: a.example:80\r\n")), ParseState::kComplete);
  EXPECT_EQ(parser_.request().host, "a.example:80");
  ASSERT_EQ(Parse("GET http://b.example/ HTTP/1.0\r\n\r\n"), ParseState::kComplete);
  EXPECT_EQ(parser_.request().host, "b.example");
  ASSERT_EQ(Parse("GET / HTTP/1.0\r\n\r\n"), ParseState::kComplete);
  EXPECT_EQ(parser_.request().host, std::nullopt);
}

TEST_F(RequestParserTest, ExpectContinueIsReportedBeforeTheBody) {
  for (const char* const framing : {"Content-Length: 3", "Transfer-Encoding: chunked"}) {
    ASSERT_EQ(
        Parse("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n"s + framing + "\r\n\r\n"),
        ParseState::kBody);
    EXPECT_TRUE(parser_.expects_continue()) << framing;
  }
}

TEST_F(RequestParserTest, AbsoluteTargetOfTheSameHostIsReducedToItsPath) {
  ASSERT_EQ(Parse(WithTarget("HTTP://A.example/p?q")), ParseState::kComplete);
  EXPECT_EQ(parser_.request().target, "/p?q");
  ASSERT_EQ(Parse(WithTarget("http://a.example")), ParseState::kComplete);
  EXPECT_EQ(parser_.request().path, "/");
}

TEST_F(RequestParserTest, AnAsteriskIsATargetForOptions) {
  EXPECT_EQ(Parse("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), ParseState::kComplete);
}

// --- An empty line before a request ---

TEST_F(RequestParserTest, AnEmptyLineBeforeARequestIsReportedAndNotPartOfIt) {
  ASSERT_EQ(Parse("\r\n" + std::string(kGet)), ParseState::kComplete);
  EXPECT_EQ(dropped_, RequestParser::kEmptyLineSize);
  EXPECT_EQ(parser_.size(), kGet.size());
  EXPECT_EQ(parser_.request().path, "/v1/concerts");
}

TEST_F(RequestParserTest, AnEmptyLineMayArriveInPieces) {
  EXPECT_EQ(Parse("\r"), ParseState::kHead);
  EXPECT_EQ(Show("\r\n"), ParseState::kHead);
  EXPECT_EQ(dropped_, RequestParser::kEmptyLineSize);
  EXPECT_EQ(Show("\r\n" + std::string(kGet)), ParseState::kComplete);
}

// --- Chunked bodies ---

std::string Chunked(std::string_view chunks, std::string_view head = "POST / HTTP/1.1\r\n") {
  return std::string(head).append("Host: a\r\nTransfer-Encoding: chunked\r\n\r\n").append(chunks);
}
constexpr std::string_view kChunks = "3\r\n{\"a\r\n4;x=\"y z\";w\r\n\":1}\r\n0\r\n\r\n";

// The same body with a length and in chunks, however it arrives.
TEST_F(RequestParserTest, EveryArrivalMakesTheSameRequest) {
  for (const std::string& bytes : {std::string(kPost), Chunked(kChunks)}) {
    parser_.Reset();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const ParseState state = Show(std::string_view(bytes).substr(0, size));
      ASSERT_TRUE(state == ParseState::kHead || state == ParseState::kBody) << size;
    }
    ASSERT_EQ(Show(bytes), ParseState::kComplete) << "byte by byte";
    EXPECT_EQ(parser_.request().body, "{\"a\":1}");
    EXPECT_EQ(parser_.size(), bytes.size());
    EXPECT_TRUE(parser_.keep_alive());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      parser_.Reset();
      Show(std::string_view(bytes).substr(0, size));
      ASSERT_EQ(Show(bytes), ParseState::kComplete) << "split at " << size;
      EXPECT_EQ(parser_.request().body, "{\"a\":1}");
    }
  }
}

TEST_F(RequestParserTest, BytesAfterARequestStayAsTheyAre) {
  for (const std::string& bytes : {std::string(kPost), Chunked(kChunks)}) {
    ASSERT_EQ(Parse(bytes + std::string(kGet)), ParseState::kComplete);
    EXPECT_EQ(parser_.request().body, "{\"a\":1}");
    ASSERT_EQ(parser_.size(), bytes.size());
    EXPECT_EQ(std::string_view(shown_.get() + bytes.size(), kGet.size()), kGet);
  }
}

TEST_F(RequestParserTest, AChunkedRequestLeavesNothingForTheNext) {
  ASSERT_EQ(Parse(Chunked(kChunks)), ParseState::kComplete);
  ASSERT_EQ(Parse(kPost), ParseState::kComplete);
  EXPECT_EQ(parser_.request().body, "{\"a\":1}");
  ASSERT_EQ(Parse(Chunked("0\r\n\r\n")), ParseState::kComplete);
  EXPECT_EQ(parser_.request().body, "");
}

// What HAProxy and Caddy send for a request of HTTP/2 without a body.
TEST_F(RequestParserTest, AnEmptyChunkedBodyIsAcceptedWithAnyMethod) {
  for (const char* const method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    const std::string head = std::string(method) + " / HTTP/1.1\r\n";
    EXPECT_EQ(Parse(Chunked("0\r\n\r\n", head)), ParseState::kComplete) << method;
    EXPECT_EQ(parser_.request().body, "");
  }
}

TEST_F(RequestParserTest, SizesHaveUpToEightDigitsInEitherCase) {
  for (const char* const size : {"a", "A", "0a", "0000000A"}) {
    ASSERT_EQ(Parse(Chunked(std::string(size) + "\r\n0123456789\r\n00\r\n\r\n")),
              ParseState::kComplete)
        << size;
    EXPECT_EQ(parser_.request().body, "0123456789");
  }
}

TEST_F(RequestParserTest, ASizeLineHasUpTo128BytesWithItsEnd) {
  const auto with_line_of = [](std::size_t bytes) {
    return Chunked("3;" + std::string(bytes - 4, 'x') + "\r\nabc\r\n0\r\n\r\n");
  };
  EXPECT_EQ(Parse(with_line_of(128)), ParseState::kComplete);
  EXPECT_EQ(Parse(with_line_of(129)), ParseState::kRefused);
}

TEST_F(RequestParserTest, ChunkedIsReadInAnyCase) {
  for (const char* const header : {"transfer-encoding: chunked", "Transfer-Encoding:Chunked"}) {
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(header) + "\r\n\r\n";
    ASSERT_EQ(Parse(head + std::string(kChunks)), ParseState::kComplete) << header;
    EXPECT_EQ(parser_.request().body, "{\"a\":1}");
  }
}

TEST_F(RequestParserTest, TheLimitOfABodyHoldsForTheSumOfItsChunks) {
  const std::string half(8192, 'x');
  const std::string full = "2000\r\n" + half + "\r\n2000\r\n" + half + "\r\n";
  ASSERT_EQ(Parse(Chunked(full + "0\r\n\r\n")), ParseState::kComplete);
  EXPECT_EQ(parser_.request().body, half + half);
  ASSERT_EQ(Parse(Chunked(full + "1\r\n")), ParseState::kRefused);
  EXPECT_EQ(parser_.refused().refusal, ParseRefusal::kPayloadTooLarge);
}

// --- Refusals ---

// One sentence stood for everything that is refused, and named the length of a body to a client
// that had sent no Host.
class RefusedTest : public RequestParserTest {
 protected:
  // Expects that a request is refused for this reason, in one piece and byte by byte.
  void ExpectRefused(std::string_view bytes, std::string_view reason,
                     ParseRefusal refusal = ParseRefusal::kMalformed) {
    SCOPED_TRACE(testing::PrintToString(bytes.substr(0, 200)));
    ASSERT_EQ(Parse(bytes), ParseState::kRefused);
    EXPECT_EQ(parser_.refused().refusal, refusal);
    EXPECT_EQ(parser_.refused().reason, reason);
    parser_.Reset();
    dropped_ = 0;
    ParseState state = ParseState::kHead;
    for (std::size_t size = 1; size <= bytes.size() && state != ParseState::kRefused; ++size) {
      state = Show(bytes.substr(0, size));
      ASSERT_NE(state, ParseState::kComplete);
    }
    ASSERT_EQ(state, ParseState::kRefused);
    EXPECT_EQ(parser_.refused().refusal, refusal);
  }
};

constexpr std::string_view kBadName =
    "A header's name is empty, or has a character that is not allowed.";
constexpr std::string_view kBadValue =
    "A header's value has a character that is not allowed, or Connection is not a list.";
constexpr std::string_view kBareFeed = "A line ends with LF alone, not with CR LF.";
constexpr std::string_view kBareReturn = "A line has a CR that is not followed by LF.";
constexpr std::string_view kNoColon = "A header line has no colon.";
constexpr std::string_view kFolded = "A header line begins with a space or tab.";
constexpr std::string_view kBothLengths =
    "The request has both Content-Length and Transfer-Encoding.";
constexpr std::string_view kNoLineEnd =
    "A chunk or a line of the chunked body does not end with CR LF.";
constexpr std::string_view kThreeParts =
    "The request line is not a method, a target and a version with one space between them.";
constexpr std::string_view kNoBody = "A request with this method has no body.";

std::string PostWith(std::string_view headers, std::string_view body = "abc") {
  return std::string("POST / HTTP/1.1\r\nHost: a\r\n").append(headers).append("\r\n").append(body);
}

TEST_F(RefusedTest, AnyTransferEncodingButPlainChunkedIsRefused) {
  for (const std::string value : {" xchunked", " identity", " gzip", "", " chunked, identity",
                                  " gzip, chunked", " chunked, chunked", " chunked,", "  chunked",
                                  " chunked ", "\tchunked", " chunked;x=1", " \"chunked\""}) {
    ExpectRefused(PostWith("Transfer-Encoding:" + value + "\r\n"),
                  "The only Transfer-Encoding that the server accepts is `chunked`.");
  }
  ExpectRefused(PostWith("tRANSFER-eNCODING: gzip\r\n"),
                "The only Transfer-Encoding that the server accepts is `chunked`.");
  ExpectRefused(PostWith("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n"),
                "The only Transfer-Encoding that the server accepts is `chunked`.");
  for (const std::string second : {"chunked", "identity"}) {
    ExpectRefused(PostWith("Transfer-Encoding: chunked\r\nTransfer-Encoding: " + second + "\r\n"),
                  "Transfer-Encoding is repeated.");
  }
  ExpectRefused(PostWith("Transfer-Encoding:\vchunked\r\n"), kBadValue);
  ExpectRefused(PostWith("Transfer-Encoding : chunked\r\n"), kBadName);
  for (const std::string length : {"3", "0"}) {
    ExpectRefused(PostWith("Content-Length: " + length + "\r\nTransfer-Encoding: chunked\r\n"),
                  kBothLengths);
  }
  ExpectRefused(PostWith("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), kBothLengths);
  ExpectRefused("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.0 has no Transfer-Encoding.");
}

TEST_F(RefusedTest, ChunksThatOtherParsersMayReadDifferentlyAreRefused) {
  for (const char* const size : {"+3", "-3", " 3", "3 ", "3\t", "3 ;x", "0x3", "3h", "0_3", "3,3",
                                 "3\rabc", "000000003", "100000003", "10000000000000003"}) {
    ExpectRefused(Chunked(size + "\r\nabc\r\n"s),
                  "A chunk's size is not 1 to 8 hexadecimal digits.");
  }
  for (const char* const line : {"", ";x"}) {
    ExpectRefused(Chunked(line + "\r\n3\r\nabc\r\n0\r\n\r\n"s), "A chunk has no size.");
  }
  for (const char* const line : {"3\n", "3;x\n", "3\r\nabc\r\n0\n"}) {
    ExpectRefused(Chunked(line + "y\r\nabc\r\n0\r\n\r\n"s), kNoLineEnd);
  }
  for (const std::string& extension : {"x\ry"s, "\0"s, "\xff"s}) {
    ExpectRefused(Chunked("3;" + extension + "\r\nabc\r\n0\r\n\r\n"),
                  "A chunk extension has a character that is not allowed.");
  }
  for (const std::string& line : {"3;" + std::string(200, 'x'), std::string(200, '0')}) {
    ExpectRefused(Chunked(line), "A chunk's size line is longer than 128 bytes.");
  }
  for (const char* const chunk : {"3\r\nabc\n0\r\n", "3\r\nabc\r0", "4\r\nabc\r\n0"}) {
    ExpectRefused(Chunked(chunk + "\r\n\r\n"s), kNoLineEnd);
  }
  for (const char* const chunk : {"3\r\nabc0\r\n", "3\r\nabcd\r\n"}) {
    ExpectRefused(Chunked(chunk + "0\r\n\r\n"s), "A chunk is longer than its size.");
  }
  for (const char* const end : {"\nGET / HTTP/1.1\r\n", "\r\r"}) {
    ExpectRefused(Chunked("0\r\n"s + end), kNoLineEnd);
  }
  for (const char* const trailer : {"X: 1\r\n\r\n", "Content-Length: 3\r\n\r\nabc"}) {
    ExpectRefused(Chunked("0\r\n"s + trailer),
                  "The chunked body has trailers, which the server does not accept.");
  }
  for (const char* const method : {"GET", "DELETE", "BREW"}) {
    ExpectRefused(Chunked("3\r\nabc\r\n0\r\n\r\n", method + " / HTTP/1.1\r\n"s), kNoBody);
    ExpectRefused(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"s, kNoBody);
  }
}

TEST_F(RefusedTest, AnyContentLengthButOneNumberIsRefused) {
  for (const char* const second : {"3", "0"}) {
    ExpectRefused(PostWith("Content-Length: 3\r\nContent-Length: "s + second + "\r\n"),
                  "Content-Length is repeated.");
  }
  for (const char* const value : {" 3, 3", " 3,3", " +3", " -3", " 0x3", "", " 3 3", " 3,", " 3.0",
                                  " \xb9\xb2", " 18446744073709551619"}) {
    ExpectRefused(PostWith("Content-Length:"s + value + "\r\n"),
                  "Content-Length is not one number.");
  }
}

TEST_F(RefusedTest, AnyHostButOneAuthorityIsRefused) {
  ExpectRefused(WithHeaders("Accept: x\r\n"), "The header Host is missing.");
  ExpectRefused(WithHeaders("Host: a\r\nHost: a\r\n"), "The header Host is repeated.");
  for (const char* const host :
       {"", " a,b", " a/b", " u@a", " a b", " a:http", " a:", " a:65536", " [::1"}) {
    ExpectRefused(WithHeaders("Host:"s + host + "\r\n"),
                  "The header Host is not a host name or address with an optional port.");
  }
}

TEST_F(RefusedTest, LinesThatOtherParsersMayReadDifferentlyAreRefused) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"Host: a\r\n b\r\n", kFolded},
      {"Host: a\r\nX: 1\r\n 2\r\n", kFolded},
      {"Host: a\r\nX: 1\r\n\t2\r\n", kFolded},
      {"Host: a\r\nX:\r\n Transfer-Encoding: chunked\r\n", kFolded},
      {" X: 1\r\nHost: a\r\n", kFolded},
      {"X: 1\nHost: a\r\n", kBareFeed},
      {"X: 1\rHost: a\r\n", kBareReturn},
      {"Host: a\r\r\n", kBareReturn},
      {"Host: a\r\nX: a\0b\r\n"s, kBadValue},
      {"Host: a\r\nX: a\x01\r\n", kBadValue},
      {"Host: a\r\nX: a\x7f\r\n", kBadValue},
      {"Host: a\r\nX\0: a\r\n"s, kBadName},
      {"Host: a\r\nX\r\n", kNoColon},
      {"Host: a\r\nX y\r\n", kNoColon},
      {"Host: a\r\nConnection: a b\r\n", kBadValue},
      {"Host: a\r\n: x\r\n", kBadName},
      {"Host: a\r\nX Y: x\r\n", kBadName},
      {"Host: a\r\nX\xff: x\r\n", kBadName},
      {"Host: a\r\nExpect: 200-ok\r\n",
       "The only Expect that the server accepts is `100-continue`."}};
  for (const auto& [headers, reason] : cases) ExpectRefused(WithHeaders(headers), reason);
  for (const std::string name :
       {"Queue-Token", "Authorization", "Idempotency-Key", "Content-Type", "Content-Encoding"}) {
    std::string again = name;
    again[0] = static_cast<char>(again[0] + ('a' - 'A'));
    for (const std::string& second : {name, again}) {
      ExpectRefused(WithHeaders("Host: a\r\n" + name + ": a\r\n" + second + ": b\r\n"),
                    name + " is repeated.");
    }
  }
}

TEST_F(RefusedTest, WhatDoesNotBeginWithARequestLineIsRefused) {
  const std::string request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  ExpectRefused("\r\n\r\n" + request, "Two empty lines are before the request.");
  ExpectRefused("\r" + request, "The line before the request does not end with CR LF.");
  ExpectRefused("\n" + request, "The line before the request does not end with CR LF.");
  ExpectRefused(" \r\n" + request, "The first byte is not that of a method.");
  ExpectRefused("\x16\x03\x01", "This is TLS; the server speaks HTTP.");
  ExpectRefused("GET / HTTP/1.1\nHost: a\n\n", kBareFeed);
  const std::pair<std::string, std::string_view> lines[] = {
      {"G(T / HTTP/1.1", "The method is not a token."},
      {"GET\t/ HTTP/1.1", kThreeParts},
      {"GET  / HTTP/1.1", kThreeParts},
      {"GET /\0 HTTP/1.1"s, "The request target has a character that is not allowed."},
      {"GET /li vez HTTP/1.1", kThreeParts},
      {"GET / HTTP/1.1 ", kThreeParts},
      {"GET /", kThreeParts},
      {"GET", kThreeParts},
      {"GET / HTTP/1,1", "The request line does not end in HTTP/1.1 or HTTP/1.0."},
      {"GET / http/1.1", "The request line does not end in HTTP/1.1 or HTTP/1.0."},
      {"GET / HTTP/1.10", "The request line does not end in HTTP/1.1 or HTTP/1.0."},
      {"GET /a#b HTTP/1.1", "The request target has a character that must be percent-encoded."},
      {"GET /\xea HTTP/1.1", "The request target has a character that must be percent-encoded."},
      {"GET * HTTP/1.1", "Only OPTIONS has the target `*`."}};
  for (const auto& [line, reason] : lines) ExpectRefused(line + "\r\nHost: a\r\n\r\n", reason);
  const std::pair<const char*, std::string_view> targets[] = {
      {"http://b.example/", "The request target and the header Host name different hosts."},
      {"http://u@a.example/", "The host in the request target is not a host name or address."},
      {"ftp://a.example/", "The request target is neither a path nor an http or https URL."},
      {"v1/concerts", "The request target is neither a path nor an http or https URL."},
      {"a.example:80", "The request target is neither a path nor an http or https URL."}};
  for (const auto& [target, reason] : targets) ExpectRefused(WithTarget(target), reason);
  for (const char* const line : {"PRI * HTTP/2.0", "GET / HTTP/1.2", "GET / HTTP/0.9"}) {
    ExpectRefused(line + "\r\nHost: a\r\n\r\n"s, "This server supports only HTTP/1.1.",
                  ParseRefusal::kVersionNotSupported);
  }
}

TEST_F(RefusedTest, WhatIsLargerThanTheLimitsIsRefused) {
  const auto times = [](int count, const std::string& text) {
    std::string all;
    for (int i = 0; i < count; ++i) all += text;
    return all;
  };
  for (const std::string& bytes :
       {WithTarget("/" + std::string(4096, 'a')), "GET /" + std::string(20'000, 'a')}) {
    ExpectRefused(bytes, "The path and query are longer than 4 KiB.", ParseRefusal::kTargetTooLong);
  }
  for (const std::string& headers :
       {"X: " + std::string(8192, 'a') + "\r\n", std::string(9000, 'a')}) {
    ExpectRefused(WithHeaders("Host: a\r\n" + headers),
                  "The request line and headers are larger than 8 KiB.",
                  ParseRefusal::kHeadTooLarge);
  }
  for (const char* const length : {"16385", "18446744073709551615"}) {
    ExpectRefused(PostWith("Content-Length: "s + length + "\r\n", ""), kBodyTooLarge,
                  ParseRefusal::kPayloadTooLarge);
  }
  for (const char* const size : {"4001", "ffffffff"}) {
    ExpectRefused(Chunked(size + "\r\n"s), kBodyTooLarge, ParseRefusal::kPayloadTooLarge);
  }
  for (const std::string& chunks :
       {times(500, "1\r\na\r\n"), times(30, "1;" + std::string(100, 'x') + "\r\na\r\n")}) {
    ExpectRefused(Chunked(chunks),
                  "The size lines of the chunked body take more than 2 KiB: send larger chunks.",
                  ParseRefusal::kPayloadTooLarge);
  }
}

// Regression, found by fuzzing: a first line that was too long waited for the rest of the head if
// it arrived in one piece, but was refused at once in two.
TEST_F(RequestParserTest, ATooLongFirstLineIsRefusedAtItsEndWholeOrInPieces) {
  const std::string line = "GET /" + std::string(limits_.target_max + 100, 'a') + " HTTP/1.1\r\n";
  ASSERT_EQ(Parse(line), ParseState::kRefused);
  EXPECT_EQ(parser_.refused().refusal, ParseRefusal::kTargetTooLong);
  ASSERT_EQ(Parse(line.substr(0, line.size() - 1)), ParseState::kRefused);
  EXPECT_EQ(parser_.refused().refusal, ParseRefusal::kTargetTooLong);
}

TEST_F(RequestParserTest, ARequestExactlyAtTheLimitsIsAccepted) {
  const std::string fill(4095, 'a');
  EXPECT_EQ(Parse(WithTarget("/" + fill)), ParseState::kComplete);
  const std::string body(16'384, 'x');
  EXPECT_EQ(Parse(PostWith("Content-Length: 16384\r\n", body)), ParseState::kComplete);
  const std::size_t rest = 8192 - WithHeaders("Host: a\r\nX: \r\n").size();
  EXPECT_EQ(Parse(WithHeaders("Host: a\r\nX: " + std::string(rest, 'a') + "\r\n")),
            ParseState::kComplete);
}

TEST_F(RequestParserTest, WellFormedHostsAreAccepted) {
  for (const char* host : {"a", "a.example:8080", "127.0.0.1:1", "[::1]", "[::1]:80", "a_b-c"}) {
    EXPECT_EQ(Parse(WithHeaders("Host: " + std::string(host) + "\r\n")), ParseState::kComplete)
        << host;
  }
}

TEST_F(RequestParserTest, ALargeBodyIsReadOnlyIfItIsAllowed) {
  limits_.large_body_max = 40'000;
  const std::string body(20'000, 'x');
  const std::string bytes = PostWith("Content-Length: 20000\r\n", body);
  const std::size_t head = bytes.size() - body.size();
  ASSERT_EQ(Parse(bytes.substr(0, head)), ParseState::kLargeBody);
  EXPECT_EQ(parser_.request().method, Method::kPost);
  parser_.AllowBody(20'000);
  ASSERT_EQ(Show(bytes.substr(0, head)), ParseState::kBody);
  ASSERT_EQ(Show(bytes), ParseState::kComplete);
  EXPECT_EQ(parser_.request().body, body);
  // Of the next request it is not allowed yet.
  ASSERT_EQ(Parse(bytes), ParseState::kLargeBody);
  parser_.AllowBody(19'999);
  EXPECT_EQ(Show(bytes), ParseState::kRefused);
  EXPECT_EQ(parser_.refused().refusal, ParseRefusal::kPayloadTooLarge);
  EXPECT_EQ(Parse(PostWith("Content-Length: 40001\r\n", "")), ParseState::kRefused);
}

}  // namespace
}  // namespace onsale::http
