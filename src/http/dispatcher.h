// From a framed request to its endpoint, and from the engine's outcome to the response.
//
// Everything that holds for all endpoints is decided here: which one it is, who is calling, the
// retry key, whether a body is there and of what type, and what a failing store looks like to a
// client.
//
// Shape:    Begin, then what it asked for, then one Finish. No socket and no thread in sight.
// Owner:    an Exchange holds one request; it views the connection's bytes until its response is
//           made.
// Threads:  any at once; an Exchange belongs to one.
// Errors:   every error is a response (problem.h). In this order: a host that is not allowed, no
//           such path, no such method, queue token or operator's key, retry key, body.
#pragma once

#include <expected>
#include <span>
#include <vector>

#include "engine/engine.h"
#include "http/allowed_hosts.h"
#include "http/endpoint.h"
#include "http/router.h"

namespace onsale::http {

class OperatorKey;

struct Exchange {
  Exchange(const Request& request, Services& services)
      : call{.request = request,
             .parameters = {},
             .caller = {},
             .attempt = {},
             .services = services} {}

  Call call;
  const Endpoint* endpoint = nullptr;  // null if the request reached none
};

class Dispatcher {
 public:
  using LedgerEntries = std::expected<std::vector<domain::LedgerEntry>, store::StoreError>;

  using AuditResult = std::expected<store::AuditReport, store::StoreError>;

  // Without a key the operator's calls are as unknown as any other path. The key must outlive the
  // dispatcher.
  explicit Dispatcher(std::span<const Endpoint* const> endpoints,
                      const OperatorKey* operator_key = nullptr, AllowedHosts hosts = {});

  Step Begin(Exchange& exchange) const;
  // For a connection above the limit: health is answered, everything else is Overloaded.
  Step BeginOverLimit(Exchange& exchange) const;
  // Requires: Begin gave a command or a question, and this is its answer.
  Response Finish(const Exchange& exchange, const engine::Delivery& delivery) const;
  Response FinishLedger(const Exchange& exchange, const LedgerEntries& entries) const;
  Response FinishAudit(const Exchange& exchange, const AuditResult& report) const;
  Response FinishTokenKeys(const Exchange& exchange, const TokenKeySource::Result& result) const;

  // For a job that the engine's queue had no room for, and for a connection or a stream above the
  // limit.
  static Response Overloaded();

 private:
  std::optional<Response> CheckOperator(Call& call) const;

  const OperatorKey* const operator_key_;
  const AllowedHosts hosts_;
  Router router_;
};

}  // namespace onsale::http
