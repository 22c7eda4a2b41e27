// Tests that stored rows which contradict each other are refused or harmless: puts hostile values
// into every column of a sale, and runs every command on the rows that are accepted.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <limits>
#include <random>

#include "store/memory/row_changes.h"
#include "store/memory/sale_walk_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

// All rows of a stored sale, catalogue included, by table.
class StoredSale {
 public:
  StoredSale() {
    rows_.FinishLoading(0);
    CatalogSpec spec = ContractSale({.capacity = 2, .claim_time = std::chrono::minutes(5)});
    spec.rooms.push_back({.slug = "lobby",
                          .policy = {.capacity = 1, .mode = RoomMode::kDraw},
                          .opens_at = now_ + std::chrono::hours(5)});
    spec.rooms.push_back({.slug = "drawn",
                          .policy = {.capacity = 1, .mode = RoomMode::kDraw},
                          .opens_at = now_ + std::chrono::minutes(1)});
    for (auto& room : spec.rooms) room.fresh_seed = base::Sha256Of(room.slug);
    Ask(LoadCatalog{spec});
    Sell();
  }

  // Calls f(row, index) for every row; no two rows of the sale have the same index.
  template <class F>
  void ForEach(F&& f) const {
    std::size_t index = 0;
    const auto all = [&](const auto& rows) {
      for (const auto& row : rows) f(row, index++);
    };
    const CatalogRows& catalog = rows_.catalog_ptr()->rows();
    all(catalog.concerts), all(catalog.shows), all(catalog.charts);
    all(catalog.categories), all(catalog.seats), all(catalog.prices);
    rows_.ForEachRow([&](const auto& row) { f(row, index++); });
  }
  Time now() const { return now_; }

 private:
  template <class C>
  typename C::Answer Ask(C command) {
    rows_.StartBatch(++batch_);
    const auto outcomes =
        DecideBatch(std::vector<Command>{std::move(command)}, rows_, now_).value();
    std::string changes;
    rows_.TakeChanges(changes);
    return AnswerOf<C>(outcomes.front());
  }
  Credential Join(const char* user, std::uint32_t room = 1) {
    return Ask(IssueToken{.user = ContractUser(user), .room = {room}}).value().credential;
  }
  Reservation Hold(const Credential& caller, std::uint32_t seat) {
    return Ask(HoldSeats{
                   .caller = caller, .show = {1}, .seats = {{seat}}, .fresh_id = {ids_.Next()}})
        .value()
        .reservation;
  }
  void Charge(const char* user) {
    Ask(ChargeBalance{.user = ContractUser(user),
                      .amount = {500},
                      .fresh_id = {ids_.Next()},
                      .idempotency_key = IdempotencyKey{.key = "k", .fingerprint = {1, 2}}});
  }
  // Fills the sale: `ann` has paid, `ben` holds, `cat` has an unclaimed turn, `dan` waits, `eve`
  // left, `fay` cancelled a hold.
  void Sell() {
    for (const char* user : {"ada", "bob", "cyd"}) Join(user, 2), Join(user, 3);
    Charge("ann");
    const auto fay = Join("fay");
    Ask(CancelReservation{fay, Hold(fay, 3).id});
    Ask(LeaveQueue{fay});
    const auto ann = Join("ann");
    const auto ben = Join("ben");
    for (const char* user : {"cat", "dan"}) Join(user);
    Ask(LeaveQueue{Join("eve")});
    now_ += std::chrono::minutes(2);
    Ask(ReadToken{ann}), Ask(ReadToken{ben});
    Hold(ben, 2);
    Ask(PayReservation{.caller = ann, .id = Hold(ann, 1).id, .fresh_id = {ids_.Next()}});
  }

  MemoryRows rows_;
  Time now_{std::chrono::hours(24)};
  std::uint64_t batch_ = 0;
  base::CountingUuidSource ids_;
};

// The values that are put into a column of this type: extreme and malformed ones, and valid ones
// that may contradict other columns.
template <class T>
std::vector<T> Hostile(const T&) {
  if constexpr (std::is_enum_v<T>) {
    return {kEnumerators<T>.begin(), kEnumerators<T>.end()};
  } else if constexpr (std::is_same_v<T, bool>) {
    return {false, true};
  } else if constexpr (std::is_same_v<T, Time>) {
    return {Time::min(), Time::max(), Time{}, Time{Duration(1)}, Time(std::chrono::hours(24))};
  } else if constexpr (std::is_same_v<T, Duration>) {
    return {Duration::min(), Duration::max(), Duration(-1), Duration(0), Duration(1)};
  } else if constexpr (std::is_same_v<T, Money>) {
    return {{INT64_MIN}, {INT64_MAX}, {-1}, {0}, {1}, {kBalanceMax.minor}};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return {"", "x", "\xff", "a", std::string(1, '\0'), "solo", "main"};
  } else if constexpr (std::is_same_v<T, UserId>) {
    return {UserId(), ContractUser("ann"), ContractUser("dan"), ContractUser("mal")};
  } else if constexpr (std::is_same_v<T, Sha256Digest>) {
    return {Sha256Digest(), base::Sha256Of("x")};
  } else if constexpr (std::is_same_v<T, std::vector<ReservedSeat>>) {
    return {{},
            {{{1}, {100}}},
            {{{11}, {100}}},
            {{{2}, {100}}, {{1}, {100}}},
            {{{1}, {INT64_MAX}}, {{2}, {INT64_MAX}}}};
  } else if constexpr (requires(T id) { id.uuid; }) {
    T second;
    second.uuid.bytes[15] = 2;
    T other;
    other.uuid.bytes[0] = 7;
    return {T(), second, other};
  } else if constexpr (std::is_same_v<T, Uuid>) {
    return {Uuid()};
  } else if constexpr (requires(T number) { number.value; }) {
    using Rep = decltype(T().value);
    return {{0},
            {1},
            {2},
            {3},
            {7},
            {std::numeric_limits<Rep>::max() - 1},
            {std::numeric_limits<Rep>::max()}};
  } else {
    using Limits = std::numeric_limits<T>;
    return {Limits::min(), Limits::max(), static_cast<T>(-1), 0, 1, 2, 5, T{1} << 30};
  }
}

