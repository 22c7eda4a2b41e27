#include "store/memory/memory_rows.h"

#include <gtest/gtest.h>

#include "store/embedded/embedded_store.h"
#include "store/row_codec.h"

namespace onsale::store {
namespace {

using namespace domain;
using base::Duration;

// A visitor that counts the changes of a batch by table.
struct Tally {
  std::map<std::string, int> puts;
  std::map<std::string, int> erasures;
  template <class Row>
  void Put(const Row&) {
    ++puts[Table<Row>::kName];
  }
  template <class Row>
  void Erase(const Row&) {
    ++erasures[Table<Row>::kName];
  }
};

Time At(std::int64_t us) {
  return Time(Duration(us));
}
UserId User(const std::string& name) {
  return *UserId::Parse(name);
}
std::vector<ReservationId> IdsOf(const std::vector<const Reservation*>& rows) {
  std::vector<ReservationId> ids;
  for (const Reservation* const row : rows) ids.push_back(row->id);
  return ids;
}

ReservationId Id(std::uint8_t number) {
  ReservationId id;
  id.uuid.bytes[15] = number;
  return id;
}

class MemoryRowsTest : public testing::Test {
 protected:
  void SetUp() override { rows_.StartBatch(1); }

  Tally TakeTally() {
    std::string bytes;
    rows_.TakeChanges(bytes);
    Tally tally;
    EXPECT_TRUE(DecodeRows(bytes, tally));
    rows_.StartBatch(++batch_);
    return tally;
  }
  // A token of the user `u` with the number, or of another user, issued at the number.
  void PutToken(std::uint64_t number, TokenStatus status, Time until = {}, std::string user = "") {
    if (user.empty()) user = "u" + std::to_string(number);
    rows_.Put(QueueToken{.key = {kRoom, {number}},
                         .user = User(user),
                         .status = status,
                         .issued_at = At(static_cast<std::int64_t>(number)),
                         .active_until = until});
  }
  // The room of a draw with the queue numbers 2 to 6.
  static Room DrawnRoom() {
    Room room{.id = kRoom, .slug = "main", .last_number = {6}};
    room.draw = {.seed = base::Sha256Of("seed"), .before = {1}, .entries = 5};
    return room;
  }

  static std::vector<std::uint64_t> OrderOf(MemoryRows& rows) {
    std::vector<std::uint64_t> order;
    AdmissionRank rank;
    while (const auto number = rows.NextWaiting(kRoom, rank)) {
      EXPECT_EQ(rows.WaitingBefore(kRoom, *number), std::ssize(order));
      order.push_back(number->value);
      rank = rows.RankOf(kRoom, *number);
    }
    return order;
  }
  void PutReservation(ReservationId id, ReservationStatus status, Time until,
                      std::uint64_t token = 0) {
    rows_.Put(Reservation{.id = id,
                          .token = {kRoom, {token}},
                          .user = User("ann"),
                          .status = status,
                          .created_at = At(id.uuid.bytes[15]),
                          .held_until = until});
  }
  static std::vector<std::uint64_t> InOrderOfNumber() { return {1, 2, 3, 4, 5, 6, 7, 8}; }
  void PutSeat(std::uint32_t number, SeatStatus status) {
    rows_.Put(Seat{.key = {kShow, {number}}, .status = status});
  }

