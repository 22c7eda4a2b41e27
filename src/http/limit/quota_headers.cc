#include "http/limit/quota_headers.h"

#include <string>

#include "base/decimal.h"

namespace onsale::http {
namespace {

std::int64_t CeilSeconds(std::int64_t micros) {
  constexpr std::int64_t kSecond = 1'000'000;
  return (micros + kSecond - 1) / kSecond;
}

struct Parameters {
  const char* first;
  std::int64_t count;
  const char* second;
  std::int64_t seconds;
};

std::string Item(CallClass call_class, const Parameters& parameters) {
  std::string item("\"");
  item.append(NameOf(call_class)).append("\";").append(parameters.first);
  base::AppendDecimal(item, parameters.count);
  item.append(";").append(parameters.second);
  base::AppendDecimal(item, parameters.seconds);
  return item;
}

}  // namespace

void AddQuotaHeaders(Response& response, const Quota& quota) {
  const std::int64_t interval = quota.rate.interval;
  const std::int64_t burst = quota.rate.burst();
  const std::int64_t used = burst - quota.verdict.remaining;
  response.AddHeader("RateLimit-Policy",
                     Item(quota.call_class, {"q=", burst, "w=", CeilSeconds(burst * interval)}));
  response.AddHeader("RateLimit", Item(quota.call_class, {"r=", quota.verdict.remaining,
                                                          "t=", CeilSeconds(used * interval)}));
}

std::int64_t RetryAfterSeconds(const Quota& quota) {
  return CeilSeconds(quota.verdict.wait);
}

}  // namespace onsale::http
