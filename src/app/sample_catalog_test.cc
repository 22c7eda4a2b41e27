// Tests the catalogues in catalog/ and the schema in docs/.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "app/catalog_file.h"
#include "app/catalog_reader.h"
#include "base/json_document.h"
#include "base/source_dir_testing.h"
#include "domain/policy_fields.h"

namespace onsale::app {
namespace {

using testing::ElementsAre;

// --- The schema in docs/ ---

std::int64_t NumberIn(const base::JsonValue& schema, std::string_view name) {
  const base::JsonValue* const number = schema.Find(name);
  return number == nullptr ? -1 : number->integer;
}

TEST(CatalogSchemaTest, EveryMemberOfARoomsPolicyIsDescribed) {
  std::ifstream file(base::SourceDir() + "/docs/catalog.schema.json");
  std::ostringstream text;
  text << file.rdbuf();
  const auto document = base::ParseJson(text.str());
  ASSERT_TRUE(document.has_value());
  const base::JsonValue& room = *document->root.Find("$defs")->Find("room")->Find("properties");
  EXPECT_EQ(room.members.size(), kRoomMembers.size());
  domain::ForEachPolicyField([&]<class Field>(const Field& field) {
    const base::JsonValue* const schema = room.Find(field.json);
    ASSERT_NE(schema, nullptr) << field.json;
    if constexpr (std::is_same_v<Field, domain::PolicyCount>) {
      EXPECT_EQ(NumberIn(*schema, "minimum"), field.range.least) << field.json;
      EXPECT_EQ(NumberIn(*schema, "maximum"), field.range.most) << field.json;
    }
  });
}

// --- The samples in catalog/ ---

class SampleCatalogTest : public testing::Test {
 protected:
  static domain::CatalogSpec Sample(const std::string& name) {
    const std::vector<std::filesystem::path> files{std::filesystem::path(base::SourceDir()) /
                                                   "catalog" / name};
    auto contents = ReadCatalogFiles(files, {});
    EXPECT_TRUE(contents.has_value()) << contents.error().front();
    return contents ? std::move(contents->spec) : domain::CatalogSpec{};
  }
  static void ExpectOnSaleForYears(const domain::CatalogSpec& contents) {
    for (const auto& show : contents.rows.shows) {
      EXPECT_LT(show.sale_opens_at, base::ParseRfc3339("2026-01-01T00:00:00Z")->time);
      EXPECT_GT(show.sale_closes_at, base::ParseRfc3339("2029-12-31T00:00:00Z")->time);
    }
  }
};

TEST_F(SampleCatalogTest, TheReferenceConcertHasThreeDatesInAHallOfFiftySeats) {
  const domain::CatalogSpec contents = Sample("reference.json");
  const auto& seats = contents.rows.seats;
  ASSERT_EQ(seats.size(), 50U);
  EXPECT_EQ(seats.front().number.value, 1U);
  EXPECT_EQ(seats.back().number.value, 50U);
  std::set<std::string> dates;
  for (const auto& show : contents.rows.shows) dates.insert(show.date);
  EXPECT_EQ(contents.rows.concerts.at(0).slug, "reference");
  EXPECT_THAT(dates, ElementsAre("2030-05-01", "2030-05-02", "2030-05-03"));
  ExpectOnSaleForYears(contents);
}

TEST_F(SampleCatalogTest, TheArenaHasMoreThanTenThousandSeatsInFourCategories) {
  const domain::CatalogSpec contents = Sample("arena.json");
  EXPECT_GT(contents.rows.seats.size(), 10'000U);
  EXPECT_EQ(contents.rows.categories.size(), 4U);
  EXPECT_GE(contents.rows.shows.size(), 3U);
  ExpectOnSaleForYears(contents);
}

TEST_F(SampleCatalogTest, TheArenaHasWheelchairPlacesEachBesideItsCompanionsSeat) {
  const domain::CatalogRows rows = Sample("arena.json").rows;
  std::size_t pairs = 0;
  for (const auto& seat : rows.seats) {
    if (seat.access != domain::SeatAccess::kWheelchair) continue;
    ++pairs;
    ASSERT_NE(seat.pair, domain::SeatNumber{}) << seat.label;
    const auto other = std::ranges::find(rows.seats, seat.pair, &domain::ChartSeat::number);
    EXPECT_EQ(other->row, seat.row);
    EXPECT_LE(std::abs(other->x_cm - seat.x_cm) + std::abs(other->y_cm - seat.y_cm), 50)
        << seat.label;
  }
  EXPECT_EQ(pairs, 50U);
}

// Seats are about half a metre wide, so seats of two sections laid over one another would be
// closer.
TEST_F(SampleCatalogTest, SeatsOfTheArenaAreAtLeastFortyCentimetresApart) {
  const domain::CatalogSpec contents = Sample("arena.json");
  std::vector<std::pair<std::int64_t, std::int64_t>> spots;
  for (const auto& seat : contents.rows.seats) spots.emplace_back(seat.x_cm, seat.y_cm);
  std::ranges::sort(spots);
  for (std::size_t i = 0; i < spots.size(); ++i) {
    for (std::size_t j = i + 1; j < spots.size() && spots[j].first - spots[i].first < 40; ++j) {
      ASSERT_GE(std::abs(spots[j].second - spots[i].second), 40);
    }
  }
}

}  // namespace
}  // namespace onsale::app
