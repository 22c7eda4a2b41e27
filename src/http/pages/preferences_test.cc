#include "http/pages/preferences.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(PreferencesTest, HtmlIsPreferredIfItIsNamedAndRanksFirst) {
  for (const std::string_view yes :
       {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Text/HTML",
        "*/*, text/html", "application/json;q=0.5, text/html;q=0.9"}) {
    EXPECT_TRUE(PrefersHtml(yes)) << yes;
  }
  for (const std::string_view no :
       {"", "*/*", "text/*", "application/json, text/html", "text/html;q=0", "text/html;q=2",
        "application/problem+json, text/html;q=0.9"}) {
    EXPECT_FALSE(PrefersHtml(no)) << no;
  }
}

TEST(PreferencesTest, KoreanIsPreferredWhenItRanksFirst) {
  for (const std::string_view yes :
       {"ko", "ko-KR", "ko-KR,ko;q=0.9,en;q=0.8", "fr, ko", "en;q=0.5,ko;q=0.6"}) {
    EXPECT_TRUE(PrefersKorean(yes)) << yes;
  }
  for (const std::string_view no :
       {"", "en", "en-US,en;q=0.9,ko;q=0.8", "*", "ko;q=0", "kok", ";;;,,,", "ko;q=0.5,en"}) {
    EXPECT_FALSE(PrefersKorean(no)) << no;
  }
}

TEST(PreferencesTest, ALanguageWithAMalformedWeightIsIgnored) {
  for (const std::string_view weight : {"1.5", "1.001", "2", "10", "-1", "0.8888", "x", ""}) {
    EXPECT_FALSE(PrefersKorean("ko;q=" + std::string(weight) + ",en;q=0.1")) << weight;
    EXPECT_TRUE(PrefersKorean("en;q=" + std::string(weight) + ",ko;q=0.1")) << weight;
  }
  for (const std::string_view weight : {"1", "1.", "1.000", "0.2", "0.101"}) {
    EXPECT_TRUE(PrefersKorean("ko;q=" + std::string(weight) + ",en;q=0.1")) << weight;
  }
}

TEST(PreferencesTest, TheCodingWithTheLargestWeightIsPreferredAndBrotliOfEqualOnes) {
  for (const std::string_view header :
       {"br", "BR", "gzip, deflate, br, zstd", "gzip, br;q=1.0", "*", "identity, *;q=1",
        "*;q=0.5, gzip;q=0.4", "identity;q=0, *;q=0.1", "br;seq=0", "gzip;q=0.9, *"}) {
    EXPECT_EQ(PreferredCoding(header), Coding::kBrotli) << header;
  }
  for (const std::string_view header :
       {"gzip", "GZip, deflate", "x-gzip", "br;q=0.1, gzip;q=0.2", "br;q=0, *", "gzip;seq=0",
        "gzip, *;q=0", "identity;q=0, gzip;q=0.001", "identity;q=0.5, gzip;q=0.5, br;q=0.4",
        "gzip;q=1, gzip;q=0"}) {
    EXPECT_EQ(PreferredCoding(header), Coding::kGzip) << header;
  }
  for (const std::string_view header :
       {"", "identity", "deflate", "gzip;q=0", "gzip;q=0, br;q=0, *", "*;q=0", "gzipped", "brotli",
        "gzip;q=x", "gzip;Q=0", "gzip;a=1 ; Q=0.0", "identity;q=0", "identity, gzip;q=0.9",
        "identity;q=0.5, *;q=0.4", "gzip;q=2", ",;,"}) {
    EXPECT_EQ(PreferredCoding(header), Coding::kIdentity) << header;
  }
}

}  // namespace
}  // namespace onsale::http
