// URLs to which this server sends requests.
//
// Shape:    `https`, or `http` to this machine (127.0.0.0/8, [::1], localhost); at most 2,048
//           visible ASCII characters; no user name and no password.
// Threads:  any; values.
// Errors:   a sentence that follows a setting's name. It does not repeat the text, which may be a
//           misplaced secret.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::outbound {

struct Url {
  std::string text;   // normalized, without the fragment
  std::string shown;  // for logs: as `text`, without the query
  std::string host;   // in lower case; an IPv6 address has brackets
  bool is_https = true;
};

std::expected<Url, std::string> ParseUrl(std::string_view text);
// Parses a host as Url::host has it: `keys.internal`, `10.0.0.7` or `[fd00::7]`, without a port.
std::optional<std::string> ParseUrlHost(std::string_view text);

}  // namespace onsale::outbound
