// The endpoints, one file each, in the order of the documentation.
//
// Owner:    static storage; each function gives the same object every time.
#pragma once

#include "http/endpoint.h"

namespace onsale::http {

// The waiting room.
const Endpoint& IssueTokenEndpoint();
const Endpoint& ReadTokenEndpoint();
const Endpoint& LeaveQueueEndpoint();
// What is for sale.
const Endpoint& ListConcertsEndpoint();
const Endpoint& ListDatesEndpoint();
const Endpoint& ReadSeatsEndpoint();
const Endpoint& ReadChartEndpoint();
// Reservations.
const Endpoint& HoldSeatsEndpoint();
const Endpoint& ListReservationsEndpoint();
const Endpoint& ReadReservationEndpoint();
const Endpoint& CancelReservationEndpoint();
// Money.
const Endpoint& ReadBalanceEndpoint();
const Endpoint& ChargeBalanceEndpoint();
const Endpoint& ReadLedgerEndpoint();
const Endpoint& PayReservationEndpoint();
// The server itself; /livez and /readyz are in http/health.h, since they ask the running server.
const Endpoint& OpenApiEndpoint();
const Endpoint& ListProblemsEndpoint();
const Endpoint& ReadProblemEndpoint();
const Endpoint& HomeEndpoint();

}  // namespace onsale::http
