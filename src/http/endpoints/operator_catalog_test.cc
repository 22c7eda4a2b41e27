// Loading a catalogue by an operator's call: what is asked, each answer, and who may send how much.
#include <gmock/gmock.h>

#include "http/access/access_key_text.h"
#include "http/dispatcher.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using Why = CatalogRefused::Why;

class FakeCatalog final : public CatalogSource {
 public:
  explicit FakeCatalog(Result result) : result_(std::move(result)) {}
  void Apply(CatalogToApply catalog, Done done) override {
    asked = std::move(catalog);
    done(result_);
  }
  CatalogToApply asked;

 private:
  const Result result_;
};

class OperatorCatalogTest : public EndpointTest {
 protected:
  Response Answered(CatalogSource* catalog, const Input& input = {}) {
    return Checked(
        kApplyCatalogEndpoint,
        std::get<Response>(
            Ask(kApplyCatalogEndpoint, input,
                {.store = {}, .token_keys = nullptr, .request_log = nullptr, .catalog = catalog})));
  }
  Response Refused(CatalogRefused refused) {
    FakeCatalog catalog{std::unexpected(std::move(refused))};
    return Answered(&catalog);
  }
};

TEST_F(OperatorCatalogTest, TheFileIsLoadedOrTriedAsTheCallSays) {
  AppliedCatalog applied{.concerts_added = 1, .shows_added = 2, .seats_added = 30};
  applied.changes.Add("new concert \"x\"");
  applied.warnings = {.shown = {"late"}, .more = 7};
  FakeCatalog catalog(applied);
  const Response response = Answered(
      &catalog,
      {.body = "{}", .query = "dryRun=true", .reason = "spring", .scopes = domain::kAllScopes});
  EXPECT_EQ(catalog.asked.text, "{}");
  EXPECT_TRUE(catalog.asked.dry_run);
  EXPECT_EQ(catalog.asked.actor.call, "applyCatalogue");
  EXPECT_EQ(catalog.asked.actor.reason, "spring");
  EXPECT_EQ(response.body, R"({"dryRun":true,"concertsAdded":1,"showsAdded":2,"seatsAdded":30,)"
                           R"("changes":["new concert \"x\""],"moreChanges":0,"warnings":["late"],)"
                           R"("moreWarnings":7})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
  for (const char* query : {"", "dryRun=false"}) {
    Answered(&catalog, {.body = "{}", .query = query});
    EXPECT_FALSE(catalog.asked.dry_run) << query;
  }
  for (const char* query : {"dryRun=yes", "dryRun=", "dryRun=TRUE"}) {
    EXPECT_EQ(EndpointTest::Refused(kApplyCatalogEndpoint, {.body = "{}", .query = query}),
              "invalid-parameter dryRun")
        << query;
  }
}

TEST_F(OperatorCatalogTest, ARefusedFileIsAnsweredWithItsMistakes) {
  CatalogRefused refused;
  for (std::size_t i = 0; i < kCatalogSentencesMax + 3; ++i) refused.mistakes.Add("1:2: \"x\"");
  const Response response = Refused(refused);
  EXPECT_EQ(VerdictOf(response), "422 catalogue-refused");
  EXPECT_TRUE(response.body.contains(R"("1:2: \"x\""],"moreMistakes":3)"));
  EXPECT_TRUE(response.body.contains("nothing was changed: 203 mistakes."));
}

TEST_F(OperatorCatalogTest, WhatIsNotTheFilesFaultIsAnsweredAsSuch) {
  EXPECT_EQ(VerdictOf(Refused({.why = Why::kBusy})), "503 unavailable");
  EXPECT_EQ(VerdictOf(Refused({.why = Why::kUnavailable})), "503 unavailable");
  EXPECT_EQ(VerdictOf(Refused({.why = Why::kUnknown})), "500 outcome-unknown");
  EXPECT_EQ(VerdictOf(Answered(nullptr)), "503 unavailable");
}

// Asked when the head of a request is read: nobody else makes the server keep a large body.
TEST_F(OperatorCatalogTest, OnlyAKeyWithTheScopeMaySendALargeBody) {
  const NewAccessKey key = MakeAccessKey(KeyEnvironment::kLive);
  const auto with = [&](domain::ScopeSet scopes) {
    services_.access_keys = std::make_shared<const domain::AccessKeys>(std::vector{
        domain::AccessKeyRow{.id = key.id, .name = "k", .scopes = scopes, .digest = key.digest}});
  };
  const Dispatcher dispatcher(kEndpoints);
  const std::string bearer = "Bearer " + std::string(key.text.text());
  const auto body_max = [&](std::string_view path, std::optional<std::string_view> authorization) {
    Request request{.method = Method::kPut, .target = path, .path = path};
    request.authorization = authorization;
    Exchange exchange(request, services_);
    const auto most = dispatcher.LargeBodyMaxOf(exchange);
    return most ? std::to_string(*most) : std::to_string(most.error().status);
  };
  constexpr std::string_view kPath = "/v1/operator/catalogue";
  with(domain::ScopeSet{}.With(domain::Scope::kCatalogueWrite));
  EXPECT_EQ(body_max(kPath, bearer), std::to_string(16 << 20));
  EXPECT_EQ(body_max(kPath, std::nullopt), "401");
  EXPECT_EQ(body_max(kPath, "Bearer x"), "401");
  EXPECT_EQ(body_max("/v1/operator/rooms/main/notice", bearer), "413");
  EXPECT_EQ(body_max("/nothing", bearer), "413");
  with(domain::ScopeSet{}.With(domain::Scope::kRoomsWrite));
  EXPECT_EQ(body_max(kPath, bearer), "403");
}

}  // namespace
}  // namespace onsale::http
