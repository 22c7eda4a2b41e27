#include "store/store_contract_testing.h"

#include "base/await_testing.h"
#include "store/actions_question.h"
#include "store/bookings_question.h"

namespace onsale::store {

using namespace domain;

CatalogSpec ContractSale(RoomPolicy policy) {
  CatalogSpec spec;
  spec.rooms = {{.slug = "main", .policy = policy}};
  CatalogRows& rows = spec.rows;
  rows.concerts = {{.id = {1}, .slug = "solo", .title = "Solo", .room = {1}}};
  rows.charts = {{.id = {1}, .slug = "hall", .name = "Hall"}};
  rows.categories = {{.chart = {1}, .slug = "a", .name = "A", .color = "#aa0000"}};
  for (std::uint32_t n = 1; n <= 10; ++n) {
    rows.seats.push_back(
        {.chart = {1}, .number = {n}, .label = "1-" + std::to_string(n), .category = "a"});
  }
  const Time start(std::chrono::hours(24 * 365));
  rows.shows = {{.id = {1},
                 .slug = "solo-1",
                 .concert = {1},
                 .chart = {1},
                 .starts_at = start,
                 .date = "1971-01-01",
                 .sale_closes_at = start}};
  rows.prices = {{.show = {1}, .category = "a", .amount = {100}}};
  return spec;
}

void AddShows(CatalogSpec& spec, std::uint32_t shows) {
  CatalogRows& rows = spec.rows;
  for (std::uint32_t id = 2; id <= shows; ++id) {
    Show show = rows.shows.front();
    show.id = {id};
    show.slug = "solo-" + std::to_string(id);
    rows.shows.push_back(show);
    rows.prices.push_back({.show = {id}, .category = "a", .amount = {100}});
  }
}

CatalogSpec WithPair(CatalogSpec spec) {
  ChartSeat& place = spec.rows.seats.at(8);
  ChartSeat& companion = spec.rows.seats.at(9);
  place.access = SeatAccess::kWheelchair;
  place.pair = companion.number;
  companion.access = SeatAccess::kCompanion;
  companion.pair = place.number;
  return spec;
}

UserId ContractUser(std::string_view name) {
  return UserId::Parse(name).value();
}

std::expected<Committed, StoreError> CommitAndWait(Store& store, std::vector<Command> commands) {
  std::promise<std::expected<Committed, StoreError>> promise;
  auto future = promise.get_future();
  store.Commit(std::move(commands),
               [&promise](auto result) { promise.set_value(std::move(result)); });
  return base::Got("the commit", future);
}

AnswerTo<LedgerQuestion> ReadLedgerAndWait(Store& store, LedgerQuestion question) {
  return AskAndWait(store, std::move(question));
}

AnswerTo<AuditQuestion> AuditAndWait(Store& store, std::stop_token stop) {
  return AskAndWait(store, AuditQuestion{}, std::move(stop));
}

void MakeKeys(Store& store, Time now) {
  const Actor owner{.key = "Owner001", .call = "call", .reason = "why"};
  const auto secret = base::Sha256Of("secret");
  Ask(store, AddOwnerKey{.actor = {}, .id = owner.key, .name = "owner", .digest = secret}).value();
  Ask(store, AddAccessKey{.actor = owner,
                          .id = "Shop0001",
                          .name = "shop",
                          .scopes = ScopeSet{}.With(Scope::kAudit),
                          .digest = base::Sha256Of("shop")})
      .value();
  Ask(store, RotateAccessKey{.actor = owner,
                             .id = "Shop0001",
                             .digest = base::Sha256Of("another"),
                             .former_until = now + std::chrono::hours(1)})
      .value();
}

Credential Shop::Join(std::string_view user) {
  return Ask(store_, IssueToken{.user = ContractUser(user), .room = {1}}).value().credential;
}

HoldSeats Shop::HoldCommand(const Credential& caller, std::uint32_t seat) {
  return {.caller = caller, .show = {1}, .seats = {SeatNumber{seat}}, .fresh_id = {NextId()}};
}

Reservation Shop::Hold(const Credential& caller, std::uint32_t seat) {
  return Ask(store_, HoldCommand(caller, seat)).value().reservation;
}

Money Shop::TopUp(std::string_view user, std::int64_t amount) {
  return Ask(store_,
             TopUpBalance{.user = ContractUser(user), .amount = {amount}, .fresh_id = {NextId()}})
      .value()
      .balance;
}

PaymentView Shop::Pay(const Credential& caller, const Reservation& reservation) {
  return Ask(store_, PayReservation{.caller = caller, .id = reservation.id, .fresh_id = {NextId()}})
      .value();
}

void Shop::SellToSix(base::ManualClock& clock) {
  TopUp("fay", 50);
  const auto fay = Join("fay");
  Ask(store_, CancelReservation{fay, Hold(fay, 3).id});
  Ask(store_, LeaveQueue{fay});
  const auto ann = Join("ann");
  const auto ben = Join("ben");
  for (const char* user : {"cat", "dan"}) Join(user);
  Ask(store_, LeaveQueue{Join("eve")});
  TopUp("ann", 250);
  TopUp("ben", 100);
  clock.Advance(std::chrono::seconds(10));
  Hold(ben, 2);
  Pay(ann, Hold(ann, 1));
}

void StoreContractTest::SetUp() {
  host_ = GetParam()();
  store_ = host_->Open({clock_, {}});
  shop_ = std::make_unique<Shop>(*store_, ids_);
  ASSERT_TRUE(Ask(*store_, LoadCatalog{ContractSale({})}));
}

void StoreContractTest::Reopen(const Limits& limits) {
  store_ = nullptr;
  store_ = host_->Open({clock_, limits});
  shop_ = std::make_unique<Shop>(*store_, ids_);
}

base::Duration StoreContractTest::AcceptAndWait(const std::function<void()>& set) {
  auto lead = store().AcceptClock(set);
  EXPECT_TRUE(CommitAndWait(store(), {}));
  return base::Got("the clock", lead);
}

TEST_P(StoreContractTest, TheLedgerShowsEveryAcknowledgedEntryNewestFirst) {
  const auto caller = shop().Join("ann");
  shop().TopUp("ann", 250);
  shop().Pay(caller, shop().Hold(caller, 7));
  const auto entries = ReadLedgerAndWait(store(), {.user = ContractUser("ann")});
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ(entries->at(0).kind, LedgerKind::kPayment);
  EXPECT_EQ(entries->at(0).balance_after, Money{150});
  EXPECT_EQ(entries->at(1).kind, LedgerKind::kTopUp);
}

TEST_P(StoreContractTest, TheLedgerOfAUserIsReadInPages) {
  for (int i = 0; i < 5; ++i) shop().TopUp("ann", 1);
  EXPECT_TRUE(ReadLedgerAndWait(store(), {.user = ContractUser("ben")})->empty());
  const auto page =
      ReadLedgerAndWait(store(), {.user = ContractUser("ann"), .before = 4, .limit = 2});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->size(), 2U);
  EXPECT_EQ(page->at(0).number, 3);
  EXPECT_EQ(page->at(1).number, 2);
}

