#include "app/shop_keys.h"

#include "app/buyer_key_file.h"
#include "app/buyer_key_url.h"

namespace onsale::app {
namespace {

void LogKeys(const http::KeySetReport& report, Log& log) {
  for (const std::string& warning : report.warnings) {
    log.Warn("buyer keys", {{"trouble", warning}});
  }
  const auto keys = static_cast<std::int64_t>(report.keys);
  if (report.refused.empty()) return log.Info("buyer keys read", {{"keys", keys}});
  log.Error(keys == 0 ? "buyer keys refused" : "buyer keys refused; those before stay in use",
            {{"reason", report.refused}, {"keys", keys}});
}

std::unique_ptr<http::KeySetSource> SourceOf(const std::string& keys, outbound::HttpsClient& client,
                                             const base::Clock& clock) {
  if (!keys.contains("://")) return std::make_unique<BuyerKeyFile>(keys);
  const auto url = outbound::ParseUrl(keys).value();  // as the setting was checked
  const auto get = [&client, url](const std::string& etag) { return client.Get(url, etag); };
  return std::make_unique<BuyerKeyUrl>(url.shown, get, clock);
}

}  // namespace

ShopKeys::ShopKeys(const Settings& settings, const base::Clock& clock, Log& log)
    : client_(settings.outbound),
      source_(SourceOf(settings.buyer_keys, client_, clock)),
      reload_(*source_, keys_, clock,
              [&log](const http::KeySetReport& report) { LogKeys(report, log); }),
      buyers_{.rules = {settings.buyer_issuer, settings.buyer_audience}, .keys = keys_} {}

bool ShopKeys::Start() {
  if (!reload_.Look()) return false;
  reload_.Start();
  return true;
}

}  // namespace onsale::app
