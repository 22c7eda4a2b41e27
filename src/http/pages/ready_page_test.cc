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

}  // namespace
}  // namespace onsale::http
