#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

class OperatorCallsTest : public EndpointTest {
 protected:
  Response Finished(const store::AuditReport& report) {
    return Checked(kAuditEndpoint, kAuditEndpoint.finish_audit(MakeCall({}), report));
  }
};

TEST_F(OperatorCallsTest, AnAuditBecomesAQueryToTheStore) {
  Call call = MakeCall({});
  EXPECT_TRUE(
      std::holds_alternative<store::AuditQuery>(kAuditEndpoint.begin(kAuditEndpoint.spec, call)));
}

TEST_F(OperatorCallsTest, AnAuditTakesNoParameters) {
  EXPECT_EQ(Refused(kAuditEndpoint, {.query = "deep=1"}), "invalid-parameter deep");
}

TEST_F(OperatorCallsTest, ASaleWithoutViolationsPasses) {
  const Response response =
      Finished({.commit_number = 9, .checks = {{.name = "a", .proves = "b", .checked = 3}}});
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body,
            R"({"whole":true,"batch":9,"checks":[{"name":"a","proves":"b","checked":3,)"
            R"("violations":0,"examples":[]}]})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
}

TEST_F(OperatorCallsTest, ASaleWithViolationsFailsAndListsThem) {
  const Response response = Finished(
      {.checks = {{.name = "a"}, {.name = "b", .violations = 2, .examples = {"x \"y\"", "z"}}}});
  EXPECT_EQ(response.body,
            R"({"whole":false,"batch":0,"checks":[)"
            R"({"name":"a","proves":"","checked":0,"violations":0,"examples":[]},)"
            R"({"name":"b","proves":"","checked":0,"violations":2,"examples":["x \"y\"","z"]}]})");
}

TEST_F(OperatorCallsTest, AReloadOfTokenKeysIsPassedToTheirSource) {
  Call call = MakeCall({});
  EXPECT_TRUE(std::holds_alternative<ReloadTokenKeys>(
      kReloadTokenKeyEndpoint.begin(kReloadTokenKeyEndpoint.spec, call)));
}

TEST_F(OperatorCallsTest, AReloadOfTokenKeysTakesNoParameters) {
  EXPECT_EQ(Refused(kReloadTokenKeyEndpoint, {.query = "now=1"}), "invalid-parameter now");
}

TEST_F(OperatorCallsTest, TheIdsOfTheTokenKeysInUseAreReturned) {
  const Response one = Checked(
      kReloadTokenKeyEndpoint,
      kReloadTokenKeyEndpoint.finish_token_keys(MakeCall({}), {.seals = {0x5F3A}, .opens = {}}));
  EXPECT_EQ(one.body, R"({"seals":"00005f3a","opens":null})");
  const Response two = Checked(kReloadTokenKeyEndpoint,
                               kReloadTokenKeyEndpoint.finish_token_keys(
                                   MakeCall({}), {.seals = {1}, .opens = SealKeyId{0xFFFFFFFF}}));
  EXPECT_EQ(two.body, R"({"seals":"00000001","opens":"ffffffff"})");
  EXPECT_TRUE(HasHeader(two, "Cache-Control: no-store"));
}

}  // namespace
}  // namespace onsale::http
