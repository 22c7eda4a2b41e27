#include <algorithm>

#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::ListShows;
using domain::ReadConcert;
using domain::ReadSeats;
using domain::SeatStatus;

class CatalogueCallsTest : public EndpointTest {
 protected:
  static domain::SeatMapPtr Map(std::vector<SeatStatus> statuses, std::uint64_t version = 1) {
    const auto available = std::ranges::count(statuses, SeatStatus::kAvailable);
    return std::make_shared<const domain::SeatMap>(
        domain::SeatMap{{1}, version, available, std::move(statuses)});
  }
  // `"chartUrl":"...",` of the small catalogue's chart.
  std::string ChartUrlMember() { return "\"chartUrl\":\"/v1/charts/" + DigestOfChart() + "\","; }
  std::string DigestOfChart() { return pages_.charts.Of(services_.catalog)->Of({1}).digest; }

  const domain::SeatMapPtr mixed_ =
      Map({SeatStatus::kHeld, SeatStatus::kAvailable, SeatStatus::kSold});
  const Input seats_{.parameter = "spring-1"};
};

TEST_F(CatalogueCallsTest, ConcertsAreListedWithoutAToken) {
  const Response response = Answered(kListConcertsEndpoint, {});
  EXPECT_EQ(response.content(),
            R"({"concerts":[{"concertId":"spring","title":"Spring \"Night\"","artist":"봄밤",)"
            R"("venue":"Hall","maxSeatsPerUser":4},{"concertId":"autumn","title":"Autumn",)"
            R"("artist":"A","venue":"B","maxSeatsPerUser":2}],"nextCursor":null})");
}

TEST_F(CatalogueCallsTest, DatesAreReadByConcertAndThoseSoldOutOnRequest) {
  const auto command = Asked<ListShows>(kListDatesEndpoint, {.parameter = "spring"});
  EXPECT_EQ(command.concert, domain::ConcertId{1});
  EXPECT_EQ(command.caller, credential_);
  EXPECT_FALSE(command.with_sold_out);
  EXPECT_TRUE(Asked<ListShows>(kListDatesEndpoint, {.query = "status=all", .parameter = "spring"})
                  .with_sold_out);
}

TEST_F(CatalogueCallsTest, DatesHaveTheNumberOfAvailableSeats) {
  const auto dates = [this](std::vector<domain::ShowView> shows) {
    return Finished<ListShows>(kListDatesEndpoint, {.parameter = "spring"}, std::move(shows)).body;
  };
  EXPECT_EQ(dates({{.show = {1}, .seats_available = 2, .seats_total = 3}}),
            R"({"concertId":"spring","dates":[{"date":"2027-04-10","showId":"spring-1",)"
            R"("startsAt":"2027-04-10T19:00:00.000+09:00","timeZone":"Asia/Seoul",)" +
                ChartUrlMember() + R"("seatsAvailable":2,"seatsTotal":3}],"nextCursor":null})");
  EXPECT_EQ(dates({}), R"({"concertId":"spring","dates":[],"nextCursor":null})");
}

// Regression: before a turn nobody could learn when a show is and what it costs.
TEST_F(CatalogueCallsTest, AConcertIsReadBeforeTheQueue) {
  const Input spring{.parameter = "spring"};
  EXPECT_EQ(Asked<ReadConcert>(kReadConcertEndpoint, spring).concert, domain::ConcertId{1});
  const Response response = Finished<ReadConcert>(
      kReadConcertEndpoint, spring,
      domain::ConcertView{.room_slug = "main",
                          .shows = {{.show = {1}, .state = domain::ShowState::kOnSale}}});
  EXPECT_EQ(
      response.content(),
      R"({"concertId":"spring","title":"Spring \"Night\"","artist":"봄밤","venue":"Hall",)"
      R"("roomId":"main","maxSeatsPerUser":4,"currency":"KRW","shows":[{"date":"2027-04-10",)"
      R"("showId":"spring-1","startsAt":"2027-04-10T19:00:00.000+09:00","timeZone":"Asia/Seoul",)" +
          ChartUrlMember() +
          R"("saleOpensAt":null,"saleClosesAt":"1970-01-01T09:00:00.000+09:00","state":"ON_SALE",)"
          R"("categories":[{"categoryId":"a","name":"Standard","color":"#112233","price":50000},)"
          R"({"categoryId":"b","name":"Best","color":"#445566","price":80000}]}]})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: public, max-age=1"));
}

