#include "http/stream/stream_seats.h"

#include <algorithm>
#include <deque>
#include <numeric>

#include "http/pages/availability.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::SeatStatus;
constexpr SeatStatus kFree = SeatStatus::kAvailable;
constexpr SeatStatus kHeld = SeatStatus::kHeld;
constexpr SeatStatus kSold = SeatStatus::kSold;

class SeatFeedTest : public testing::Test {
 protected:
  static domain::SeatMapPtr Map(std::uint64_t version, std::vector<SeatStatus> statuses) {
    const auto available = std::ranges::count(statuses, kFree);
    return std::make_shared<const domain::SeatMap>(domain::SeatMap{
        .show = {1}, .version = version, .available = available, .statuses = std::move(statuses)});
  }
  // Advances to a version and returns the bytes of the delta, or `none`.
  std::string Advance(std::uint64_t version, std::vector<SeatStatus> statuses) {
    const SharedBytes delta =
        feed_.Advance(charts_.Of(catalog_), Map(version, std::move(statuses)));
    return delta == nullptr ? "none" : *delta;
  }
  std::string CatchUp(std::optional<std::uint64_t> last_event) {
    const SharedBytes bytes = feed_.CatchUp(last_event);
    return bytes == nullptr ? "none" : *bytes;
  }

  const domain::CatalogPtr catalog_ = SmallCatalog();
  ChartPages charts_;
  SeatFeed feed_;
};

TEST_F(SeatFeedTest, ASnapshotHasTheAvailabilityAndADeltaTheChanges) {
  Advance(7, {kFree, kHeld, kSold});
  const auto seven = Map(7, {kFree, kHeld, kSold});
  EXPECT_EQ(CatchUp({}), "id: 7\nevent: snapshot\ndata: " +
                             AvailabilityJson(*charts_.Of(catalog_), *seven) + "\n\n");
  EXPECT_EQ(feed_.CatchUp({}), feed_.CatchUp({})) << "all clients share its bytes";
  EXPECT_EQ(Advance(9, {kHeld, kFree, kSold}),
            "id: 9\nevent: seats\n"
            R"(data: {"version":9,"seatsAvailable":1,"changes":[0,1,1,1,1,0]})"
            "\n\n");
}

TEST_F(SeatFeedTest, TheSameOrAnOlderVersionMakesNoEvent) {
  Advance(7, {kFree, kFree, kFree});
  EXPECT_EQ(Advance(7, {kFree, kFree, kFree}), "none");
  EXPECT_EQ(Advance(6, {kHeld, kFree, kFree}), "none");
  EXPECT_TRUE(CatchUp({}).starts_with("id: 7\n"));
  EXPECT_EQ(CatchUp(7), "none") << "for a client that is up to date";
}

// A chart so large that a snapshot has more bytes than several deltas.
class LargeSeatFeedTest : public SeatFeedTest {
 protected:
  // Advances to a version in which only the seat at index `version` is held.
  SharedBytes AdvanceTo(std::uint64_t version) {
    std::vector<SeatStatus> statuses(kSeats, kFree);
    statuses[version] = kHeld;
    return feed_.Advance(charts_.Of(large_), Map(version, std::move(statuses)));
  }

  static constexpr std::size_t kSeats = 20'000;
  const domain::CatalogPtr large_ = ArenaCatalog(kSeats);
};

TEST_F(LargeSeatFeedTest, AReconnectedClientGetsTheMissedDeltas) {
  AdvanceTo(1);
  const std::string second = *AdvanceTo(2);
  const std::string third = *AdvanceTo(3);
  EXPECT_EQ(CatchUp(1), second + third);
  EXPECT_EQ(CatchUp(2), third);
}

// A delta between two kept versions omits a seat that was held only in between.
TEST_F(LargeSeatFeedTest, AClientOfAVersionInBetweenGetsASnapshot) {
  AdvanceTo(1);
  AdvanceTo(5);
  EXPECT_NE(CatchUp(3).find("event: snapshot"), std::string::npos);
}