TEST_P(StoreContractTest, PaidReservationsAreReadInPagesInOrderOfPayment) {
  std::vector<ReservationId> paid;
  for (const char* user : {"ann", "ben", "cat"}) {
    const auto caller = shop().Join(user);
    shop().TopUp(user, 100);
    const auto seat = static_cast<std::uint32_t>(2 * paid.size() + 1);
    shop().Hold(caller, seat + 1);  // is not paid
    paid.push_back(shop().Pay(caller, shop().Hold(caller, seat)).reservation.id);
  }
  const auto page = AskAndWait(store(), BookingsQuestion{.limit = 2});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->size(), 2U);
  EXPECT_EQ(page->at(0).id, paid[0]);
  EXPECT_EQ(page->at(1).id, paid[1]);
  EXPECT_EQ(page->at(1).status, ReservationStatus::kConfirmed);
  const auto rest = AskAndWait(store(), BookingsQuestion{.after = page->at(1).payment.uuid});
  ASSERT_TRUE(rest);
  ASSERT_EQ(rest->size(), 1U);
  EXPECT_EQ(rest->at(0).id, paid[2]);
}

TEST_P(StoreContractTest, KeysArePublishedAndNumbersOfChangesContinueAfterARestart) {
  EXPECT_TRUE(store().access_keys()->rows().empty());
  MakeKeys(store(), clock_.Now());
  const auto before = store().access_keys();
  ASSERT_NE(before->Find("Shop0001"), nullptr);
  EXPECT_EQ(before->Find("Shop0001")->former, base::Sha256Of("shop"));
  shop().TopUp("ann", 1);
  EXPECT_EQ(store().access_keys(), before) << "the same value until a key changes";
  Reopen();
  EXPECT_EQ(store().access_keys()->rows(), before->rows());

  Ask(store(), RevokeAccessKey{.actor = {.key = "Owner001", .call = "end"}, .id = "Shop0001"});
  EXPECT_TRUE(store().access_keys()->Find("Shop0001")->revoked);
  const auto newest = AskAndWait(store(), OperatorActionsQuestion{.limit = 2}).value();
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0].number, 4);
  EXPECT_EQ(newest[0].actor.call, "end");
  EXPECT_EQ(newest[1].actor.reason, "why");
  EXPECT_EQ(newest[1].at, clock_.Now());
  EXPECT_TRUE(newest[1].after.starts_with(R"({"key":"Shop0001",)")) << newest[1].after;
  const auto rest = AskAndWait(store(), OperatorActionsQuestion{.before = 3}).value();
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[0].number, 2);
  EXPECT_TRUE(AuditAndWait(store())->passed());
}

