// The part of the store contract that is about questions (store_contract_testing.h).

#include "base/await_testing.h"
#include "store/buyer_question.h"
#include "store/draw_question.h"
#include "store/store_contract_testing.h"
#include "store/table_reader.h"

namespace onsale::store {

using namespace domain;

namespace {

// Reads a hold by a parameter of each type, which the SQL uses in another order.
template <bool kLong>
struct HoldQuestion {
  using Answer = std::vector<Reservation>;
  static constexpr bool kIsLong = kLong;
  static constexpr const char* kReads = "a hold";
  Reservation hold;

  std::expected<Answer, StoreError> Read(TableReader& tables) const {
    return ReadRows<Reservation>(
        tables, "WHERE user_id = $4 AND created_at <= $3 AND id = $1 AND show_id = $2 AND id = $1",
        {hold.id.uuid, std::int64_t{hold.show.value}, hold.created_at, hold.user.text()});
  }
};

// Reads the number of ledger entries before and after a call of `between`.
template <bool kLong>
struct TwoCountsQuestion {
  using Answer = std::pair<std::int64_t, std::int64_t>;
  static constexpr bool kIsLong = kLong;
  static constexpr const char* kReads = "two counts";
  std::function<void()> between = [] {};
  const char* table = "ledger_entries";

  std::expected<std::int64_t, StoreError> Count(TableReader& tables) const {
    std::int64_t count = 0;
    const auto done = tables.ForEach({.sql = std::string("SELECT count(*) FROM ") + table},
                                     [&count](TableRow row) { count = row[0].number; });
    return done ? std::expected<std::int64_t, StoreError>(count) : std::unexpected(done.error());
  }
  std::expected<Answer, StoreError> Read(TableReader& tables) const {
    const auto before = Count(tables);
    if (!before) return std::unexpected(before.error());
    between();
    const auto after = Count(tables);
    if (!after) return std::unexpected(after.error());
    return std::pair(*before, *after);
  }
};

struct ScopeQuestion {
  using Answer = TableScope;
  static constexpr bool kIsLong = false;
  static constexpr const char* kReads = "the last commit";
  std::expected<Answer, StoreError> Read(TableReader& tables) const { return tables.scope(); }
};

// Asks a TwoCountsQuestion, and tops up a balance between its two counts.
template <bool kLong>
AnswerTo<TwoCountsQuestion<kLong>> CountAroundATopUp(Store& store, Shop& shop) {
  std::promise<void> counted;
  std::promise<void> topped_up;
  const auto between = [&] {
    counted.set_value();
    topped_up.get_future().wait();
  };
  auto answer = std::async(std::launch::async, [&store, &between] {
    return AskAndWait(store, TwoCountsQuestion<kLong>{between});
  });
  base::Got("the first count", counted.get_future());
  shop.TopUp("ann", 1);
  // Writes the top-up to the tables in every store.
  if (kLong) {
    EXPECT_TRUE(ReadLedgerAndWait(store, {.user = ContractUser("ann")}));
  }
  topped_up.set_value();
  return base::Got("the question", answer);
}

}  // namespace

TEST_P(StoreContractTest, AQuestionTakesParametersAndColumnsOfEachType) {
  const Reservation held = shop().Hold(shop().Join("ann"), 7);
  shop().Hold(shop().Join("ben"), 8);
  for (const auto& found : {AskAndWait(store(), HoldQuestion<false>{held}),
                            AskAndWait(store(), HoldQuestion<true>{held})}) {
    ASSERT_TRUE(found) << found.error().detail;
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().id, held.id);
    EXPECT_EQ(found->front().status, ReservationStatus::kHeld);
    EXPECT_EQ(found->front().seats, held.seats);
    EXPECT_EQ(found->front().held_until, held.held_until);
  }
}

TEST_P(StoreContractTest, AQuestionKnowsTheCommitThatItReads) {
  clock_.Advance(std::chrono::seconds(1));
  shop().TopUp("ann", 1);
  const auto last = CommitAndWait(store(), {ReadBalance{ContractUser("ann")}});
  const auto scope = AskAndWait(store(), ScopeQuestion{});
  ASSERT_TRUE(scope);
  EXPECT_EQ(scope->commit_number, last->commit_number);
  EXPECT_EQ(scope->now, last->now);
}

TEST_P(StoreContractTest, AllQueriesOfAQuestionReadTheSameCommit) {
  using Counts = std::pair<std::int64_t, std::int64_t>;
  shop().TopUp("ann", 1);
  EXPECT_EQ(CountAroundATopUp<false>(store(), shop()).value(), Counts(1, 1));
  EXPECT_EQ(CountAroundATopUp<true>(store(), shop()).value(), Counts(2, 2));
}