// Describes the change under test; printed if the change leads to an assertion.
std::string tried;
void PrintTried(int) {
  (void)!::write(STDERR_FILENO, tried.data(), tried.size());
}

struct Ends {
  int accepted = 0;
  int refused = 0;
};

// A change that replaces one stored row, or removes it. The type of the row is erased, so that
// pairs of changes are not compiled for every pair of tables.
struct Change {
  std::size_t index = SIZE_MAX;
  std::function<void(RowChanges&)> put = [](RowChanges&) {};
};
using TryChange = std::function<void(const Change&)>;

void Judge(MemoryRows& rows, Time now, const std::expected<void, std::string>& fits, Ends& ends) {
  if (!fits) {
    EXPECT_FALSE(fits.error().empty());
    ++ends.refused;
    return;
  }
  ++ends.accepted;
  SaleWalk(rows, now).Run();
}

// Loads the rows with these changes, as a start does.
void Load(const StoredSale& sale, Ends& ends, const std::vector<Change>& changes) {
  MemoryRows rows;
  RowChanges stored(rows);
  sale.ForEach([&](const auto& row, std::size_t at) {
    bool replaced = false;
    for (const Change& change : changes) {
      if (change.index != at) continue;
      replaced = true;
      change.put(stored);
    }
    if (!replaced) stored.Put(row);
  });
  Judge(rows, sale.now(), stored.Finish(), ends);
}

// Puts the changed row as a commit of another node would.
void Follow(const StoredSale& sale, Ends& ends, const Change& change) {
  MemoryRows rows;
  RowChanges stored(rows);
  sale.ForEach([&](const auto& good, std::size_t) { stored.Put(good); });
  ASSERT_TRUE(stored.Finish());
  rows.FinishLoading(1);
  rows.FollowBatch(2);
  RowChanges batch(rows, RowChanges::Extent::kPut);
  change.put(batch);
  Judge(rows, sale.now(), batch.Finish(), ends);
}

// Calls `attempt` with every change: each column of each row with each hostile value.
void ForEachChange(const StoredSale& sale, const TryChange& attempt) {
  sale.ForEach([&]<class Row>(const Row& row, std::size_t index) {
    Row changed = row;
    ForEachColumn(changed, [&](const auto& column, auto& value) {
      const auto before = value;
      std::size_t number = 0;
      for (const auto& hostile : Hostile(before)) {
        if (++number; hostile == before) continue;
        value = hostile;
        tried = NameOf(row) + ", " + column.name + ", hostile value " + std::to_string(number);
        attempt({index, [changed](RowChanges& to) { to.Put(changed); }});
      }
      value = before;
    });
  });
}

TEST(RowChecksTest, AnUnchangedSaleIsAccepted) {
  Ends ends;
  Load(StoredSale(), ends, {});
  EXPECT_EQ(ends.accepted, 1);
}

// If an assertion failed, this program would end.
TEST(RowChecksTest, NoValueInAnyColumnLeadsToAnAssertion) {
  std::signal(SIGABRT, PrintTried);
  const StoredSale sale;
  Ends ends;
  ForEachChange(sale, [&](const Change& change) { Load(sale, ends, {change}); });
  EXPECT_GT(ends.refused, 1000);
  EXPECT_GT(ends.accepted, 300);
}

TEST(RowChecksTest, NoPairOfValuesLeadsToAnAssertion) {
  std::signal(SIGABRT, PrintTried);
  const StoredSale sale;
  Ends ends;
  std::mt19937_64 random(7);
  ForEachChange(sale, [&](const Change& first) {
    if (random() % 16 != 0) return;
    const std::size_t wanted = random() % 4000;
    std::size_t at = 0;
    const std::string of_first = tried;
    ForEachChange(sale, [&](const Change& second) {
      if (at++ != wanted) return;
      tried = of_first + "; " + tried;
      Load(sale, ends, {first, second});
    });
  });
  EXPECT_GT(ends.refused, 50);
}

TEST(RowChecksTest, NoMissingRowLeadsToAnAssertion) {
  std::signal(SIGABRT, PrintTried);
  const StoredSale sale;
  Ends ends;
  sale.ForEach([&](const auto& row, std::size_t index) {
    tried = NameOf(row) + ", missing";
    Load(sale, ends, {{.index = index}});
  });
  EXPECT_GT(ends.refused, 20);
}

TEST(RowChecksTest, NoRowOfAnotherNodeLeadsToAnAssertion) {
  std::signal(SIGABRT, PrintTried);
  const StoredSale sale;
  Ends ends;
  ForEachChange(sale, [&](const Change& change) { Follow(sale, ends, change); });
  EXPECT_GT(ends.refused, 1000);
  EXPECT_GT(ends.accepted, 100);
}

}  // namespace
}  // namespace onsale::store
