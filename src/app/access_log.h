// Logs requests, the operator's changes and the server's own failures.
//
// Shape:    a response with status 500 or 503, a slow request, and a missing or wrong access key
//           are logged as warnings; all other requests at debug level. A warning repeats nothing
//           from the request's path, body, query or headers, except a trace id. Each LogTopic has
//           its own limit of lines.
// Owner:    the log outlives the AccessLog.
// Threads:  any.
#pragma once

#include <string_view>

#include "app/log.h"
#include "http/challenge/challenge_gate.h"
#include "http/limit/limiter.h"
#include "http/request_log.h"

namespace onsale::app {

class AccessLog final : public http::RequestLog {
 public:
  explicit AccessLog(Log& log) : log_(log) {}
  bool Wants(unsigned status) const override;
  void OnRequest(const http::RequestRecord& record) override;
  void OnSlowRequest(const http::SlowRequest& slow) override;
  void OnOperatorChange(const http::OperatorChange& change) override;
  void OnOperatorRead(const http::OperatorRead& read) override;
  void OnTrouble(std::string_view what) override;
  // Calls beyond a limit, and the operator's change of a mode. No caller is named.
  void OnExceeded(const http::Exceeded& exceeded);
  void OnLimitMode(http::LimitMode before, http::LimitMode now);
  void OnChallengeMode(http::ChallengeMode before, http::ChallengeMode now);

 private:
  void OnSeatsChange(const http::OperatorChange& change, std::string_view by);
  void OnRefusedCaller(const http::RequestRecord& record);

  Log& log_;
};

}  // namespace onsale::app
