#include "http/pages/seat_pages.h"

#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::SeatStatus;

class SeatPagesTest : public testing::Test {
 protected:
  PageSource Source() const { return {.catalog = catalog_, .currency = "KRW"}; }
  ReadyPage Seats(const domain::SeatMap& map, SeatFilter filter = SeatFilter::kAvailable) {
    return pages_.Seats(Source(), map, filter, MapReader{}).page;
  }
  // The numbers of the seats in a part, and how many of them are free.
  std::string Part(const SeatsPart& part) {
    std::string out;
    const std::string text = *pages_.Seats(Source(), map_, SeatFilter::kAll, part).bytes;
    constexpr std::string_view kBefore = "\"seatsAvailable\":";
    constexpr std::string_view kNumber = "\"number\":";
    out.push_back(text.at(text.find(kBefore) + kBefore.size()));
    for (std::size_t at = text.find(kNumber); at != text.npos; at = text.find(kNumber, at + 1)) {
      out.append(" ").push_back(text.at(at + kNumber.size()));
    }
    return out;
  }

  domain::CatalogPtr catalog_ = SmallCatalog();
  domain::SeatMap map_{
      .show = {1}, .version = 1, .available = 3, .statuses = {3, SeatStatus::kAvailable}};
  ChartPages charts_;
  SeatPages pages_{charts_};
};

TEST_F(SeatPagesTest, EachFilterHasAPageThatIsKeptWhileTheMapIsUnchanged) {
  const auto available = Seats(map_).bytes;
  EXPECT_NE(*available, *Seats(map_, SeatFilter::kAll).bytes);
  EXPECT_EQ(Seats(map_).bytes, available);
}

TEST_F(SeatPagesTest, ANewVersionIsBuiltAgainBesideThePageThatWasReturned) {
  const ReadyPage first = Seats(map_);
  const std::string copy = *first.bytes;
  map_.version = 2;
  EXPECT_EQ(Seats(map_).etag, first.etag) << "of equal content";
  map_ = {.show = {1}, .version = 3, .available = 2, .statuses = map_.statuses};
  map_.statuses[0] = SeatStatus::kHeld;
  EXPECT_NE(*Seats(map_).bytes, copy);
  EXPECT_EQ(*first.bytes, copy);
}

TEST_F(SeatPagesTest, ANewCatalogueIsUsedAtOnce) {
  (void)Seats(map_);
  domain::CatalogRows rows = catalog_->rows();
  rows.prices[0].amount = {1};
  catalog_ = std::make_shared<const domain::Catalog>(std::move(rows));
  EXPECT_NE(Seats(map_).bytes->find("\"price\":1}"), std::string::npos);
}

TEST_F(SeatPagesTest, ASeatWithoutAPriceHasANullPrice) {
  domain::CatalogRows rows = catalog_->rows();
  rows.prices.pop_back();
  catalog_ = std::make_shared<const domain::Catalog>(std::move(rows));
  EXPECT_NE(Seats(map_).bytes->find(R"("categoryId":"b","price":null})"), std::string::npos);
}

TEST_F(SeatPagesTest, AboveItsLimitTheCacheIsEmptiedAndRebuilt) {
  SeatPages small(charts_, 1);
  const auto seats = [&] {
    return small.Seats(Source(), map_, SeatFilter::kAll, MapReader{}).page.bytes;
  };
  const auto first = seats();
  const auto second = seats();
  EXPECT_NE(first, second);
  EXPECT_EQ(*first, *second);
}

TEST_F(SeatPagesTest, TheChartIsBuiltOnceForEachCatalogue) {
  const domain::Show& show = *catalog_->FindShow("spring-1");
  const PackedPagePtr first = pages_.Chart(Source(), show);
  EXPECT_EQ(pages_.Chart(Source(), show), first);
  EXPECT_EQ(pages_.Concerts(Source()), pages_.Concerts(Source()));
}

TEST_F(SeatPagesTest, APartHasTheSeatsOfItsSectionAndCategory) {
  map_.statuses[0] = SeatStatus::kSold;
  EXPECT_EQ(Part({}), "2 1 2 3");
  EXPECT_EQ(Part({.section = "Floor", .category = {}}), "2 1 2 3");
  EXPECT_EQ(Part({.section = {}, .category = "a"}), "1 1 2");
  EXPECT_EQ(Part({.section = "Floor", .category = "b"}), "1 3");
  EXPECT_EQ(Part({.section = "Box", .category = "b"}), "0");
}

TEST_F(SeatPagesTest, TheAvailabilityIsMadeOnceAVersion) {
  const auto states = [&] { return pages_.Availability(Source(), map_, MapReader{}).page.bytes; };
  const auto first = states();
  EXPECT_EQ(states(), first);
  map_.version = 2;
  EXPECT_NE(states(), first);
}

}  // namespace
}  // namespace onsale::http