TEST_P(StoreContractTest, AQuestionThatFailsDoesNotHarmTheNext) {
  shop().TopUp("ann", 1);
  const auto failed = AskAndWait(store(), TwoCountsQuestion<false>{.table = "nothing"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, StoreErrorCode::kUnavailable);
  EXPECT_EQ(ReadLedgerAndWait(store(), {.user = ContractUser("ann")})->size(), 1U);
}

TEST_P(StoreContractTest, ABuyersTokensAndLedgerAreReadFromTheTablesInPages) {
  const auto history = [this](BuyerQuestion question) {
    question.user = ContractUser("ann");
    return AskAndWait(store(), std::move(question)).value();
  };
  const auto numbers = [](const BuyerHistory& found) {
    std::vector<std::uint64_t> places;
    for (const StoredToken& token : found.tokens) places.push_back(token.row.key.number.value);
    return places;
  };
  EXPECT_TRUE(history({}).tokens.empty());
  const Credential first = shop().Join("ann");
  shop().Join("ben");
  ASSERT_TRUE(Ask(store(), LeaveQueue{first}));
  const Credential second = shop().Join("ann");  // issued at the same moment
  ASSERT_TRUE(Ask(store(), LeaveQueue{second}));
  clock_.Advance(std::chrono::seconds(1));
  const Credential third = shop().Join("ann");
  ASSERT_TRUE(Ask(store(), LeaveQueue{third}));
  clock_.Advance(std::chrono::seconds(1));
  shop().Join("ann");  // live: only memory has it for a look-up
  shop().TopUp("ann", 1);
  shop().TopUp("ann", 2);

  const BuyerHistory all = history({.ledger_before = INT64_MAX});
  EXPECT_EQ(numbers(all), (std::vector<std::uint64_t>{4, 3, 1}));
  EXPECT_EQ(all.tokens[0].room, "main");
  EXPECT_EQ(all.tokens[0].row.issued_at, third.issued_at);
  EXPECT_EQ(all.tokens[2].row.expiry_reason, ExpiryReason::kLeft);
  EXPECT_EQ(all.ledger.size(), 2U);
  EXPECT_TRUE(history({}).ledger.empty());
  EXPECT_EQ(numbers(history({.limit = 2})), (std::vector<std::uint64_t>{4, 3}));
  const TokenCursor cursor{second.issued_at, second.key};
  EXPECT_EQ(numbers(history({.tokens_before = cursor})), std::vector<std::uint64_t>{1});
  EXPECT_EQ(history({.ledger_before = 2}).ledger.size(), 1U);
}

TEST_P(StoreContractTest, TheEntriesOfADrawAreReadFromTheTables) {
  const auto entries_after = [this](std::int64_t after, std::int64_t limit) {
    return AskAndWait(store(), DrawEntriesQuestion{.room = "main", .after = after, .limit = limit})
        .value();
  };
  shop().Join("ann");  // before the lobby, so no entry
  EXPECT_TRUE(entries_after(0, 10).empty());
  const auto change = [this](RoomChange room_change) {
    ASSERT_TRUE(Ask(store(), ChangeRoom{.room = "main",
                                        .change = std::move(room_change),
                                        .fresh_seed = base::Sha256Of("seed")}));
  };
  change({.mode = RoomMode::kDraw,
          .state = RoomState::kScheduled,
          .opens_at = clock_.Now() + std::chrono::hours(1)});
  for (const char* const user : {"ben", "cat", "dan"}) {
    clock_.Advance(std::chrono::seconds(1));
    shop().Join(user);
  }
  EXPECT_TRUE(entries_after(0, 10).empty()) << "the lobby is not drawn yet";
  change({.state = RoomState::kOpen});
  shop().Join("eve");  // after the draw, so no entry
  EXPECT_EQ(entries_after(0, 10), Ask(store(), ReadDrawEntries{"main", 0, 10}).value());
  EXPECT_EQ(entries_after(0, 10).size(), 3U);
  EXPECT_EQ(entries_after(1, 1), Ask(store(), ReadDrawEntries{"main", 1, 1}).value());
  EXPECT_TRUE(entries_after(3, 10).empty());
  EXPECT_TRUE(entries_after(INT64_C(1) << 32, 10).empty());
  EXPECT_TRUE(
      AskAndWait(store(), DrawEntriesQuestion{.room = "other", .after = 0, .limit = 9})->empty());
}

}  // namespace onsale::store
