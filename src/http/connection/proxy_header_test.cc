#include "http/connection/proxy_header.h"

#include <gtest/gtest.h>

#include <string>

namespace onsale::http {
namespace {

using std::string_literals::operator""s;

const std::string kSignature = "\r\n\r\n\0\r\nQUIT\n"s;
const std::string kPorts = "\x1F\x90\x00\x50"s;
const std::string kV4 = "\xC0\x00\x02\x01\x0A\x00\x00\x01"s + kPorts;
const std::string kV6 =
    "\x20\x01\x0D\xB8"s + std::string(11, '\0') + "\x07"s + std::string(16, '\x01') + kPorts;

// A header with these bytes 12 and 13, and the length of `rest`.
std::string Header(const std::string& begin, const std::string& rest) {
  return kSignature + begin + static_cast<char>(rest.size() >> 8) +
         static_cast<char>(rest.size() & 0xFF) + rest;
}

// What was read: the client's address or `none` with the header's size, or the state.
std::string Read(std::string_view bytes) {
  const ProxyHeader header = ReadProxyHeader(bytes);
  switch (header.state) {
    case ProxyHeader::State::kNone:
      return "no header";
    case ProxyHeader::State::kPart:
      return "part";
    case ProxyHeader::State::kRefused:
      return "refused";
    case ProxyHeader::State::kWhole:
      break;
  }
  const std::string client = header.client.ToString();
  return (client.empty() ? "none" : client) + " " + std::to_string(header.size);
}

TEST(ProxyHeaderTest, HeadersAreReadOrRefused) {
  struct Case {
    std::string bytes;
    const char* expected;
  };
  for (const Case& one : {
           Case{Header("\x21\x11"s, kV4) + "GET /", "192.0.2.1 28"},
           Case{Header("\x21\x21"s, kV6), "2001:db8::7 52"},
           // Vectors after the addresses are skipped.
           Case{Header("\x21\x11"s, kV4 + "\x04\x00\x03xyz"s), "192.0.2.1 34"},
           Case{Header("\x21\x11"s, kV4 + std::string(1012, 'x')), "192.0.2.1 1040"},
           // A health check by the proxy itself (LOCAL), and families without an address of TCP.
           Case{Header("\x20\x00"s, ""), "none 16"},
           Case{Header("\x20\x11"s, kV4), "none 28"},
           Case{Header("\x21\x00"s, ""), "none 16"},
           Case{Header("\x21\x12"s, kV4), "none 28"},
           Case{Header("\x21\x31"s, std::string(216, 'u')), "none 232"},
           Case{Header("\x21\x11"s, kV4.substr(1)), "refused"},
           Case{Header("\x21\x21"s, kV4), "refused"},
           Case{Header("\x11\x11"s, kV4), "refused"},
           Case{Header("\x31\x11"s, kV4), "refused"},
           Case{Header("\x22\x11"s, kV4), "refused"},
           Case{Header("\x21\x11"s, kV4 + std::string(1013, 'x')), "refused"},
           Case{"GET / HTTP/1.1\r\n", "no header"},
           Case{"\r\nGET / HTTP/1.1\r\n", "no header"},
           Case{"PROXY TCP4 192.0.2.1 10.0.0.1 8080 80\r\n", "no header"},
           Case{"", "part"},
       }) {
    EXPECT_EQ(Read(one.bytes), one.expected) << testing::PrintToString(one.bytes);
  }
}

TEST(ProxyHeaderTest, EveryPrefixOfAHeaderIsAPart) {
  const std::string header = Header("\x21\x21"s, kV6);
  for (std::size_t size = 0; size < header.size(); ++size) {
    EXPECT_EQ(Read(header.substr(0, size)), "part") << size;
  }
}

}  // namespace
}  // namespace onsale::http
