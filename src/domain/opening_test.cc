// A room's states: sold out, scheduled, opened, drawn; its policy's origin; its funnel.
#include "domain/admission.h"
#include "domain/draw.h"
#include "domain/room_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// --- Sold out ---

class SoldOutTest : public RoomTest {
 protected:
  // Three buyers hold all ten seats of the side room's show; `waiting_` waits in that room.
  void SetUp() override {
    ASSERT_TRUE(sale_.Ask(ChangeRoom{"side", {.capacity = 3}, {}}));
    const std::pair<const char*, std::vector<std::uint32_t>> buyers[] = {
        {"a", {1, 2, 3, 4}}, {"b", {5, 6, 7, 8}}, {"c", {9, 10}}};
    for (const auto& [name, seats] : buyers) {
      sale_.Hold(Issue(name, kSideRoom).credential, seats, kDuoOne);
    }
    waiting_ = Issue("d", kSideRoom).credential;
  }
  Credential waiting_;
};

TEST_F(SoldOutTest, AnAddedShowEndsIt) {
  CatalogSpec spec = SmallSale({.capacity = 3});
  spec.rows.shows.push_back(spec.rows.shows.back());
  spec.rows.shows.back().slug = "duo-2";
  const std::vector<Price> prices = spec.rows.prices;
  for (Price price : prices) {
    if (price.show != kDuoOne) continue;
    price.show = {4};  // the show's position in the specification, from 1
    spec.rows.prices.push_back(price);
  }
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  EXPECT_FALSE(Read(waiting_).sold_out);
}

TEST(EmptyRoomTest, ARoomWithoutShowsIsNotSoldOut) {
  SmallSaleRows sale;
  CatalogSpec spec = SmallSale({.capacity = 2});
  spec.rooms.push_back({.slug = "empty", .policy = {}});
  ASSERT_TRUE(sale.Ask(LoadCatalog{spec}));
  EXPECT_EQ(sale.Ask(IssueToken{.user = User("a"), .room = {3}})->status, TokenStatus::kActive);
}

// --- Opening and the draw ---

class DrawTest : public RoomTest {
 protected:
  void SetUp() override {
    Issue("before");
    Change({.mode = RoomMode::kDraw});
    Schedule(minutes(10));
  }
  std::vector<Credential> JoinMany(int count) {
    std::vector<Credential> tokens;
    for (int i = 0; i < count; ++i) tokens.push_back(Issue("u" + std::to_string(i)).credential);
    return tokens;
  }
};

TEST_F(DrawTest, TheCommitmentIsPublicAndTheSeedIsSecret) {
  const DrawView view = sale_.Ask(ReadDraw{"main"}).value();
  EXPECT_EQ(view.draw.commitment, base::Sha256Of(base::Sha256Of("seed").AsText()));
  EXPECT_TRUE(view.draw.seed.IsNil());
  EXPECT_TRUE(sale_.Ask(ReadRoom{"main"})->room.draw.seed.IsNil());
  EXPECT_TRUE(sale_.Ask(ListRooms{})->front().room.draw.seed.IsNil());
  EXPECT_TRUE(sale_.Ask(ReadFunnel{"main"})->room.draw.seed.IsNil());
}

TEST_F(DrawTest, TheSeedIsPublicOnceDrawn) {
  WaitFor(minutes(10));
  EXPECT_EQ(sale_.Ask(ReadDraw{"main"})->draw.seed, base::Sha256Of("seed"));
}

TEST_F(DrawTest, TheOrderIsPendingUntilDrawn) {
  Issue("kim");
  const auto pending = [this] { return sale_.Ask(ReadDrawEntries{"main", 0, 10}).error(); };
  EXPECT_EQ(pending().code, RefusalCode::kDrawPending);
  EXPECT_EQ(pending().opens_at, sale_.now + minutes(10));
  ASSERT_TRUE(Change({.state = RoomState::kPaused}));
  EXPECT_EQ(pending().opens_at, Time{});
}

TEST_F(DrawTest, ALobbyHasEntriesButNoOrder) {
  const TokenView view = Issue("kim");
  EXPECT_TRUE(view.in_lobby);
  EXPECT_EQ(view.status, TokenStatus::kWaiting);
  EXPECT_EQ(view.entry, 1);
  EXPECT_EQ(view.opens_in, minutes(10));
  EXPECT_EQ(view.estimated_wait, std::nullopt);
}

