#include "store/postgres/values.h"

#include <gmock/gmock.h>

#include <map>
#include <ranges>

#include "store/postgres/row_calls.h"
#include "store/postgres/tables.h"
#include "store/postgres/test_server_testing.h"
#include "store/random_rows_testing.h"

namespace onsale::store {
namespace {

using testing::UnorderedElementsAreArray;

// Tables without constraints, which random rows would violate.
class ValuesTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = PgConnection::Open({.url = database_.url()});
    ASSERT_TRUE(opened) << opened.error().text;
    connection_ = std::move(*opened);
    ASSERT_TRUE(PrepareTables(*connection_));
    ASSERT_TRUE(connection_->Execute(R"(DO $$ DECLARE c record; BEGIN
      FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
               WHERE contype IN ('c', 'u') AND connamespace = 'public'::regnamespace AND
                     conrelid <> 'sale_head'::regclass LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname);
      END LOOP; END $$; DROP INDEX queue_tokens_live)"));
    const auto prepared = PrepareRowCalls(*connection_);
    ASSERT_TRUE(prepared) << prepared.error().text;
  }
  void Write(const std::string& changes) {
    const auto calls = RowCalls(changes, UndoLog(base::KeyedHash({})));
    const auto done = connection_->Run(calls);
    ASSERT_TRUE(done) << done.error().text;
  }
  template <class Row>
  std::vector<std::string> Stored() {
    std::vector<std::string> rows;
    const auto done =
        connection_->ForEachRow(SelectAllInKeyOrderSql(TextOf<Row>()), [&](const PgResult& result) {
          Row row;
          EXPECT_TRUE(result.Read(0, row)) << Table<Row>::kName;
          rows.push_back(EncodedRow(row));
        });
    EXPECT_TRUE(done) << done.error().text;
    return rows;
  }

  TestDatabase database_;
  std::unique_ptr<PgConnection> connection_;
  RandomRows random_{11};
};

TEST_F(ValuesTest, EveryTableReturnsTheRowsPut) {
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    std::map<std::string, std::string> wanted;  // by key, because keys are unique
    std::string changes;
    for (int i = 0; i < 50; ++i) {
      const Row row = random_.Next<Row>();
      wanted[EncodedErasure(row)] = EncodedRow(row);
      changes += EncodedRow(row);
    }
    Write(changes);
    const auto rows = std::views::values(wanted);
    EXPECT_THAT(Stored<Row>(), UnorderedElementsAreArray(rows.begin(), rows.end()))
        << Table<Row>::kName;
  });
}

TEST_F(ValuesTest, EveryTableReplacesARowWithTheSameKeyAndErasesIt) {
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    const Row first = random_.Next<Row>();
    Row last = first;
    Write(EncodedRow(first));
    if constexpr (!IsHistory(Table<Row>::kHome)) {
      last = random_.Next<Row>();
      KeyOf(last) = KeyOf(first);
      Write(EncodedRow(last));
    }
    EXPECT_EQ(Stored<Row>(), std::vector{EncodedRow(last)}) << Table<Row>::kName;
    Write(EncodedErasure(last));
    EXPECT_TRUE(Stored<Row>().empty()) << Table<Row>::kName;
  });
}

TEST_F(ValuesTest, ARowMadeByTheBatchReplacesNoRow) {
  const auto row = random_.Next<domain::Reservation>();
  UndoLog before(base::KeyedHash({}));
  before.Was<domain::Reservation>(nullptr, row);
  EXPECT_TRUE(connection_->Run(RowCalls(EncodedRow(row), before)));
  const auto again = connection_->Run(RowCalls(EncodedRow(row), before));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().state, "23505");
}

TEST_F(ValuesTest, LedgerEntriesAreNeverReplaced) {
  const auto entry = random_.Next<domain::LedgerEntry>();
  Write(EncodedRow(entry));
  EXPECT_FALSE(connection_->Run(RowCalls(EncodedRow(entry), UndoLog(base::KeyedHash({})))));
}

TEST_F(ValuesTest, TimesStatusesAndEmptyMembersAreReadableInSql) {
  const base::Time until(std::chrono::seconds(1'800'000'000) + std::chrono::microseconds(123'456));
  Write(EncodedRow(
      domain::Seat{.key = {{1}, {2}}, .status = domain::SeatStatus::kHeld, .held_until = until}));
  ASSERT_TRUE(connection_->Execute("SET TimeZone = UTC"));
  const auto seat =
      connection_->QueryText("SELECT status, held_until, reservation_id IS NULL FROM seats");
  EXPECT_EQ(seat->At(0, 0), "HELD");
  EXPECT_EQ(seat->At(0, 1), "2027-01-15 08:00:00.123456+00");
  EXPECT_EQ(seat->At(0, 2), "t");
}

TEST(PgValuesTest, InvalidValuesAreRefused) {
  base::Time time;
  EXPECT_FALSE(FromPg(PgValue("1234567"), false, time));
  EXPECT_FALSE(FromPg(PgValue("\x7f\xff\xff\xff\xff\xff\xff\xff"), false, time));  // infinity
  std::int64_t number = 0;
  EXPECT_FALSE(FromPg(PgValue("1234"), false, number));
  EXPECT_FALSE(FromPg(PgValue(), false, number));
  base::Uuid id;
  EXPECT_FALSE(FromPg(PgValue("123"), false, id));
  auto status = domain::SeatStatus::kHeld;
  EXPECT_FALSE(FromPg(PgValue("GONE"), false, status));
  std::vector<domain::ReservedSeat> seats;
  EXPECT_FALSE(FromPg(PgValue("[7]"), false, seats));
}

}  // namespace
}  // namespace onsale::store
