// Tests that archived tokens and reservations leave memory: no look-up finds them, and their memory
// is freed at the next batch, so that an undone batch restores them.
#include "domain/archive.h"

#include <gtest/gtest.h>

#include "domain/decide.h"
#include "store/memory/row_changes.h"
#include "store/memory/row_dump_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration kKept = hours(24) + minutes(10);

// A visitor that keeps the changed tokens and the changed room of a batch.
struct Changes {
  std::vector<QueueToken> tokens;
  std::optional<Room> room;
  template <class Row>
  void Put(const Row& row) {
    if constexpr (std::is_same_v<Row, QueueToken>) tokens.push_back(row);
    if constexpr (std::is_same_v<Row, Room>) room = row;
  }
  template <class Row>
  void Erase(const Row&) {}
};

class ArchivedRowsTest : public testing::Test {
 protected:
  ArchivedRowsTest() {
    rows_.FinishLoading(0);
    rows_.KeepUndo();
    Commit({LoadCatalog{ContractSale({.capacity = 2})}});
  }
  std::string Run(std::vector<Command> commands) {
    rows_.StartBatch(++batch_);
    const auto outcomes = DecideBatch(commands, rows_, now_);
    EXPECT_TRUE(outcomes);
    std::string changes;
    rows_.TakeChanges(changes);
    return changes;
  }
  std::string Commit(std::vector<Command> commands) {
    std::string changes = Run(std::move(commands));
    rows_.SettleBatch();
    return changes;
  }
  // Another node's commit of these rows.
  static std::expected<void, std::string> Follow(MemoryRows& rows, std::uint64_t number,
                                                 std::string_view changes) {
    rows.FollowBatch(number);
    RowChanges put(rows, RowChanges::Extent::kPut);
    EXPECT_TRUE(DecodeRows(changes, put));
    auto done = put.Finish();
    rows.SettleBatch();
    return done;
  }
  void Join(const std::string& user) {
    Commit({IssueToken{.user = ContractUser(user), .room = kMainRoom}});
  }
  Credential CredentialOf(std::uint64_t number) {
    const QueueToken* const token = rows_.Find(Key(number));
    return {.key = token->key, .issued_at = token->issued_at};
  }
  void Visit(const std::string& user) {
    Join(user);
    Commit({LeaveQueue{CredentialOf(OfRoom().last_number())}});
  }
  // Holds a seat with the token of this number.
  ReservationId Hold(std::uint64_t number, std::uint32_t seat) {
    const ReservationId id{ids_.Next()};
    Commit({HoldSeats{
        .caller = CredentialOf(number), .show = ShowId{1}, .seats = {{seat}}, .fresh_id = id}});
    EXPECT_NE(rows_.Find(id), nullptr);
    return id;
  }
  static QueueTokenKey Key(std::uint64_t number) { return {kMainRoom, {number}}; }
  const RoomRows& OfRoom() { return *rows_.RowsOf(kMainRoom); }

  MemoryRows rows_;
  base::CountingUuidSource ids_;
  std::uint64_t batch_ = 0;
  Time now_{hours(24)};
};

TEST_F(ArchivedRowsTest, NoLookUpFindsAnArchivedTokenAndTheNextBatchFreesIt) {
  Visit("kim");
  Join("kim");
  EXPECT_EQ(rows_.NextTokenToArchive(now_ + kKept - Duration(1)), std::nullopt);
  EXPECT_EQ(rows_.NextTokenToArchive(now_ + kKept), kMainRoom);
  now_ += minutes(9);
  Commit({LeaveQueue{CredentialOf(2)}});
  Join("kim");
  now_ += kKept - minutes(9);
  Commit({});
  EXPECT_EQ(OfRoom().archived(), 2U);
  EXPECT_EQ(OfRoom().freed(), 0U);
  const auto expect_gone = [this] {
    EXPECT_EQ(rows_.Find(Key(1)), nullptr);
    EXPECT_EQ(rows_.Find(Key(2)), nullptr);
    ASSERT_NE(rows_.Find(Key(3)), nullptr);
    EXPECT_NE(rows_.IssuedAt(kMainRoom, ContractUser("kim"), 1), std::nullopt);
    EXPECT_EQ(rows_.IssuedAt(kMainRoom, ContractUser("kim"), 2), std::nullopt);
    EXPECT_EQ(rows_.TokensOf(kMainRoom, ContractUser("kim"), kNewestToken, 9),
              std::vector<QueueNumber>{{3}});
    EXPECT_EQ(rows_.ReservationsMade(Key(1)), 0);
  };
  expect_gone();
  Commit({});
  EXPECT_EQ(OfRoom().freed(), 2U);
  expect_gone();
  now_ += kKept;
  Commit({});
  Commit({});
  EXPECT_EQ(OfRoom().freed(), 3U);
  EXPECT_EQ(rows_.FindLive(kMainRoom, ContractUser("kim")), nullptr);
  EXPECT_EQ(rows_.NextTokenToArchive(now_ + 99 * kKept), std::nullopt);
  Join("kim");
  EXPECT_NE(rows_.FindLive(kMainRoom, ContractUser("kim")), nullptr);
}

