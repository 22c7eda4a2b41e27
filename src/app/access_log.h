// Requests and the server's troubles, as lines of the log.
//
// Shape:    5xx as a warning, everything else at debug level: a sale makes too many lines to read.
// Owner:    the log outlives it.
// Threads:  any.
#pragma once

#include "app/log.h"
#include "http/request_log.h"

namespace onsale::app {

class AccessLog final : public http::RequestLog {
 public:
  explicit AccessLog(Log& log) : log_(log) {}
  bool Wants(unsigned status) const override;
  void OnRequest(const http::RequestRecord& record) override;
  void OnTrouble(std::string_view what) override;

 private:
  Log& log_;
};

}  // namespace onsale::app
