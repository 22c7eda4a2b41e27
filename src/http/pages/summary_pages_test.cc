#include "http/pages/summary_pages.h"

#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::SeatStatus;
using std::chrono::milliseconds;

class SummaryPagesTest : public testing::Test {
 protected:
  PackedPagePtr Find() { return summaries_.Find(catalog_, {1}, now_); }
  PackedPagePtr Put(std::uint64_t version, SeatStatus all) {
    const domain::SeatMap map{.show = {1}, .version = version, .statuses = {3, all}};
    return summaries_.Put(charts_.Of(catalog_), map);
  }
  static bool Says(const PackedPagePtr& page, std::string_view text) {
    return page->plain().bytes->contains(text);
  }

  domain::CatalogPtr catalog_ = SmallCatalog();
  ChartPages charts_;
  SummaryPages summaries_;
  base::Time now_{std::chrono::hours(24)};
};

TEST_F(SummaryPagesTest, AShowIsReadOnceASecond) {
  EXPECT_EQ(Find(), nullptr);
  const PackedPagePtr first = Put(7, SeatStatus::kAvailable);
  EXPECT_TRUE(Says(first, R"("seatsAvailable":3)"));
  now_ += milliseconds(999);
  EXPECT_EQ(Find(), first);
  now_ += milliseconds(1);
  EXPECT_EQ(Find(), nullptr);
  EXPECT_EQ(Find(), first) << "while the read is in flight";
  const PackedPagePtr second = Put(8, SeatStatus::kSold);
  EXPECT_TRUE(Says(second, R"("seatsSold":3)"));
  EXPECT_EQ(Find(), second);
}

TEST_F(SummaryPagesTest, AnOlderMapDoesNotReplaceANewerPage) {
  const PackedPagePtr page = Put(8, SeatStatus::kSold);
  EXPECT_EQ(Put(7, SeatStatus::kAvailable), page);
  EXPECT_EQ(Put(8, SeatStatus::kSold), page) << "an unchanged page is not made again";
}

TEST_F(SummaryPagesTest, ANewCatalogueOrAClockThatWasSetBackIsReadAgain) {
  EXPECT_EQ(Find(), nullptr);
  Put(7, SeatStatus::kAvailable);
  now_ -= std::chrono::seconds(5);
  EXPECT_EQ(Find(), nullptr);
  EXPECT_NE(Find(), nullptr);
  catalog_ = SmallCatalog();
  EXPECT_EQ(Find(), nullptr);
}

}  // namespace
}  // namespace onsale::http
