// Pages of a user's reservations, for the buyer and for the operator.
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::ListReservations;
using domain::ReservationFilter;
using domain::ReservationView;

class ReservationPageTest : public EndpointTest {
 protected:
  domain::ReservationPage AskedPage(std::string_view query) {
    const auto page = Asked<ListReservations>(kListReservationsEndpoint, {.query = query}).page;
    const auto of_user =
        Asked<ListReservations>(kListUserReservationsEndpoint, {.query = query, .parameter = "kim"})
            .page;
    EXPECT_EQ(page.filter, of_user.filter);
    EXPECT_EQ(page.limit, of_user.limit);
    EXPECT_EQ(page.before, of_user.before);
    return page;
  }
  ReservationView Cancelled() const {
    domain::Reservation row = HeldReservation(now_);
    row.status = domain::ReservationStatus::kCancelled;
    row.end_reason = domain::EndReason::kCancelledByBuyer;
    row.ended_at = now_ + std::chrono::seconds(2);
    return {row};
  }
  std::string Body(std::string_view query, const std::vector<ReservationView>& views) {
    return Finished<ListReservations>(kListReservationsEndpoint, {.query = query}, views).body;
  }
};

TEST_F(ReservationPageTest, TheQuerySelectsReservationsAndAPage) {
  const std::tuple<std::string_view, ReservationFilter, std::int64_t> cases[] = {
      {"", ReservationFilter::kOpen, INT64_MAX},
      {"limit=2", ReservationFilter::kOpen, 3},
      {"status=held", ReservationFilter::kHeld, 51},
      {"status=paid&limit=100", ReservationFilter::kPaid, 101},
      {"status=ended", ReservationFilter::kEnded, 51},
      {"limit=1&status=all", ReservationFilter::kAll, 2}};
  for (const auto& [query, filter, limit] : cases) {
    const domain::ReservationPage page = AskedPage(query);
    EXPECT_EQ(page.filter, filter) << query;
    EXPECT_EQ(page.limit, limit) << query;
    EXPECT_FALSE(page.before) << query;
  }
}

TEST_F(ReservationPageTest, BadQueriesAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"status=", "status"},
      {"status=HELD", "status"},
      {"status=open", "status"},
      {"status=all&status=all", "status"},
      {"limit=0", "limit"},
      {"limit=101", "limit"},
      {"limit=01", "limit"},
      {"cursor=", "cursor"},
      {"cursor=AAAAAAAAAAk", "cursor"},
      {"cursor=_____________________________w", "cursor"},
      {"cursor=________________________________", "cursor"},
      {"page=2", "page"}};
  for (const auto& [query, parameter] : cases) {
    const std::string problem = "invalid-parameter " + std::string(parameter);
    EXPECT_EQ(Refused(kListReservationsEndpoint, {.query = query}), problem) << query;
    EXPECT_EQ(Refused(kListUserReservationsEndpoint, {.query = query, .parameter = "kim"}), problem)
        << query;
  }
}

TEST_F(ReservationPageTest, TheRefusalOfAnUnknownStatusNamesTheKnownOnes) {
  Call call = MakeCall({.query = "status=x"});
  const Step step = kListReservationsEndpoint.begin(kListReservationsEndpoint.spec, call);
  EXPECT_NE(std::get<Response>(step).body.find("must be held, paid, ended or all."),
            std::string::npos);
}

TEST_F(ReservationPageTest, AnEndedReservationHasItsReasonAndTime) {
  EXPECT_NE(Body("status=all", {Cancelled()})
                .find(R"("remainingSeconds":null,"endedBecause":"CANCELLED_BY_BUYER",)"
                      R"("endedAt":"2027-04-01T09:00:02.123Z"}],"nextCursor":null})"),
            std::string::npos);
}

TEST_F(ReservationPageTest, TheCursorOfAFullPageContinuesAfterItsLast) {
  const ReservationView first = Cancelled();
  ReservationView second = Cancelled();
  second.reservation.id.uuid.bytes[15] = 9;
  EXPECT_NE(Body("limit=2", {first, second}).find(R"("nextCursor":null)"), std::string::npos);
  const std::string body = Body("limit=1", {first, second});
  EXPECT_EQ(body.find(second.reservation.id.uuid.ToString()), std::string::npos);
  const std::size_t at = body.find(R"("nextCursor":")") + 14;
  const std::string cursor = body.substr(at, body.find('"', at) - at);
  EXPECT_EQ(AskedPage("cursor=" + cursor).before, domain::CursorOf(first.reservation));
}

}  // namespace
}  // namespace onsale::http
