#include "base/escape.h"

#include <gtest/gtest.h>

namespace onsale::base {
namespace {

std::string Json(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

std::string Html(std::string_view text) {
  std::string out;
  AppendHtml(out, text);
  return out;
}

TEST(EscapeTest, PlainTextStaysAsItIs) {
  EXPECT_EQ(Json(""), "\"\"");
  EXPECT_EQ(Json("표 <1> 'a'/"), "\"표 <1> 'a'/\"");
  EXPECT_EQ(Html("표 1"), "표 1");
}

TEST(EscapeTest, JsonEscapesQuotesAndControlCharacters) {
  EXPECT_EQ(Json("a\"\\\b\f\n\r\tb"), R"("a\"\\\b\f\n\r\tb")");
  EXPECT_EQ(Json(std::string_view("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
  EXPECT_EQ(Json("\xC2\x80 \xC2\x9F \xC2\xA0"), "\"\\u0080 \\u009f \xC2\xA0\"");
}

TEST(EscapeTest, JsonReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(Json("a\xFF\xE2\x82z"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\"");
}

TEST(EscapeTest, HtmlEscapesMarkup) {
  EXPECT_EQ(Html("<a href='x' title=\"y\">&"),
            "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;");
}

TEST(EscapeTest, ControlCharactersAreSpacesInHtml) {
  EXPECT_EQ(Html(std::string_view("a\0\n\x1b"
                                  "b",
                                  5)),
            "a   b");
}

}  // namespace
}  // namespace onsale::base
