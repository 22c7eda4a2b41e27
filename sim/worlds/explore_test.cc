#include "sim/worlds/explore.h"

#include <gtest/gtest.h>

namespace onsale::sim {
namespace {

// The depth for this test. `./dev test` goes deeper with a faster build: see docs/testing.md.
constexpr std::size_t kDepth = 6;

class SmallWorldTest : public testing::TestWithParam<std::size_t> {};

TEST_P(SmallWorldTest, EveryInterleavingPasses) {
  const Setting& setting = Settings()[GetParam()];
  Path at;
  const Explored found = Explore(setting, kDepth, at);
  EXPECT_EQ(found.wrong, std::nullopt) << TellPath(setting, at);
  EXPECT_GT(found.states, 800U);
}

INSTANTIATE_TEST_SUITE_P(Settings, SmallWorldTest, testing::Range<std::size_t>(0, 4));

TEST(SmallWorldSignatureTest, StatesThatDifferHaveDifferentSignatures) {
  SmallWorld world(Settings()[0]);
  const std::string before = world.Signature();
  EXPECT_EQ(world.Make({MoveKind::kJoin, 0}), std::nullopt);
  const std::string joined = world.Signature();
  EXPECT_NE(joined, before);
  EXPECT_EQ(world.Make({MoveKind::kTickBefore}), std::nullopt);
  EXPECT_NE(world.Signature(), joined);
}

TEST(SmallWorldSignatureTest, TheSignatureDoesNotDependOnTheStartTime) {
  SmallWorld early(Settings()[0]);
  EXPECT_EQ(early.Make({MoveKind::kJoin, 0}), std::nullopt);
  SmallWorld late(Settings()[0]);
  EXPECT_EQ(late.Make({MoveKind::kJoin, 0}), std::nullopt);
  EXPECT_EQ(late.Make({MoveKind::kLeave, 0}), std::nullopt);
  EXPECT_EQ(late.Make({MoveKind::kJoin, 0}), std::nullopt);
  EXPECT_EQ(early.Signature(), late.Signature());
}

}  // namespace
}  // namespace onsale::sim
