#include "http/allowed_origins.h"

#include <algorithm>

#include "base/ascii.h"
#include "http/access/authority.h"

namespace onsale::http {
namespace {

// The methods of all endpoints, and the request headers that the server reads, without those that
// every page may send. A page that traces its requests sends tracestate with traceparent.
constexpr std::string_view kMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
constexpr std::string_view kRequestHeaders =
    "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Queue-Token, "
    "traceparent, tracestate";
// The response headers that a page may read, besides those that every page may.
constexpr std::string_view kResponseHeaders =
    "Allow, Date, ETag, Location, Onsale-Commit, Onsale-Order, RateLimit, RateLimit-Policy, "
    "Retry-After, WWW-Authenticate";
constexpr std::string_view kMaxAge = "7200";  // seconds; browsers remember no longer

// Whether the text is a scheme in lower case, such as `https` or `chrome-extension`.
bool IsScheme(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_allowed = [&](char c) {
    return is_letter(c) || base::IsDigit(c) || c == '+' || c == '-' || c == '.';
  };
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_allowed);
}

bool IsOrigin(std::string_view text) {
  constexpr std::string_view kColon = "://";
  const std::size_t colon = text.find(kColon);
  if (colon == std::string_view::npos) return false;
  const std::string_view scheme = text.substr(0, colon);
  const std::string_view rest = text.substr(colon + kColon.size());
  const auto authority = ParseAuthority(rest);
  if (!IsScheme(scheme) || !authority) return false;
  if (std::ranges::any_of(rest, [](char c) { return c != base::Lower(c); })) return false;
  if (!authority->port) return true;
  // A browser writes a port without zeros before it, and opens no page at port 0.
  if (*authority->port == 0 || !rest.ends_with(":" + std::to_string(*authority->port)))
    return false;
  if (authority->port == 80 && scheme == "http") return false;
  return authority->port != 443 || scheme != "https";
}

}  // namespace

bool AllowedOrigins::Add(std::string_view origin) {
  if (!IsOrigin(origin)) return false;
  origins_.emplace_back(origin);
  return true;
}

void AllowedOrigins::Permit(const Request& request, Response& response) const {
  if (origins_.empty()) return;
  // Also if the request names no origin: caches must not give a response without the permission to
  // a page that needs it.
  response.AddHeader("Vary", "Origin");
  if (!request.origin) return;
  const auto allowed = std::ranges::find(origins_, *request.origin);
  if (allowed == origins_.end()) return;
  response.AddHeader("Access-Control-Allow-Origin", *allowed);
  if (request.method != Method::kOptions) {
    response.AddHeader("Access-Control-Expose-Headers", kResponseHeaders);
    return;
  }
  response.AddHeader("Access-Control-Allow-Methods", kMethods);
  response.AddHeader("Access-Control-Allow-Headers", kRequestHeaders);
  response.AddHeader("Access-Control-Max-Age", kMaxAge);
}

}  // namespace onsale::http