TEST_F(ArchivedRowsTest, AnUndoneBatchRestoresWhatItArchived) {
  Visit("ann");
  Visit("ben");
  Join("cat");
  const auto before = DumpRows(rows_);
  const auto due = rows_.NextDue();
  now_ += hours(48);
  for (int i = 0; i < 3; ++i) {
    Run({});
    EXPECT_EQ(OfRoom().archived(), 3U) << "cat's turn ends and its token leaves in one batch";
    rows_.UndoBatch();
    --batch_;
    EXPECT_EQ(DumpRows(rows_), before);
    EXPECT_EQ(rows_.NextDue(), due);
    EXPECT_NE(rows_.FindLive(kMainRoom, ContractUser("cat")), nullptr);
    EXPECT_EQ(OfRoom().active(), 1);
  }
  Commit({});
  Commit({});
  EXPECT_EQ(OfRoom().freed(), 3U);
}

TEST_F(ArchivedRowsTest, NoLookUpFindsAnArchivedReservationAndTheNextBatchFreesIt) {
  Join("kim");
  const ReservationId cancelled = Hold(1, 1);
  const ReservationId left = Hold(1, 2);
  Commit({CancelReservation{CredentialOf(1), cancelled}});
  Commit({LeaveQueue{CredentialOf(1)}});
  now_ += minutes(9);
  Join("kim");
  const ReservationId kept = Hold(2, 3);
  Commit({LeaveQueue{CredentialOf(2)}});
  const auto before = DumpRows(rows_).size();
  now_ += kKept - minutes(9);
  Commit({});
  EXPECT_EQ(OfRoom().archived(), 1U);
  EXPECT_EQ(OfRoom().freed(), 0U);
  EXPECT_EQ(rows_.reservations(), 3U);
  for (int i = 0; i < 2; ++i) {
    for (const ReservationId id : {cancelled, left}) {
      EXPECT_EQ(rows_.Find(id), nullptr);
      EXPECT_TRUE(rows_.ReservationsWith(base::BookingNumberOf(id)).empty());
    }
    const auto ended = rows_.EndedReservations(ContractUser("kim"), std::nullopt, 9);
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0]->id, kept);
    EXPECT_EQ(DumpRows(rows_).size(), before - 3);
    Commit({});
    EXPECT_EQ(OfRoom().freed(), 1U);
    EXPECT_EQ(rows_.reservations(), 1U);
  }
  now_ += kKept;
  Commit({});
  Commit({});
  EXPECT_TRUE(rows_.EndedReservations(ContractUser("kim"), std::nullopt, 9).empty());
  EXPECT_EQ(rows_.Find(kept), nullptr);
  EXPECT_EQ(rows_.reservations(), 0U);
  // The freed memory serves again.
  Join("kim");
  EXPECT_NE(rows_.Find(Hold(3, 1)), nullptr);
}