TEST_F(CatalogueCallsTest, AConcertIsWrittenAgainOnlyAfterAChange) {
  const auto page = [&](domain::ShowState state) {
    return Finished<ReadConcert>(
               kReadConcertEndpoint, {.parameter = "spring"},
               domain::ConcertView{.room_slug = "main", .shows = {{.show = {1}, .state = state}}})
        .shared_body;
  };
  const auto on_sale = page(domain::ShowState::kOnSale);
  EXPECT_EQ(page(domain::ShowState::kOnSale), on_sale);
  const auto sold_out = page(domain::ShowState::kSoldOut);
  EXPECT_NE(sold_out->find("SOLD_OUT"), std::string::npos);
  EXPECT_EQ(*page(domain::ShowState::kOnSale), *on_sale);
}

TEST_F(CatalogueCallsTest, AClientThatHasThePageGets304) {
  EXPECT_EQ(
      Finished<ReadConcert>(kReadConcertEndpoint, {.parameter = "autumn", .if_none_match = "*"},
                            domain::ConcertView{.room_slug = "main", .shows = {}})
          .status,
      304U);
  EXPECT_EQ(Answered(kReadChartEndpoint, {.parameter = "spring-1", .if_none_match = "*"}).status,
            304U);
}

TEST_F(CatalogueCallsTest, RowsOfAnotherCatalogueAre503) {
  EXPECT_EQ(
      Finished<ReadConcert>(kReadConcertEndpoint, {.parameter = "spring"}, domain::ConcertView{})
          .status,
      503U);
  const auto larger = Map(std::vector(4, SeatStatus::kSold));
  EXPECT_EQ(Finished<ReadSeats>(kReadSeatsEndpoint, seats_, larger).status, 503U);
  EXPECT_EQ(Finished<ReadSeats>(kReadAvailabilityEndpoint, seats_, larger).status, 503U);
  EXPECT_EQ(Finished<domain::WatchSeats>(kReadSummaryEndpoint, seats_, larger).status, 503U);
}

TEST_F(CatalogueCallsTest, UnknownNamesAreNotFound) {
  for (const std::string_view name : {"winter", "", "Spring", "spring%2D1", "1"}) {
    EXPECT_EQ(Refused(kListDatesEndpoint, {.parameter = name}), "concert-not-found") << name;
    EXPECT_EQ(Refused(kReadConcertEndpoint, {.parameter = name}), "concert-not-found") << name;
    EXPECT_EQ(Refused(kReadSeatsEndpoint, {.parameter = name}), "show-not-found") << name;
    EXPECT_EQ(Refused(kReadChartEndpoint, {.parameter = name}), "show-not-found") << name;
    EXPECT_EQ(Refused(kReadAvailabilityEndpoint, {.parameter = name}), "show-not-found") << name;
    EXPECT_EQ(Refused(kReadSummaryEndpoint, {.parameter = name}), "show-not-found") << name;
    EXPECT_EQ(Refused(kReadChartContentEndpoint, {.parameter = name}), "not-found") << name;
  }
}

TEST_F(CatalogueCallsTest, BadQueriesAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"status", "invalid-parameter status"},
      {"status=", "invalid-parameter status"},
      {"status=ALL", "invalid-parameter status"},
      {"status=all&status=all", "invalid-parameter status"},
      {"status=al%6C", "invalid-parameter status"},
      {"Status=all", "invalid-parameter Status"},
      {"status=all&", "none"},
      {"&", "invalid-parameter "},
      {"limit=1", "invalid-parameter limit"}};
  for (const auto& [query, refused] : cases) {
    EXPECT_EQ(Refused(kReadSeatsEndpoint, {.query = query, .parameter = "spring-1"}), refused)
        << query;
    EXPECT_EQ(Refused(kListDatesEndpoint, {.query = query, .parameter = "spring"}), refused)
        << query;
  }
}

