#include "app/export_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/source_dir_testing.h"

namespace onsale::app {
namespace {

using store::ExportCell;
using testing::HasSubstr;

constexpr std::string_view kNext = "0195f1e3-0000-7a10-8c21-5d1f0a2b3c4d";

const store::ExportKind& Bookings() {
  return *std::ranges::find(store::ExportKinds(), "bookings", &store::ExportKind::name);
}

std::string PageWith(std::string_view user, std::string_view next) {
  return R"({"reservations":[{"bookingNumber":"CMP5-ZVRF","reservationId":"r","paymentId":"p",)"
         R"("paidAt":"2027-04-01T20:00:00.000Z","userId":")" +
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

BookingLines LinesOf(const std::string& page, const store::ExportRange& range = {},
                     ExportFormat format = ExportFormat::kCsv) {
  return BookingLinesOf(page, ExportLines(format, Bookings().columns), range);
}

TEST(ExportCommandTest, EachSeatIsALineWithItsBooking) {
  const BookingLines lines = LinesOf(PageWith("kim", "null"));
  const std::string booking =
      R"("CMP5-ZVRF","r","p","2027-04-01T20:00:00.000Z","kim","c","달빛, ""밤""",,"s","T","KRW",)";
  EXPECT_EQ(lines.text, booking + "\"A\",\"1\",\"3\",\"A-1-3\",\"R\",500\r\n" + booking +
                            "\"A\",\"1\",\"4\",\"A-1-4\",\"R\",500\r\n");
  EXPECT_EQ(lines.next_cursor, "");
}

TEST(ExportCommandTest, ATextThatASpreadsheetWouldComputeIsDisarmedInCsvAlone) {
  for (const std::string_view user :
       {"=1+1", "+82", "-1", "@SUM(A1)", "\\t=1", "\\r=1", "＝1+1", "＋82", "－1", "＠SUM(A1)"}) {
    EXPECT_THAT(LinesOf(PageWith(user, "null")).text, HasSubstr("000Z\",\"'")) << user;
  }
  EXPECT_THAT(LinesOf(PageWith("a=1", "null")).text, HasSubstr("\"a=1\""));
  EXPECT_THAT(LinesOf(PageWith("=1+1", "null"), {}, ExportFormat::kJsonl).text,
              HasSubstr(R"("userId":"=1+1")"));
}

TEST(ExportCommandTest, BookingsOutsideTheRangeAreLeftOut) {
  const base::Time paid = base::ParseRfc3339("2027-04-01T20:00:00Z")->time;
  const std::string page = PageWith("kim", "null");
  EXPECT_NE(LinesOf(page, {.since = paid}).text, "");
  EXPECT_EQ(LinesOf(page, {.since = paid + base::Duration(1)}).text, "");
  EXPECT_EQ(LinesOf(page, {.until = paid}).text, "");
}

TEST(ExportCommandTest, OnlyACursorThatFitsIntoAPathIsFollowed) {
  const std::string next = "\"" + std::string(kNext) + "\"";
  EXPECT_EQ(LinesOf(PageWith("kim", next)).next_cursor, kNext);
  for (const std::string_view bad : {R"("a b")", R"("")", "7", R"("x\r\nHost: y")"}) {
    EXPECT_ANY_THROW(LinesOf(PageWith("kim", bad))) << bad;
  }
  EXPECT_ANY_THROW(LinesOf("{}"));
}

TEST(ExportLinesTest, EveryKindOfValueIsWrittenInBothFormats) {
  constexpr store::ExportColumn kColumns[] = {{"a", "", nullptr},
                                              {"b", "", nullptr},
                                              {"c", "", nullptr},
                                              {"d", "", nullptr},
                                              {"e", "", nullptr}};
  const std::vector<ExportCell> cells = {ExportCell(), ExportCell(std::int64_t{7}),
                                         ExportCell(true), ExportCell(std::string("x\"\ny")),
                                         ExportCell(std::vector<std::int64_t>{1, 2})};
  std::string csv;
  ExportLines(ExportFormat::kCsv, kColumns).Append(cells, csv);
  EXPECT_EQ(csv, ",7,true,\"x\"\"\ny\",\"1 2\"\r\n");
  EXPECT_EQ(ExportLines(ExportFormat::kCsv, kColumns).Head(), "a,b,c,d,e\r\n");
  std::string json;
  ExportLines(ExportFormat::kJsonl, kColumns).Append(cells, json);
  EXPECT_EQ(json, "{\"a\":null,\"b\":7,\"c\":true,\"d\":\"x\\\"\\ny\",\"e\":[1,2]}\n");
  EXPECT_EQ(ExportLines(ExportFormat::kJsonl, kColumns).Head(), "");
}

// docs/export.md has a table for each kind, and in it a line for each column, in order.
TEST(ExportLinesTest, TheDocumentListsEveryColumn) {
  std::stringstream text;
  text << std::ifstream(base::SourceDir() + "/docs/export.md").rdbuf();
  const std::string document = text.str();
  for (const store::ExportKind& kind : store::ExportKinds()) {
    std::size_t at = document.find("## " + std::string(kind.name) + "\n");
    ASSERT_NE(at, std::string::npos) << kind.name;
    const std::size_t end = std::min(document.find("\n## ", at), document.size());
    for (const store::ExportColumn& column : kind.columns) {
      at = document.find("| `" + std::string(column.name) + "` |", at);
      ASSERT_LT(at, end) << kind.name << ": " << column.name;
    }
  }
}

}  // namespace
}  // namespace onsale::app
