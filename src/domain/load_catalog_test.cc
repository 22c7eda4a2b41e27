// Loading a catalogue: once, again, and over a sale that has begun.
#include <gtest/gtest.h>

#include "domain/merge_catalog.h"
#include "domain/operator_action.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using Kind = CatalogConflict::Kind;

class LoadCatalogTest : public ::testing::Test {
 protected:
  CatalogSpec Spec() { return SmallSale({.capacity = 2}); }
  std::vector<CatalogConflict> Conflicts(const CatalogSpec& spec) {
    const auto changes = sale_.rows.changes;
    const auto answer = sale_.Ask(LoadCatalog{spec});
    EXPECT_EQ(sale_.rows.changes, changes) << "a refused catalogue must change nothing";
    return answer.has_value() ? std::vector<CatalogConflict>{} : answer.error();
  }

  SmallSaleRows sale_;
};

TEST_F(LoadCatalogTest, LoadingAgainChangesNothing) {
  const auto changes = sale_.rows.changes;
  const CatalogChange change = sale_.Ask(LoadCatalog{Spec()}).value();
  EXPECT_EQ(change.seats_added, 0);
  EXPECT_EQ(sale_.rows.changes, changes);
}

TEST_F(LoadCatalogTest, LoadingAgainKeepsHeldAndSoldSeats) {
  sale_.TopUp("kim", 100);
  const Reservation sold = sale_.Hold(sale_.Join("kim"), {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(sale_.Join("kim"), sold)).has_value());
  sale_.Hold(sale_.Join("lee"), {2});
  CatalogSpec spec = Spec();
  spec.rows.concerts[0].title = "Solo, at last";
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  EXPECT_EQ(sale_.rows.catalog().FindConcert("solo")->title, "Solo, at last");
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kSold);
  EXPECT_EQ(sale_.SeatAt(2).status, SeatStatus::kHeld);
}

