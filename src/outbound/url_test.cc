#include "outbound/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outbound/public_address.h"

namespace onsale::outbound {
namespace {

// What ParseUrl reads: text, shown text and host, or the error.
std::string Read(std::string_view text) {
  const auto url = ParseUrl(text);
  return url ? url->text + ' ' + url->shown + ' ' + url->host : url.error();
}

TEST(UrlTest, AUrlIsNormalizedAndShownWithoutItsQuery) {
  EXPECT_EQ(Read("https://Shop.example:8443/keys?app=7#x"),
            "https://Shop.example:8443/keys?app=7 https://Shop.example:8443/keys shop.example");
  EXPECT_EQ(Read("http://127.1/k"), "http://127.0.0.1/k http://127.0.0.1/k 127.0.0.1");
  EXPECT_EQ(Read("http://[::1]:80/"), "http://[::1]:80/ http://[::1]:80/ [::1]");
}

TEST(UrlTest, WhatMayNotBeRequestedIsRefused) {
  const std::pair<std::string, const char*> table[] = {
      {"", "is not a URL"},
      {"keys.json", "is not a URL"},
      {"https://", "is not a URL"},
      {"https://shop.example/a b", "is not a URL"},
      {"https://shop.example/\n", "is not a URL"},
      {"https://shop.example:99999/", "is not a URL"},
      {"https://shop.example/" + std::string(2048, 'a'), "is not a URL"},
      {"file:///etc/passwd", "is not an https URL"},
      {"ftp://shop.example/keys", "is not an https URL"},
      {"https://user:word@shop.example/", "has a user name or a password"},
      {"https://user@shop.example/", "has a user name or a password"},
      {"http://shop.example/", "is an http URL of another machine"},
      {"http://127.0.0.1.example/", "is an http URL of another machine"},
      {"http://10.0.0.1/", "is an http URL of another machine"},
  };
  for (const auto& [text, error] : table)
    EXPECT_THAT(Read(text), testing::HasSubstr(error)) << text;
  EXPECT_EQ(ParseUrlHost("Keys.internal"), "keys.internal");
  EXPECT_EQ(ParseUrlHost("[fd00::7]"), "[fd00::7]");
  for (const char* const text : {"", "a:80", "a/b", "u@a", "fd00::7", "a?b"}) {
    EXPECT_EQ(ParseUrlHost(text), std::nullopt) << text;
  }
}

TEST(PublicAddressTest, SpecialAddressesAreNotPublic) {
  for (const char* const text :
       {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.128.0.0", "172.32.0.0", "223.255.255.255",
        "2606:4700::1111", "2a00::1", "2001:200::1", "::ffff:1.1.1.1"}) {
    EXPECT_TRUE(IsPublicAddress(net::ParseIp(text).value())) << text;
  }
  for (const char* const text :
       {"0.0.0.0",         "10.0.0.1",        "100.64.0.1",   "127.0.0.1",
        "169.254.169.254", "172.31.255.255",  "192.168.1.1",  "198.19.0.1",
        "224.0.0.1",       "255.255.255.255", "::",           "::1",
        "fe80::1",         "fd00::1",         "ff02::1",      "64:ff9b::a00:1",
        "2001::1",         "2001:db8::1",     "2002:a00:1::", "::ffff:10.0.0.1",
        "::10.0.0.1"}) {
    EXPECT_FALSE(IsPublicAddress(net::ParseIp(text).value())) << text;
  }
}

}  // namespace
}  // namespace onsale::outbound