  static constexpr RoomId kRoom{1};
  static constexpr ShowId kShow{1};
  MemoryRows rows_;
  std::uint64_t batch_ = 1;
};

// If hash keys were equal in all processes, a client could craft keys that collide everywhere.
TEST_F(MemoryRowsTest, EachProcessHasItsOwnHashKey) {
  EXPECT_NE(MemoryRows().hash()("kim"), MemoryRows().hash()("kim"));
  EXPECT_NE(MemoryRows({}, EmbeddedOptions().hash_key).hash()("kim"),
            MemoryRows({}, EmbeddedOptions().hash_key).hash()("kim"));
}

TEST_F(MemoryRowsTest, ARowIsWrittenOnceInEachBatchThatPutsIt) {
  PutSeat(1, SeatStatus::kHeld);
  PutSeat(1, SeatStatus::kSold);
  EXPECT_EQ(TakeTally().puts["seats"], 1);
  PutSeat(1, SeatStatus::kHeld);
  EXPECT_EQ(TakeTally().puts["seats"], 1);
  rows_.Find(SeatKey{kShow, {1}});
  EXPECT_TRUE(TakeTally().puts.empty());
}

TEST_F(MemoryRowsTest, LoadedRowsAreNotChanges) {
  MemoryRows rows;
  rows.Put(Wallet{.user = User("ann")});
  rows.FinishLoading(0);
  rows.StartBatch(1);
  std::string bytes;
  EXPECT_FALSE(rows.TakeChanges(bytes));
}

IdempotencyRecord RecordOf(const char* user, const char* answer) {
  return {.key = {.user = User(user), .key = "k"}, .answer = answer, .expires_at = At(9)};
}

TEST_F(MemoryRowsTest, ARowErasedAndPutAgainInABatchIsKept) {
  rows_.Put(RecordOf("ann", "1"));
  TakeTally();
  rows_.Erase(RecordOf("ann", "1").key);
  rows_.Put(RecordOf("ann", "2"));
  const Tally tally = TakeTally();
  EXPECT_EQ(tally.erasures.at("idempotency_records"), 1);
  EXPECT_EQ(tally.puts.at("idempotency_records"), 1);
  EXPECT_EQ(rows_.Find(RecordOf("ann", "2").key)->answer, "2");
}

TEST_F(MemoryRowsTest, AnErasedRowIsNotFoundAndAnotherMayHaveItsSlot) {
  rows_.Put(RecordOf("ann", "1"));
  rows_.Erase(RecordOf("ann", "1").key);
  EXPECT_EQ(rows_.Find(RecordOf("ann", "1").key), nullptr);
  rows_.Put(RecordOf("ben", "2"));
  EXPECT_EQ(TakeTally().puts["idempotency_records"], 1);
  EXPECT_EQ(rows_.Find(RecordOf("ben", "2").key)->answer, "2");
}

TEST_F(MemoryRowsTest, AfterADrawTokensWaitInTheOrderDrawn) {
  for (std::uint64_t number = 1; number <= 8; ++number) PutToken(number, TokenStatus::kWaiting);
  PutToken(4, TokenStatus::kExpired);
  EXPECT_EQ(OrderOf(rows_), (std::vector<std::uint64_t>{1, 2, 3, 5, 6, 7, 8}));
  rows_.Put(DrawnRoom());
  const domain::DrawOrder order(DrawnRoom().draw);
  std::vector<std::uint64_t> expected{1};
  for (std::uint64_t rank = 2; rank <= 6; ++rank) {
    if (const QueueNumber number = order.NumberAt({rank}); number != QueueNumber{4})
      expected.push_back(number.value);
  }
  expected.insert(expected.end(), {7, 8});
  EXPECT_EQ(OrderOf(rows_), expected);
}

TEST_F(MemoryRowsTest, ADrawMayBeLoadedBeforeItsTokensAndBeReplaced) {
  rows_.Put(DrawnRoom());
  for (std::uint64_t number = 1; number <= 8; ++number) PutToken(number, TokenStatus::kWaiting);
  const auto drawn = OrderOf(rows_);
  EXPECT_NE(drawn, InOrderOfNumber());
  Room room = DrawnRoom();
  room.draw = {};
  rows_.Put(room);
  EXPECT_EQ(OrderOf(rows_), InOrderOfNumber());
  rows_.Put(DrawnRoom());
  EXPECT_EQ(OrderOf(rows_), drawn);
}

TEST_F(MemoryRowsTest, ARoomIsDueWhenItOpensOrHasAFreeSlotUnlessItIsSoldOut) {
  Room room{.id = kRoom, .slug = "main", .state = RoomState::kScheduled, .opens_at = At(50)};
  rows_.Put(room);
  EXPECT_EQ(rows_.NextDue(), At(50));
  EXPECT_EQ(rows_.NextRoomDue(At(49)), std::nullopt);
  EXPECT_EQ(rows_.NextRoomDue(At(50)), kRoom);
  room.opens_at = At(70);
  rows_.Put(room);
  EXPECT_EQ(rows_.NextRoomDue(At(69)), std::nullopt);
  room.state = RoomState::kOpen;
  rows_.Put(room);
  EXPECT_EQ(rows_.NextDue(), std::nullopt);
  room.waiting = 1;
  rows_.Put(room);
  EXPECT_EQ(rows_.NextRoomDue(At(1)), kRoom);
  room.sold_out = true;
  rows_.Put(room);
  EXPECT_EQ(rows_.NextRoomDue(At(1)), std::nullopt);
}

TEST_F(MemoryRowsTest, AnExtendedTurnIsDueAtItsNewEndOnly) {
  PutToken(1, TokenStatus::kActive, At(10));
  EXPECT_FALSE(rows_.NextTurnDue(At(9)));
  EXPECT_EQ(rows_.NextTurnDue(At(10)), (QueueTokenKey{kRoom, {1}}));
  PutToken(1, TokenStatus::kActive, At(20));
  EXPECT_FALSE(rows_.NextTurnDue(At(19)));
  EXPECT_TRUE(rows_.NextTurnDue(At(20)));
}

TEST_F(MemoryRowsTest, NextDueIsTheEarliestDueTime) {
  PutReservation(Id(1), ReservationStatus::kHeld, At(20));
  PutToken(1, TokenStatus::kActive, At(30));
  rows_.Put(IdempotencyRecord{.key = {User("ann"), "k"}, .expires_at = At(10)});
  EXPECT_EQ(rows_.NextDue(), At(10));
  EXPECT_EQ(rows_.NextRecordDue(At(10)), (IdempotencyRecordKey{User("ann"), "k"}));
  rows_.Erase(IdempotencyRecordKey{User("ann"), "k"});
  EXPECT_FALSE(rows_.NextRecordDue(At(10)));
  EXPECT_EQ(rows_.NextDue(), At(20));
}

TEST_F(MemoryRowsTest, OpenReservationsAreHeldOrConfirmedOldestFirst) {
  PutReservation(Id(3), ReservationStatus::kHeld, At(20));
  PutReservation(Id(1), ReservationStatus::kConfirmed, At(20));
  PutReservation(Id(2), ReservationStatus::kHeld, At(20));
  PutReservation(Id(2), ReservationStatus::kCancelled, At(20));
  EXPECT_EQ(IdsOf(rows_.OpenReservations(User("ann"))), (std::vector{Id(1), Id(3)}));
}

TEST_F(MemoryRowsTest, EndedReservationsAreReadInPagesNewestFirst) {
  using Ids = std::vector<ReservationId>;
  for (const auto number : std::initializer_list<std::uint8_t>{3, 1, 4, 2}) {
    PutReservation(Id(number), ReservationStatus::kExpired, At(20));
  }
  PutReservation(Id(5), ReservationStatus::kHeld, At(20));
  EXPECT_EQ(IdsOf(rows_.EndedReservations(User("ann"), {}, 3)), (Ids{Id(4), Id(3), Id(2)}));
  EXPECT_EQ(IdsOf(rows_.EndedReservations(User("ann"), {{At(3), Id(3)}}, 9)), (Ids{Id(2), Id(1)}));
  EXPECT_EQ(IdsOf(rows_.EndedReservations(User("bob"), {}, 9)), Ids{});
  rows_.Forget(Reservation{.id = Id(4)});
  PutReservation(Id(3), ReservationStatus::kHeld, At(20));  // a batch is undone
  EXPECT_EQ(IdsOf(rows_.EndedReservations(User("ann"), {}, 9)), (Ids{Id(2), Id(1)}));
}

TEST_F(MemoryRowsTest, NumbersOfSeatsFollowEveryChange) {
  PutSeat(1, SeatStatus::kAvailable);
  PutSeat(2, SeatStatus::kAvailable);
  PutSeat(2, SeatStatus::kHeld);
  EXPECT_EQ(rows_.AvailableSeats(kShow), 1);
  EXPECT_EQ(rows_.HeldSeats(kShow), 1);
  rows_.Erase(SeatKey{kShow, {1}});
  EXPECT_EQ(rows_.AvailableSeats(kShow), 0);
  PutSeat(2, SeatStatus::kSold);
  EXPECT_EQ(rows_.HeldSeats(kShow), 0);
}

TEST_F(MemoryRowsTest, TheMapIsInOrderOfNumberWhateverTheOrderOfArrival) {
  PutSeat(9, SeatStatus::kSold);
  PutSeat(2, SeatStatus::kAvailable);
  PutSeat(5, SeatStatus::kHeld);
  EXPECT_EQ(rows_.Seats(kShow)->statuses,
            (std::vector{SeatStatus::kAvailable, SeatStatus::kHeld, SeatStatus::kSold}));
}

TEST_F(MemoryRowsTest, AReturnedMapDoesNotChangeAndIsReturnedUntilASeatChanges) {
  PutSeat(1, SeatStatus::kAvailable);
  const auto map = rows_.Seats(kShow);
  TakeTally();
  EXPECT_EQ(rows_.Seats(kShow), map);
  PutSeat(1, SeatStatus::kSold);
  EXPECT_EQ(map->statuses.at(0), SeatStatus::kAvailable);
  EXPECT_GT(rows_.Seats(kShow)->version, map->version);
}

TEST_F(MemoryRowsTest, TheVersionGrowsAcrossARestart) {
  PutSeat(1, SeatStatus::kAvailable);
  rows_.Seats(kShow);
  PutSeat(1, SeatStatus::kHeld);
  const auto before = rows_.Seats(kShow)->version;
  MemoryRows restarted;
  restarted.Put(Seat{.key = {kShow, {1}}, .status = SeatStatus::kHeld});
  restarted.FinishLoading(1);
  EXPECT_GT(restarted.Seats(kShow)->version, before);
}

TEST_F(MemoryRowsTest, OnlyTheDifferenceOfACatalogueChangeIsWritten) {
  const auto catalog = [](const std::string& title, std::vector<ChartSeat> seats) {
    CatalogRows rows;
    rows.concerts = {Concert{.id = {1}, .slug = "a", .title = title}};
    rows.charts = {Chart{.id = {1}, .slug = "hall"}};
    rows.seats = std::move(seats);
    return std::make_shared<const Catalog>(std::move(rows));
  };
  rows_.Put(catalog("Old", {{.chart = {1}, .number = {1}}, {.chart = {1}, .number = {2}}}));
  TakeTally();
  rows_.Put(catalog("New", {{.chart = {1}, .number = {1}}, {.chart = {1}, .number = {3}}}));
  const Tally tally = TakeTally();
  EXPECT_EQ(tally.puts, (std::map<std::string, int>{{"concerts", 1}, {"chart_seats", 1}}));
  EXPECT_EQ(tally.erasures, (std::map<std::string, int>{{"chart_seats", 1}}));
}

TEST(MemorySizeTest, ASeatTakesLessThan64Bytes) {
  EXPECT_LE(sizeof(Seat) + sizeof(std::uint32_t), 64U);
}

TEST(MemorySizeTest, AWaitingTokenTakesLessThan200Bytes) {
  // The documented memory of a token: its row with its mark, a waiting count of four bytes, and an
  // index entry of eight bytes in an index that is at least three eighths full. (With a short user
  // id; a long one needs an allocation.)
  constexpr double kIndex = 8 / 0.375;
  constexpr double kCount = 8;  // a vector may have twice the needed capacity
  constexpr double kDraw = 8;   // number to rank and back, if the room has a draw
  EXPECT_LE(sizeof(QueueToken) + 4 + kIndex + kCount + kDraw, 200);
}

// --- Counts that limits are checked against ---

class CountsTest : public MemoryRowsTest {
 protected:
  void PutTokens(const std::string& user, const std::vector<std::uint64_t>& numbers) {
    for (const std::uint64_t n : numbers) PutToken(n, TokenStatus::kExpired, {}, user);
  }
  // The queue numbers of a user's tokens, the newest first.
  std::vector<std::int64_t> Numbers(const std::string& user) {
    std::vector<std::int64_t> numbers;
    for (std::int64_t n = 1;; ++n) {
      const auto issued = rows_.IssuedAt(kRoom, User(user), n);
      if (!issued) return numbers;
      numbers.push_back(issued->time_since_epoch().count());
    }
  }
  void PutRecord(const std::string& user, const std::string& key) {
    rows_.Put(IdempotencyRecord{.key = {User(user), key}, .expires_at = At(1)});
  }
};

TEST_F(CountsTest, TokensOfAUserLoadedInAnyOrderAreFoundNewestFirst) {
  PutTokens("ann", {3, 1, 6, 5, 4});
  PutTokens("bea", {2});
  EXPECT_EQ(Numbers("ann"), (std::vector<std::int64_t>{6, 5, 4, 3, 1}));
  EXPECT_EQ(Numbers("bea"), (std::vector<std::int64_t>{2}));
  EXPECT_TRUE(Numbers("cleo").empty());
}

TEST_F(CountsTest, AForgottenTokenIsNotCounted) {
  for (const std::uint64_t forgotten : {3, 2, 1}) {
    PutTokens("ann", {1, 2, 3});
    rows_.Forget(QueueToken{.key = {kRoom, {forgotten}}});
    std::vector<std::int64_t> left = {3, 2, 1};
    std::erase(left, static_cast<std::int64_t>(forgotten));
    EXPECT_EQ(Numbers("ann"), left);
  }
}

TEST_F(CountsTest, ReservationsAreCountedOncePerTurn) {
  PutTokens("ann", {1, 2});
  for (const ReservationId id : {Id(1), Id(2), Id(2)}) PutReservation(id, {}, {}, 1);
  PutReservation(Id(3), {}, {}, 2);
  EXPECT_EQ(rows_.ReservationsMade({kRoom, {1}}), 2);
  EXPECT_EQ(rows_.ReservationsMade({kRoom, {2}}), 1);
  rows_.Forget(Reservation{.id = Id(2)});
  EXPECT_EQ(rows_.ReservationsMade({kRoom, {1}}), 1);
}

TEST_F(CountsTest, AReservationOfAMissingTokenIsNotCounted) {
  PutReservation(Id(1), {}, {}, 4'000'000'000);
  EXPECT_EQ(rows_.ReservationsMade({kRoom, {4'000'000'000}}), 0);
}

TEST_F(CountsTest, RecordsAreCountedByUser) {
  for (const char* key : {"a", "b", "b"}) PutRecord("ann", key);
  PutRecord("bea", "a");
  EXPECT_EQ(rows_.RecordsOf(User("ann")), 2);
  rows_.Erase(IdempotencyRecordKey{User("ann"), "a"});
  rows_.Erase(IdempotencyRecordKey{User("ann"), "b"});
  rows_.Erase(IdempotencyRecordKey{User("ann"), "b"});
  EXPECT_EQ(rows_.RecordsOf(User("ann")), 0);
  EXPECT_EQ(rows_.RecordsOf(User("bea")), 1);
}

// A catalogue puts and erases many seats at once; the result is that of one by one.
TEST_F(MemoryRowsTest, SeatsPutAndErasedTogetherAreAsOneByOne) {
  static constexpr ShowId kShow{7};
  const auto seat = [](std::uint32_t number, SeatStatus status = SeatStatus::kAvailable) {
    return Seat{.key = {kShow, {number}}, .status = status};
  };
  const auto state = [&](MemoryRows& rows) {
    std::string text;
    for (const SeatStatus status : rows.Seats(kShow)->statuses) {
      text += std::to_string(static_cast<int>(status));
    }
    for (std::uint32_t n = 0; n < 12; ++n) text += rows.Find(SeatKey{kShow, {n}}) ? 'x' : '-';
    return text + std::to_string(rows.AvailableSeats(kShow)) +
           std::to_string(rows.HeldBackSeats(kShow));
  };
  MemoryRows single;
  single.StartBatch(1);
  for (MemoryRows* const rows : {&rows_, &single}) {
    for (const Seat& row : {seat(3), seat(5, SeatStatus::kHeldBack), seat(8)}) rows->Put(row);
    std::string unused;
    rows->TakeChanges(unused);
    rows->KeepUndo();
    rows->StartBatch(2);
  }
  const std::string before = state(rows_);
  const std::vector<Seat> fresh{seat(1), seat(4), seat(6), seat(9), seat(11)};
  const std::vector<SeatKey> gone{{kShow, {2}}, {kShow, {3}}, {kShow, {6}}, {kShow, {11}}};
  rows_.PutNew(fresh);
  rows_.EraseAll(gone);
  for (const Seat& row : fresh) single.Put(row);
  for (const SeatKey& key : gone) single.Erase(key);
  EXPECT_EQ(state(rows_), state(single));
  rows_.Put(seat(9, SeatStatus::kHeldBack));
  single.Put(seat(9, SeatStatus::kHeldBack));
  std::string together;
  std::string one_by_one;
  rows_.TakeChanges(together);
  single.TakeChanges(one_by_one);
  EXPECT_EQ(together, one_by_one);
  rows_.UndoBatch();
  EXPECT_EQ(state(rows_), before);
}

}  // namespace
}  // namespace onsale::store
