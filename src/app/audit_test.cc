#include "app/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "app/operator_client.h"
#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

using testing::HasSubstr;

class AuditCommandTest : public testing::Test {
 protected:
  int Run(const AuditTask& task) { return Audit(task, {}, {out_, err_}); }

  base::TempDirectory folder_;
  std::ostringstream out_, err_;
};

TEST_F(AuditCommandTest, AnAuditNeedsOneTargetAndAKeyForAUrl) {
  EXPECT_EQ(Run({}), 2);
  EXPECT_EQ(Run({.data = "data", .url = "http://127.0.0.1:1"}), 2);
  EXPECT_THAT(err_.str(),
              HasSubstr("name one sale: --data DIR, or --store postgresql://..., or --url"));
  EXPECT_EQ(Run({.url = "http://127.0.0.1:1"}), 2);
  EXPECT_EQ(Run({.data = "data", .key_file = "key"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("give --key-file FILE, or set ONSALE_KEY_FILE"));
  EXPECT_THAT(err_.str(), HasSubstr("--key-file FILE is for --url"));
}

TEST_F(AuditCommandTest, AFolderWithoutASaleIsNotAudited) {
  EXPECT_EQ(Run({.data = folder_.path()}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("there is no sale in " + folder_.path()));
  EXPECT_EQ(out_.str(), "");
}

TEST(AuditTableTest, APassedAuditEndsInOneLine) {
  const store::AuditReport report{.commit_number = 12,
                                  .checks = {{.name = "seat-owners", .checked = 150}}};
  EXPECT_EQ(AuditTable(report),
            "check           checked  violations\n"
            "seat-owners         150           0\n"
            "PASS: 1 check at commit 12\n");
}

TEST(AuditTableTest, ViolationsFollowTheirCheck) {
  const store::AuditReport report{.commit_number = 12,
                                  .checks = {{.name = "a", .checked = 1},
                                             {.name = "one-owner",
                                              .proves = "No seat has two owners.",
                                              .checked = 7,
                                              .violations = 3,
                                              .examples = {"seat 1", "seat 2"}}}};
  EXPECT_EQ(AuditTable(report),
            "check         checked  violations\n"
            "a                   1           0\n"
            "one-owner           7           3\n"
            "    violated: No seat has two owners.\n"
            "    - seat 1\n"
            "    - seat 2\n"
            "    - and 1 more\n"
            "FAIL: 3 violations in 1 of 2 checks at commit 12\n");
}

TEST(AuditTableTest, ControlBytesInStoredValuesAreReplaced) {
  const store::AuditReport report{
      .checks = {{.name = "a", .violations = 1, .examples = {"\x1b[2J \xff 좌석"}}}};
  EXPECT_THAT(AuditTable(report), HasSubstr("- ?[2J ? 좌석\n"));
}

TEST(ServerUrlTest, HasAnAddressAndAPort) {
  const std::pair<const char*, std::pair<const char*, int>> cases[] = {
      {"http://127.0.0.1:8080", {"127.0.0.1", 8080}},
      {"http://127.0.0.1:8080/", {"127.0.0.1", 8080}},
      {"http://10.0.0.7", {"10.0.0.7", 80}},
      {"http://localhost:1", {"127.0.0.1", 1}},
      {"http://[::1]:65535", {"::1", 65535}},
      {"http://[::1]", {"::1", 80}}};
  for (const auto& [url, expected] : cases) {
    const auto server = ParseServerUrl(url);
    ASSERT_TRUE(server.has_value()) << url;
    EXPECT_EQ(server->host, expected.first);
    EXPECT_EQ(server->port, expected.second);
  }
}

TEST(ServerUrlTest, AnythingElseIsRefused) {
  for (const char* url :
       {"", "127.0.0.1:8080", "https://127.0.0.1", "http://", "http://example.com:80",
        "http://127.0.0.1:0", "http://127.0.0.1:65536", "http://127.0.0.1:8080/v1", "http://::1:80",
        "http://user@127.0.0.1:80", "http://127.0.0.1:80:80", "http://127.0.0.1:80//"}) {
    EXPECT_FALSE(ParseServerUrl(url).has_value()) << url;
  }
}

}  // namespace
}  // namespace onsale::app
