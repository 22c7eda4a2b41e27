#include "app/shop_keys.h"

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

}  // namespace

ShopKeys::ShopKeys(const Settings& settings, const base::Clock& clock, Log& log)
    : file_(settings.buyer_keys),
      reload_(file_, keys_, clock,
              [&log](const http::KeySetReport& report) { LogKeys(report, log); }),
      buyers_{.rules = {settings.buyer_issuer, settings.buyer_audience}, .keys = keys_} {}

bool ShopKeys::Start() {
  if (!reload_.Look()) return false;
  reload_.Start();
  return true;
}

}  // namespace onsale::app
