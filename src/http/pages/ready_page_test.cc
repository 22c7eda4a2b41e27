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

TEST(ReadyPageTest, AClientGetsThePageInTheCodingThatItPrefers) {
  const PackedPage page(std::string(100'000, 'a'));
  EXPECT_EQ(SendPackedPage(page, {}, "no-cache").shared_body, page.plain().bytes);
  for (const Coding coding : {Coding::kGzip, Coding::kBrotli}) {
    const std::string name(NameOf(coding));
    const ReadyPage& packed = page.In(coding);
    EXPECT_LT(packed.bytes->size(), 1'000U);
    EXPECT_EQ(&page.In(coding), &packed) << "it is compressed once";
    const Response response = SendPackedPage(page, {.accept_encoding = name}, "no-cache");
    EXPECT_EQ(response.shared_body, packed.bytes);
    EXPECT_EQ(response.headers, "ETag: " + packed.etag +
                                    "\r\nCache-Control: no-cache\r\nVary: Accept-Encoding\r\n"
                                    "Content-Encoding: " +
                                    name + "\r\n");
  }
}

TEST(ReadyPageTest, EachCodingHasItsOwnTag) {
  const PackedPage page(std::string(kUncompressedMax + 1, 'a'));
  EXPECT_EQ(PackedPage(*page.plain().bytes).In(Coding::kGzip).etag, page.In(Coding::kGzip).etag);
  const auto status = [&page](std::string_view etag, std::string_view accept_encoding) {
    const Request request{.if_none_match = etag, .accept_encoding = accept_encoding};
    const Response response = SendPackedPage(page, request, "no-cache");
    EXPECT_TRUE(response.headers.contains("Vary: Accept-Encoding\r\n"));
    EXPECT_EQ(response.headers.contains("Content-Encoding"),
              response.status == 200 && !accept_encoding.empty());
    return response.status;
  };
  const std::string plain = page.plain().etag;
  for (const Coding coding : {Coding::kGzip, Coding::kBrotli}) {
    const std::string etag = page.In(coding).etag;
    EXPECT_EQ(etag.size(), plain.size() + 1 + NameOf(coding).size()) << etag;
    EXPECT_EQ(status(etag, NameOf(coding)), 304U);
    EXPECT_EQ(status(plain, NameOf(coding)), 200U);
    EXPECT_EQ(status(etag, ""), 200U);
  }
  EXPECT_EQ(status(plain, ""), 304U);
  EXPECT_EQ(status(page.In(Coding::kGzip).etag, "br"), 200U);
}

TEST(ReadyPageTest, AShortPageIsNotCompressed) {
  const PackedPage page(std::string(kUncompressedMax, 'a'));
  EXPECT_FALSE(page.is_compressed());
  const Response response = SendPackedPage(page, {.accept_encoding = "gzip, br"}, "no-cache");
  EXPECT_EQ(response.shared_body, page.plain().bytes);
  EXPECT_FALSE(response.headers.contains("Vary"));
}

}  // namespace
}  // namespace onsale::http
