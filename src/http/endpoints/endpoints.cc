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

Response Endpoint::FinishAudit(const Call&, const store::AuditReport&) const {
  ONSALE_ASSERT(!"this endpoint asks for no audit");
  return {};
}

Response Endpoint::FinishTokenKeys(const Call&, const SealKeyIds&) const {
  ONSALE_ASSERT(!"this endpoint asks for no token keys");
  return {};
}

std::span<const Endpoint* const> Endpoints() {
  static const Endpoint* const endpoints[] = {
      &IssueTokenEndpoint(),        &ReadTokenEndpoint(),        &LeaveQueueEndpoint(),
      &TokenEventsEndpoint(),       &ReadRoomEndpoint(),         &ReadDrawEndpoint(),
      &ReadDrawEntriesEndpoint(),   &ListConcertsEndpoint(),     &ListDatesEndpoint(),
      &ReadSeatsEndpoint(),         &SeatEventsEndpoint(),       &ReadChartEndpoint(),
      &HoldSeatsEndpoint(),         &ListReservationsEndpoint(), &ReadReservationEndpoint(),
      &CancelReservationEndpoint(), &ReadBalanceEndpoint(),      &ChargeBalanceEndpoint(),
      &ReadLedgerEndpoint(),        &PayReservationEndpoint(),   &AuditEndpoint(),
      &ListRoomsEndpoint(),         &OperatorReadRoomEndpoint(), &ChangeRoomEndpoint(),
      &ReadFunnelEndpoint(),        &ReloadTokenKeyEndpoint(),   &OpenApiEndpoint(),
      &ListProblemsEndpoint(),      &ReadProblemEndpoint(),      &HomeEndpoint()};
  return endpoints;
}

}  // namespace onsale::http