TEST_F(ArchivedRowsTest, AnUndoneBatchRestoresTheReservationsThatItArchived) {
  Join("kim");
  const ReservationId cancelled = Hold(1, 1);
  const ReservationId held = Hold(1, 2);
  Commit({CancelReservation{CredentialOf(1), cancelled}});
  const auto before = DumpRows(rows_);
  now_ += hours(48);
  for (int i = 0; i < 3; ++i) {
    Run({});
    EXPECT_EQ(rows_.Find(held), nullptr) << "it ends and leaves in one batch";
    rows_.UndoBatch();
    --batch_;
    EXPECT_EQ(DumpRows(rows_), before);
    EXPECT_EQ(rows_.OpenReservations(ContractUser("kim")).size(), 1U);
    EXPECT_EQ(rows_.ReservationsWith(base::BookingNumberOf(cancelled)).size(), 1U);
  }
  Commit({});
  Commit({});
  EXPECT_EQ(rows_.Find(cancelled), nullptr);
}

TEST_F(ArchivedRowsTest, AnArchivedReservationThatChangesIsRefused) {
  Join("kim");
  const ReservationId id = Hold(1, 1);
  Commit({LeaveQueue{CredentialOf(1)}});
  std::string bytes;
  base::WireWriter writer(bytes);
  EncodePut(writer, *rows_.Find(id));
  now_ += kKept;
  Commit({});
  const auto done = Follow(rows_, ++batch_, bytes);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().find("its room has archived it"), std::string::npos) << done.error();
}

TEST_F(ArchivedRowsTest, ATokenThatEndsAndIsArchivedInOneBatchIsWrittenAndFollowed) {
  MemoryRows other;
  other.FinishLoading(0);
  other.KeepUndo();
  const std::string catalog = [this] {
    MemoryRows fresh;
    fresh.FinishLoading(0);
    fresh.StartBatch(1);
    (void)DecideBatch(std::vector<Command>{LoadCatalog{ContractSale({.capacity = 2})}}, fresh,
                      now_);
    std::string changes;
    fresh.TakeChanges(changes);
    return changes;
  }();
  ASSERT_TRUE(Follow(other, 1, catalog));
  ASSERT_TRUE(
      Follow(other, 2, Commit({IssueToken{.user = ContractUser("kim"), .room = kMainRoom}})));
  now_ += hours(48);
  const std::string batch = Commit({});
  Changes changes;
  ASSERT_TRUE(DecodeRows(batch, changes));
  ASSERT_EQ(changes.tokens.size(), 1U);
  EXPECT_EQ(changes.tokens[0].status, TokenStatus::kExpired);
  ASSERT_TRUE(changes.room);
  EXPECT_EQ(changes.room->last_archived, QueueNumber{1});

  ASSERT_TRUE(Follow(other, 3, batch));
  EXPECT_EQ(other.Find(Key(1)), nullptr);
  EXPECT_EQ(other.RowsOf(kMainRoom)->active(), 0);
  EXPECT_EQ(DumpRows(other), DumpRows(rows_));
  ASSERT_TRUE(
      Follow(other, 4, Commit({IssueToken{.user = ContractUser("kim"), .room = kMainRoom}})));
  EXPECT_EQ(other.RowsOf(kMainRoom)->freed(), 1U);
  EXPECT_EQ(DumpRows(other), DumpRows(rows_));
}

TEST_F(ArchivedRowsTest, ARoomThatHasArchivedALivingTokenIsRefused) {
  Join("kim");
  Room room = *rows_.Find(kMainRoom);
  room.last_archived = {1};
  std::string bytes;
  base::WireWriter writer(bytes);
  EncodePut(writer, room);
  const auto done = Follow(rows_, ++batch_, bytes);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().find("its room has archived it"), std::string::npos) << done.error();
}

