#include "http/pages/availability.h"

#include <algorithm>
#include <array>
#include <random>

#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::SeatStatus;

class AvailabilityTest : public testing::Test {
 protected:
  static domain::SeatMap Map(std::vector<SeatStatus> statuses, std::uint64_t version = 7) {
    const auto available = std::ranges::count(statuses, SeatStatus::kAvailable);
    return {
        .show = {1}, .version = version, .available = available, .statuses = std::move(statuses)};
  }
  std::string DigestOf(const domain::CatalogPtr& catalog) {
    return charts_.Of(catalog)->Of({1}).digest;
  }

  ChartPages charts_;
};

constexpr SeatStatus kOpenSeat = SeatStatus::kAvailable;
constexpr SeatStatus kHeldSeat = SeatStatus::kHeld;
constexpr SeatStatus kSoldSeat = SeatStatus::kSold;

TEST_F(AvailabilityTest, StatesTakeTwoBitsASeatTheFirstInTheLowestBits) {
  const auto catalog = SmallCatalog();
  const auto charts = charts_.Of(catalog);
  // 0x21: 00 10 00 01
  EXPECT_EQ(AvailabilityJson(*charts, Map({kHeldSeat, kOpenSeat, kSoldSeat})),
            R"({"version":7,"chart":")" + DigestOf(catalog) +
                R"(","seatsAvailable":1,"sections":[1,0],"states":"IQ=="})");
  const auto five = ArenaCatalog(5);
  EXPECT_TRUE(AvailabilityJson(*charts_.Of(five),
                               Map({kSoldSeat, kHeldSeat, kOpenSeat, kSoldSeat, kHeldSeat}))
                  .contains(R"("sections":[0,0,1,0,0],"states":"hgE="})"))
      << "0x86 0x01: 10 00 01 10, then 01";
}

TEST_F(AvailabilityTest, AFreeSeatWithoutAPriceIsNotForSale) {
  domain::CatalogRows rows = SmallCatalog()->rows();
  rows.prices.pop_back();
  const auto catalog = std::make_shared<const domain::Catalog>(std::move(rows));
  const auto charts = charts_.Of(catalog);
  // 0x30: 00 11 00 00
  EXPECT_TRUE(AvailabilityJson(*charts, Map({kOpenSeat, kOpenSeat, kOpenSeat}))
                  .contains(R"("seatsAvailable":2,"sections":[2,0],"states":"MA=="})"));
  EXPECT_TRUE(AvailabilityJson(*charts, Map({kOpenSeat, kOpenSeat, kSoldSeat}))
                  .contains(R"("states":"IA=="})"));
  EXPECT_TRUE(SummaryJson(*charts, Map({kOpenSeat, kOpenSeat, kOpenSeat}))
                  .contains(R"("seatsTotal":3,"seatsAvailable":2,"seatsHeld":0,"seatsSold":0)"));
  EXPECT_EQ(ChangesJson(*charts, Map({kOpenSeat, kHeldSeat, kHeldSeat}),
                        Map({kOpenSeat, kOpenSeat, kOpenSeat})),
            R"({"version":7,"seatsAvailable":2,"changes":[1,1,0,2,1,3]})");
}

TEST_F(AvailabilityTest, ChangesAreRangesOfSeatsSideBySide) {
  const auto charts = charts_.Of(ArenaCatalog(6));
  const auto before = Map({kOpenSeat, kOpenSeat, kOpenSeat, kHeldSeat, kHeldSeat, kOpenSeat});
  EXPECT_EQ(ChangesJson(*charts, before,
                        Map({kHeldSeat, kHeldSeat, kOpenSeat, kSoldSeat, kOpenSeat, kOpenSeat}, 9)),
            R"({"version":9,"seatsAvailable":3,"changes":[0,2,1,3,1,2,4,1,0]})");
  EXPECT_EQ(ChangesJson(*charts, before, before),
            R"({"version":7,"seatsAvailable":4,"changes":[]})");
}