TEST_P(StoreContractTest, AKeyThatGaveItsPlaceToANewOneStaysGone) {
  MakeKeys(store(), clock_.Now());
  const Limits three{.access_key_rows = 3};
  Reopen(three);
  const Actor owner{.key = "Owner001", .call = "call"};
  const auto add = [&](const char* id, std::optional<Time> ends = {}) {
    Ask(store(), AddAccessKey{.actor = owner,
                              .id = id,
                              .name = "shop",
                              .scopes = kAllScopes,
                              .digest = base::Sha256Of(id),
                              .ends = ends})
        .value();
  };
  const auto change_by = [&](const char* id, std::int64_t capacity) {
    Ask(store(),
        ChangeRoom{
            .room = "main", .change = {.capacity = capacity}, .actor = {.key = id, .call = "call"}})
        .value();
  };
  add("Shop0002");
  change_by("Shop0002", 7);
  Ask(store(), RevokeAccessKey{.actor = owner, .id = "Shop0002"}).value();
  add("Shop0003");
  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_EQ(store().access_keys()->rows().size(), 3U);
    EXPECT_EQ(store().access_keys()->Find("Shop0002"), nullptr);
    EXPECT_NE(store().access_keys()->Find("Shop0003"), nullptr);
    EXPECT_TRUE(AuditAndWait(store())->passed()) << "a change names the erased key";
    Reopen(three);
  }
  // So does one that has ended.
  Ask(store(), RevokeAccessKey{.actor = owner, .id = "Shop0003"}).value();
  add("Ends0001", clock_.Now() + std::chrono::seconds(1));
  change_by("Ends0001", 8);
  clock_.Advance(std::chrono::seconds(1));
  add("Shop0004");
  EXPECT_EQ(store().access_keys()->Find("Ends0001"), nullptr);
  EXPECT_TRUE(AuditAndWait(store())->passed()) << "a change names the ended key";
}

