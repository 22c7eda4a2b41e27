#include "outbound/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/ascii.h"
#include "net/ip_address.h"
#include "outbound/public_address.h"

namespace onsale::outbound {
namespace {

constexpr std::size_t kUrlBytesMax = 2048;

using CurlUrl = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

// A part of the URL; empty if it has none.
std::string PartOf(const CurlUrl& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
  return text;
}

bool IsThisMachine(std::string_view host) {
  if (host == "localhost") return true;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = net::ParseIp(host);
  return address && IsLoopbackAddress(*address);
}

}  // namespace

std::expected<Url, std::string> ParseUrl(std::string_view text) {
  const bool is_visible = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
  const CurlUrl parts(curl_url(), &curl_url_cleanup);
  if (text.size() > kUrlBytesMax || !is_visible ||
      curl_url_set(parts.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) {
    return std::unexpected(
        "is not a URL that can be requested; give one like https://shop.example/keys.json");
  }
  if (!PartOf(parts, CURLUPART_USER).empty() || !PartOf(parts, CURLUPART_PASSWORD).empty()) {
    return std::unexpected("has a user name or a password; give a URL without them");
  }
  (void)curl_url_set(parts.get(), CURLUPART_FRAGMENT, nullptr, 0);
  Url url{.text = PartOf(parts, CURLUPART_URL),
          .shown = {},
          .host = PartOf(parts, CURLUPART_HOST),
          .is_https = PartOf(parts, CURLUPART_SCHEME) == "https"};
  std::ranges::transform(url.host, url.host.begin(), base::Lower);
  if (!url.is_https && PartOf(parts, CURLUPART_SCHEME) != "http") {
    return std::unexpected("is not an https URL; give one like https://shop.example/keys.json");
  }
  if (!url.is_https && !IsThisMachine(url.host)) {
    return std::unexpected(
        "is an http URL of another machine, whose answer anybody on the way can change; give an "
        "https URL");
  }
  (void)curl_url_set(parts.get(), CURLUPART_QUERY, nullptr, 0);
  url.shown = PartOf(parts, CURLUPART_URL);
  return url;
}

std::optional<std::string> ParseUrlHost(std::string_view text) {
  const auto url = ParseUrl("https://" + std::string(text) + '/');
  if (!url || !base::EqualsIgnoringCase(url->host, text)) return std::nullopt;
  return url->host;
}

}  // namespace onsale::outbound
