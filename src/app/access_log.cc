#include "app/access_log.h"

namespace onsale::app {

bool AccessLog::Wants(unsigned status) const {
  return status >= 500 || log_.Wants(LogLevel::kDebug);
}

void AccessLog::OnRequest(const http::RequestRecord& record) {
  const Log::Fields fields{{"method", http::NameOf(record.method)},
                           {"route", record.route},
                           {"status", record.status},
                           {"micros", record.duration.count()},
                           {"bytes", record.body_bytes},
                           {"trace", record.trace_id}};
  if (record.status >= 500) {
    log_.Warn("request", fields);
  } else {
    log_.Debug("request", fields);
  }
}

void AccessLog::OnTrouble(std::string_view what) {
  log_.Warn("server", {{"trouble", what}});
}

}  // namespace onsale::app
