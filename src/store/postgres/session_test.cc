#include "store/postgres/session.h"

#include <gtest/gtest.h>

#include "store/postgres/tables.h"
#include "store/postgres/test_server_testing.h"

namespace onsale::store {
namespace {

class PgSessionTest : public testing::Test {
 protected:
  PgSessionTest() {
    auto connection = PgConnection::Open({.url = database_.url()});
    if (!connection) throw std::runtime_error(connection.error().text);
    connection_ = std::move(*connection);
    if (!PrepareTables(*connection_)) throw std::runtime_error("no tables");
    auto session = PgSession::Open({.url = database_.url()});
    if (!session) throw std::runtime_error(session.error().text);
    session_ = std::move(*session);
  }
  // Of another node.
  void AddBatches(int from, int to) {
    ASSERT_TRUE(connection_->Execute(
        "INSERT INTO batches SELECT n, gen_random_uuid(), gen_random_uuid(), now(), '' FROM "
        "generate_series(" +
        std::to_string(from) + ", " + std::to_string(to) + ") n"));
  }
  // How often the batches have been read from end to end.
  std::string WholeReads() {
    EXPECT_TRUE(session_->connection().QueryText("SELECT pg_stat_force_next_flush()"));
    EXPECT_TRUE(session_->Peek(0));
    const auto found = connection_->QueryText(
        "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'batches'");
    return found ? std::string(found->At(0, 0).value_or("NULL")) : found.error().text;
  }

  TestDatabase database_;
  std::unique_ptr<PgConnection> connection_;
  std::unique_ptr<PgSession> session_;
};

// The plan was made while there were none, and then kept: each look at the head read all batches
// there were, under the lock.
TEST_F(PgSessionTest, BatchesAreFoundByNumberHoweverManyThereAre) {
  const std::string before = WholeReads();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(session_->Peek(1));
  AddBatches(1, 5000);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(session_->Peek(4999));
  EXPECT_EQ(WholeReads(), before);
}

TEST_F(PgSessionTest, TheClockIsReadWhenItIsAskedFor) {
  const auto news = session_->Lock(0);
  ASSERT_TRUE(news);
  ASSERT_TRUE(session_->AskClock());
  const auto now = session_->TakeClock();
  ASSERT_TRUE(now);
  EXPECT_GT(*now, news->clock);
  EXPECT_TRUE(session_->Rollback());
}

}  // namespace
}  // namespace onsale::store