// Rooms persist these digests: a program that computed others would treat every room as changed.
TEST_F(LoadCatalogTest, TheDigestOfARoomIsTheOneThatRowsKeep) {
  using std::chrono::seconds;
  CatalogSpec spec = Spec();
  const auto digest = [&](const RoomPolicy& policy) {
    spec.rooms[0].policy = policy;
    EXPECT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
    return sale_.rows.Find(kMainRoom)->spec_digest;
  };
  const RoomPolicy other{.capacity = 2,
                         .waiting_max = 3,
                         .active_time = seconds(4),
                         .hold_time = seconds(5),
                         .mode = RoomMode::kDraw,
                         .entry_per_minute = 7,
                         .entry_burst = 8,
                         .claim_time = seconds(9)};
  EXPECT_EQ(digest({}), 0x4BFD'EFFA'C48D'0797U);
  EXPECT_EQ(digest(other), 0x7A87'F7C2'FE75'06C3U);
  spec.rooms[0].opens_at = Time(std::chrono::hours(500'000));
  EXPECT_EQ(digest(other), 0x8CDA'7E85'5ABD'C26DU);
}

TEST_F(LoadCatalogTest, ASecondFileAddsToTheFirst) {
  CatalogSpec spec = Spec();
  spec.rows.concerts[0].slug = "trio";
  spec.rows.concerts.pop_back();
  spec.rows.shows = {spec.rows.shows[0]};
  spec.rows.shows[0].slug = "trio-1";
  spec.rows.prices = {spec.rows.prices[0], spec.rows.prices[1]};
  const CatalogChange change = sale_.Ask(LoadCatalog{spec}).value();
  EXPECT_EQ(change.concerts_added, 1);
  EXPECT_EQ(change.shows_added, 1);
  EXPECT_EQ(change.seats_added, 10);
  EXPECT_EQ(sale_.rows.catalog().FindShow("trio-1")->id, ShowId{4});
  EXPECT_EQ(sale_.rows.catalog().FindShow("solo-1")->id, kSoloOne);
  EXPECT_EQ(sale_.rows.catalog().PriceOf(kSoloTwo, "a"), Money{100});
}

TEST_F(LoadCatalogTest, IdsFollowTheSlugNotTheOrderOfTheFile) {
  CatalogSpec spec = Spec();
  std::swap(spec.rows.shows[0].slug, spec.rows.shows[1].slug);
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  EXPECT_EQ(sale_.rows.catalog().FindShow("solo-1")->id, kSoloOne);
}

// Regression: after the first sale, every other price was refused.
TEST_F(LoadCatalogTest, UnsoldSeatsGetAnotherPriceAndSoldAndHeldOnesKeepTheirs) {
  for (const char* user : {"kim", "lee", "pak"}) sale_.TopUp(user, 1'000);
  const Reservation sold = sale_.Hold(sale_.Join("kim"), {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(sale_.Join("kim"), sold)).has_value());
  const Reservation held = sale_.Hold(sale_.Join("lee"), {2});
  CatalogSpec spec = Spec();
  spec.rows.prices[0].amount = {120};
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  EXPECT_EQ(sale_.rows.Find(sold.id)->amount, Money{100});
  EXPECT_EQ(sale_.Ask(sale_.PayCommand(sale_.Join("lee"), held))->balance, Money{900});
  EXPECT_EQ(sale_.Hold(sale_.Join("pak"), {3}).amount, Money{120});
}

TEST_F(LoadCatalogTest, AReleasedSeatHasTheNewPrice) {
  const Credential kim = sale_.Join("kim");
  const Reservation held = sale_.Hold(kim, {1});
  CatalogSpec spec = Spec();
  spec.rows.prices[0].amount = {120};
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  ASSERT_TRUE(sale_.Ask(CancelReservation{.caller = kim, .id = held.id}).has_value());
  EXPECT_EQ(sale_.Hold(kim, {1}).amount, Money{120});
}

// Regression: the reason was that the chart lacks the seat.
TEST_F(LoadCatalogTest, AHeldSeatKeepsItsLabel) {
  sale_.Hold(sale_.Join("kim"), {1});
  CatalogSpec spec = Spec();
  const std::string label = spec.rows.seats[0].label;
  spec.rows.seats[0].label = "11";
  const auto conflicts = Conflicts(spec);
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].kind, Kind::kLabelChanged);
  EXPECT_EQ(conflicts[0].seat, SeatNumber{1});
  EXPECT_EQ(conflicts[0].word, label);
  EXPECT_EQ(conflicts[0].new_label, "11");
}

TEST_F(LoadCatalogTest, AHeldSeatCannotBeLost) {
  sale_.Hold(sale_.Join("kim"), {1});
  CatalogSpec spec = Spec();
  spec.rows.seats.erase(spec.rows.seats.begin());
  const auto conflicts = Conflicts(spec);
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].kind, Kind::kSeatLost);
  EXPECT_EQ(conflicts[0].show, "solo-1");
  EXPECT_EQ(conflicts[0].seat, SeatNumber{1});
}

// Regression: the row was erased, and the seat was on sale once a later catalogue brought it back.
TEST_F(LoadCatalogTest, ASeatHeldBackCannotBeLost) {
  const HoldBackSeats back{.actor = {.key = {}, .call = "call"}, .show = kSoloOne, .seats = {{1}}};
  ASSERT_TRUE(sale_.Ask(back).has_value());
  CatalogSpec spec = Spec();
  const ChartSeat first = spec.rows.seats.front();
  spec.rows.seats.erase(spec.rows.seats.begin());
  const auto conflicts = Conflicts(spec);
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].kind, Kind::kHeldBackSeatLost);
  EXPECT_EQ(conflicts[0].show, "solo-1");
  EXPECT_EQ(conflicts[0].seat, SeatNumber{1});
  spec = Spec();
  spec.rows.seats.front().label = "front";
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kHeldBack);
}

// --- Into a running sale ---

