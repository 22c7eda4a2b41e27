#include "net/ip_address.h"

#include <gtest/gtest.h>

namespace onsale::net {
namespace {

TEST(IpAddressTest, AddressesHaveOneValueAndOneText) {
  struct Case {
    const char* text;
    const char* expected;  // null: not an address
  };
  for (const Case& one : {
           Case{"192.0.2.1", "192.0.2.1"},
           Case{"::ffff:192.0.2.1", "192.0.2.1"},
           Case{"2001:DB8:0:0::1", "2001:db8::1"},
           Case{"::1", "::1"},
           Case{"192.0.2.256", nullptr},
           Case{"192.0.2.1:80", nullptr},
           Case{"[::1]", nullptr},
           Case{" 192.0.2.1", nullptr},
           Case{"unknown", nullptr},
           Case{"", nullptr},
           Case{"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa", nullptr},
       }) {
    const auto address = ParseIp(one.text);
    ASSERT_EQ(address.has_value(), one.expected != nullptr) << one.text;
    if (address) {
      EXPECT_EQ(address->ToString(), one.expected);
    }
  }
  EXPECT_FALSE(ParseIp(std::string_view("192.0.2.1\0", 10)));
  EXPECT_EQ(IpAddress{}.ToString(), "");
}

TEST(IpAddressTest, APrefixContainsTheAddressesThatBeginWithIt) {
  struct Case {
    const char* prefix;
    const char* address;
    bool contains;
  };
  for (const Case& one : {
           Case{"10.0.0.0/8", "10.255.0.1", true},
           Case{"10.0.0.0/8", "11.0.0.1", false},
           Case{"10.0.0.0/8", "::ffff:10.0.0.1", true},
           Case{"192.0.2.128/25", "192.0.2.127", false},
           Case{"192.0.2.128/25", "192.0.2.129", true},
           Case{"0.0.0.0/0", "203.0.113.1", true},
           Case{"0.0.0.0/0", "2001:db8::1", false},
           Case{"::/0", "203.0.113.1", true},
           Case{"2001:db8::/32", "2001:db8:ffff::1", true},
           Case{"127.0.0.1", "127.0.0.1", true},
           Case{"127.0.0.1", "127.0.0.2", false},
       }) {
    const auto prefix = IpPrefix::Parse(one.prefix);
    ASSERT_TRUE(prefix) << one.prefix;
    EXPECT_EQ(prefix->Contains(*ParseIp(one.address)), one.contains) << one.prefix;
    EXPECT_EQ(IpPrefix::Parse(prefix->ToString()), prefix) << prefix->ToString();
  }
}

TEST(IpAddressTest, MalformedPrefixesAreRefused) {
  for (const char* text : {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1",
                           "::/129", "2001:db8::1/32", "/8", "", "localhost", "10.0.0.0/8/8"}) {
    EXPECT_FALSE(IpPrefix::Parse(text)) << text;
  }
}

}  // namespace
}  // namespace onsale::net