TEST_F(LargeSeatFeedTest, AClientAwayTooLongGetsASnapshot) {
  for (std::uint64_t version = 1; version <= SeatFeedBounds().deltas + 2; ++version) {
    AdvanceTo(version);
  }
  EXPECT_NE(CatchUp(1).find("event: snapshot"), std::string::npos);
  EXPECT_EQ(CatchUp(2).find("event: snapshot"), std::string::npos);
}

TEST_F(LargeSeatFeedTest, DeltasBeyondTheBoundOfBytesAreDropped) {
  feed_ = SeatFeed({.bytes = 2'000});
  AdvanceTo(1);
  std::size_t bytes = 0;
  std::uint64_t version = 1;
  while (bytes <= 4'000) bytes += AdvanceTo(++version)->size();
  EXPECT_NE(CatchUp(version - 1).find("event: seats"), std::string::npos);
  EXPECT_NE(CatchUp(1).find("event: snapshot"), std::string::npos);
  const std::string first = *AdvanceTo(++version);
  const std::string second = *AdvanceTo(++version);
  EXPECT_EQ(CatchUp(version - 2), first + second);
}

// The latest deltas that fit both bounds are kept; clients of older versions get a snapshot.
TEST_F(LargeSeatFeedTest, AsManyDeltasAreKeptAsFitBothBounds) {
  const std::size_t one = [this] {
    AdvanceTo(1);
    return AdvanceTo(2)->size();
  }();
  constexpr std::size_t kMany = 1'000'000;
  const SeatFeedBounds cases[] = {
      {.deltas = 0, .bytes = kMany},       {.deltas = 1, .bytes = kMany},
      {.deltas = 3, .bytes = kMany},       {.deltas = kMany, .bytes = 0},
      {.deltas = kMany, .bytes = one - 1}, {.deltas = kMany, .bytes = one},
      {.deltas = kMany, .bytes = 3 * one}, {.deltas = 2, .bytes = 3 * one - 1}};
  for (const SeatFeedBounds& bounds : cases) {
    feed_ = SeatFeed(bounds);
    std::deque<std::size_t> kept;
    AdvanceTo(1);
    for (std::uint64_t version = 2; version <= 9; ++version) {
      kept.push_back(AdvanceTo(version)->size());
      while (kept.size() > bounds.deltas ||
             std::accumulate(kept.begin(), kept.end(), std::size_t{0}) > bounds.bytes) {
        kept.pop_front();
      }
      for (std::uint64_t client = 1; client < version; ++client) {
        const bool replayed = CatchUp(client).find("event: snapshot") == std::string::npos;
        EXPECT_EQ(replayed, client + kept.size() >= version)
            << bounds.deltas << ' ' << bounds.bytes << ' ' << version << ' ' << client;
      }
    }
  }
}

TEST_F(SeatFeedTest, MissedDeltasNeverCostMoreThanASnapshot) {
  Advance(1, {kFree, kFree, kFree});
  for (std::uint64_t version = 2; version < 20; ++version) {
    Advance(version, {version % 2 == 0 ? kHeld : kFree, kFree, kFree});
  }
  EXPECT_NE(CatchUp(1).find("event: snapshot"), std::string::npos);
}

TEST_F(LargeSeatFeedTest, ANewCatalogueMakesASnapshotForAllClients) {
  Advance(1, {kFree, kFree, kFree});
  EXPECT_NE(AdvanceTo(2)->find("event: snapshot"), std::string::npos);
}

TEST_F(LargeSeatFeedTest, AMapOfAnotherCatalogueIsIgnored) {
  AdvanceTo(1);
  EXPECT_EQ(feed_.Advance(charts_.Of(large_), Map(2, {kFree, kFree, kFree})), nullptr);
  EXPECT_TRUE(CatchUp({}).starts_with("id: 1\n"));
}

}  // namespace
}  // namespace onsale::http