TEST_P(StoreContractTest, SeatsHeldBackReleasedHoldsAndNoticesAreKept) {
  const auto ann = shop().Join("ann");
  const auto held = shop().Hold(ann, 7);
  const Actor actor{.key = {}, .call = "call", .reason = "why"};
  Ask(store(), HoldBackSeats{.actor = actor, .show = kShow, .seats = {{3}, {4}}}).value();
  Ask(store(), PutSeatsOnSale{.actor = actor, .show = kShow, .seats = {{4}}}).value();
  Ask(store(), ReleaseReservation{.actor = actor, .id = held.id}).value();
  const auto set =
      Ask(store(), ChangeNotice{.actor = actor, .room = "main", .korean = "잠시", .english = {}});
  Reopen();
  EXPECT_EQ(Ask(store(), ReadRoom{"main"}).value().room.notice, set.value().room.notice);
  const auto map = Ask(store(), WatchSeats{kShow}).value();
  EXPECT_EQ(map->statuses.at(2), SeatStatus::kHeldBack);
  EXPECT_EQ(map->available, 9);
  EXPECT_EQ(Ask(store(), ReadSale{}).value().shows.at(0).all.held_back(), 1);
  const auto found = Ask(store(), FindReservations{.id = held.id}).value();
  EXPECT_EQ(found.at(0).reservation.end_reason, EndReason::kCancelledByOperator);
  const auto newest = AskAndWait(store(), OperatorActionsQuestion{}).value();
  ASSERT_EQ(newest.size(), 4U);
  EXPECT_EQ(newest[0].after, R"({"room":"main","noticeKorean":"잠시"})");
  EXPECT_EQ(newest[2].after, R"({"show":"solo-1","seats":[4],"status":"AVAILABLE"})");
  EXPECT_TRUE(AuditAndWait(store())->passed());
}

TEST_P(StoreContractTest, AUserIdOf255BytesIsKept) {
  std::string name = "auth0|a/b:";
  while (name.size() + 3 <= base::UserId::kLengthMax) name += "김";
  name.resize(base::UserId::kLengthMax, '+');
  const auto caller = shop().Join(name);
  shop().TopUp(name, 250);
  const auto held = shop().Hold(caller, 7);
  Reopen();
  EXPECT_EQ(shop().Pay(caller, held).reservation.user, ContractUser(name));
  const auto entries = ReadLedgerAndWait(store(), {.user = ContractUser(name)});
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->at(0).debit, "wallet:" + name);
}

TEST_P(StoreContractTest, ABatchSaysWhereItsTimeWentAndSyncsAreCounted) {
  const auto syncs = [this] {
    std::uint64_t all = 0;
    for (const std::uint64_t count : store().syncs()->Read().counts) all += count;
    return all;
  };
  const auto caller = shop().Join("ann");
  const std::uint64_t before = syncs();
  const std::uint64_t micros = store().syncs()->Read().sum;
  const auto held = CommitAndWait(store(), {shop().HoldCommand(caller, 7)});
  EXPECT_EQ(syncs(), before + 1);
  EXPECT_EQ(store().syncs()->Read().sum - micros,
            static_cast<std::uint64_t>(held->times.sync.count()));
  const auto read = CommitAndWait(store(), {domain::ListRooms{}});
  EXPECT_EQ(syncs(), before + 1) << "nothing was written";
  EXPECT_EQ(read->times.sync, base::Duration{});
}

TEST_P(StoreContractTest, NextDueIsTheEndOfTheHoldAndAnEmptyBatchEndsIt) {
  const auto caller = shop().Join("ann");
  const auto committed = CommitAndWait(store(), {shop().HoldCommand(caller, 7)});
  EXPECT_EQ(committed->next_due, clock_.Now() + RoomPolicy{}.hold_time);
  EXPECT_EQ(Ask(store(), ReadSeats{caller, kShow}).value()->available, 9);
  clock_.Advance(RoomPolicy{}.hold_time);
  ASSERT_TRUE(CommitAndWait(store(), {}));
  EXPECT_EQ(Ask(store(), ReadSeats{caller, kShow}).value()->available, 10);
}

TEST_P(StoreContractTest, TimeNeverRunsBackwardsAcrossARestart) {
  clock_.Advance(std::chrono::hours(1));
  shop().TopUp("ann", 1);
  const auto before = clock_.Now();
  clock_.Advance(-std::chrono::hours(2));
  Reopen();
  EXPECT_EQ(store().sale_time(), before);
  EXPECT_GE(CommitAndWait(store(), {})->now, before);
}

