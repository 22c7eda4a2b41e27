// The endpoints, in the order of the documentation. Most have a file of their own; similar ones
// share a file.
//
// Owner:    static storage; each function always returns the same object.
#pragma once

#include "http/endpoint.h"

namespace onsale::http {

// The waiting room.
const Endpoint& IssueTokenEndpoint();
const Endpoint& ReadTokenEndpoint();
const Endpoint& LeaveQueueEndpoint();
const Endpoint& TokenEventsEndpoint();
const Endpoint& ReadRoomEndpoint();
const Endpoint& ReadDrawEndpoint();
const Endpoint& ReadDrawEntriesEndpoint();
// The catalogue.
const Endpoint& ListConcertsEndpoint();
const Endpoint& ListDatesEndpoint();
const Endpoint& ReadSeatsEndpoint();
const Endpoint& SeatEventsEndpoint();
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
// Calls of the operator.
const Endpoint& AuditEndpoint();
const Endpoint& ListRoomsEndpoint();
const Endpoint& OperatorReadRoomEndpoint();
const Endpoint& ChangeRoomEndpoint();
const Endpoint& ReadFunnelEndpoint();
const Endpoint& ReloadTokenKeyEndpoint();
// The server itself; /livez and /readyz are in http/health.h, since they need the running server.
const Endpoint& OpenApiEndpoint();
const Endpoint& ListProblemsEndpoint();
const Endpoint& ReadProblemEndpoint();
const Endpoint& HomeEndpoint();

// Those that are served.
using EndpointFunction = const Endpoint& (*)();
inline constexpr EndpointFunction kEndpoints[] = {
    IssueTokenEndpoint,        ReadTokenEndpoint,        LeaveQueueEndpoint,
    TokenEventsEndpoint,       ReadRoomEndpoint,         ReadDrawEndpoint,
    ReadDrawEntriesEndpoint,   ListConcertsEndpoint,     ListDatesEndpoint,
    ReadSeatsEndpoint,         SeatEventsEndpoint,       ReadChartEndpoint,
    HoldSeatsEndpoint,         ListReservationsEndpoint, ReadReservationEndpoint,
    CancelReservationEndpoint, ReadBalanceEndpoint,      ChargeBalanceEndpoint,
    ReadLedgerEndpoint,        PayReservationEndpoint,   AuditEndpoint,
    ListRoomsEndpoint,         OperatorReadRoomEndpoint, ChangeRoomEndpoint,
    ReadFunnelEndpoint,        ReloadTokenKeyEndpoint,   OpenApiEndpoint,
    ListProblemsEndpoint,      ReadProblemEndpoint,      HomeEndpoint};

}  // namespace onsale::http
