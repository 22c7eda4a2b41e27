#include "http/pages/web_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace onsale::http {
namespace {

using testing::HasSubstr;

const PageFiles kFiles = {
    {"index.html", "<html><head><script src=\"./assets/a-1.js\"></script></head></html>"},
    {"console.html", "<html><head><script src=\"./assets/c-1.js\"></script></head></html>"},
    {"assets/a-1.js", "start();"},
    {"assets/a-2.css", "a{}"},
    {"assets/c-1.js", "watch();"}};

std::string ContentOf(const WebPagesOptions& options) {
  return std::string(WebPages(kFiles, options).Document({}).content());
}

TEST(WebPagesTest, TheDocumentNamesItsFilesBelowTheBasePath) {
  EXPECT_EQ(ContentOf({}), "<html><head><script src=\"/assets/a-1.js\"></script></head></html>");
  EXPECT_THAT(ContentOf({.base_path = "/shop"}), HasSubstr("src=\"/shop/assets/a-1.js\""));
}

TEST(WebPagesTest, DocumentsShareTheFiles) {
  const WebPages console(kFiles, {.document = kConsoleDocument, .base_path = kConsolePath});
  EXPECT_THAT(std::string(console.Document({}).content()),
              HasSubstr("src=\"/console/assets/c-1.js\""));
  EXPECT_EQ(console.File("a-1.js", {})->content(), "start();");
  EXPECT_TRUE(HasDocument(kFiles, kConsoleDocument));
  EXPECT_FALSE(HasDocument(kFiles, kDemoDocument));
}

TEST(WebPagesTest, TheDocumentHasSettingsForItsScript) {
  const WebPagesOptions options{.settings = {{"onsale-buyer-token", "/session/token?a=1&b=\"2\""},
                                             {"onsale-demo", "http://127.0.0.1:8080"}}};
  EXPECT_THAT(ContentOf(options),
              HasSubstr("<meta name=\"onsale-buyer-token\" "
                        "content=\"/session/token?a=1&amp;b=&quot;2&quot;\">\n"
                        "<meta name=\"onsale-demo\" content=\"http://127.0.0.1:8080\">\n</head>"));
}

TEST(WebPagesTest, TheDocumentIsAskedForAgainAndAllowsNothingFromElsewhere) {
  const Response response = WebPages(kFiles, {}).Document({});
  EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(response.headers, HasSubstr("Cache-Control: no-cache\r\n"));
  EXPECT_THAT(response.headers, HasSubstr("Content-Security-Policy: default-src 'self'; base-uri "
                                          "'none'; form-action 'self'; frame-ancestors 'none'; "
                                          "object-src 'none'\r\n"));
}

TEST(WebPagesTest, OnlyNamedPagesMayFrameADocumentOrBeFramed) {
  const WebPages pages(kFiles, {.framed_by = "'self'", .frames = "'self' http://127.0.0.1:8081"});
  EXPECT_THAT(pages.Document({}).headers, HasSubstr("frame-ancestors 'self'; object-src 'none'; "
                                                    "frame-src 'self' http://127.0.0.1:8081\r\n"));
}

TEST(WebPagesTest, AFileIsKeptForEverAndHasItsType) {
  const WebPages pages(kFiles, {});
  const std::optional<Response> script = pages.File("a-1.js", {});
  ASSERT_TRUE(script);
  EXPECT_EQ(script->content(), "start();");
  EXPECT_EQ(script->content_type, "text/javascript; charset=utf-8");
  EXPECT_THAT(script->headers, HasSubstr("Cache-Control: public, max-age=31536000, immutable\r\n"));
  EXPECT_EQ(pages.File("a-2.css", {})->content_type, "text/css; charset=utf-8");
}

TEST(WebPagesTest, AFileIsCompressedForWhoAcceptsIt) {
  Request request;
  request.accept_encoding = "gzip";
  const std::string script(2000, ' ');
  const std::optional<Response> packed =
      WebPages({{"assets/a.js", script}}, {}).File("a.js", request);
  EXPECT_THAT(packed->headers, HasSubstr("Content-Encoding: gzip\r\n"));
}

TEST(WebPagesTest, OnlyFilesOfTheFolderHaveNames) {
  const WebPages pages(kFiles, {});
  for (const std::string_view name : {"", "index.html", "../index.html", "a-1", "a-1.js/"}) {
    EXPECT_FALSE(pages.File(name, {})) << name;
  }
}

// Whatever web/ was built into: its documents name only files that are there.
TEST(WebPagesTest, TheBuiltDocumentsAreWhole) {
  const PageFiles files = BuiltPageFiles();
  if (files.empty()) GTEST_SKIP() << "built without web/";
  for (const std::string_view name : {kBuyersDocument, kConsoleDocument, kDemoDocument}) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(HasDocument(files, name));
    const WebPages pages(files, {.document = name});
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
}

}  // namespace
}  // namespace onsale::http