class RunningSaleTest : public LoadCatalogTest {
 protected:
  // A specification with one more seat in the chart of three shows.
  CatalogSpec Larger() {
    CatalogSpec spec = Spec();
    ChartSeat extra = spec.rows.seats.back();
    extra.number = {11};
    extra.label = "1-11";
    spec.rows.seats.push_back(extra);
    return spec;
  }
  PreparedCatalogPtr Prepared(const CatalogSpec& spec) {
    std::vector<KnownRoom> rooms;
    for (const RoomId id : sale_.rows.Rooms()) rooms.push_back({sale_.rows.Find(id)->slug, id});
    // The base is kept alive, as a store keeps its catalogue: another one never has its address.
    const auto base = std::make_shared<const Catalog>(sale_.rows.catalog().rows());
    sale_.rows.Put(base);
    return PrepareCatalog(spec, base, rooms);
  }
  LoadCatalog ByOperator(const CatalogSpec& spec) {
    return {.spec = spec, .actor = {.key = "k", .call = "applyCatalog"}, .changes = "one more"};
  }
  std::size_t actions() const { return sale_.rows.actions.size(); }
};

TEST_F(RunningSaleTest, ADryRunAnswersWhatWouldChangeAndChangesNothing) {
  const auto changes = sale_.rows.changes;
  LoadCatalog load = ByOperator(Larger());
  load.spec.rooms[0].policy.capacity = 9;
  load.dry_run = true;
  const CatalogChange dry = sale_.Ask(load).value();
  EXPECT_EQ(sale_.rows.changes, changes);
  EXPECT_EQ(dry.seats_added, 3);
  EXPECT_EQ(dry.rooms_changed, std::vector<std::string>{"main"});
  load.dry_run = false;
  const CatalogChange done = sale_.Ask(load).value();
  EXPECT_EQ(done.seats_added, dry.seats_added);
  EXPECT_EQ(done.rooms_changed, dry.rooms_changed);
}

TEST_F(RunningSaleTest, ThePreparedCatalogueIsTheOneThatTheRuleMakes) {
  const CatalogSpec spec = Larger();
  LoadCatalog load = ByOperator(spec);
  load.prepared = Prepared(spec);
  ASSERT_TRUE(sale_.Ask(load).has_value());
  EXPECT_EQ(&sale_.rows.catalog(), load.prepared->next.get());
  SmallSaleRows other;
  ASSERT_TRUE(other.Ask(LoadCatalog{spec}).has_value());
  EXPECT_EQ(sale_.rows.catalog().rows(), other.rows.catalog().rows());
}

TEST_F(LoadCatalogTest, ASaleHasAtMostSoManySeatsWithThoseOfEarlierFiles) {
  const auto charts = std::ssize(sale_.rows.catalog().rows().seats);
  std::int64_t shows = 0;
  for (const Show& show : sale_.rows.catalog().rows().shows) {
    shows += std::ssize(sale_.rows.catalog().SeatsOf(show.chart));
  }
  // One more seat in the first chart, which several shows share.
  CatalogSpec larger = Spec();
  ChartSeat extra = larger.rows.seats.back();
  extra.number = {11};
  extra.label = "1-11";
  larger.rows.seats.push_back(extra);
  const auto kinds_with = [&](const Limits& limits) {
    SmallSaleRows sale({.capacity = 2}, limits);
    std::vector<Kind> kinds;
    const auto answer = sale.Ask(LoadCatalog{.spec = larger, .dry_run = true});
    if (!answer) {
      for (const CatalogConflict& conflict : answer.error()) kinds.push_back(conflict.kind);
    }
    EXPECT_TRUE(sale.Ask(LoadCatalog{Spec()}).has_value()) << "as it is, the sale can be loaded";
    return kinds;
  };
  EXPECT_EQ(kinds_with({.chart_seats = charts + 1, .show_seats = shows + 3}), std::vector<Kind>());
  EXPECT_EQ(kinds_with({.chart_seats = charts}), std::vector{Kind::kTooManyChartSeats});
  EXPECT_EQ(kinds_with({.show_seats = shows + 2}), std::vector{Kind::kTooManyShowSeats});
}

