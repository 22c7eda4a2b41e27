#include "app/buyer_key_url.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "base/decimal.h"
#include "http/access/buyer/key_set.h"

namespace onsale::app {
namespace {

using std::chrono::seconds;

constexpr long kOk = 200;
constexpr long kNotModified = 304;
constexpr seconds kLeast{30};
constexpr seconds kMost = std::chrono::hours(1);
constexpr seconds kWithoutMaxAge = std::chrono::minutes(5);
constexpr seconds kAfterError{30};

// The value of `max-age`, within the bounds.
seconds MaxAgeOf(std::string_view cache_control) {
  constexpr std::string_view kName = "max-age=";
  while (!cache_control.empty()) {
    const std::string_view item = cache_control.substr(0, cache_control.find(','));
    cache_control.remove_prefix(std::min(item.size() + 1, cache_control.size()));
    const std::string_view directive = base::Trim(item);
    if (!base::EqualsIgnoringCase(directive.substr(0, kName.size()), kName)) continue;
    const auto age = base::ParseDecimal<std::uint32_t>(directive.substr(kName.size()));
    if (age) return std::clamp(seconds(*age), kLeast, kMost);
  }
  return kWithoutMaxAge;
}

std::string ExplainStatus(long status) {
  const std::string text = "it answers with status " + std::to_string(status);
  if (status / 100 != 3) return text;
  return text + ", a redirect, which is not followed; give the URL of the key set itself";
}

}  // namespace

BuyerKeyUrl::Result BuyerKeyUrl::Read(Why why) {
  if (why == Why::kDue && clock_.Now() < due_) return std::nullopt;
  const std::string etag = std::exchange(etag_, {});
  due_ = clock_.Now() + kAfterError;
  return Request(why == Why::kDue ? etag : std::string());
}

BuyerKeyUrl::Result BuyerKeyUrl::Request(const std::string& etag) {
  auto answer = get_(etag);
  if (!answer) return Trouble(answer.error());
  const bool is_unchanged = answer->status == kNotModified && !etag.empty();
  if (!is_unchanged) {
    if (answer->status != kOk) return Trouble(ExplainStatus(answer->status));
    // Also parsed by the caller, which does not say whether the set was refused; a refused one is
    // requested again soon.
    if (const auto keys = http::ParseKeySet(answer->body); !keys) return Trouble(keys.error());
  }
  etag_ = is_unchanged ? etag : answer->etag;
  due_ = clock_.Now() + MaxAgeOf(answer->cache_control);
  if (is_unchanged) return std::nullopt;
  return std::move(answer->body);
}

std::unexpected<std::string> BuyerKeyUrl::Trouble(std::string_view sentence) const {
  return std::unexpected("buyer keys " + shown_ + ": " + std::string(sentence));
}

}  // namespace onsale::app
