#include "store/postgres/url.h"

#include <arpa/inet.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "base/ascii.h"

namespace onsale::store {
namespace {

using Text = std::string_view;

constexpr Text kSchemes[] = {"postgresql://", "postgres://"};
constexpr Text kNotShown = "(not shown)";

using Options = std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)>;
using Values = std::map<std::string, std::string, std::less<>>;

Values ValuesOf(const Options& options) {
  Values values;
  for (const PQconninfoOption* option = options.get();
       option != nullptr && option->keyword != nullptr; ++option) {
    if (option->val != nullptr) values[option->keyword] = option->val;
  }
  return values;
}

// The options that the URL itself contains. libpq's error is dropped, because it may quote a
// password.
Options Parse(const std::string& url) {
  char* error = nullptr;
  Options options(PQconninfoParse(url.c_str(), &error), &PQconninfoFree);
  PQfreemem(error);
  return options;
}

// Whether the text has only letters, digits and the characters in `others`.
bool HasOnly(Text text, Text others) {
  return std::ranges::all_of(text, [others](char c) {
    return base::IsDigit(c) || (base::Lower(c) >= 'a' && base::Lower(c) <= 'z') ||
           others.contains(c);
  });
}

// A part of a URL: the text before the first of some end characters. TakePart removes both from the
// rest.
struct Part {
  Text text;
  char end = '\0';  // '\0': the URL ended
};
Part TakePart(Text& rest, Text ends) {
  const std::size_t at = rest.find_first_of(ends);
  const Part part{rest.substr(0, at), at == Text::npos ? '\0' : rest[at]};
  rest.remove_prefix(at == Text::npos ? rest.size() : at + 1);
  return part;
}

std::vector<Text> SplitAtCommas(Text list) {
  std::vector<Text> items;
  char end = list.empty() ? '\0' : ',';
  while (end == ',') {
    const Part item = TakePart(list, ",");
    items.push_back(item.text);
    end = item.end;
  }
  return items;
}

// Whether the text is a host, with or without a port: `db`, `db:5432`, `[::1]:5432`.
bool IsHost(Text host) {
  if (host.starts_with('[')) {
    const Part address = TakePart(host, "]");
    const bool good = address.end == ']' && HasOnly(address.text.substr(1), ":.%");
    if (!good || (!host.empty() && !host.starts_with(':'))) return false;
    host.remove_prefix(host.empty() ? 0 : 1);
  } else if (!HasOnly(TakePart(host, ":").text, "-._~%")) {
    return false;
  }
  return std::ranges::all_of(host, base::IsDigit);
}

// Whether the URL can be read in only one way. This is stricter than libpq, which accepts an
// unescaped `@`, `/`, `:` or `?` in a password, and then treats a part of the password as a host, a
// port or a database, which would be logged.
bool CanBeReadInOneWay(Text url) {
  constexpr Text kEscaped = "-._~%";
  Text rest = url;
  const Part before = TakePart(rest, "@/");
  if (before.end == '@') {
    Text user = before.text;
    if (!HasOnly(TakePart(user, ":").text, kEscaped)) return false;
  } else {
    rest = url;
  }
  const Part hosts = TakePart(rest, "/?");
  if (!std::ranges::all_of(SplitAtCommas(hosts.text), IsHost)) return false;
  if (hosts.end == '/' && !HasOnly(TakePart(rest, "?").text, kEscaped)) return false;
  return std::ranges::none_of(rest, [](char c) { return c <= ' ' || Text("@?#").contains(c); });
}

bool IsLoopbackAddress(Text address) {
  const std::string text(address);
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  in6_addr six{};
  return inet_pton(AF_INET6, text.c_str(), &six) == 1 &&
         std::memcmp(&six, &in6addr_loopback, sizeof six) == 0;
}

bool StaysOnThisMachine(Text host, Text address) {
  if (!address.empty()) return IsLoopbackAddress(address);
  const bool is_socket = host.empty() || host.starts_with('/') || host.starts_with('@');
  return is_socket || base::EqualsIgnoringCase(host, "localhost") || IsLoopbackAddress(host);
}

bool EveryHostStaysHere(const Values& values) {
  const auto listed = [&values](Text name) {
    const auto found = values.find(name);
    return SplitAtCommas(found == values.end() ? Text() : Text(found->second));
  };
  auto hosts = listed("host");
  auto addresses = listed("hostaddr");
  const std::size_t count = std::max(hosts.size(), addresses.size());
  hosts.resize(count);
  addresses.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (!StaysOnThisMachine(hosts[i], addresses[i])) return false;
  }
  return true;
}

// The options with which libpq would connect, from the URL, the environment and the service file.
// The last parameter gets an invalid value, so that libpq stops before it connects.
Values InForce(const std::string& url) {
  const char* const keywords[] = {"dbname", "target_session_attrs", nullptr};
  const char* const values[] = {url.c_str(), "stop-before-connecting", nullptr};
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(
      PQconnectStartParams(keywords, values, /*expand_dbname=*/1), &PQfinish);
  if (connection == nullptr) return {};
  return ValuesOf(Options(PQconninfo(connection.get()), &PQconninfoFree));
}

}  // namespace

std::optional<std::string> MistakeInUrl(const std::string& url) {
  const auto* const scheme =
      std::ranges::find_if(kSchemes, [&url](Text known) { return url.starts_with(known); });
  if (scheme == std::end(kSchemes)) {
    return "must begin with postgresql://, as in postgresql://user@host/database";
  }
  if (!CanBeReadInOneWay(Text(url).substr(scheme->size())) || Parse(url) == nullptr) {
    return "is not a connection URL of PostgreSQL; characters such as @ / : ? % in a password are "
           "written as %40 %2F %3A %3F %25";
  }
  return std::nullopt;
}

std::optional<std::string> UnverifiedServer(const std::string& url) {
  const Values values = InForce(url);
  const auto mode = values.find("sslmode");
  // libpq always has an sslmode, unless it rejects the URL or its service.
  if (mode == values.end()) {
    return "libpq does not accept the URL: does the service that it names exist in the service "
           "file?";
  }
  if (mode->second == "verify-full" || EveryHostStaysHere(values)) return std::nullopt;
  return "the server is on another machine and its certificate would not be verified, so another "
         "machine could pose as the server and receive the password: add "
         "?sslmode=verify-full&sslrootcert=FILE to the URL, where FILE is the certificate of the "
         "authority that signed the server's; or give --allow-insecure-store if nobody else can "
         "reach that network";
}

std::string WithoutPassword(const std::string& url) {
  if (url.empty()) return "";
  if (MistakeInUrl(url)) return std::string(kNotShown);
  const Values values = ValuesOf(Parse(url));
  std::string shown = "postgresql:";
  for (const Text name : {"user", "host", "hostaddr", "port", "dbname", "sslmode"}) {
    const auto found = values.find(name);
    if (found == values.end()) continue;
    const bool plain = HasOnly(found->second, "-._/:,");
    shown.append(" ").append(name).append("=").append(plain ? Text(found->second) : kNotShown);
  }
  return shown;
}

}  // namespace onsale::store