TEST_F(LoadCatalogTest, ANewRoomOfARestoredSaleIsPaused) {
  CatalogSpec spec = Spec();
  spec.rooms.push_back({.slug = "annex", .policy = {}});
  spec.rooms.push_back(
      {.slug = "later", .policy = {}, .opens_at = sale_.now + std::chrono::hours(1)});
  ASSERT_TRUE(sale_.Ask(LoadCatalog{.spec = spec, .pauses_new_rooms = true}).has_value());
  const auto state = [this](std::string_view slug) {
    for (const RoomId id : sale_.rows.Rooms()) {
      if (sale_.rows.Find(id)->slug == slug) return sale_.rows.Find(id)->state;
    }
    return RoomState::kClosed;
  };
  EXPECT_EQ(state("main"), RoomState::kOpen) << "it is known";
  EXPECT_EQ(state("annex"), RoomState::kPaused);
  EXPECT_EQ(state("later"), RoomState::kPaused);
}

TEST_F(RunningSaleTest, ACataloguePreparedBeforeAnotherWasLoadedIsRefused) {
  LoadCatalog load = ByOperator(Larger());
  load.prepared = Prepared(load.spec);
  CatalogSpec between = Spec();
  between.rows.concerts[0].title = "Solo, at last";
  ASSERT_TRUE(sale_.Ask(LoadCatalog{between}).has_value());
  const auto answer = sale_.Ask(load);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().at(0).kind, Kind::kPreparedTooEarly);
  EXPECT_EQ(sale_.rows.catalog().FindConcert("solo")->title, "Solo, at last");
}

TEST_F(RunningSaleTest, ALoadByAnOperatorIsOnRecordOnce) {
  LoadCatalog load = ByOperator(Larger());
  ASSERT_TRUE(sale_.Ask(load).has_value());
  ASSERT_EQ(actions(), 1U);
  const OperatorAction& action = sale_.rows.actions.rbegin()->second;
  EXPECT_EQ(action.actor.call, "applyCatalog");
  EXPECT_EQ(action.before, R"({"catalogue":"sale","concerts":2,"shows":3,"seats":30})");
  EXPECT_EQ(action.after,
            R"({"catalogue":"sale","concerts":2,"shows":3,"seats":33,"changes":"one more"})");
  const auto changes = sale_.rows.changes;
  ASSERT_TRUE(sale_.Ask(load).has_value());
  EXPECT_EQ(sale_.rows.changes, changes);
}

TEST(CatalogActionTest, WordsThatAreTooLongAreLeftOut) {
  const std::string long_words(kActionTextMax - 30, '"');
  EXPECT_EQ(TextOf(CatalogSize{}, CatalogSize{.seats = 1}, long_words).after,
            R"({"catalogue":"sale","concerts":0,"shows":0,"seats":1})");
}

// The specification changes the chart `hall`; shows that it leaves out use that chart too.
TEST_F(LoadCatalogTest, AShowThatIsLeftOutNeedsAPriceForTheChartsNewCategory) {
  CatalogSpec spec = Spec();
  spec.rows.shows.resize(1);
  spec.rows.categories[1].slug = "c";
  for (ChartSeat& seat : spec.rows.seats) {
    if (seat.category == "b") seat.category = "c";
  }
  spec.rows.prices = {{.show = {1}, .category = "a", .amount = {100}},
                      {.show = {1}, .category = "c", .amount = {50}}};
  const auto conflicts = Conflicts(spec);
  ASSERT_EQ(conflicts.size(), 2U);
  EXPECT_EQ(conflicts[0].kind, Kind::kPriceMissing);
  EXPECT_EQ(conflicts[0].show, "solo-2");
  EXPECT_EQ(conflicts[0].word, "c");
  EXPECT_EQ(conflicts[1].show, "duo-1");
}