TEST_F(ArchivedRowsTest, OnlyTheTokensAboveLastArchivedAreLoaded) {
  for (int i = 0; i < 3; ++i) Visit("user" + std::to_string(i));
  now_ += kKept;
  Join("ann");
  Join("ben");
  Commit({ChangeRoom{.room = "main", .change = {.state = RoomState::kPaused}}});
  Join("cat");
  EXPECT_EQ(OfRoom().archived(), 3U);

  MemoryRows loaded;
  RowChanges changes(loaded);
  const CatalogRows& catalog = rows_.catalog().rows();
  const auto all = [&changes](const auto& rows) {
    for (const auto& row : rows) changes.Put(row);
  };
  all(catalog.concerts), all(catalog.shows), all(catalog.charts);
  all(catalog.categories), all(catalog.seats), all(catalog.prices);
  rows_.ForEachRow([&changes](const auto& row) { changes.Put(row); });
  const auto done = changes.Finish();
  ASSERT_TRUE(done) << done.error();
  loaded.FinishLoading(9);
  EXPECT_EQ(DumpRows(loaded), DumpRows(rows_));
  EXPECT_EQ(loaded.RowsOf(kMainRoom)->freed(), 3U);
  EXPECT_EQ(loaded.NextWaiting(kMainRoom, {}), QueueNumber{6});
  EXPECT_EQ(loaded.WaitingBefore(kMainRoom, {6}), 0);
  EXPECT_EQ(loaded.WaitingBefore(kMainRoom, {7}), 1);
}

TEST_F(ArchivedRowsTest, TheRanksOfADrawStayUntilAllOfItsEntriesAreArchived) {
  Visit("early");
  Commit({ChangeRoom{.room = "main",
                     .change = {.mode = RoomMode::kDraw,
                                .state = RoomState::kScheduled,
                                .opens_at = now_ + hours(48)},
                     .fresh_seed = base::Sha256Of("seed")}});
  constexpr int kEntries = 9;
  for (int i = 0; i < kEntries; ++i) Join("user" + std::to_string(i));
  // One entry leaves and is over before the draw, so that it is archived in the lobby.
  Commit({LeaveQueue{CredentialOf(2)}});
  now_ += hours(47);
  Commit({});
  Commit({});
  EXPECT_EQ(OfRoom().freed(), 2U);
  now_ += hours(1);
  Commit({});
  const DrawOrder order(rows_.Find(kMainRoom)->draw);
  std::int64_t ahead = 0;
  AdmissionRank rank = rows_.Find(kMainRoom)->last_admitted;
  while (const auto next = rows_.NextWaiting(kMainRoom, rank)) {
    EXPECT_GT(order.RankOf(*next), rank);
    EXPECT_EQ(rows_.RankOf(kMainRoom, *next), order.RankOf(*next));
    EXPECT_EQ(rows_.WaitingBefore(kMainRoom, *next), ahead++);
    rank = order.RankOf(*next);
  }
  EXPECT_EQ(ahead, kEntries - 1 - 2);  // without the one that left, and two turns
  for (int i = 0; i < kEntries; ++i) {
    now_ += minutes(10);
    Commit({});
  }
  now_ += kKept;
  Commit({});
  Commit({});
  EXPECT_EQ(OfRoom().freed(), 10U);
  EXPECT_EQ(rows_.RankOf(kMainRoom, {3}), AdmissionRank{3}) << "the order is not kept";
  Join("late");
  EXPECT_EQ(rows_.RankOf(kMainRoom, {11}), AdmissionRank{11});
  EXPECT_EQ(rows_.Find(Key(11))->status, TokenStatus::kActive);
}

TEST_F(ArchivedRowsTest, MemoryDoesNotGrowWithTokensThatComeAndGo) {
  constexpr std::size_t kRound = 5'000;
  rows_.StartBatch(++batch_);
  for (std::uint64_t number = 1; number <= 20 * kRound;) {
    Room room = *rows_.Find(kMainRoom);
    for (std::size_t i = 0; i < kRound; ++i, ++number) {
      QueueToken token{.key = Key(number),
                       .user = ContractUser("user" + std::to_string(number)),
                       .status = TokenStatus::kWaiting,
                       .issued_at = now_};
      rows_.Put(token);
      token.status = TokenStatus::kExpired;
      token.expiry_reason = ExpiryReason::kLeft;
      rows_.Put(token);
    }
    room.last_number = {number - 1};
    room.last_archived = room.last_number;
    rows_.Put(room);
    std::string changes;
    rows_.TakeChanges(changes);
    rows_.SettleBatch();
    EXPECT_GT(OfRoom().entries(), 4 * kRound);
    rows_.StartBatch(++batch_);
    EXPECT_EQ(OfRoom().freed(), number - 1);
    EXPECT_LE(OfRoom().entries(), 1'024U);  // the rows of a chunk that is not full
  }
}

}  // namespace
}  // namespace onsale::store
