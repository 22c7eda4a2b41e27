// Requests, the operator's changes and the server's troubles, as lines of the log.
//
// Shape:    500 and 503 as warnings, a missing or wrong operator's key as a warning, everything else
//           about requests at debug level. Nothing of what a request says is in a warning, and each
//           topic is limited in rate.
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
  void OnRoomChange(const domain::ChangedRoomView& room) override;
  void OnTrouble(std::string_view what) override;

 private:
  Log& log_;
};

}  // namespace onsale::app