TEST_P(StoreContractTest, TimeNeverRunsBackwardsAndAClockThatIsBehindIsReported) {
  const auto before = CommitAndWait(store(), {});
  EXPECT_EQ(store().sale_time(), before->now);
  EXPECT_EQ(store().clock_behind(), base::Duration{});
  clock_.Advance(-std::chrono::hours(1));
  EXPECT_EQ(CommitAndWait(store(), {})->now, before->now);
  EXPECT_EQ(store().clock_behind(), std::chrono::hours(1));
  clock_.Advance(std::chrono::hours(1));
  ASSERT_TRUE(CommitAndWait(store(), {}));
  EXPECT_EQ(store().clock_behind(), base::Duration{});
}

// The way out after a start at a wrong time: nothing goes back, so no seat is sold twice.
TEST_P(StoreContractTest, TheSaleMayContinueAheadOfAClockThatIsBehind) {
  const auto before = CommitAndWait(store(), {});
  clock_.Advance(-std::chrono::hours(1));
  ASSERT_TRUE(CommitAndWait(store(), {}));
  EXPECT_EQ(AcceptAndWait(), std::chrono::hours(1));
  EXPECT_EQ(AcceptAndWait(), std::chrono::hours(1));
  clock_.Advance(std::chrono::seconds(10));
  const auto caller = shop().Join("ann");
  const auto after = CommitAndWait(store(), {shop().HoldCommand(caller, 7)});
  EXPECT_EQ(after->now, before->now + std::chrono::seconds(10));
  EXPECT_EQ(store().clock_behind(), base::Duration{});
  EXPECT_EQ(after->next_due, clock_.Now() + RoomPolicy{}.hold_time) << "a time of the clock";
}

TEST_P(StoreContractTest, AcceptingAClockThatIsNotBehindChangesNothing) {
  ASSERT_TRUE(CommitAndWait(store(), {}));
  EXPECT_EQ(AcceptAndWait(), base::Duration{});
  clock_.Advance(std::chrono::seconds(10));
  EXPECT_EQ(AcceptAndWait(), base::Duration{});
  EXPECT_EQ(CommitAndWait(store(), {})->now, clock_.Now());
}

// A lead from before the clock was repaired moved the whole sale ahead a second time.
TEST_P(StoreContractTest, AcceptingARepairedClockEndsTheLead) {
  const auto before = CommitAndWait(store(), {});
  clock_.Advance(-std::chrono::hours(25));
  ASSERT_TRUE(CommitAndWait(store(), {}));
  ASSERT_EQ(AcceptAndWait(), std::chrono::hours(25));
  EXPECT_EQ(AcceptAndWait([this] { clock_.Advance(std::chrono::hours(25)); }), base::Duration{});
  EXPECT_EQ(CommitAndWait(store(), {})->now, before->now);
  clock_.Advance(-std::chrono::hours(2));
  EXPECT_EQ(AcceptAndWait([this] { clock_.Advance(std::chrono::hours(1)); }), std::chrono::hours(1))
      << "the lead is of the clock as it was accepted";
  EXPECT_EQ(CommitAndWait(store(), {})->now, before->now);
}

// A start with --accept-clock was compared with the same old commit again at the next start.
TEST_P(StoreContractTest, AKeptTimeIsThatOfTheLastCommitAfterARestart) {
  clock_.Advance(std::chrono::hours(192));
  store().KeepTime();
  const auto kept = CommitAndWait(store(), {});
  const auto next = CommitAndWait(store(), {});
  EXPECT_EQ(next->commit_number, kept->commit_number) << "a time is kept once";
  Reopen();
  EXPECT_EQ(store().sale_time(), clock_.Now());
  EXPECT_TRUE(AuditAndWait(store())->passed());
}

