#include "http/pages/buyer_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onsale::http {
namespace {

using testing::HasSubstr;

const PageFiles kFiles = {
    {"index.html", "<html><head><script src=\"./assets/a-1.js\"></script></head></html>"},
    {"assets/a-1.js", "start();"},
    {"assets/a-2.css", "a{}"}};

std::string DocumentOf(const BuyerPagesOptions& options) {
  return std::string(BuyerPages(kFiles, options).Document({}).content());
}

TEST(BuyerPagesTest, TheDocumentNamesItsFilesBelowTheBasePath) {
  EXPECT_EQ(DocumentOf({}), "<html><head><script src=\"/assets/a-1.js\"></script></head></html>");
  EXPECT_THAT(DocumentOf({.base_path = "/shop"}), HasSubstr("src=\"/shop/assets/a-1.js\""));
}

TEST(BuyerPagesTest, TheDocumentSaysWhereTheShopsTokenIs) {
  EXPECT_THAT(DocumentOf({.token_path = "/session/token"}),
              HasSubstr("<meta name=\"onsale-buyer-token\" content=\"/session/token\">\n</head>"));
}

TEST(BuyerPagesTest, TheDocumentIsAskedForAgainAndAllowsNothingFromElsewhere) {
  const Response response = BuyerPages(kFiles, {}).Document({});
  EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(response.headers, HasSubstr("Cache-Control: no-cache\r\n"));
  EXPECT_THAT(response.headers, HasSubstr("Content-Security-Policy: default-src 'self'; base-uri "
                                          "'none'; form-action 'self'; frame-ancestors 'none'; "
                                          "object-src 'none'\r\n"));
}

TEST(BuyerPagesTest, AFileIsKeptForEverAndHasItsType) {
  const BuyerPages pages(kFiles, {});
  const std::optional<Response> script = pages.File("a-1.js", {});
  ASSERT_TRUE(script);
  EXPECT_EQ(script->content(), "start();");
  EXPECT_EQ(script->content_type, "text/javascript; charset=utf-8");
  EXPECT_THAT(script->headers, HasSubstr("Cache-Control: public, max-age=31536000, immutable\r\n"));
  EXPECT_EQ(pages.File("a-2.css", {})->content_type, "text/css; charset=utf-8");
}

TEST(BuyerPagesTest, AFileIsCompressedForWhoAcceptsIt) {
  Request request;
  request.accept_encoding = "gzip";
  const std::string script(2000, ' ');
  const std::optional<Response> packed =
      BuyerPages({{"assets/a.js", script}}, {}).File("a.js", request);
  EXPECT_THAT(packed->headers, HasSubstr("Content-Encoding: gzip\r\n"));
}

TEST(BuyerPagesTest, OnlyFilesOfTheFolderHaveNames) {
  const BuyerPages pages(kFiles, {});
  for (const std::string_view name : {"", "index.html", "../index.html", "a-1", "a-1.js/"}) {
    EXPECT_FALSE(pages.File(name, {})) << name;
  }
}

// Whatever web/ was built into: its document names only files that are there.
TEST(BuyerPagesTest, TheBuiltDocumentIsWhole) {
  const PageFiles files = BuiltPageFiles();
  if (files.empty()) GTEST_SKIP() << "built without web/";
  const BuyerPages pages(files, {});
  const std::string document(pages.Document({}).content());
  constexpr std::string_view kFolder = "\"/assets/";
  std::size_t names = 0;
  for (std::size_t at = document.find(kFolder); at != document.npos;
       at = document.find(kFolder, at)) {
    at += kFolder.size();
    EXPECT_TRUE(pages.File(document.substr(at, document.find('"', at) - at), {}));
    ++names;
  }
  EXPECT_GE(names, 2U);
}

}  // namespace
}  // namespace onsale::http
