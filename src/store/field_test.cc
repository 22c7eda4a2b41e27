#include "store/field.h"

#include <gtest/gtest.h>

namespace onsale::store {
namespace {

using base::Duration;
using base::Time;

std::string TimeTextOf(Time time) {
  std::string out;
  AppendTimeText(time, out);
  return out;
}

TEST(TimeTextTest, HasMicrosecondsAndReadsBack) {
  EXPECT_EQ(TimeTextOf(Time(Duration(1'807'351'200'123'456))), "2027-04-10T10:00:00.123456Z");
  for (const Time written :
       {Time(Duration(1'807'351'200'123'456)), Time(Duration(-1)), Time::max()}) {
    Time read;
    EXPECT_TRUE(ParseTimeText(TimeTextOf(written), read)) << TimeTextOf(written);
    EXPECT_EQ(read, written);
  }
}

TEST(TimeTextTest, OtherTextIsRefused) {
  Time time;
  for (const char* text : {"", "x", "2027-13-10T10:00:00.000000Z", "2027-04-10T25:00:00.000000Z",
                           "2027-04-10T10:00:00.00000xZ", "2027-04-10 10:00:00", "12x"}) {
    EXPECT_FALSE(ParseTimeText(text, time)) << text;
  }
}

TEST(SeatsJsonTest, IsReadableJsonAndMayHaveSpaces) {
  std::string out;
  AppendSeatsJson({{{7}, {99'000}}, {{8}, {1}}}, out);
  EXPECT_EQ(out, R"([{"number":7,"price":99000},{"number":8,"price":1}])");
  std::vector<domain::ReservedSeat> seats;
  EXPECT_TRUE(ParseSeatsJson(R"([ {"number": 7, "price": 99000 } ] )", seats));
  EXPECT_EQ(seats, (std::vector<domain::ReservedSeat>{{{7}, {99'000}}}));
}

TEST(SeatsJsonTest, OtherTextIsRefused) {
  std::vector<domain::ReservedSeat> seats;
  for (const char* text :
       {"", "[", "{}", R"([{"number":-1,"price":1}])", R"([{"number":1}])",
        R"([{"number":1,"price":1}],)", R"([{"number":9999999999,"price":1}])"}) {
    EXPECT_FALSE(ParseSeatsJson(text, seats)) << text;
  }
}

TEST(SqlTest, NilIdsAndTheEpochAreNullAndStatusesAreWords) {
  SqlValue value;
  Field<base::ReservationId>::ToSql({}, value);
  EXPECT_EQ(value.kind, SqlValue::Kind::kNull);
  Field<Time>::ToSql(Time{}, value);
  EXPECT_EQ(value.kind, SqlValue::Kind::kNull);
  Field<domain::SeatStatus>::ToSql(domain::SeatStatus::kHeld, value);
  EXPECT_EQ(value.bytes, "HELD");
}

}  // namespace
}  // namespace onsale::store
