#include "http/pages/seat_pages.h"

#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::SeatStatus;

class SeatPagesTest : public testing::Test {
 protected:
  const ReadyPage& Seats(const domain::SeatMap& map, SeatFilter filter = SeatFilter::kAvailable) {
    return pages_.Seats({.catalog = catalog_, .currency = "KRW"}, map, filter);
  }

  domain::CatalogPtr catalog_ = SmallCatalog();
  domain::SeatMap map_{
      .show = {1}, .version = 1, .available = 3, .statuses = {3, SeatStatus::kAvailable}};
  SeatPages pages_;
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
  SeatPages small(1);
  const PageSource source{.catalog = catalog_, .currency = "KRW"};
  const auto first = small.Seats(source, map_, SeatFilter::kAll).bytes;
  const auto second = small.Seats(source, map_, SeatFilter::kAll).bytes;
  EXPECT_NE(first, second);
  EXPECT_EQ(*first, *second);
}

TEST_F(SeatPagesTest, TheChartIsBuiltOnceForEachCatalogue) {
  const PageSource source{.catalog = catalog_, .currency = "KRW"};
  const domain::Show& show = *catalog_->FindShow("spring-1");
  const auto first = pages_.Chart(source, show).bytes;
  EXPECT_EQ(pages_.Chart(source, show).bytes, first);
}

}  // namespace
}  // namespace onsale::http
