#include "http/pages/ready_page.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(ReadyPageTest, EqualBytesHaveTheSameTagOfQuotedHexadecimal) {
  const std::string etag = MakeReadyPage("a").etag;
  EXPECT_EQ(MakeReadyPage("a").etag, etag);
  EXPECT_NE(MakeReadyPage("b").etag, etag);
  EXPECT_EQ(etag.size(), 34U);
  EXPECT_EQ(etag.find_first_not_of("0123456789abcdef", 1), 33U);
}

TEST(ReadyPageTest, ListsAreComparedWeakly) {
  for (const std::string_view yes : {"\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\",W/\"a\"", " \"a\" ",
                                     "*", " * ", "\"b\" , \"a\"", "\"x,y\", \"a\"", ", \"a\""}) {
    EXPECT_TRUE(MatchesETag(yes, "\"a\"")) << yes;
  }
  EXPECT_TRUE(MatchesETag("\"a\"", "W/\"a\""));
  for (const std::string_view no : {"", "\"b\"", "a", "\"a", "a\"", "**", "*, \"b\"", "w/\"a\"",
                                    "\"A\"", "\"\"", "b \"a\"", "\"b\" x, \"a\"", ",,,", "W/"}) {
    EXPECT_FALSE(MatchesETag(no, "\"a\"")) << no;
  }
}

TEST(ReadyPageTest, AClientThatHasThePageGetsNoBody) {
  const ReadyPage page = MakeReadyPage("{}");
  const Response response = SendPage(page, page.etag, "no-cache");
  EXPECT_EQ(response.status, 304U);
  EXPECT_EQ(response.content(), "");
  EXPECT_EQ(response.headers, "ETag: " + page.etag + "\r\nCache-Control: no-cache\r\n");
  const Response whole = SendPage(page, std::nullopt, "no-cache");
  EXPECT_EQ(whole.status, 200U);
  EXPECT_EQ(whole.shared_body, page.bytes);
}

TEST(ReadyPageTest, AClientThatAcceptsGzipGetsThePackedPage) {
  const std::string text(100'000, 'a');
  const PackedPage page = MakePackedPage(text);
  EXPECT_LT(page.gzip.bytes->size(), 1'000U);
  EXPECT_EQ(MakePackedPage(text).gzip.etag, page.gzip.etag);
  EXPECT_EQ(SendPackedPage(page, {}, "no-cache").shared_body, page.plain.bytes);
  const Response packed = SendPackedPage(page, {.accept_encoding = "gzip"}, "no-cache");
  EXPECT_EQ(packed.shared_body, page.gzip.bytes);
  EXPECT_EQ(packed.headers, "ETag: " + page.gzip.etag +
                                "\r\nCache-Control: no-cache\r\nVary: Accept-Encoding\r\n"
                                "Content-Encoding: gzip\r\n");
}

TEST(ReadyPageTest, EachCodingHasItsOwnTag) {
  const PackedPage page = MakePackedPage("{}");
  const auto status = [&page](std::string_view etag, std::string_view accept_encoding) {
    const Request request{.if_none_match = etag, .accept_encoding = accept_encoding};
    const Response response = SendPackedPage(page, request, "no-cache");
    EXPECT_TRUE(response.headers.contains("Vary: Accept-Encoding\r\n"));
    EXPECT_NE(response.status == 304,
              response.content().starts_with(accept_encoding.empty() ? "{" : "\x1f\x8b"));
    return response.status;
  };
  EXPECT_EQ(status(page.plain.etag, ""), 304U);
  EXPECT_EQ(status(page.gzip.etag, "gzip"), 304U);
  EXPECT_EQ(status(page.plain.etag, "gzip"), 200U);
  EXPECT_EQ(status(page.gzip.etag, ""), 200U);
}

}  // namespace
}  // namespace onsale::http
