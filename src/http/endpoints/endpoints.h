// All endpoints of the server, in the order of the documentation. Most have a file of their own;
// similar ones share a file.
#pragma once

#include "http/endpoint.h"

namespace onsale::http {

// Endpoints of the waiting room.
extern const Endpoint kIssueTokenEndpoint;
extern const Endpoint kReadTokenEndpoint;
extern const Endpoint kLeaveQueueEndpoint;
extern const Endpoint kTokenEventsEndpoint;
extern const Endpoint kReadRoomEndpoint;
extern const Endpoint kReadDrawEndpoint;
extern const Endpoint kReadDrawEntriesEndpoint;
// Endpoints of the catalogue.
extern const Endpoint kListConcertsEndpoint;
extern const Endpoint kReadConcertEndpoint;
extern const Endpoint kListDatesEndpoint;
extern const Endpoint kReadSeatsEndpoint;
extern const Endpoint kReadAvailabilityEndpoint;
extern const Endpoint kSeatEventsEndpoint;
extern const Endpoint kReadChartEndpoint;
extern const Endpoint kReadChartContentEndpoint;
extern const Endpoint kReadSummaryEndpoint;
// Endpoints of reservations.
extern const Endpoint kHoldSeatsEndpoint;
extern const Endpoint kListReservationsEndpoint;
extern const Endpoint kReadReservationEndpoint;
extern const Endpoint kCancelReservationEndpoint;
extern const Endpoint kExchangeSeatsEndpoint;
// Endpoints of balances and payments.
extern const Endpoint kReadBalanceEndpoint;
extern const Endpoint kTopUpBalanceEndpoint;
extern const Endpoint kReadLedgerEndpoint;
extern const Endpoint kListUserReservationsEndpoint;
extern const Endpoint kPayReservationEndpoint;
// Endpoints of the operator.
extern const Endpoint kAuditEndpoint;
extern const Endpoint kReadStatusEndpoint;
extern const Endpoint kStreamSaleEndpoint;
extern const Endpoint kReadSalesEndpoint;
extern const Endpoint kReadSeriesEndpoint;
extern const Endpoint kReadSecondsEndpoint;
extern const Endpoint kReadMetricsEndpoint;
extern const Endpoint kListRoomsEndpoint;
extern const Endpoint kOperatorReadRoomEndpoint;
extern const Endpoint kChangeRoomEndpoint;
extern const Endpoint kSetNoticeEndpoint;
extern const Endpoint kRemoveNoticeEndpoint;
extern const Endpoint kReadFunnelEndpoint;
extern const Endpoint kReadBuyerEndpoint;
extern const Endpoint kFindReservationEndpoint;
extern const Endpoint kListBookingsEndpoint;
extern const Endpoint kFindBookingEndpoint;
extern const Endpoint kOperatorReadAvailabilityEndpoint;
extern const Endpoint kListHoldersEndpoint;
extern const Endpoint kFindSeatEndpoint;
extern const Endpoint kHoldBackSeatsEndpoint;
extern const Endpoint kPutSeatsOnSaleEndpoint;
extern const Endpoint kReleaseReservationEndpoint;
extern const Endpoint kApplyCatalogEndpoint;
extern const Endpoint kReloadTokenKeyEndpoint;
extern const Endpoint kMakeBackupBaseEndpoint;
extern const Endpoint kReadBackupBaseEndpoint;
extern const Endpoint kReadBackupJournalEndpoint;
extern const Endpoint kAcceptClockEndpoint;
extern const Endpoint kReadLimitsEndpoint;
extern const Endpoint kChangeLimitsEndpoint;
extern const Endpoint kReadOwnKeyEndpoint;
extern const Endpoint kListKeysEndpoint;
extern const Endpoint kAddKeyEndpoint;
extern const Endpoint kRotateKeyEndpoint;
extern const Endpoint kRevokeKeyEndpoint;
extern const Endpoint kListActionsEndpoint;
extern const Endpoint kUndoActionEndpoint;
// Endpoints about the server itself.
extern const Endpoint kLivenessEndpoint;
extern const Endpoint kReadinessEndpoint;
extern const Endpoint kOpenApiEndpoint;
extern const Endpoint kDocsEndpoint;
extern const Endpoint kProblemTextsEndpoint;
extern const Endpoint kListProblemsEndpoint;
extern const Endpoint kReadProblemEndpoint;
extern const Endpoint kHomeEndpoint;
// Endpoints of the buyers' pages.
extern const Endpoint kConcertPageEndpoint;
extern const Endpoint kBookingStepPageEndpoint;
extern const Endpoint kBookingPageEndpoint;
extern const Endpoint kBookingsPageEndpoint;
extern const Endpoint kPageFileEndpoint;
// Endpoints of the operator's console.
extern const Endpoint kConsoleEndpoint;
extern const Endpoint kConsolePageEndpoint;
extern const Endpoint kConsoleFileEndpoint;
// Endpoints of the page of `onsale demo`.
extern const Endpoint kDemoPageEndpoint;
extern const Endpoint kDemoKeyEndpoint;

inline constexpr const Endpoint* kEndpoints[] = {
    &kIssueTokenEndpoint,
    &kReadTokenEndpoint,
    &kLeaveQueueEndpoint,
    &kTokenEventsEndpoint,
    &kReadRoomEndpoint,
    &kReadDrawEndpoint,
    &kReadDrawEntriesEndpoint,
    &kListConcertsEndpoint,
    &kReadConcertEndpoint,
    &kListDatesEndpoint,
    &kReadSeatsEndpoint,
    &kReadAvailabilityEndpoint,
    &kSeatEventsEndpoint,
    &kReadChartEndpoint,
    &kReadChartContentEndpoint,
    &kReadSummaryEndpoint,
    &kHoldSeatsEndpoint,
    &kListReservationsEndpoint,
    &kReadReservationEndpoint,
    &kCancelReservationEndpoint,
    &kExchangeSeatsEndpoint,
    &kReadBalanceEndpoint,
    &kTopUpBalanceEndpoint,
    &kReadLedgerEndpoint,
    &kListUserReservationsEndpoint,
    &kPayReservationEndpoint,
    &kAuditEndpoint,
    &kReadStatusEndpoint,
    &kStreamSaleEndpoint,
    &kReadSalesEndpoint,
    &kReadSeriesEndpoint,
    &kReadSecondsEndpoint,
    &kReadMetricsEndpoint,
    &kListRoomsEndpoint,
    &kOperatorReadRoomEndpoint,
    &kChangeRoomEndpoint,
    &kSetNoticeEndpoint,
    &kRemoveNoticeEndpoint,
    &kReadFunnelEndpoint,
    &kReadBuyerEndpoint,
    &kFindReservationEndpoint,
    &kListBookingsEndpoint,
    &kFindBookingEndpoint,
    &kOperatorReadAvailabilityEndpoint,
    &kListHoldersEndpoint,
    &kFindSeatEndpoint,
    &kHoldBackSeatsEndpoint,
    &kPutSeatsOnSaleEndpoint,
    &kReleaseReservationEndpoint,
    &kApplyCatalogEndpoint,
    &kReloadTokenKeyEndpoint,
    &kMakeBackupBaseEndpoint,
    &kReadBackupBaseEndpoint,
    &kReadBackupJournalEndpoint,
    &kAcceptClockEndpoint,
    &kReadLimitsEndpoint,
    &kChangeLimitsEndpoint,
    &kReadOwnKeyEndpoint,
    &kListKeysEndpoint,
    &kAddKeyEndpoint,
    &kRotateKeyEndpoint,
    &kRevokeKeyEndpoint,
    &kListActionsEndpoint,
    &kUndoActionEndpoint,
    &kLivenessEndpoint,
    &kReadinessEndpoint,
    &kOpenApiEndpoint,
    &kDocsEndpoint,
    &kProblemTextsEndpoint,
    &kListProblemsEndpoint,
    &kReadProblemEndpoint,
    &kHomeEndpoint,
    &kConcertPageEndpoint,
    &kBookingStepPageEndpoint,
    &kBookingPageEndpoint,
    &kBookingsPageEndpoint,
    &kPageFileEndpoint,
    &kConsoleEndpoint,
    &kConsolePageEndpoint,
    &kConsoleFileEndpoint,
};

// What only the server of `onsale demo` has besides. No part of the API, and not documented as one.
inline constexpr const Endpoint* kDemoEndpoints[] = {&kDemoPageEndpoint, &kDemoKeyEndpoint};

}  // namespace onsale::http
