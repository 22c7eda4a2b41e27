#include "http/endpoints/endpoints.h"

#include "base/assert.h"

namespace onsale::http {

Response Endpoint::Finish(const Call&, const domain::Outcome&) const {
  ONSALE_ASSERT(!"this endpoint asks the engine for nothing");
  return {};
}

Response Endpoint::FinishLedger(const Call&, std::span<const domain::LedgerEntry>) const {
  ONSALE_ASSERT(!"this endpoint asks the ledger for nothing");
  return {};
}

std::span<const Endpoint* const> Endpoints() {
  static const Endpoint* const endpoints[] = {&IssueTokenEndpoint(),
                                              &ReadTokenEndpoint(),
                                              &LeaveQueueEndpoint(),
                                              &ListConcertsEndpoint(),
                                              &ListDatesEndpoint(),
                                              &ReadSeatsEndpoint(),
                                              &ReadChartEndpoint(),
                                              &HoldSeatsEndpoint(),
                                              &ListReservationsEndpoint(),
                                              &ReadReservationEndpoint(),
                                              &CancelReservationEndpoint(),
                                              &ReadBalanceEndpoint(),
                                              &ChargeBalanceEndpoint(),
                                              &ReadLedgerEndpoint(),
                                              &PayReservationEndpoint(),
                                              &OpenApiEndpoint(),
                                              &ListProblemsEndpoint(),
                                              &ReadProblemEndpoint(),
                                              &HomeEndpoint()};
  return endpoints;
}

}  // namespace onsale::http
