#include "http/connection/request_parser.h"

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
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

TEST_F(RequestParserTest, BytesOneByOneMakeTheSameRequest) {
  for (std::size_t size = 0; size < kPost.size(); ++size) {
    const ParseState state = Show(kPost.substr(0, size));
    ASSERT_TRUE(state == ParseState::kHead || state == ParseState::kBody) << size;
  }
  ASSERT_EQ(Show(kPost), ParseState::kComplete);
  EXPECT_EQ(parser_.request().body, "{\"a\":1}");
  EXPECT_EQ(parser_.request().queue_token, "secret");
}

TEST_F(RequestParserTest, EverySplitInTwoMakesTheSameRequest) {
  for (std::size_t size = 0; size < kPost.size(); ++size) {
    parser_.Reset();
    Show(kPost.substr(0, size));
    ASSERT_EQ(Show(kPost), ParseState::kComplete) << size;
    EXPECT_EQ(parser_.request().body, "{\"a\":1}");
  }
}

TEST_F(RequestParserTest, BytesAfterARequestAreNotPartOfIt) {
  ASSERT_EQ(Parse(std::string(kPost) + std::string(kGet)), ParseState::kComplete);
  EXPECT_EQ(parser_.size(), kPost.size());
  EXPECT_EQ(parser_.request().body, "{\"a\":1}");
}

TEST_F(RequestParserTest, ConnectionCloseIsHonoured) {
  ASSERT_EQ(Parse(WithHeaders("Host: a\r\nConnection: foo, Close\r\n")), ParseState::kComplete);
  EXPECT_FALSE(parser_.keep_alive());
}

TEST_F(RequestParserTest, Http10IsNeverKeptAlive) {
  ASSERT_EQ(Parse("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"),
            ParseState::kComplete);
  EXPECT_FALSE(parser_.keep_alive());
}

TEST_F(RequestParserTest, Http10MayOmitTheHost) {
  ASSERT_EQ(Parse("GET / HTTP/1.0\r\n\r\n"), ParseState::kComplete);
  EXPECT_EQ(parser_.request().host, std::nullopt);
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
}

TEST_F(RequestParserTest, ExpectContinueIsReportedBeforeTheBody) {
  ASSERT_EQ(
      Parse("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n"),
      ParseState::kBody);
  EXPECT_TRUE(parser_.expects_continue());
}

TEST_F(RequestParserTest, AbsoluteTargetOfTheSameHostIsReducedToItsPath) {
  ASSERT_EQ(Parse(WithTarget("HTTP://A.example/p?q")), ParseState::kComplete);
  EXPECT_EQ(parser_.request().target, "/p?q");
  ASSERT_EQ(Parse(WithTarget("http://a.example")), ParseState::kComplete);
  EXPECT_EQ(parser_.request().path, "/");
}

TEST_F(RequestParserTest, AnAsteriskIsATargetForOptionsOnly) {
  EXPECT_EQ(Parse("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), ParseState::kComplete);
  EXPECT_EQ(Parse(WithTarget("*")), ParseState::kRefused);
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

TEST_F(RequestParserTest, AnEmptyLineMayBeBeforeEachRequest) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Parse("\r\n" + std::string(kGet)), ParseState::kComplete);
}

// --- Chunked bodies ---

std::string Chunked(std::string_view chunks, std::string_view head = "POST / HTTP/1.1\r\n") {
  return std::string(head).append("Host: a\r\nTransfer-Encoding: chunked\r\n\r\n").append(chunks);
}
constexpr std::string_view kChunks = "3\r\n{\"a\r\n4;x=\"y z\";w\r\n\":1}\r\n0\r\n\r\n";

TEST_F(RequestParserTest, ChunksAreJoined) {
  const std::string bytes = Chunked(kChunks);
  ASSERT_EQ(Parse(bytes), ParseState::kComplete);
  EXPECT_EQ(parser_.request().body, "{\"a\":1}");
  EXPECT_EQ(parser_.size(), bytes.size());
  EXPECT_TRUE(parser_.keep_alive());
}

TEST_F(RequestParserTest, ChunksByteByByteAreJoined) {
  const std::string bytes = Chunked(kChunks);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const ParseState state = Show(std::string_view(bytes).substr(0, size));
    ASSERT_TRUE(state == ParseState::kHead || state == ParseState::kBody) << size;
  }
  ASSERT_EQ(Show(bytes), ParseState::kComplete);
  EXPECT_EQ(parser_.request().body, "{\"a\":1}");
}

