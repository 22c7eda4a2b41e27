#include "rehearsal/wire/response_parser.h"

#include <gtest/gtest.h>

namespace onsale::rehearsal {
namespace {

using Step = ResponseParser::Step;

struct Read {
  bool done = false;
  bool broken = false;
  std::string body;
  unsigned status = 0;
  std::string left;
};

// Parses `bytes` in pieces of `size` bytes, until a response is complete.
Read Feed(std::string_view bytes, std::size_t size) {
  ResponseParser parser;
  Read read;
  while (!bytes.empty() && !read.done && !read.broken) {
    std::string_view piece = bytes.substr(0, size);
    bytes.remove_prefix(piece.size());
    for (Step step = Step::kHead; step != Step::kNeedMore && !read.done && !read.broken;) {
      step = parser.Next(piece);
      if (step == Step::kBody) read.body += parser.piece();
      if (step == Step::kDone) read.done = true;
      if (step == Step::kBroken) read.broken = true;
    }
    read.left = std::string(piece) + std::string(bytes);
  }
  read.status = parser.head().status;
  return read;
}

constexpr std::string_view kGood =
    "HTTP/1.1 201 Created\r\nDate: now\r\nContent-Length: 5\r\nOnsale-Commit: 42\r\n"
    "Onsale-Order: 1500-7-3\r\nETag: \"abc\"\r\nRetry-After: 7\r\n\r\nhello";

TEST(ResponseParserTest, ReadsAResponseSplitAtEveryByte) {
  for (std::size_t size = 1; size <= kGood.size(); ++size) {
    const Read read = Feed(kGood, size);
    EXPECT_TRUE(read.done && read.status == 201 && read.body == "hello") << size;
  }
}

TEST(ResponseParserTest, GivesTheHeadersThatBuyersNeed) {
  ResponseParser parser;
  std::string_view input = kGood;
  ASSERT_EQ(parser.Next(input), Step::kHead);
  EXPECT_EQ(parser.head().commit, 42U);
  ASSERT_TRUE(parser.head().order.has_value());
  EXPECT_EQ(parser.head().order->at_us, 1500);
  EXPECT_EQ(parser.head().order->engine_batch, 7U);
  EXPECT_EQ(parser.head().order->index, 3U);
  EXPECT_EQ(parser.head().etag, "\"abc\"");
  EXPECT_EQ(parser.head().retry_after, std::chrono::seconds(7));
  EXPECT_FALSE(parser.head().closes);
}

TEST(ResponseParserTest, AnInvalidOrderIsIgnored) {
  for (const std::string_view order : {"1", "1-2", "1-2-", "-1-2-3", "1-2-3-4", "a-b-c"}) {
    const std::string bytes =
        "HTTP/1.1 204 No Content\r\nOnsale-Order: " + std::string(order) + "\r\n\r\n";
    ResponseParser parser;
    std::string_view input = bytes;
    ASSERT_EQ(parser.Next(input), Step::kHead) << order;
    EXPECT_FALSE(parser.head().order.has_value()) << order;
  }
}

TEST(ResponseParserTest, LeavesTheBytesAfterAResponse) {
  EXPECT_EQ(Feed(std::string(kGood) + "HTTP", 1000).left, "HTTP");
}

TEST(ResponseParserTest, NotModifiedHasNoBodyWhateverItsLengthSays) {
  const Read read = Feed("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 1000);
  EXPECT_TRUE(read.done);
  EXPECT_EQ(read.body, "");
}

TEST(ResponseParserTest, ReportsThatTheServerCloses) {
  ResponseParser parser;
  std::string_view input = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
  ASSERT_EQ(parser.Next(input), Step::kHead);
  EXPECT_TRUE(parser.head().closes);
}

TEST(ResponseParserTest, ReportsThatABodyIsCompressed) {
  ResponseParser parser;
  std::string_view input = "HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n";
  ASSERT_EQ(parser.Next(input), Step::kHead);
  EXPECT_TRUE(parser.head().gzip);
}

TEST(ResponseParserTest, AStreamIsReadWhereOneIsExpected) {
  ResponseParser parser;
  parser.ExpectStream(true);
  std::string_view input = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nid: 1";
  ASSERT_EQ(parser.Next(input), Step::kHead);
  EXPECT_TRUE(parser.head().endless);
  for (const std::string_view piece : {"id: 1", "\n\n"}) {
    if (input.empty()) input = piece;
    ASSERT_EQ(parser.Next(input), Step::kBody);
    EXPECT_EQ(parser.piece(), piece);
    EXPECT_EQ(parser.Next(input), Step::kNeedMore);
  }
  ResponseParser refused;
  refused.ExpectStream(true);
  input = "HTTP/1.1 400 Bad Request\r\n\r\n";
  EXPECT_EQ(refused.Next(input), Step::kBroken);
}

constexpr std::string_view kChunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

// The body of a stream in chunks, fed in pieces of `size` bytes.
Read FeedStream(std::string_view chunks, std::size_t size) {
  ResponseParser parser;
  parser.ExpectStream(true);
  const std::string bytes = std::string(kChunkedHead).append(chunks);
  Read read;
  for (std::size_t at = 0; at < bytes.size() && !read.done && !read.broken; at += size) {
    std::string_view piece = std::string_view(bytes).substr(at, size);
    for (Step step = Step::kHead; step != Step::kNeedMore && !read.done && !read.broken;) {
      step = parser.Next(piece);
      if (step == Step::kBody) read.body += parser.piece();
      read.done = step == Step::kDone;
      read.broken = step == Step::kBroken;
    }
  }
  return read;
}

// A proxy may send the stream in chunks.
TEST(ResponseParserTest, AStreamInChunksIsReadSplitAtEveryByte) {
  const std::string chunks = "5\r\nid: 1\r\n02;x=y\r\n\n\n\r\n0\r\n\r\n";
  for (std::size_t size = 1; size <= chunks.size() + kChunkedHead.size(); ++size) {
    const Read read = FeedStream(chunks, size);
    EXPECT_TRUE(read.done) << size;
    EXPECT_EQ(read.body, "id: 1\n\n") << size;
  }
}

TEST(ResponseParserTest, InvalidChunksAreRefused) {
  for (const std::string& chunks :
       {std::string("\r\n"), std::string("x\r\n"), std::string("-1\r\n"), std::string("5\n"),
        std::string("123456789\r\n"), std::string("1\r\nab\r\n"), std::string("1\r\na5\r\n"),
        std::string(2000, '1')}) {
    EXPECT_TRUE(FeedStream(chunks, 1000).broken) << chunks;
    EXPECT_TRUE(FeedStream(chunks, 1).broken) << chunks;
  }
}

TEST(ResponseParserTest, RefusesInvalidResponses) {
  for (const std::string_view bytes : {
           "SSH-2.0-OpenSSH\r\n\r\n",
           "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 99 X\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 2000 X\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1\r\n\r\n",
           "\r\n\r\n",
           "HTTP/1.1 200 OK\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n folded\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
           "HTTP/1.1 200 OK\r\n: 0\r\nContent-Length: 0\r\n\r\n",
       }) {
    EXPECT_TRUE(Feed(bytes, 1000).broken) << bytes;
    EXPECT_TRUE(Feed(bytes, 1).broken) << bytes;
  }
}

TEST(ResponseParserTest, RefusesAnEndlessHead) {
  EXPECT_TRUE(Feed("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'), 1000).broken);
  EXPECT_TRUE(Feed("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'), 200'000).broken);
}

TEST(ResponseParserTest, WaitsForTheWholeBody) {
  EXPECT_FALSE(Feed("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", 3).done);
}

TEST(ResponseParserTest, StaysBroken) {
  ResponseParser parser;
  std::string_view input = "nonsense\r\n\r\n";
  ASSERT_EQ(parser.Next(input), Step::kBroken);
  input = kGood;
  EXPECT_EQ(parser.Next(input), Step::kBroken);
}

}  // namespace
}  // namespace onsale::rehearsal