TEST_P(StoreContractTest, EveryChangeRaisesTheCommitNumber) {
  const auto caller = shop().Join("ann");
  const auto first = CommitAndWait(store(), {shop().HoldCommand(caller, 7)});
  const auto second = CommitAndWait(store(), {shop().HoldCommand(caller, 8)});
  EXPECT_GT(second->commit_number, first->commit_number);
  EXPECT_EQ(second->batch, first->batch + 1);
}

TEST_P(StoreContractTest, DoneIsCalledInOrderOfCommit) {
  std::vector<int> order;
  std::promise<void> all;
  for (int i = 0; i < 2; ++i) {
    std::vector<Command> commands;
    if (i == 0) commands.push_back(IssueToken{.user = ContractUser("ann"), .room = kRoom});
    store().Commit(std::move(commands), [&order, &all, i](auto) {
      order.push_back(i);
      if (i == 1) all.set_value();
    });
  }
  base::Got("both commits", all.get_future());
  EXPECT_EQ(order, (std::vector{0, 1}));
}

TEST_P(StoreContractTest, CommittedRowsSurviveARestart) {
  const auto ann = shop().Join("ann");
  shop().TopUp("ann", 250);
  const auto held = shop().Hold(ann, 7);
  EXPECT_NE(store().catalog()->FindShow("solo-1"), nullptr);
  Reopen();
  EXPECT_EQ(shop().Pay(ann, held).balance, Money{150});
  EXPECT_NE(store().catalog()->FindShow("solo-1"), nullptr);
  EXPECT_EQ(ReadLedgerAndWait(store(), {.user = ContractUser("ann")})->size(), 2U);
}

TEST_P(StoreContractTest, AnEndedReservationKeepsItsReasonAndTime) {
  const auto ann = shop().Join("ann");
  const ReservationId id = shop().Hold(ann, 7).id;
  const auto ended = Ask(store(), CancelReservation{ann, id})->reservation;
  Reopen();
  const auto found = Ask(store(), FindReservations{.user = ContractUser("ann"),
                                                   .page = {ReservationFilter::kEnded, {}, 9}});
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().reservation.end_reason, EndReason::kCancelledByBuyer);
  EXPECT_EQ(found->front().reservation.ended_at, ended.ended_at);
}

// Regression: a start with more expired records than fit in a frame ended in an assertion.
TEST_P(StoreContractTest, MoreDueRecordsThanABatchHoldsAreHandledBeforeCommands) {
  const auto top_up = [this](const char* key) {
    return TopUpBalance{.user = ContractUser("ann"),
                        .amount = {1},
                        .fresh_id = {shop().NextId()},
                        .idempotency_key = IdempotencyKey{.key = key}};
  };
  for (const char* key : {"a", "b", "c", "d", "e"}) ASSERT_TRUE(Ask(store(), top_up(key)));
  Reopen({.due_per_batch = 2, .keys_per_user = 5});
  clock_.Set(clock_.Now() + kIdempotencyTime);
  std::vector<std::future<std::int64_t>> balances;
  for (const char* key : {"a", "b", "c", "d", "e"}) {
    auto answered = std::make_shared<std::promise<std::int64_t>>();
    balances.push_back(answered->get_future());
    std::vector<Command> commands;
    commands.emplace_back(top_up(key));
    store().Commit(std::move(commands), [answered](auto result) {
      const auto& answer = AnswerOf<TopUpBalance>(result->outcomes.at(0));
      answered->set_value(answer ? answer->balance.minor : -1);
    });
  }
  for (std::int64_t i = 0; i < 5; ++i) {
    EXPECT_EQ(base::Got("a top-up behind what is due", balances.at(i)), 6 + i);
  }
}

TEST_P(StoreContractTest, ARetryGetsTheStoredAnswerAfterARestart) {
  const TopUpBalance top_up{
      .user = ContractUser("ann"),
      .amount = {5},
      .fresh_id = {shop().NextId()},
      .idempotency_key = IdempotencyKey{.key = "once", .fingerprint = {1, 2}}};
  ASSERT_EQ(Ask(store(), top_up)->balance, Money{5});
  Reopen();
  EXPECT_EQ(Ask(store(), top_up)->balance, Money{5});
}

}  // namespace onsale::store
