#include "sim/run/shrink.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace onsale::sim {
namespace {

using domain::ReadDrawEntries;

// A script whose steps have ten numbered commands each.
Script Numbered(std::int64_t steps) {
  Script script;
  for (std::int64_t i = 0; i < steps * 10; ++i) {
    if (i % 10 == 0) script.steps.emplace_back();
    script.steps.back().commands.push_back(ReadDrawEntries{.room = "main", .after = i, .limit = 1});
  }
  return script;
}

bool Has(const Script& script, std::int64_t number) {
  return std::ranges::any_of(script.steps, [number](const Step& step) {
    return std::ranges::any_of(step.commands, [number](const domain::Command& command) {
      return std::get<ReadDrawEntries>(command).after == number;
    });
  });
}

TEST(ShrinkTest, OnlyTheCommandsThatTheFailureNeedsRemain) {
  const Fails fails = [](const Script& script) { return Has(script, 17) && Has(script, 482); };
  const Script shortest = Shrink(Numbered(50), fails, 10'000);
  EXPECT_EQ(CommandsOf(shortest), 2U);
  EXPECT_EQ(shortest.steps.size(), 2U);
}

TEST(ShrinkTest, TheResultStillFailsWhenTrialsRunOut) {
  const Fails fails = [](const Script& script) { return Has(script, 17) && Has(script, 482); };
  EXPECT_TRUE(fails(Shrink(Numbered(50), fails, 20)));
}

}  // namespace
}  // namespace onsale::sim
