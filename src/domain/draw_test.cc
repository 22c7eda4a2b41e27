// The draw: its order depends only on published values.
#include "domain/draw.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace onsale::domain {
namespace {

Draw DrawOf(std::int64_t entries) {
  return {.seed = base::Sha256Of("seed"),
          .commitment = base::Sha256Of(base::Sha256Of("seed").AsText()),
          .list_hash = base::Sha256Of("list"),
          .before = {100},
          .entries = entries};
}

// The rank of each entry, less the 100 queue numbers before the draw.
std::vector<std::uint64_t> RanksOf(const Draw& draw, unsigned head_bits = 64) {
  const DrawOrder order(draw, head_bits);
  std::vector<std::uint64_t> ranks;
  for (std::int64_t n = 1; n <= draw.entries; ++n) {
    ranks.push_back(order.RankOf({100 + static_cast<std::uint64_t>(n)}).value - 100);
  }
  return ranks;
}

// The same, written from docs/fair-draw.md alone: by value, then by entry.
std::vector<std::uint64_t> DocumentedRanksOf(const Draw& draw) {
  const std::string common = std::string(draw.seed.AsText()) + std::string(draw.list_hash.AsText());
  base::Sha256 sha256;
  std::vector<std::pair<Sha256Digest, std::uint64_t>> order;
  for (std::uint64_t n = 1; n <= static_cast<std::uint64_t>(draw.entries); ++n) {
    std::string number;
    for (int shift = 56; shift >= 0; shift -= 8) number += static_cast<char>(n >> shift & 0xFF);
    order.emplace_back(sha256.Add(common).Add(number).Finish(), n);
  }
  std::ranges::sort(order);
  std::vector<std::uint64_t> ranks(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i].second - 1] = i + 1;
  return ranks;
}

TEST(EntryLineTest, HasNumberAndTimeButNoUser) {
  EXPECT_EQ(EntryLine(3, Time(Duration(1'000'007))), "3 1970-01-01T00:00:01.000007Z\n");
}

TEST(ListHashTest, IsTheDigestOfThePreviousHashAndTheLine) {
  const std::string line = EntryLine(1, Time{});
  EXPECT_EQ(ListHash({}, line), base::Sha256Of(std::string(32, '\0') + line));
}

TEST(ListHashTest, DependsOnTheOrderOfTheLines) {
  EXPECT_NE(ListHash(ListHash({}, "a\n"), "b\n"), ListHash(ListHash({}, "b\n"), "a\n"));
}

// The expected order was computed with another program, as described in docs/fair-draw.md.
TEST(DrawOrderTest, MatchesTheDocumentedComputation) {
  EXPECT_EQ(RanksOf(DrawOf(6)), (std::vector<std::uint64_t>{5, 2, 1, 4, 3, 6}));
}

// Of this draw, the values of entries 10,902 and 21,775 begin with the same 32 bits, and the second
// is smaller.
TEST(DrawOrderTest, ALargeDrawIsOrderedByWholeValues) {
  Draw draw = DrawOf(70'000);
  draw.seed = base::Sha256Of("seed 5");
  const auto ranks = RanksOf(draw);
  EXPECT_EQ(ranks[10'902 - 1], ranks[21'775 - 1] + 1);
  EXPECT_TRUE(ranks == DocumentedRanksOf(draw));
}

TEST(DrawOrderTest, ValuesWithEqualFirstBitsAreOrderedByTheirOtherBits) {
  const Draw draw = DrawOf(1'000);
  for (const unsigned bits : {1U, 8U, 32U, 63U, 64U}) {
    EXPECT_EQ(RanksOf(draw, bits), DocumentedRanksOf(draw)) << bits;
  }
}

TEST(DrawOrderTest, GivesEveryEntryItsOwnRank) {
  std::vector<std::uint64_t> ranks = RanksOf(DrawOf(1'000));
  std::ranges::sort(ranks);
  for (std::uint64_t i = 0; i < ranks.size(); ++i) EXPECT_EQ(ranks[i], i + 1);
}

TEST(DrawOrderTest, RoundTripsQueueNumbersAndRanks) {
  const DrawOrder order(DrawOf(1'000));
  for (std::uint64_t number = 95; number <= 1'105; ++number) {
    EXPECT_EQ(order.NumberAt(order.RankOf({number})), QueueNumber{number});
  }
}

TEST(DrawOrderTest, LeavesNumbersOutsideTheLobbyUnchanged) {
  const DrawOrder order(DrawOf(10));
  EXPECT_EQ(order.RankOf({100}), AdmissionRank{100});
  EXPECT_EQ(order.RankOf({111}), AdmissionRank{111});
  EXPECT_EQ(order.NumberAt({111}), QueueNumber{111});
}

TEST(DrawOrderTest, DependsOnTheSeedAndOnTheList) {
  const auto ranks = RanksOf(DrawOf(20));
  Draw other = DrawOf(20);
  other.seed = base::Sha256Of("another");
  EXPECT_NE(RanksOf(other), ranks);
  other = DrawOf(20);
  other.list_hash = base::Sha256Of("another");
  EXPECT_NE(RanksOf(other), ranks);
}

TEST(DrawOrderTest, FavoursNoEntry) {
  // In fifty draws of a thousand entries, the mean rank of the first hundred entries is about 500.
  double sum = 0;
  for (int i = 0; i < 50; ++i) {
    Draw draw = DrawOf(1'000);
    draw.seed = base::Sha256Of("seed " + std::to_string(i));
    const auto ranks = RanksOf(draw);
    for (int n = 0; n < 100; ++n) sum += static_cast<double>(ranks[static_cast<std::size_t>(n)]);
  }
  EXPECT_NEAR(sum / 5'000, 500, 20);  // 20: five standard errors of the mean
}

TEST(DrawOrderTest, WithoutADrawARankEqualsItsQueueNumber) {
  const DrawOrder order;
  EXPECT_EQ(order.RankOf({7}), AdmissionRank{7});
  EXPECT_EQ(order.NumberAt({7}), QueueNumber{7});
}

TEST(DrawOrderTest, RecognizesItsDraw) {
  const DrawOrder order(DrawOf(5));
  EXPECT_TRUE(order.IsOf(DrawOf(5)));
  EXPECT_FALSE(order.IsOf(DrawOf(6)));
  EXPECT_FALSE(order.IsOf(DrawOf(0)));
  Draw other = DrawOf(5);
  other.seed = base::Sha256Of("another");
  EXPECT_FALSE(order.IsOf(other));
}

}  // namespace
}  // namespace onsale::domain
