#include <gtest/gtest.h>

#include "http/pages/web_pages.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

class PageCallsTest : public EndpointTest {
 protected:
  const PageFiles files_{{"index.html", "<html><head></head>buyers</html>"},
                         {"console.html", "<html><head></head>console</html>"},
                         {"demo.html", "<html><head></head>demo</html>"},
                         {"assets/a.js", "start();"}};
  const WebPages buyer_pages_{files_, {}};
  const WebPages console_pages_{files_, {.document = kConsoleDocument, .base_path = kConsolePath}};
  const DemoPages demo_pages_{.page = WebPages(files_, {.document = kDemoDocument}),
                              .key = "ons_test_the-key"};
};

TEST_F(PageCallsTest, EveryAddressOfThePagesHasTheDocument) {
  services_.buyer_pages = &buyer_pages_;
  for (const Endpoint* const page :
       {&kHomeEndpoint, &kConcertPageEndpoint, &kBookingPageEndpoint, &kBookingsPageEndpoint}) {
    const Response response = Answered(*page, {.parameter = "spring"});
    EXPECT_EQ(response.content(), "<html><head></head>buyers</html>") << page->spec.path;
    EXPECT_EQ(Answered(*page, {.if_none_match = "*"}).status, 304U) << page->spec.path;
  }
}

TEST_F(PageCallsTest, AConcertHasTwoStepsAndNoOther) {
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

TEST_F(PageCallsTest, FilesAreFoundByName) {
  services_.buyer_pages = &buyer_pages_;
  services_.console_pages = &console_pages_;
  for (const Endpoint* const file : {&kPageFileEndpoint, &kConsoleFileEndpoint}) {
    EXPECT_EQ(Answered(*file, {.parameter = "a.js"}).content(), "start();") << file->spec.path;
    EXPECT_EQ(Refused(*file, {.parameter = "b.js"}), "not-found") << file->spec.path;
  }
}

TEST_F(PageCallsTest, TheConsoleIsOneDocumentAndTheHomePageOfOperatorsLeadsToIt) {
  services_.console_pages = &console_pages_;
  for (const Endpoint* const page : {&kConsoleEndpoint, &kConsolePageEndpoint}) {
    const Response response = Answered(*page, {.parameter = "live"});
    EXPECT_EQ(response.content(), "<html><head></head>console</html>") << page->spec.path;
    EXPECT_EQ(Answered(*page, {.if_none_match = "*"}).status, 304U) << page->spec.path;
  }
  EXPECT_TRUE(Answered(kHomeEndpoint, {}).content().contains("href=\"/console\""));
}

TEST_F(PageCallsTest, WithoutPagesTheirAddressesAreNotFoundAndTheHomePageIsAListOfLinks) {
  for (const Endpoint* const page :
       {&kConcertPageEndpoint, &kBookingStepPageEndpoint, &kBookingPageEndpoint,
        &kBookingsPageEndpoint, &kPageFileEndpoint, &kConsoleEndpoint, &kConsolePageEndpoint,
        &kConsoleFileEndpoint}) {
    EXPECT_EQ(Refused(*page, {.parameter = "queue"}), "not-found") << page->spec.path;
  }
  const Response home = Answered(kHomeEndpoint, {});
  EXPECT_TRUE(home.content().contains("href=\"/docs\""));
  EXPECT_FALSE(home.content().contains("href=\"/console\""));
}

TEST_F(PageCallsTest, EachListenerHasThePagesOfItsReaders) {
  std::size_t consoles = 0;
  for (const Endpoint* const endpoint : kEndpoints) {
    const Spec& spec = endpoint->spec;
    if (!spec.page_for) continue;
    const bool is_console = spec.path.starts_with(kConsolePath);
    consoles += is_console ? 1 : 0;
    EXPECT_EQ(IsAnsweredFor(Audience::kOperators, spec), is_console) << spec.path;
    EXPECT_EQ(IsAnsweredFor(Audience::kBuyersAndShop, spec), !is_console) << spec.path;
  }
  EXPECT_EQ(consoles, 3U);
}

TEST(ListenersTest, OfTheCallsOfBuyersOperatorsHaveOnlyWhatAnybodyMayKnow) {
  std::vector<std::string_view> names;
  for (const Endpoint* const endpoint : kEndpoints) {
    const Spec& spec = endpoint->spec;
    if (!spec.is_operators_too) continue;
    names.push_back(spec.operation_id);
    EXPECT_TRUE(spec.needs.Nothing()) << spec.operation_id;
    EXPECT_TRUE(IsAnsweredFor(Audience::kOperators, spec)) << spec.operation_id;
    EXPECT_TRUE(IsAnsweredFor(Audience::kBuyersAndShop, spec)) << spec.operation_id;
  }
  EXPECT_EQ(names, (std::vector<std::string_view>{"readDraw", "listConcerts", "readChartContent"}));
}

// The demo's endpoints are not described: their answers are not compared with openapi.json.
class DemoCallsTest : public PageCallsTest {
 protected:
  Response Begun(const Endpoint& endpoint, bool was_forwarded = false) {
    Call call = MakeCall({});
    call.request.was_forwarded = was_forwarded;
    return std::get<Response>(endpoint.begin(endpoint.spec, call));
  }
};

TEST_F(DemoCallsTest, ItsPageAndItsKeyAreReadFromThisMachineAlone) {
  services_.demo_pages = &demo_pages_;
  EXPECT_EQ(Begun(kDemoPageEndpoint).content(), "<html><head></head>demo</html>");
  const Response key = Begun(kDemoKeyEndpoint);
  EXPECT_EQ(key.content(), R"({"key":"ons_test_the-key"})");
  EXPECT_TRUE(HasHeader(key, "Cache-Control: no-store"));
  EXPECT_EQ(VerdictOf(Begun(kDemoKeyEndpoint, true)), "404 not-found") << "through a proxy";
}

TEST_F(DemoCallsTest, AnotherServerHasNeither) {
  for (const Endpoint* const endpoint : kDemoEndpoints) {
    EXPECT_EQ(VerdictOf(Begun(*endpoint)), "404 not-found") << endpoint->spec.path;
    EXPECT_FALSE(IsAnsweredFor(Audience::kOperators, endpoint->spec)) << endpoint->spec.path;
    for (const Endpoint* const described : kEndpoints) EXPECT_NE(described, endpoint);
  }
}

}  // namespace
}  // namespace onsale::http
