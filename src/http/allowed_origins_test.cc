#include "http/allowed_origins.h"

#include <gtest/gtest.h>

#include <string>

#include "http/endpoints/endpoints.h"

namespace onsale::http {
namespace {

class AllowedOriginsTest : public testing::Test {
 protected:
  AllowedOriginsTest() {
    EXPECT_TRUE(origins_.Add("https://shop.example"));
    EXPECT_TRUE(origins_.Add("http://localhost:5173"));
  }
  std::string Headers(Method method, std::optional<std::string_view> origin) {
    Response response;
    origins_.Permit({.method = method, .origin = origin}, response);
    return response.headers;
  }

  AllowedOrigins origins_;
};

TEST_F(AllowedOriginsTest, APageOfAnAllowedOriginMayReadTheResponseAndOurHeaders) {
  EXPECT_EQ(Headers(Method::kPost, "https://shop.example"),
            "Vary: Origin\r\n"
            "Access-Control-Allow-Origin: https://shop.example\r\n"
            "Access-Control-Expose-Headers: Allow, Date, ETag, Location, Onsale-Commit, "
            "Onsale-Order, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate\r\n");
}

TEST_F(AllowedOriginsTest, APreflightIsAnsweredWithMethodsHeadersAndItsAge) {
  EXPECT_EQ(Headers(Method::kOptions, "http://localhost:5173"),
            "Vary: Origin\r\n"
            "Access-Control-Allow-Origin: http://localhost:5173\r\n"
            "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE\r\n"
            "Access-Control-Allow-Headers: Authorization, Content-Type, Idempotency-Key, "
            "If-None-Match, Last-Event-ID, Queue-Token, traceparent, tracestate\r\n"
            "Access-Control-Max-Age: 7200\r\n");
}

TEST_F(AllowedOriginsTest, EveryEndpointsMethodIsAllowed) {
  const std::string headers = Headers(Method::kOptions, "https://shop.example");
  for (const Endpoint* const endpoint : kEndpoints) {
    EXPECT_NE(headers.find(NameOf(endpoint->spec.method)), std::string::npos)
        << endpoint->spec.operation_id;
  }
}

TEST_F(AllowedOriginsTest, AnotherOriginGetsNoPermission) {
  for (const char* const origin :
       {"https://evil.example", "http://shop.example", "https://shop.example:8443",
        "https://shop.example.evil.example", "https://shop.example/", "https://SHOP.example",
        "https://evil.example,https://shop.example", "https://shop.exampl", "*", "null", ""}) {
    EXPECT_EQ(Headers(Method::kGet, origin), "Vary: Origin\r\n") << origin;
    EXPECT_EQ(Headers(Method::kOptions, origin), "Vary: Origin\r\n") << origin;
  }
  // Otherwise a cache could give a response without the permission to an allowed page.
  EXPECT_EQ(Headers(Method::kGet, std::nullopt), "Vary: Origin\r\n");
}

TEST_F(AllowedOriginsTest, ByDefaultNothingIsAllowedAndNothingIsSaid) {
  origins_ = {};
  EXPECT_EQ(Headers(Method::kGet, "https://shop.example"), "");
  EXPECT_EQ(Headers(Method::kOptions, "https://shop.example"), "");
}

TEST_F(AllowedOriginsTest, OnlyWhatABrowserSendsIsAnOrigin) {
  AllowedOrigins origins;
  for (const char* const text :
       {"https://a.example:8443", "http://a.example:443", "http://[::1]:8080",
        "http://127.0.0.1:5173", "capacitor://localhost",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "moz-extension://0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d", "web+app.2://localhost"}) {
    EXPECT_TRUE(origins.Add(text)) << text;
  }
  for (const char* const text :
       {"", "*", "null", "https://", "https://*", "shop.example", "://shop.example",
        "https:/shop.example", "https://*.shop.example", "https://u@shop.example",
        "https://Shop.example", "HTTPS://shop.example", "http://shop.example:80",
        "https://[::1]:0444", "-extension://abc", "2web://abc", "chrome_extension://abc",
        "Chrome-extension://abc"}) {
    EXPECT_FALSE(origins.Add(text)) << text;
  }
  for (const std::string end : {"/", "/a", "?a", "#a", ":443", ":0", ":0444", ":00443", ":", ":x",
                                " https://b.example", ",https://b.example"}) {
    EXPECT_FALSE(origins.Add("https://shop.example" + end)) << end;
  }
}

}  // namespace
}  // namespace onsale::http