TEST_F(RequestParserTest, EverySplitOfChunksInTwoMakesTheSameBody) {
  const std::string bytes = Chunked(kChunks);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    parser_.Reset();
    Show(std::string_view(bytes).substr(0, size));
    ASSERT_EQ(Show(bytes), ParseState::kComplete) << size;
    EXPECT_EQ(parser_.request().body, "{\"a\":1}");
  }
}

TEST_F(RequestParserTest, BytesAfterAChunkedBodyStayAsTheyAre) {
  const std::string bytes = Chunked(kChunks);
  ASSERT_EQ(Parse(bytes + std::string(kGet)), ParseState::kComplete);
  ASSERT_EQ(parser_.size(), bytes.size());
  EXPECT_EQ(std::string_view(shown_.get() + bytes.size(), kGet.size()), kGet);
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

TEST_F(RequestParserTest, ExpectContinueIsReportedBeforeChunks) {
  ASSERT_EQ(Parse("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n"),
            ParseState::kBody);
  EXPECT_TRUE(parser_.expects_continue());
}

// --- Refusals ---

std::string Times(int times, const std::string& text) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

struct Raw {
  const char* name;
  std::string bytes;
  ParseRefusal refusal = ParseRefusal::kMalformed;
};
void PrintTo(const Raw& raw, std::ostream* out) {
  *out << raw.name;
}

class RefusedTest : public RequestParserTest, public testing::WithParamInterface<Raw> {};

TEST_P(RefusedTest, IsRefusedInOnePiece) {
  ASSERT_EQ(Parse(GetParam().bytes), ParseState::kRefused);
  EXPECT_EQ(parser_.refused().refusal, GetParam().refusal);
  EXPECT_TRUE(parser_.refused().reason.ends_with('.'));
}

TEST_P(RefusedTest, IsRefusedByteByByte) {
  const std::string& bytes = GetParam().bytes;
  ParseState state = ParseState::kHead;
  for (std::size_t size = 1; size <= bytes.size() && state != ParseState::kRefused; ++size) {
    state = Show(std::string_view(bytes).substr(0, size));
    ASSERT_NE(state, ParseState::kComplete);
  }
  ASSERT_EQ(state, ParseState::kRefused);
  EXPECT_EQ(parser_.refused().refusal, GetParam().refusal);
}

std::string PostWith(std::string_view headers, std::string_view body = "abc") {
  return std::string("POST / HTTP/1.1\r\nHost: a\r\n").append(headers).append("\r\n").append(body);
}

INSTANTIATE_TEST_SUITE_P(
    TransferEncoding, RefusedTest,
    testing::Values(
        Raw{"xchunked", PostWith("Transfer-Encoding: xchunked\r\n")},
        Raw{"identity", PostWith("Transfer-Encoding: identity\r\n")},
        Raw{"gzip", PostWith("Transfer-Encoding: gzip\r\n")},
        Raw{"empty", PostWith("Transfer-Encoding:\r\n")},
        Raw{"not_last", PostWith("Transfer-Encoding: chunked, identity\r\n")},
        Raw{"last", PostWith("Transfer-Encoding: gzip, chunked\r\n")},
        Raw{"twice", PostWith("Transfer-Encoding: chunked, chunked\r\n")},
        Raw{"comma", PostWith("Transfer-Encoding: chunked,\r\n")},
        Raw{"two_spaces", PostWith("Transfer-Encoding:  chunked\r\n")},
        Raw{"space_after", PostWith("Transfer-Encoding: chunked \r\n")},
        Raw{"tab", PostWith("Transfer-Encoding:\tchunked\r\n")},
        Raw{"vertical_tab", PostWith("Transfer-Encoding:\vchunked\r\n")},
        Raw{"parameter", PostWith("Transfer-Encoding: chunked;x=1\r\n")},
        Raw{"quoted", PostWith("Transfer-Encoding: \"chunked\"\r\n")},
        Raw{"case", PostWith("tRANSFER-eNCODING: gzip\r\n")},
        Raw{"blank_before_colon", PostWith("Transfer-Encoding : chunked\r\n")},
        Raw{"with_length", PostWith("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")},
        Raw{"before_length", PostWith("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n")},
        Raw{"with_length_0", PostWith("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n")},
        Raw{"repeated", PostWith("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")},
        Raw{"repeated_other",
            PostWith("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")},
        Raw{"other_first",
            PostWith("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n")},
        Raw{"http10", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"}));

INSTANTIATE_TEST_SUITE_P(
    Chunks, RefusedTest,
    testing::Values(
        Raw{"empty_line", Chunked("\r\n3\r\nabc\r\n0\r\n\r\n")},
        Raw{"no_size", Chunked(";x\r\nabc\r\n0\r\n\r\n")}, Raw{"plus", Chunked("+3\r\nabc\r\n")},
        Raw{"minus", Chunked("-3\r\nabc\r\n")}, Raw{"space_before", Chunked(" 3\r\nabc\r\n")},
        Raw{"space_after", Chunked("3 \r\nabc\r\n")}, Raw{"tab_after", Chunked("3\t\r\nabc\r\n")},
        Raw{"space_before_extension", Chunked("3 ;x\r\nabc\r\n")},
        Raw{"prefix", Chunked("0x3\r\nabc\r\n")}, Raw{"suffix", Chunked("3h\r\nabc\r\n")},
        Raw{"underscore", Chunked("0_3\r\nabc\r\n")}, Raw{"comma", Chunked("3,3\r\nabc\r\n")},
        Raw{"nine_digits", Chunked("000000003\r\nabc\r\n")},
        Raw{"beyond_32_bits", Chunked("100000003\r\nabc\r\n")},
        Raw{"beyond_64_bits", Chunked("10000000000000003\r\nabc\r\n")},
        Raw{"bare_feed_after_size", Chunked("3\nabc\r\n0\r\n\r\n")},
        Raw{"bare_return_after_size", Chunked("3\rabc\r\n0\r\n\r\n")},
        Raw{"bare_feed_in_extension", Chunked("3;x\ny\r\nabc\r\n0\r\n\r\n")},
        Raw{"bare_return_in_extension", Chunked("3;x\ry\r\nabc\r\n0\r\n\r\n")},
        Raw{"nul_in_extension", Chunked("3;\0\r\nabc\r\n0\r\n\r\n"s)},
        Raw{"high_byte_in_extension", Chunked("3;\xff\r\nabc\r\n0\r\n\r\n")},
        Raw{"long_extension", Chunked("3;" + std::string(200, 'x') + "\r\nabc\r\n0\r\n\r\n")},
        Raw{"endless_size", Chunked(std::string(200, '0'))},
        Raw{"bare_feed_after_data", Chunked("3\r\nabc\n0\r\n\r\n")},
        Raw{"no_end_after_data", Chunked("3\r\nabc0\r\n\r\n")},
        Raw{"more_than_the_size", Chunked("3\r\nabcd\r\n0\r\n\r\n")},
        Raw{"less_than_the_size", Chunked("4\r\nabc\r\n0\r\n\r\n")},
        Raw{"bare_feed_at_the_end", Chunked("0\r\n\nGET / HTTP/1.1\r\n")},
        Raw{"trailer", Chunked("0\r\nX: 1\r\n\r\n")},
        Raw{"trailer_with_length", Chunked("0\r\nContent-Length: 3\r\n\r\nabc")},
        Raw{"on_get", Chunked("3\r\nabc\r\n0\r\n\r\n", "GET / HTTP/1.1\r\n")},
        Raw{"on_delete", Chunked("3\r\nabc\r\n0\r\n\r\n", "DELETE / HTTP/1.1\r\n")},
        Raw{"on_unknown", Chunked("3\r\nabc\r\n0\r\n\r\n", "BREW / HTTP/1.1\r\n")}));

INSTANTIATE_TEST_SUITE_P(
    ContentLength, RefusedTest,
    testing::Values(Raw{"repeated", PostWith("Content-Length: 3\r\nContent-Length: 3\r\n")},
                    Raw{"conflicting", PostWith("Content-Length: 3\r\nContent-Length: 0\r\n")},
                    Raw{"list", PostWith("Content-Length: 3, 3\r\n")},
                    Raw{"list_without_blank", PostWith("Content-Length: 3,3\r\n")},
                    Raw{"plus", PostWith("Content-Length: +3\r\n")},
                    Raw{"minus", PostWith("Content-Length: -3\r\n")},
                    Raw{"hex", PostWith("Content-Length: 0x3\r\n")},
                    Raw{"empty", PostWith("Content-Length:\r\n")},
                    Raw{"blank_inside", PostWith("Content-Length: 3 3\r\n")},
                    Raw{"trailing_comma", PostWith("Content-Length: 3,\r\n")},
                    Raw{"decimal", PostWith("Content-Length: 3.0\r\n")},
                    Raw{"other_digits", PostWith("Content-Length: \xb9\xb2\r\n")},
                    Raw{"beyond_64_bits", PostWith("Content-Length: 18446744073709551619\r\n")},
                    Raw{"on_get", WithHeaders("Host: a\r\nContent-Length: 3\r\n") + "abc"},
                    Raw{"on_delete", "DELETE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na"},
                    Raw{"on_unknown", "BREW / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na"}));

INSTANTIATE_TEST_SUITE_P(Host, RefusedTest,
                         testing::Values(Raw{"missing", WithHeaders("Accept: x\r\n")},
                                         Raw{"repeated", WithHeaders("Host: a\r\nHost: a\r\n")},
                                         Raw{"empty", WithHeaders("Host:\r\n")},
                                         Raw{"list", WithHeaders("Host: a,b\r\n")},
                                         Raw{"path", WithHeaders("Host: a/b\r\n")},
                                         Raw{"user", WithHeaders("Host: u@a\r\n")},
                                         Raw{"blank", WithHeaders("Host: a b\r\n")},
                                         Raw{"port_of_letters", WithHeaders("Host: a:http\r\n")},
                                         Raw{"port_missing", WithHeaders("Host: a:\r\n")},
                                         Raw{"port_too_large", WithHeaders("Host: a:65536\r\n")},
                                         Raw{"open_bracket", WithHeaders("Host: [::1\r\n")},
                                         Raw{"folded", WithHeaders("Host: a\r\n b\r\n")}));

INSTANTIATE_TEST_SUITE_P(
    Lines, RefusedTest,
    testing::Values(Raw{"folded", WithHeaders("Host: a\r\nX: 1\r\n 2\r\n")},
                    Raw{"folded_tab", WithHeaders("Host: a\r\nX: 1\r\n\t2\r\n")},
                    Raw{"folded_empty",
                        WithHeaders("Host: a\r\nX:\r\n Transfer-Encoding: chunked\r\n")},
                    Raw{"folded_first", WithHeaders(" X: 1\r\nHost: a\r\n")},
                    Raw{"bare_feed", "GET / HTTP/1.1\nHost: a\n\n"},
                    Raw{"bare_feed_in_headers", WithHeaders("X: 1\nHost: a\r\n")},
                    Raw{"bare_return", WithHeaders("X: 1\rHost: a\r\n")},
                    Raw{"return_twice", WithHeaders("Host: a\r\r\n")},
                    Raw{"two_empty_lines", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Raw{"bare_feed_first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Raw{"bare_return_first", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Raw{"blank_line_first", " \r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Raw{"nul_in_value", WithHeaders("Host: a\r\nX: a\0b\r\n"s)},
                    Raw{"nul_in_name", WithHeaders("Host: a\r\nX\0: a\r\n"s)},
                    Raw{"control_in_value", WithHeaders("Host: a\r\nX: a\x01\r\n")},
                    Raw{"delete_in_value", WithHeaders("Host: a\r\nX: a\x7f\r\n")},
                    Raw{"no_colon", WithHeaders("Host: a\r\nX\r\n")},
                    Raw{"empty_name", WithHeaders("Host: a\r\n: x\r\n")},
                    Raw{"blank_in_name", WithHeaders("Host: a\r\nX Y: x\r\n")},
                    Raw{"high_byte_in_name", WithHeaders("Host: a\r\nX\xff: x\r\n")},
                    Raw{"tls_hello", "\x16\x03\x01"}));

INSTANTIATE_TEST_SUITE_P(
    RequestLine, RefusedTest,
    testing::Values(
        Raw{"method_no_token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"},
        Raw{"blank_in_target", WithTarget("/li vez")},
        Raw{"two_blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
        Raw{"tab", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        Raw{"blank_at_end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"},
        Raw{"no_version", "GET /\r\nHost: a\r\n\r\n"},
        Raw{"lower_case_version", "GET / http/1.1\r\nHost: a\r\n\r\n"},
        Raw{"long_version", "GET / HTTP/1.10\r\nHost: a\r\n\r\n"},
        Raw{"other_host", WithTarget("http://b.example/")},
        Raw{"user_in_target", WithTarget("http://u@a.example/")},
        Raw{"other_scheme", WithTarget("ftp://a.example/")},
        Raw{"no_slash", WithTarget("v1/concerts")}, Raw{"authority", WithTarget("a.example:80")},
        Raw{"fragment", WithTarget("/a#b")}, Raw{"high_byte", WithTarget("/\xea")},
        Raw{"nul", WithTarget("/\0"s)},
        Raw{"http2", "PRI * HTTP/2.0\r\n\r\n", ParseRefusal::kVersionNotSupported},
        Raw{"http12", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", ParseRefusal::kVersionNotSupported},
        Raw{"http09", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", ParseRefusal::kVersionNotSupported}));

INSTANTIATE_TEST_SUITE_P(
    Repeated, RefusedTest,
    testing::Values(
        Raw{"queue_token", WithHeaders("Host: a\r\nQueue-Token: a\r\nQueue-Token: a\r\n")},
        Raw{"authorization", WithHeaders("Host: a\r\nAuthorization: a\r\nauthorization: b\r\n")},
        Raw{"key", WithHeaders("Host: a\r\nIdempotency-Key: a\r\nidempotency-key: b\r\n")},
        Raw{"content_type", WithHeaders("Host: a\r\nContent-Type: a\r\nContent-Type: a\r\n")},
        Raw{"other_expectation", WithHeaders("Host: a\r\nExpect: 200-ok\r\n")}));

INSTANTIATE_TEST_SUITE_P(
    Limits, RefusedTest,
    testing::Values(
        Raw{"target", WithTarget("/" + std::string(4096, 'a')), ParseRefusal::kTargetTooLong},
        Raw{"endless_target", "GET /" + std::string(20'000, 'a'), ParseRefusal::kTargetTooLong},
        Raw{"headers", WithHeaders("Host: a\r\nX: " + std::string(8192, 'a') + "\r\n"),
            ParseRefusal::kHeadTooLarge},
        Raw{"endless_headers", WithHeaders("Host: a\r\n" + std::string(9000, 'a')),
            ParseRefusal::kHeadTooLarge},
        Raw{"body", PostWith("Content-Length: 16385\r\n", ""), ParseRefusal::kPayloadTooLarge},
        Raw{"chunk", Chunked("4001\r\n"), ParseRefusal::kPayloadTooLarge},
        Raw{"largest_chunk", Chunked("ffffffff\r\n"), ParseRefusal::kPayloadTooLarge},
        Raw{"framing_of_chunks", Chunked(Times(500, "1\r\na\r\n")), ParseRefusal::kPayloadTooLarge},
        Raw{"extensions", Chunked(Times(30, "1;" + std::string(100, 'x') + "\r\na\r\n")),
            ParseRefusal::kPayloadTooLarge},
        Raw{"huge_body", PostWith("Content-Length: 18446744073709551615\r\n", ""),
            ParseRefusal::kPayloadTooLarge}));

// Regression, found by fuzzing: a first line that was too long waited for the rest of the head if
// it arrived in one piece, but was refused at once in two.
TEST_F(RequestParserTest, ATooLongFirstLineIsRefusedAtItsEndWholeOrInPieces) {
  const std::string line = "GET /" + std::string(limits_.target_max + 100, 'a') + " HTTP/1.1\r\n";
  ASSERT_EQ(Parse(line), ParseState::kRefused);
  EXPECT_EQ(parser_.refused().refusal, ParseRefusal::kTargetTooLong);
  ASSERT_EQ(Parse(line.substr(0, line.size() - 1)), ParseState::kRefused);
  EXPECT_EQ(parser_.refused().refusal, ParseRefusal::kTargetTooLong);
}

// One sentence stood for everything that is refused, and named the length of a body to a client
// that had sent no Host.
TEST_F(RequestParserTest, EachRefusalNamesItsReason) {
  constexpr std::string_view kThreeParts =
      "The request line is not a method, a target and a version with one space between them.";
  constexpr std::string_view kNoLineEnd =
      "A chunk or a line of the chunked body does not end with CR LF.";
  const std::pair<std::string, std::string_view> cases[] = {
      {WithHeaders("Accept: x\r\n"), "The header Host is missing."},
      {WithHeaders("Host: a\r\nHost: a\r\n"), "The header Host is repeated."},
      {WithHeaders("Host: a b\r\n"),
       "The header Host is not a host name or address with an optional port."},
      {WithTarget("http://b.example/"),
       "The request target and the header Host name different hosts."},
      {WithTarget("v1/concerts"), "The request target is neither a path nor an http or https URL."},
      {WithTarget("/a#b"), "The request target has a character that must be percent-encoded."},
      {WithTarget("*"), "Only OPTIONS has the target `*`."},
      {"GET / HTTP/1,1\r\nHost: a\r\n\r\n",
       "The request line does not end in HTTP/1.1 or HTTP/1.0."},
      {"GET /\r\nHost: a\r\n\r\n", kThreeParts},
      {"GET\r\nHost: a\r\n\r\n", kThreeParts},
      {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", kThreeParts},
      {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", kThreeParts},
      {WithTarget("/a b"), kThreeParts},
      {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "The method is not a token."},
      {PostWith("Content-Length: 3\r\nContent-Length: 3\r\n"), "Content-Length is repeated."},
      {PostWith("Content-Length: 3\r\nContent-Length: 4\r\n"), "Content-Length is repeated."},
      {PostWith("Content-Length: 3, 3\r\n"), "Content-Length is not one number."},
      {PostWith("Content-Length: +3\r\n"), "Content-Length is not one number."},
      {PostWith("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
       "The request has both Content-Length and Transfer-Encoding."},
      {PostWith("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"),
       "The request has both Content-Length and Transfer-Encoding."},
      {PostWith("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
       "Transfer-Encoding is repeated."},
      {PostWith("Transfer-Encoding: gzip\r\n"),
       "The only Transfer-Encoding that the server accepts is `chunked`."},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
       "HTTP/1.0 has no Transfer-Encoding."},
      {WithHeaders("Host: a\r\nContent-Length: 3\r\n"), "A request with this method has no body."},
      {Chunked("3\r\nabc\r\n", "GET / HTTP/1.1\r\n"), "A request with this method has no body."},
      {Chunked("0\r\nX: 1\r\n\r\n"),
       "The chunked body has trailers, which the server does not accept."},
      {Chunked("0\r\n\n"), kNoLineEnd},
      {Chunked("0\r\n\r\r"), kNoLineEnd},
      {Chunked("3\r\nabc\n"), kNoLineEnd},
      {Chunked("3\r\nabc\r0"), kNoLineEnd},
      {Chunked("3\nabc"), kNoLineEnd},
      {Chunked("3\r\nabcd"), "A chunk is longer than its size."},
      {Chunked("-3\r\n"), "A chunk's size is not 1 to 8 hexadecimal digits."},
      {WithHeaders("Host: a\r\nX: 1\r\n 2\r\n"), "A header line begins with a space or tab."},
      {"GET / HTTP/1.1\nHost: a\n\n", "A line ends with LF alone, not with CR LF."},
      {WithHeaders("Host: a\r\nX Y: x\r\n"),
       "A header's name is empty, or has a character that is not allowed."},
      {WithHeaders("Host: a\r\nX\r\n"), "A header line has no colon."},
      {WithHeaders("Host: a\r\nX y\r\n"), "A header line has no colon."},
      {WithHeaders("Host: a\r\nX: a\x01\r\n"),
       "A header's value has a character that is not allowed, or Connection is not a list."},
      {WithHeaders("Host: a\r\nConnection: a b\r\n"),
       "A header's value has a character that is not allowed, or Connection is not a list."},
      {WithHeaders("Host: a\r\nQueue-Token: a\r\nQueue-Token: a\r\n"), "Queue-Token is repeated."},
      {WithHeaders("Host: a\r\nExpect: 200-ok\r\n"),
       "The only Expect that the server accepts is `100-continue`."},
      {"\r\n\r\n", "Two empty lines are before the request."},
      {"\x16\x03\x01", "This is TLS; the server speaks HTTP."}};
  for (const auto& [bytes, reason] : cases) {
    ASSERT_EQ(Parse(bytes), ParseState::kRefused) << bytes;
    EXPECT_EQ(parser_.refused().reason, reason) << bytes;
  }
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

}  // namespace
}  // namespace onsale::http
