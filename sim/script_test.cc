#include "sim/script.h"

#include <gtest/gtest.h>

#include <sstream>

#include "sim/chance.h"
#include "sim/crowd/client.h"

namespace onsale::sim {
namespace {

using namespace domain;

TEST(ScriptTest, EveryCommandSurvivesWritingAndParsing) {
  Chance chance(1);
  const WorldPlan plan = PlanWorld(2);
  Offer offer{.plan = &plan, .seats = {{1}, {2}}, .shows = 2, .concerts = 1};
  Client client{.user = UserId::Parse("kim").value()};
  client.room_sessions.resize(static_cast<std::size_t>(plan.rooms));
  Step step{.clock = kWorldStart, .fate = Fate::kCutDuring, .cut_seed = 9};
  for (int i = 0; i < 2'000; ++i) {
    step.commands.push_back(client.AskWildly(offer, chance));
    step.commands.push_back(AskOfOperator(offer, kWorldStart, chance));
    step.commands.push_back(AskByHand(offer, client, kWorldStart, chance));
    step.commands.push_back(AskInPublic(offer, chance));
    step.commands.push_back(AskAboutKeys(kWorldStart, chance));
  }
  step.commands.push_back(AskToLoad(offer, chance));
  step.commands.push_back(client.Ask(offer, chance));
  std::stringstream first;
  WriteScript({.world_seed = 2, .steps = {step}}, first);
  const std::string text = first.str();
  const auto read = ParseScript(first);
  ASSERT_TRUE(read.has_value()) << read.error();
  std::ostringstream second;
  WriteScript(*read, second);
  EXPECT_EQ(second.str(), text);
}

class BadScriptTest : public testing::TestWithParam<const char*> {};

TEST_P(BadScriptTest, IsRefusedWithTheLineNumber) {
  std::istringstream in(GetParam());
  const auto read = ParseScript(in);
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().find("line"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Lines, BadScriptTest,
                         testing::Values("", "step 1 durable 0", "world x",
                                         "world 1\nstep 1 soon 0", "world 1\ntoken 1 1 1",
                                         "world 1\nstep 1 durable 0\nfly",
                                         "world 1\nstep 1 durable 0\ntoken 1 1",
                                         "world 1\nstep 1 durable 0\ntoken 1 1 1 1"));

}  // namespace
}  // namespace onsale::sim