TEST_F(LoadCatalogTest, FreeSeatsMayGoAndCome) {
  CatalogSpec spec = Spec();
  ChartSeat extra = spec.rows.seats.back();
  extra.number = {11};
  extra.label = "1-11";
  spec.rows.seats.erase(spec.rows.seats.begin());
  spec.rows.seats.push_back(extra);
  EXPECT_EQ(sale_.Ask(LoadCatalog{spec}).value().seats_added, 3);
  EXPECT_EQ(sale_.rows.Find(SeatKey{kSoloOne, {1}}), nullptr);
  EXPECT_NE(sale_.rows.Find(SeatKey{kSoloOne, {11}}), nullptr);
}

TEST_F(LoadCatalogTest, AShowCannotMoveToAnotherConcert) {
  CatalogSpec spec = Spec();
  spec.rows.shows[2].concert = {1};
  const auto conflicts = Conflicts(spec);
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].kind, Kind::kShowOfOtherConcert);
}

TEST_F(LoadCatalogTest, APolicyIsInForceFromTheNextAdmission) {
  sale_.Join("a");
  sale_.Join("b");
  const Credential waiting = sale_.Join("c");
  CatalogSpec spec = Spec();
  spec.rooms[0].policy.capacity = 3;
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  sale_.PassTimeNow();
  EXPECT_EQ(sale_.Token(waiting).status, TokenStatus::kActive);
}

// --- Currency ---

class CurrencyTest : public LoadCatalogTest {
 protected:
  // Loads the sale in a currency; returns how it is refused.
  std::vector<CatalogConflict> Refused(const std::string& currency) {
    CatalogSpec spec = Spec();
    spec.currency = currency;
    return Load(spec);
  }
  std::vector<CatalogConflict> Load(const CatalogSpec& spec) {
    const auto answer = sale_.Ask(LoadCatalog{spec});
    return answer ? std::vector<CatalogConflict>{} : answer.error();
  }
  // A start without catalogue files.
  std::vector<CatalogConflict> RefusedWithoutFiles(const std::string& currency) {
    return Load({.rooms = Spec().rooms, .rows = {}, .currency = currency});
  }
  static void IsOtherThan(const std::string& currency,
                          const std::vector<CatalogConflict>& conflicts) {
    ASSERT_EQ(conflicts.size(), 1U);
    EXPECT_EQ(conflicts[0].kind, Kind::kOtherCurrency);
    EXPECT_EQ(conflicts[0].word, currency);
    EXPECT_EQ(conflicts[0].show, "");
  }
  // Makes the rows those of an earlier version: rooms have no currency, the concerts have this one.
  void Age(const std::string& currency) {
    for (const RoomId id : sale_.rows.Rooms()) {
      Room room = *sale_.rows.Find(id);
      room.currency.clear();
      sale_.rows.Put(room);
    }
    CatalogRows rows = sale_.rows.catalog().rows();
    for (Concert& concert : rows.concerts) concert.currency = currency;
    sale_.rows.Put(std::make_shared<const Catalog>(std::move(rows)));
  }
  void Empty() {
    sale_.rows.Put(std::make_shared<const Catalog>());
    sale_.rows.seats.clear();
  }
  std::string Stored() { return sale_.rows.catalog().FindConcert("solo")->currency; }
};

TEST_F(CurrencyTest, WhatIsSoldInOneCurrencyStaysInIt) {
  ASSERT_TRUE(Refused("KRW").empty());
  sale_.Hold(sale_.Join("kim"), {1});
  IsOtherThan("KRW", Refused("USD"));
  EXPECT_EQ(Stored(), "KRW");
}

