#include "http/question.h"

#include <gtest/gtest.h>

#include "http/request_log.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using enum store::StoreErrorCode;

TEST(ReadProblemTest, OnlyDamageIsReportedAsDamageAndNoMessageIsShown) {
  const std::pair<store::StoreErrorCode, const char*> cases[] = {
      {kCorrupt, "500 data-damaged"},
      {kUnavailable, "503 unavailable"},
      {kConflict, "503 unavailable"},
      {kUnknownOutcome, "503 unavailable"}};
  for (const auto& [code, verdict] : cases) {
    const Response response = ReadProblem({code, "secret"});
    EXPECT_EQ(VerdictOf(response), verdict);
    EXPECT_FALSE(response.body.contains("secret"));
  }
}

class TroubleLog final : public RequestLog {
 public:
  bool Wants(unsigned) const override { return false; }
  void OnRequest(const RequestRecord&) override {}
  void OnSlowRequest(const SlowRequest&) override {}
  void OnOperatorChange(const OperatorChange&) override {}
  void OnOperatorRead(const OperatorRead&) override {}
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
