#include "http/question.h"

#include <gtest/gtest.h>

#include "http/request_log.h"

namespace onsale::http {
namespace {

using enum store::StoreErrorCode;

TEST(ReadProblemTest, DamageIsReportedAsDamage) {
  const Response response = ReadProblem({kCorrupt, "secret"});
  EXPECT_EQ(response.status, 500U);
  EXPECT_NE(response.body.find("\"code\":\"data-damaged\""), std::string::npos);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST(ReadProblemTest, AnyOtherFailureIs503) {
  for (const auto code : {kUnavailable, kConflict, kUnknownOutcome}) {
    const Response response = ReadProblem({code, "secret"});
    EXPECT_EQ(response.status, 503U);
    EXPECT_NE(response.body.find("\"code\":\"unavailable\""), std::string::npos);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
  }
}

class TroubleLog final : public RequestLog {
 public:
  bool Wants(unsigned) const override { return false; }
  void OnRequest(const RequestRecord&) override {}
  void OnRoomChange(const domain::ChangedRoomView&) override {}
  void OnTrouble(std::string_view what) override { trouble += what; }

  std::string trouble;
};

TEST(ReportDamageTest, OnlyDamageIsReported) {
  TroubleLog log;
  for (const auto code : {kUnavailable, kConflict, kUnknownOutcome}) {
    ReportDamage({code, "page 3"}, "a ledger", &log);
  }
  EXPECT_EQ(log.trouble, "");
  ReportDamage({kCorrupt, "page 3"}, "a ledger", &log);
  EXPECT_EQ(log.trouble, "cannot read a ledger: page 3");
  ReportDamage({kCorrupt, "page 3"}, "a ledger", nullptr);
}

}  // namespace
}  // namespace onsale::http