// Regression: a currency could not be corrected although nothing was sold.
TEST_F(CurrencyTest, ACurrencyIsCorrectedWhileNothingIsHeldSoldOrToppedUp) {
  ASSERT_TRUE(Refused("KRW").empty());
  EXPECT_TRUE(Refused("USD").empty());
  EXPECT_EQ(Stored(), "USD");
  const Credential kim = sale_.Join("kim");
  const Reservation held = sale_.Hold(kim, {1});
  IsOtherThan("USD", Refused("KRW"));
  ASSERT_TRUE(sale_.Ask(CancelReservation{.caller = kim, .id = held.id}).has_value());
  EXPECT_TRUE(Refused("KRW").empty());
}

TEST_F(CurrencyTest, ABalanceKeepsTheCurrency) {
  ASSERT_TRUE(Refused("KRW").empty());
  sale_.TopUp("kim", 1);
  IsOtherThan("KRW", Refused("USD"));
}

// Regression: only stored shows kept the currency, so that 500 KRW became 500 USD.
TEST_F(CurrencyTest, ABalanceKeepsTheCurrencyOfASaleWithoutShows) {
  Empty();
  ASSERT_TRUE(RefusedWithoutFiles("KRW").empty());
  sale_.TopUp("kim", 500);
  IsOtherThan("KRW", RefusedWithoutFiles("USD"));
  IsOtherThan("KRW", Refused("USD"));
  EXPECT_TRUE(RefusedWithoutFiles("KRW").empty());
  EXPECT_TRUE(Refused("KRW").empty());
}

TEST_F(CurrencyTest, EveryRoomHasTheCurrencyOfTheLastLoad) {
  ASSERT_TRUE(Refused("KRW").empty());
  CatalogSpec spec = Spec();
  spec.rooms.resize(1);
  for (Concert& concert : spec.rows.concerts) concert.room = {1};
  spec.currency = "USD";
  ASSERT_TRUE(Load(spec).empty());
  for (const RoomId id : sale_.rows.Rooms()) EXPECT_EQ(sale_.rows.Find(id)->currency, "USD");
}

TEST_F(CurrencyTest, TheConcertsHaveTheCurrencyOfRowsWithoutOne) {
  Age("KRW");
  sale_.TopUp("kim", 1);
  IsOtherThan("KRW", Refused("USD"));
  EXPECT_TRUE(Refused("KRW").empty());
  EXPECT_EQ(sale_.rows.Find(kMainRoom)->currency, "KRW");
}

// The prices of a show that is left out would keep their numbers in another currency.
TEST_F(CurrencyTest, AShowThatIsLeftOutKeepsTheCurrency) {
  ASSERT_TRUE(Refused("KRW").empty());
  const auto conflicts = RefusedWithoutFiles("USD");
  ASSERT_EQ(conflicts.size(), 3U) << "a start without a catalogue is not an exception";
  EXPECT_EQ(conflicts[0].kind, Kind::kShowInOtherCurrency);
  EXPECT_EQ(conflicts[0].show, "solo-1");
  EXPECT_EQ(conflicts[0].word, "KRW");
}

// Programs before the list of ISO 4217 took KRV. Such a sale continues in it. Regression: it could
// become any currency, with seats sold.
TEST_F(CurrencyTest, WhatWasNeverACurrencyStaysOnceSomethingIsOwed) {
  Age("KRV");
  sale_.TopUp("kim", 100);
  IsOtherThan("KRV", Refused("USD"));
  EXPECT_TRUE(Refused("KRV").empty());
  EXPECT_EQ(sale_.rows.Find(kMainRoom)->currency, "KRV");
  EXPECT_TRUE(RefusedWithoutFiles("KRV").empty());
}

TEST_F(CurrencyTest, WhatWasNeverACurrencyIsCorrectedOnceWhileNothingIsOwed) {
  Age("KRV");
  EXPECT_TRUE(Refused("KRW").empty());
  const auto conflicts = Refused("KRV");
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].kind, Kind::kNotACurrency);
  EXPECT_EQ(Stored(), "KRW");
}

}  // namespace
}  // namespace onsale::domain