TEST_F(DrawTest, TheListHashFollowsFromThePublishedEntries) {
  JoinMany(7);
  WaitFor(minutes(10));
  Sha256Digest hash;
  const auto entries = sale_.Ask(ReadDrawEntries{"main", 0, 100}).value();
  EXPECT_EQ(entries.size(), 7U);
  for (const auto& entry : entries) hash = ListHash(hash, EntryLine(entry.entry, entry.issued_at));
  EXPECT_EQ(sale_.Ask(ReadDraw{"main"})->draw.list_hash, hash);
}

TEST_F(DrawTest, EntriesComeInPages) {
  JoinMany(7);
  WaitFor(minutes(10));
  const auto page = sale_.Ask(ReadDrawEntries{"main", 5, 4}).value();
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0].entry, 6);
  EXPECT_TRUE(sale_.Ask(ReadDrawEntries{"main", 7, 4})->empty());
  EXPECT_TRUE(sale_.Ask(ReadDrawEntries{"main", 1'000'000, 4})->empty());
}

TEST_F(DrawTest, AdmissionFollowsTheDraw) {
  const auto tokens = JoinMany(40);
  WaitFor(minutes(10));
  const DrawOrder order(MainRoom().draw);
  // The capacity is 2, so each buyer who leaves frees the slot for the next rank. Every Ask also
  // checks the order of admission.
  for (std::uint64_t rank = 2; rank <= 41; ++rank) {
    const QueueNumber number = order.NumberAt({rank});
    const Credential& token = tokens.at(number.value - 2);
    EXPECT_EQ(Read(token).status, TokenStatus::kActive) << rank;
    EXPECT_EQ(Read(token).admission_rank, AdmissionRank{rank});
    Leave(token);
    sale_.PassTimeNow();
  }
}

TEST_F(DrawTest, AfterTheOpeningPositionsOnlyImprove) {
  const auto tokens = JoinMany(30);
  WaitFor(minutes(10));
  std::vector<std::int64_t> ahead(tokens.size(), 1'000);
  for (std::size_t leaver = 0; leaver < tokens.size(); ++leaver) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const TokenView view = Read(tokens[i]);
      EXPECT_LE(view.ahead, ahead[i]);
      ahead[i] = view.ahead;
    }
    Leave(tokens[leaver]);
    sale_.PassTimeNow();
  }
}

TEST_F(DrawTest, ACommittedDrawCannotBeCancelled) {
  const auto refused = Change({.mode = RoomMode::kFifo});
  EXPECT_EQ(refused.error().code, RefusalCode::kDrawCommitted);
  CatalogSpec other = SmallSale({.capacity = 7});
  ASSERT_TRUE(sale_.Ask(LoadCatalog{other}));
  EXPECT_EQ(MainRoom().policy.mode, RoomMode::kDraw);
  EXPECT_EQ(MainRoom().policy.capacity, 7);
}

TEST_F(DrawTest, MovingTheOpeningKeepsTheSeed) {
  const Sha256Digest commitment = MainRoom().draw.commitment;
  ASSERT_TRUE(
      sale_.Ask(ChangeRoom{"main",
                           {.state = RoomState::kScheduled, .opens_at = sale_.now + minutes(20)},
                           base::Sha256Of("another seed")}));
  EXPECT_EQ(MainRoom().draw.commitment, commitment);
}

// Regression, found by the simulator: a room that was overdue to open had a negative time to its
// opening, which was stored as none, so a retry got another answer.
TEST_F(DrawTest, ARetryBeforeAnOverdueOpeningGetsTheSameAnswer) {
  Issue("a");
  const Time past = sale_.now - seconds(1);
  const RoomChange change{.state = RoomState::kScheduled, .opens_at = past};
  ASSERT_TRUE(sale_.Ask(ChangeRoom{"main", change, {}}));
  const IssueToken again{
      .user = User("a"), .room = kMainRoom, .idempotency_key = IdempotencyKey{"k", {1, 2}}};
  const TokenView first = sale_.Ask(again).value();
  EXPECT_EQ(first.opens_in, Duration{});
  EXPECT_EQ(sale_.Ask(again).value().opens_in, first.opens_in);
}