TEST_F(CatalogueCallsTest, SeatsListAvailableOnesOrAllWithTheirStatus) {
  const std::string head = R"({"showId":"spring-1","seatsAvailable":1,"currency":"KRW","seats":[)";
  EXPECT_EQ(Finished<ReadSeats>(kReadSeatsEndpoint, seats_, mixed_).content(),
            head + R"({"number":2,"label":"A-2","categoryId":"a","price":50000}]})");
  const Input all{.query = "status=all", .parameter = "spring-1"};
  EXPECT_EQ(Finished<ReadSeats>(kReadSeatsEndpoint, all, mixed_).content(),
            head +
                R"({"number":1,"label":"A-1","categoryId":"a","price":50000,"status":"HELD"},)"
                R"({"number":2,"label":"A-2","categoryId":"a","price":50000,"status":"AVAILABLE"},)"
                R"({"number":3,"label":"A-3","categoryId":"b","price":80000,"status":"SOLD"}]})");
  EXPECT_EQ(
      Finished<ReadSeats>(kReadSeatsEndpoint, seats_, Map(std::vector(3, SeatStatus::kSold), 2))
          .content(),
      R"({"showId":"spring-1","seatsAvailable":0,"currency":"KRW","seats":[]})");
}

TEST_F(CatalogueCallsTest, UnchangedSeatsAreNotSentAgain) {
  const Response first = Finished<ReadSeats>(kReadSeatsEndpoint, seats_, mixed_);
  const std::size_t begin = first.headers.find('"');
  const std::string etag =
      first.headers.substr(begin, first.headers.find('"', begin + 1) + 1 - begin);
  const Input again{.parameter = "spring-1", .if_none_match = etag};
  const Response second = Finished<ReadSeats>(kReadSeatsEndpoint, again, mixed_);
  EXPECT_EQ(second.status, 304U);
  EXPECT_EQ(second.content(), "");
  EXPECT_TRUE(HasHeader(second, "ETag: " + etag));
  const auto changed = Map({SeatStatus::kAvailable, SeatStatus::kAvailable, SeatStatus::kSold}, 2);
  EXPECT_EQ(Finished<ReadSeats>(kReadSeatsEndpoint, again, changed).status, 200U);
}

TEST_F(CatalogueCallsTest, TheChartIsPublicAndCacheable) {
  const Response response = Answered(kReadChartEndpoint, {.parameter = "spring-1"});
  EXPECT_EQ(
      response.content(),
      R"({"showId":"spring-1","chartId":"hall","name":"The Hall","currency":"KRW","categories":[)"
      R"({"categoryId":"a","name":"Standard","color":"#112233","price":50000},)"
      R"({"categoryId":"b","name":"Best","color":"#445566","price":80000}],"seats":[)"
      R"({"number":1,"label":"A-1","section":"Floor","row":"A",)"
      R"("categoryId":"a","xCm":-50,"yCm":300},)"
      R"({"number":2,"label":"A-2","section":"Floor","row":"A",)"
      R"("categoryId":"a","xCm":-50,"yCm":300},)"
      R"({"number":3,"label":"A-3","section":"Floor","row":"A",)"
      R"("categoryId":"b","xCm":-50,"yCm":300}]})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: public, max-age=60"));
}

TEST_F(CatalogueCallsTest, APartOfTheSeatsIsNamedByTheQuery) {
  const auto numbers = [this](std::string_view query) {
    const Input input{.query = query, .parameter = "spring-1"};
    EXPECT_EQ(Asked<ReadSeats>(kReadSeatsEndpoint, input).show, domain::ShowId{1});
    const Response response = Finished<ReadSeats>(kReadSeatsEndpoint, input, mixed_);
    std::string out;
    for (const char number : {'1', '2', '3'}) {
      if (response.content().contains(std::string("\"number\":") + number)) out += number;
    }
    return out;
  };
  EXPECT_EQ(numbers("section=Floor&status=all"), "123");
  EXPECT_EQ(numbers("section=%46loor&category=b&status=all"), "3");
  EXPECT_EQ(numbers("category=a"), "2");
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"section=Box", "invalid-parameter section"},
      {"section=", "invalid-parameter section"},
      {"section=Floor%", "invalid-parameter section"},
      {"section=floor", "invalid-parameter section"},
      {"category=c", "invalid-parameter category"},
      {"category=%61", "invalid-parameter category"},
      {"section=Floor&section=Floor", "invalid-parameter section"}};
  for (const auto& [query, refused] : cases) {
    EXPECT_EQ(Refused(kReadSeatsEndpoint, {.query = query, .parameter = "spring-1"}), refused)
        << query;
  }
}

