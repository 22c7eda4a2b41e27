#include "app/export_bookings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onsale::app {
namespace {

using testing::HasSubstr;

constexpr std::string_view kNext = "0195f1e3-0000-7a10-8c21-5d1f0a2b3c4d";

std::string PageWith(std::string_view user, std::string_view next) {
  return R"({"reservations":[{"bookingNumber":"CMP5-ZVRF","reservationId":"r","paymentId":"p",)"
         R"("paidAt":"T","userId":")" +
         std::string(user) +
         R"(","concertId":"c","title":"달빛, \"밤\"","venue":null,"showId":"s","startsAt":"T",)"
         R"("currency":"KRW","seats":[)"
         R"({"section":"A","row":"1","seat":"3","label":"A-1-3",)"
         R"("categoryName":"R","price":500},)"
         R"({"section":"A","row":"1","seat":"4","label":"A-1-4",)"
         R"("categoryName":"R","price":500}]}],)"
         R"("nextCursor":)" +
         std::string(next) + "}";
}

TEST(ExportBookingsTest, EachSeatIsALineWithItsBooking) {
  const BookingLines lines = BookingLinesOf(PageWith("kim", "null"));
  const std::string booking = R"("CMP5-ZVRF","r","p","T","kim","c","달빛, ""밤""",,"s","T","KRW",)";
  EXPECT_EQ(lines.csv, booking + "\"A\",\"1\",\"3\",\"A-1-3\",\"R\",500\r\n" + booking +
                           "\"A\",\"1\",\"4\",\"A-1-4\",\"R\",500\r\n");
  EXPECT_EQ(lines.next_cursor, "");
}

TEST(ExportBookingsTest, ATextThatASpreadsheetWouldComputeIsQuoted) {
  for (const std::string_view user :
       {"=1+1", "+82", "-1", "@SUM(A1)", "\\t=1", "\\r=1", "＝1+1", "＋82", "－1", "＠SUM(A1)"}) {
    EXPECT_THAT(BookingLinesOf(PageWith(user, "null")).csv, HasSubstr("\"T\",\"'")) << user;
  }
  EXPECT_THAT(BookingLinesOf(PageWith("a=1", "null")).csv, HasSubstr("\"a=1\""));
}

TEST(ExportBookingsTest, OnlyACursorThatFitsIntoAPathIsFollowed) {
  const std::string next = "\"" + std::string(kNext) + "\"";
  EXPECT_EQ(BookingLinesOf(PageWith("kim", next)).next_cursor, kNext);
  for (const std::string_view bad : {R"("a b")", R"("")", "7", R"("x\r\nHost: y")"}) {
    EXPECT_ANY_THROW(BookingLinesOf(PageWith("kim", bad))) << bad;
  }
  EXPECT_ANY_THROW(BookingLinesOf("{}"));
}

}  // namespace
}  // namespace onsale::app