TEST_F(DrawTest, ADrawWithoutEntriesTakesPlace) {
  WaitFor(minutes(10));
  EXPECT_EQ(sale_.Ask(ReadDraw{"main"})->entries, 0);
  EXPECT_EQ(Issue("first").status, TokenStatus::kActive);
}

// --- Policies from catalogue, operator and settings ---

TEST_F(RoomTest, ACatalogueSchedulesOnlyNewRooms) {
  CatalogSpec spec = SmallSale({.capacity = 2, .mode = RoomMode::kDraw});
  for (RoomSpec& room : spec.rooms) {
    room.opens_at = sale_.now + minutes(10);
    room.fresh_seed = base::Sha256Of("seed");
  }
  spec.rooms.push_back(spec.rooms[1]);
  spec.rooms.back().slug = "late";
  const auto change = sale_.Ask(LoadCatalog{spec});
  ASSERT_TRUE(change);
  EXPECT_EQ(change->rooms_not_scheduled, (std::vector<std::string>{"main", "side"}));
  EXPECT_EQ(MainRoom().state, RoomState::kOpen);
  EXPECT_EQ(sale_.rows.rooms.at({3}).state, RoomState::kScheduled);
  EXPECT_TRUE(InLobby(sale_.rows.rooms.at({3})));
}

TEST_F(RoomTest, SettingsDoNotOverrideACatalogue) {
  const auto start = [this](std::int64_t capacity) {
    return sale_.Ask(LoadCatalog{
        {.rooms = {{.slug = "main", .policy = {.capacity = capacity}, .from_settings = true}},
         .rows = {}}});
  };
  ASSERT_TRUE(start(9));
  EXPECT_EQ(MainRoom().policy.capacity, 2);
  EXPECT_TRUE(start(9)->rooms_changed.empty());
}

TEST_F(RoomTest, SettingsApplyToMainUntilACatalogueNamesIt) {
  MapRows rows;
  const auto load = [&rows, this](std::int64_t capacity, bool from_settings) {
    const LoadCatalog command{{.rooms = {{.slug = "main",
                                          .policy = {.capacity = capacity},
                                          .from_settings = from_settings}},
                               .rows = {}}};
    (void)Decide(Command(command), rows, sale_.now);
    return rows.Find(kMainRoom)->policy.capacity;
  };
  EXPECT_EQ(load(5, true), 5);
  EXPECT_EQ(load(6, true), 6);
  EXPECT_EQ(load(6, false), 6);
  EXPECT_EQ(load(7, true), 6) << "a catalogue with an equal policy still counts";
}

// --- The funnel ---

TEST_F(RoomTest, TheFunnelCountsEachOutcome) {
  const Credential a = Issue("a").credential;
  const Credential b = Issue("b").credential;
  const Credential c = Issue("c").credential;
  const Credential d = Issue("d").credential;
  sale_.now += seconds(8);
  Leave(c);
  Leave(b);
  sale_.PassTimeNow();
  sale_.TopUp("a", 1'000);
  const Reservation held = sale_.Hold(a, {1, 2});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(a, held)));
  WaitFor(minutes(10));
  EXPECT_EQ(Funnel().joined, 4);
  EXPECT_EQ(Funnel().admitted, 3);
  EXPECT_EQ(Funnel().left_waiting, 1);
  EXPECT_EQ(Funnel().left_waiting_time, seconds(8));
  EXPECT_EQ(Funnel().left_active, 1);
  EXPECT_EQ(Funnel().holds, 1);
  EXPECT_EQ(Funnel().payments, 1);
  EXPECT_EQ(Funnel().seats_sold, 2);
  EXPECT_EQ(Funnel().timed_out, 1);
  EXPECT_EQ(Read(d).status, TokenStatus::kExpired);
}

TEST_F(RoomTest, TheErrorOfAnEstimateIsCountedAtAdmission) {
  Change({.capacity = 1});
  std::vector<Credential> line;
  for (int i = 0; i < 12; ++i) {
    line.push_back(Issue("u" + std::to_string(i)).credential);
    sale_.now += seconds(6);
    if (i > 0) Leave(line[static_cast<std::size_t>(i - 1)]);
    sale_.PassTimeNow();
  }
  EXPECT_GT(Funnel().estimates, 0);
  // The queue is steady, so each estimated wait is accurate to a few seconds.
  EXPECT_LE(Funnel().estimate_error, Funnel().estimates * seconds(4));
}

}  // namespace
}  // namespace onsale::domain