TEST_F(CatalogueCallsTest, TheAvailabilityHasTheStatesInTheOrderOfTheChart) {
  const auto command = Asked<ReadSeats>(kReadAvailabilityEndpoint, seats_);
  EXPECT_EQ(command.show, domain::ShowId{1});
  EXPECT_EQ(command.caller, credential_);
  const Response response = Finished<ReadSeats>(kReadAvailabilityEndpoint, seats_, mixed_);
  EXPECT_EQ(response.content(), R"({"version":1,"chart":")" + DigestOfChart() +
                                    R"(","seatsAvailable":1,"sections":[1,0],"states":"IQ=="})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: private, no-cache"));
  EXPECT_TRUE(HasHeader(response, "Vary: Accept-Encoding"));
  const Input again{.parameter = "spring-1", .if_none_match = "*"};
  EXPECT_EQ(Finished<ReadSeats>(kReadAvailabilityEndpoint, again, mixed_).status, 304U);
}

TEST_F(CatalogueCallsTest, OperatorsGetTheAvailabilityOfBuyersAndNeverAnOlderOne) {
  const Input packed{.parameter = "spring-1", .accept_encoding = "gzip"};
  const Endpoint& endpoint = kOperatorReadAvailabilityEndpoint;
  EXPECT_EQ(Asked<domain::WatchSeats>(endpoint, packed).show, domain::ShowId{1});
  EXPECT_EQ(Refused(endpoint, {.parameter = "winter-1"}), "show-not-found");
  EXPECT_EQ(Refused(endpoint, {.query = "status=all", .parameter = "spring-1"}),
            "invalid-parameter status");
  const std::string buyers(
      Finished<ReadSeats>(kReadAvailabilityEndpoint, seats_, mixed_).content());
  EXPECT_EQ(Finished<domain::WatchSeats>(endpoint, seats_, mixed_).content(), buyers);
  const auto sold = Map({SeatStatus::kSold, SeatStatus::kSold, SeatStatus::kSold}, 2);
  EXPECT_TRUE(
      Finished<domain::WatchSeats>(endpoint, packed, sold).content().contains(R"("version":2)"));
}

TEST_F(CatalogueCallsTest, AChartIsKeptForAYearUnderItsDigest) {
  const std::string digest = DigestOfChart();
  const Response response = Answered(kReadChartContentEndpoint, {.parameter = digest});
  EXPECT_TRUE(response.content().starts_with(R"({"format":1,"chartId":"hall","name":"The Hall",)"));
  EXPECT_FALSE(response.content().contains("50000"));
  EXPECT_TRUE(HasHeader(response, "Cache-Control: public, max-age=31536000, immutable"));
  const Input again{.parameter = digest, .if_none_match = "*"};
  EXPECT_EQ(Answered(kReadChartContentEndpoint, again).status, 304U);
  services_.base_path = "/shop";
  const auto dates = Finished<ListShows>(kListDatesEndpoint, {.parameter = "spring"},
                                         {{{.show = {1}, .seats_total = 3}}});
  EXPECT_TRUE(dates.content().contains("\"chartUrl\":\"/shop/v1/charts/" + digest + "\""));
}

TEST_F(CatalogueCallsTest, ASummaryIsReadOnceASecondForEverybody) {
  const auto asks = [this] {
    Call call = MakeCall(seats_);
    call.caller = {};  // before the queue
    Step step = kReadSummaryEndpoint.begin(kReadSummaryEndpoint.spec, call);
    return std::holds_alternative<domain::Command>(step);
  };
  EXPECT_TRUE(asks());
  const Response made = Finished<domain::WatchSeats>(kReadSummaryEndpoint, seats_, mixed_);
  EXPECT_TRUE(made.content().contains(R"("seatsTotal":3,"seatsAvailable":1,"seatsHeld":1,)"));
  EXPECT_TRUE(HasHeader(made, "Cache-Control: public, max-age=1"));
  EXPECT_FALSE(asks());
  EXPECT_EQ(Answered(kReadSummaryEndpoint, seats_).shared_body, made.shared_body);
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_TRUE(asks());
}

}  // namespace
}  // namespace onsale::http
