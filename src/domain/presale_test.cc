// Presales: who may join a room, and who may hold seats of a show, until a moment.
#include <gtest/gtest.h>

#include "domain/refusal_name_testing.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;

class PresaleTest : public ::testing::Test {
 protected:
  PresaleTest() {
    CatalogSpec spec = SmallSale({.capacity = 20, .waiting_max = 1});
    spec.rows.shows[0].presale = {.group = "fans", .until = until_};
    spec.rows.shows[0].sale_opens_at = sale_.now + hours(1);
    EXPECT_TRUE(sale_.Ask(LoadCatalog{std::move(spec)}).has_value());
    sale_.now += hours(1);
  }

  IssueToken::Answer Join(std::string_view user, std::vector<std::string> groups) {
    return sale_.Ask(
        IssueToken{.user = User(user), .room = kMainRoom, .rights = Rights({}, std::move(groups))});
  }
  // `ok` or the name of the refusal, for holding a seat of a show.
  std::string Hold(const Credential& caller, std::uint32_t seat, ShowId show) {
    const auto answer = sale_.Ask(sale_.HoldCommand(caller, {seat}, show));
    return answer ? "ok" : RefusalName(answer.error().code);
  }

  SmallSaleRows sale_{{.capacity = 20, .waiting_max = 1}};
  const Time until_ = sale_.now + hours(2);
};

TEST_F(PresaleTest, UntilItsEndOnlyTheGroupHoldsSeatsOfTheShow) {
  const Credential fan = Join("fan", {"press", "fans"})->credential;
  const Credential other = Join("other", {"press"})->credential;
  sale_.now = until_ - microseconds(1);
  // A new turn each, because the first ones are over.
  const Credential early_fan = Join("fan", {"fans"})->credential;
  const Credential early = Join("other", {"press"})->credential;
  EXPECT_EQ(Hold(fan, 1, kSoloOne), "token-expired");
  EXPECT_EQ(Hold(other, 1, kSoloOne), "token-expired");
  EXPECT_EQ(Hold(early_fan, 1, kSoloOne), "ok");
  EXPECT_EQ(Hold(early, 2, kSoloOne), "presale-group-required");
  EXPECT_EQ(Hold(early, 99, kSoloOne), "presale-group-required") << "before all about the seats";
  EXPECT_EQ(Hold(early, 2, kSoloTwo), "ok") << "another show";
  const Refusal refusal = sale_.Ask(sale_.HoldCommand(early, {2}, kSoloOne)).error();
  EXPECT_EQ(refusal.group, "fans");
  EXPECT_EQ(refusal.opens_at, until_);
  EXPECT_EQ(refusal.retry_after, microseconds(1));
  sale_.now = until_;
  EXPECT_EQ(Hold(early, 2, kSoloOne), "ok");
}

TEST_F(PresaleTest, TheSaleItselfComesFirst) {
  sale_.now -= microseconds(1);
  const Credential other =
      sale_.Ask(IssueToken{.user = User("other"), .room = kMainRoom})->credential;
  EXPECT_EQ(Hold(other, 1, kSoloOne), "not-on-sale");
}

TEST_F(PresaleTest, UntilItsEndOnlyTheGroupJoinsTheRoom) {
  RoomChange change;
  change.presale = Presale{.group = "fans", .until = until_};
  const auto ask = [&](const RoomChange& asked) {
    return sale_.Ask(ChangeRoom{.room = "main", .change = asked}).has_value();
  };
  ASSERT_TRUE(ask(change));
  sale_.now = until_ - microseconds(1);
  EXPECT_EQ(Join("other", {"press"}).error().code, RefusalCode::kPresaleGroupRequired);
  EXPECT_TRUE(Join("fan", {"fans"}).has_value());
  sale_.now = until_;
  EXPECT_TRUE(Join("other", {"press"}).has_value());

  // A live token is returned to its user; a closed room refuses everybody; an end that has passed
  // ends the presale.
  change.presale->until = until_ + hours(1);
  ASSERT_TRUE(ask(change));
  EXPECT_FALSE(Join("other", {})->created);
  RoomChange closed;
  closed.state = RoomState::kClosed;
  ASSERT_TRUE(ask(closed));
  EXPECT_EQ(Join("late", {}).error().code, RefusalCode::kRoomNotOpen);
  closed.state = RoomState::kOpen;
  ASSERT_TRUE(ask(closed));
  EXPECT_EQ(Join("late", {}).error().code, RefusalCode::kPresaleGroupRequired);
  change.presale->until = until_;
  ASSERT_TRUE(ask(change));
  EXPECT_TRUE(Join("late", {}).has_value());
}

TEST_F(PresaleTest, ACatalogueGivesThePresaleWithThePolicy) {
  CatalogSpec spec = SmallSale({.capacity = 20, .waiting_max = 1});
  const std::uint64_t digest = sale_.rows.Find(kMainRoom)->spec_digest;
  for (RoomSpec& room : spec.rooms) room.presale = {.group = "fans", .until = until_};
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  EXPECT_EQ(sale_.rows.Find(kMainRoom)->presale, spec.rooms[0].presale);
  for (RoomSpec& room : spec.rooms) room.presale = {};
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  EXPECT_EQ(sale_.rows.Find(kMainRoom)->presale, Presale{});
  EXPECT_EQ(sale_.rows.Find(kMainRoom)->spec_digest, digest) << "as of programs without presales";
}

}  // namespace
}  // namespace onsale::domain
