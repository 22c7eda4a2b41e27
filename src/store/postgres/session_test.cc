#include "store/postgres/session.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/await_testing.h"
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
    session_ = OpenSession();
  }
  std::unique_ptr<PgSession> OpenSession() {
    auto session = PgSession::Open({.url = database_.url()});
    if (!session) throw std::runtime_error(session.error().text);
    return std::move(*session);
  }
  bool SomebodyWaits() {
    const auto waiting = connection_->QueryText(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = "
        "'Lock'");
    return waiting && waiting->rows() > 0;
  }
  // Adds commits of another node to `batches`.
  void AddBatches(int from, int to) {
    ASSERT_TRUE(connection_->Execute(
        "INSERT INTO batches SELECT n, gen_random_uuid(), gen_random_uuid(), now(), '' FROM "
        "generate_series(" +
        std::to_string(from) + ", " + std::to_string(to) + ") n"));
  }
  // The number of sequential scans of `batches` so far.
  std::string WholeReads() {
    for (PgConnection* const one : {&session_->connection(), connection_.get()}) {
      EXPECT_TRUE(one->QueryText("SELECT pg_stat_force_next_flush()"));
    }
    EXPECT_TRUE(session_->ReadHead(0));
    const auto found = connection_->QueryText(
        "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'batches'");
    return found ? std::string(found->At(0, 0).value_or("NULL")) : found.error().text;
  }

  TestDatabase database_;
  std::unique_ptr<PgConnection> connection_;
  std::unique_ptr<PgSession> session_;
};

// Regression: a plan made for an empty table was cached, so each read of the head scanned all
// batches, under the lock.
TEST_F(PgSessionTest, CommitsAreFoundByIndexHoweverManyThereAre) {
  const std::string before = WholeReads();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(session_->ReadHead(1));
  AddBatches(1, 5000);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(session_->ReadHead(4999));
  EXPECT_EQ(WholeReads(), before);
}

TEST_F(PgSessionTest, LockWaitsForTheSessionThatHoldsTheHead) {
  ASSERT_TRUE(session_->Lock(0));
  const auto other = OpenSession();
  std::atomic<bool> has_it = false;
  std::thread second([&] {
    EXPECT_TRUE(other->Lock(0));
    has_it = true;
  });
  base::Await("the other session", [&] { return has_it || SomebodyWaits(); });
  EXPECT_FALSE(has_it);
  EXPECT_TRUE(session_->Rollback());
  second.join();
  EXPECT_TRUE(other->Rollback());
}

// A node may hang between two parts of its batch while its kernel keeps the connection alive: the
// server must then free the head.
TEST_F(PgSessionTest, ASessionThatHangsBetweenPartsLosesTheHead) {
  PgConnection& connection = session_->connection();
  ASSERT_TRUE(connection.Execute("SET idle_in_transaction_session_timeout = 1000"));
  ASSERT_TRUE(session_->Lock(0));
  const PgCall part[] = {{"touch_node", PgParameters().Uuid({.bytes = {1}})}};
  ASSERT_TRUE(connection.Send(part));
  const auto other = OpenSession();
  const auto locked = other->Lock(0);
  EXPECT_TRUE(locked) << locked.error().text;
  EXPECT_TRUE(other->Rollback());
}

// A commit in doubt must not count as done because of a commit of another node.
TEST_F(PgSessionTest, WasCommittedFindsOnlyTheNodesOwnCommit) {
  const base::Uuid node{.bytes = {1}};
  const base::Uuid other_node{.bytes = {2}};
  const PgHead head{.number = 1, .id = {.bytes = {3}}, .at = base::Time(std::chrono::hours(24))};
  ASSERT_TRUE(session_->Lock(0));
  ASSERT_TRUE(session_->Write({.head = head, .node = node, .rows = {}, .forget_before = 0}));
  const auto was_committed = [this](const base::Uuid& by, const PgHead& which) {
    EXPECT_TRUE(session_->Lock(1));
    return session_->WasCommitted(by, which).value();
  };
  EXPECT_TRUE(was_committed(node, head));
  EXPECT_FALSE(was_committed(other_node, head));
  EXPECT_FALSE(was_committed(node, {.number = 1, .id = {.bytes = {4}}, .at = head.at}));
  EXPECT_FALSE(was_committed(node, {.number = 2, .id = head.id, .at = head.at}));
}

// A larger number would not fit into the version of a seat map.
TEST_F(PgSessionTest, ACommitNumberAboveTheLargestCannotBeRead) {
  for (const std::uint64_t number : {kCommitNumberMax, kCommitNumberMax + 1}) {
    ASSERT_TRUE(connection_->Execute("UPDATE sale_head SET number = " + std::to_string(number)));
    EXPECT_EQ(session_->ReadHead(0).has_value(), number == kCommitNumberMax);
  }
}

TEST_F(PgSessionTest, AskClockReadsTheClockAnew) {
  const auto update = session_->Lock(0);
  ASSERT_TRUE(update);
  ASSERT_TRUE(session_->AskClock());
  const auto now = session_->TakeClock();
  ASSERT_TRUE(now);
  EXPECT_GT(*now, update->clock);
  EXPECT_TRUE(session_->Rollback());
}

}  // namespace
}  // namespace onsale::store