TEST_F(AvailabilityTest, AChangedSeatTakesAtMost40Bytes) {
  constexpr std::size_t kHallSeats = 100'000;
  const auto charts = charts_.Of(ArenaCatalog(kHallSeats));
  const std::vector<SeatStatus> free(kHallSeats, kOpenSeat);
  const std::size_t none = ChangesJson(*charts, Map(free), Map(free, 1ULL << 52)).size();
  EXPECT_LE(none, 100U);
  std::vector<SeatStatus> changed = free;
  for (std::size_t i = 0; i < kHallSeats; ++i) changed[i] = i % 2 == 0 ? kSoldSeat : kHeldSeat;
  EXPECT_LE(ChangesJson(*charts, Map(free), Map(changed, 1ULL << 52)).size(),
            none + 40 * kHallSeats);
}

TEST_F(AvailabilityTest, ASummaryCountsByCategoryAndSection) {
  const auto catalog = SmallCatalog();
  EXPECT_EQ(SummaryJson(*charts_.Of(catalog), Map({kHeldSeat, kOpenSeat, kSoldSeat})),
            R"({"showId":"spring-1","chart":")" + DigestOf(catalog) +
                R"(","seatsTotal":3,"seatsAvailable":1,"seatsHeld":1,"seatsSold":1,)"
                R"("categories":[{"categoryId":"a","seatsTotal":2,"seatsAvailable":1,)"
                R"("seatsHeld":1,"seatsSold":0},{"categoryId":"b","seatsTotal":1,)"
                R"("seatsAvailable":0,"seatsHeld":0,"seatsSold":1}],)"
                R"("sections":[{"section":"Floor","categoryId":"a","seatsTotal":2,)"
                R"("seatsAvailable":1,"seatsHeld":1,"seatsSold":0},{"section":"Floor",)"
                R"("categoryId":"b","seatsTotal":1,"seatsAvailable":0,"seatsHeld":0,)"
                R"("seatsSold":1}]})");
}

// A hall with 45 sections for each 12,828 seats, as the sample arena has.
domain::CatalogPtr HallOf(std::uint32_t seats) {
  domain::CatalogRows rows = ArenaCatalog(seats)->rows();
  for (domain::ChartSeat& seat : rows.seats) {
    seat.section = std::to_string(seat.number.value / 285);
    seat.label = std::to_string(seat.number.value);
  }
  return std::make_shared<const domain::Catalog>(std::move(rows));
}

// docs/seat-maps.md and issue 20: in kilobytes of 1,000 bytes.
TEST_F(AvailabilityTest, AnyMixtureOfStatesFitsTheTargets) {
  struct Target {
    std::uint32_t seats;
    std::size_t plain_max;
    std::size_t gzip_max;
  };
  for (const Target& target : {Target{12'828, 8'000, 4'000}, Target{100'000, 45'000, 30'000}}) {
    const auto charts = charts_.Of(HallOf(target.seats));
    std::mt19937 random(target.seats);
    for (const unsigned held : {0U, 1U, 10U, 33U, 50U}) {
      for (const unsigned sold : {0U, 1U, 33U, 50U}) {
        std::vector<SeatStatus> statuses(target.seats, kOpenSeat);
        for (SeatStatus& status : statuses) {
          const auto dice = random() % 100;
          if (dice < held + sold) status = dice < held ? kHeldSeat : kSoldSeat;
        }
        const std::string plain = AvailabilityJson(*charts, Map(statuses, 1ULL << 52));
        EXPECT_LE(plain.size(), target.plain_max);
        EXPECT_LE(Compress(plain, Coding::kGzip, Effort::kOften).size(), target.gzip_max)
            << held << ' ' << sold;
        EXPECT_LE(Compress(plain, Coding::kBrotli, Effort::kOften).size(), target.gzip_max);
      }
    }
  }
}

}  // namespace
}  // namespace onsale::http
