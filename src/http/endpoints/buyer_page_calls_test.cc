#include <gtest/gtest.h>

#include "http/pages/buyer_pages.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

class BuyerPageCallsTest : public EndpointTest {
 protected:
  const BuyerPages buyer_pages_{
      {{"index.html", "<html><head></head>buyers</html>"}, {"assets/a.js", "start();"}}, {}};
};

TEST_F(BuyerPageCallsTest, EveryAddressOfThePagesHasTheDocument) {
  services_.buyer_pages = &buyer_pages_;
  for (const Endpoint* const page :
       {&kHomeEndpoint, &kConcertPageEndpoint, &kBookingPageEndpoint, &kBookingsPageEndpoint}) {
    const Response response = Answered(*page, {.parameter = "spring"});
    EXPECT_EQ(response.content(), "<html><head></head>buyers</html>") << page->spec.path;
    EXPECT_EQ(Answered(*page, {.if_none_match = "*"}).status, 304U) << page->spec.path;
  }
}

TEST_F(BuyerPageCallsTest, AConcertHasTwoStepsAndNoOther) {
  services_.buyer_pages = &buyer_pages_;
  const auto status_of = [this](std::string_view step) {
    Call call = MakeCall({.parameter = "spring"});
    call.parameters[1] = step;
    const Endpoint& endpoint = kBookingStepPageEndpoint;
    return Checked(endpoint, std::get<Response>(endpoint.begin(endpoint.spec, call))).status;
  };
  EXPECT_EQ(status_of("queue"), 200U);
  EXPECT_EQ(status_of("book"), 200U);
  EXPECT_EQ(status_of("seats"), 404U);
}

TEST_F(BuyerPageCallsTest, FilesAreFoundByName) {
  services_.buyer_pages = &buyer_pages_;
  EXPECT_EQ(Answered(kPageFileEndpoint, {.parameter = "a.js"}).content(), "start();");
  EXPECT_EQ(Refused(kPageFileEndpoint, {.parameter = "b.js"}), "not-found");
}

TEST_F(BuyerPageCallsTest, WithoutPagesTheirAddressesAreNotFoundAndTheHomePageIsAListOfLinks) {
  for (const Endpoint* const page :
       {&kConcertPageEndpoint, &kBookingStepPageEndpoint, &kBookingPageEndpoint,
        &kBookingsPageEndpoint, &kPageFileEndpoint}) {
    EXPECT_EQ(Refused(*page, {.parameter = "queue"}), "not-found") << page->spec.path;
  }
  EXPECT_TRUE(Answered(kHomeEndpoint, {}).content().contains("href=\"/docs\""));
}

TEST_F(BuyerPageCallsTest, OperatorsHaveNoPagesForBuyers) {
  for (const Endpoint* const endpoint : kEndpoints) {
    if (!endpoint->spec.is_buyer_page) continue;
    EXPECT_FALSE(IsAnsweredFor(Audience::kOperators, endpoint->spec)) << endpoint->spec.path;
    EXPECT_TRUE(IsAnsweredFor(Audience::kBuyersAndShop, endpoint->spec)) << endpoint->spec.path;
  }
}

}  // namespace
}  // namespace onsale::http
