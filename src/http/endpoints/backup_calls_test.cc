// The operator's calls that copy a running sale: what they ask the source, and what they answer.
#include <gmock/gmock.h>

#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

// Answers with what a test has set, and notes what it was asked.
class FakeBackup final : public BackupSource {
 public:
  void MakeBase(Done<BackupBase> done) override { done(base); }
  void ReadBase(std::uint64_t offset, Done<std::string> done) override {
    asked.offset = offset;
    done(bytes);
  }
  void ReadJournal(const JournalPiece& piece, Done<std::optional<std::string>> done) override {
    asked = piece;
    done(journal);
  }

  std::expected<BackupBase, BackupTrouble> base;
  std::expected<std::string, BackupTrouble> bytes;
  std::expected<std::optional<std::string>, BackupTrouble> journal;
  JournalPiece asked;
};

class BackupCallsTest : public EndpointTest {
 protected:
  Response Call(const Endpoint& endpoint, std::string_view query = {}) {
    return Checked(
        endpoint,
        std::get<Response>(
            Ask(endpoint, {.query = query},
                {.store = {}, .token_keys = nullptr, .request_log = nullptr, .backup = source_})));
  }

  FakeBackup backup_;
  BackupSource* source_ = &backup_;
};

TEST_F(BackupCallsTest, ABaseIsDescribedExactly) {
  backup_.base = BackupBase{
      .commit_number = 7, .hash = ~std::uint64_t{0}, .at = now_, .bytes = 4096, .digest = {}};
  const Response response = Call(kMakeBackupBaseEndpoint);
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, R"({"commit":7,"hash":"18446744073709551615",)"
                           R"("at":"2027-04-01T09:00:00.123000Z","bytes":4096,"sha256":")" +
                               std::string(64, '0') + R"("})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
}

TEST_F(BackupCallsTest, BytesAreSentAsTheyAre) {
  backup_.bytes = std::string("\0base", 5);
  const Response response = Call(kReadBackupBaseEndpoint, "offset=4096");
  EXPECT_EQ(response.body, std::string("\0base", 5));
  EXPECT_EQ(response.content_type, "application/octet-stream");
  EXPECT_EQ(backup_.asked.offset, 4096U);
}

TEST_F(BackupCallsTest, AMissingSegmentDiffersFromOneWithoutMoreBytes) {
  backup_.journal = std::nullopt;
  EXPECT_EQ(Call(kReadBackupJournalEndpoint).body, "");
  EXPECT_EQ(backup_.asked.segment, 0U);
  EXPECT_EQ(backup_.asked.bytes_max, kBackupPieceMax);
  backup_.journal = "";
  EXPECT_EQ(Call(kReadBackupJournalEndpoint, "segment=3&offset=64&limit=5").body, "\1");
  EXPECT_EQ(backup_.asked.segment, 3U);
  EXPECT_EQ(backup_.asked.offset, 64U);
  EXPECT_EQ(backup_.asked.bytes_max, 5U);
}

TEST_F(BackupCallsTest, ATroubleIs503) {
  using enum BackupTrouble;
  for (const BackupTrouble trouble : {kBusy, kNoSpace, kFailed}) {
    backup_.base = std::unexpected(trouble);
    backup_.journal = std::unexpected(trouble);
    EXPECT_EQ(VerdictOf(Call(kMakeBackupBaseEndpoint)), "503 unavailable");
    EXPECT_EQ(VerdictOf(Call(kReadBackupJournalEndpoint)), "503 unavailable");
  }
  source_ = nullptr;
  const Response over_postgres = Call(kMakeBackupBaseEndpoint);
  EXPECT_EQ(VerdictOf(over_postgres), "503 unavailable");
  EXPECT_THAT(over_postgres.body, testing::HasSubstr("PostgreSQL"));
}

TEST_F(BackupCallsTest, BadParametersAreNamed) {
  const std::tuple<const Endpoint&, const char*, const char*> cases[] = {
      {kReadBackupBaseEndpoint, "offset=-1", "invalid-parameter offset"},
      {kReadBackupBaseEndpoint, "offset=9007199254740993", "invalid-parameter offset"},
      {kReadBackupBaseEndpoint, "segment=1", "invalid-parameter segment"},
      {kMakeBackupBaseEndpoint, "offset=1", "invalid-parameter offset"},
      {kReadBackupJournalEndpoint, "segment=4294967296", "invalid-parameter segment"},
      {kReadBackupJournalEndpoint, "segment=x", "invalid-parameter segment"},
      {kReadBackupJournalEndpoint, "offset=1.5", "invalid-parameter offset"},
      {kReadBackupJournalEndpoint, "limit=0", "invalid-parameter limit"},
      {kReadBackupJournalEndpoint, "limit=1048577", "invalid-parameter limit"}};
  for (const auto& [endpoint, query, said] : cases) {
    EXPECT_EQ(Refused(endpoint, {.query = query}), said) << query;
  }
}

}  // namespace
}  // namespace onsale::http
