// Tests that a catalogue survives as text. sim/script_test.cc has every other command.
#include "store/command_text.h"

#include <gtest/gtest.h>

#include "base/ids.h"

namespace onsale::store {
namespace {

using domain::LoadCatalog;

TEST(CommandTextTest, ACatalogueSurvives) {
  LoadCatalog load;
  load.spec.currency = "KRW";
  load.spec.rooms = {{.slug = "room-1", .policy = {.capacity = 7}, .opens_at = base::Time{}},
                     {.slug = "room-2", .from_settings = true}};
  load.spec.rooms[1].fresh_seed.bytes[0] = 9;
  domain::CatalogRows& rows = load.spec.rows;
  rows.concerts = {{.id = {1}, .slug = "c-1", .title = "A title of words", .room = {2}}};
  rows.seats = {{.chart = {1}, .number = {3}, .label = "3"}};
  const std::string text = CommandText(load);
  const auto read = ParseCommand(text);
  ASSERT_TRUE(read.has_value()) << text;
  const auto& spec = std::get<LoadCatalog>(*read).spec;
  EXPECT_EQ(spec.rows, rows);
  EXPECT_EQ(spec.rooms.size(), 2U);
  EXPECT_EQ(CommandText(*read), text);
}

TEST(CommandTextTest, AWishForSeatsSurvives) {
  const domain::HoldSeats hold{
      .show = {1},
      .best = domain::BestSeats{
          .count = 3, .section = "B 1", .together = domain::Together::kAny, .accessible = true}};
  const auto read = ParseCommand(CommandText(hold));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(std::get<domain::HoldSeats>(*read).best, hold.best);
}

// A text may contain what separates words, and what stands for an absent value.
TEST(CommandTextTest, AnyTextSurvives) {
  for (const std::string& text : {std::string("-"), std::string("a b"), std::string("%2D"),
                                  std::string("--"), std::string("\xED\x95\x9C\n\0", 5)}) {
    const std::string line = CommandText(domain::ReadRoom{.room = text});
    const auto read = ParseCommand(line);
    ASSERT_TRUE(read.has_value()) << line;
    EXPECT_EQ(std::get<domain::ReadRoom>(*read).room, text) << line;
  }
  EXPECT_EQ(CommandText(domain::ReadRoom{.room = "a b"}), "room a%20b");
  const auto hyphen = base::UserId::Parse("-");
  const auto read = ParseCommand(CommandText(domain::ReadBalance{.user = hyphen.value()}));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(std::get<domain::ReadBalance>(*read).user, *hyphen);
}

TEST(CommandTextTest, OtherLinesAreNotCommands) {
  const std::string load = CommandText(LoadCatalog{});
  for (const std::string& line :
       {std::string(), std::string("fly"), std::string("balance"), std::string("balance kim lee"),
        load + " 1", load.substr(0, 6), std::string("room a%2"), std::string("room a%zz")}) {
    EXPECT_FALSE(ParseCommand(line)) << line;
  }
}

}  // namespace
}  // namespace onsale::store
