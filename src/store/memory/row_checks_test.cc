// Tests that stored rows which contradict each other are refused or harmless: puts hostile values
// into every column of a sale, and runs every command on the rows that are accepted.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <limits>
#include <random>

#include "store/memory/memory_store_testing.h"
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
    CatalogSpec spec =
        WithPair(ContractSale({.capacity = 2, .claim_time = std::chrono::minutes(5)}));
    spec.rooms.push_back({.slug = "lobby",
                          .policy = {.capacity = 1, .mode = RoomMode::kDraw},
                          .opens_at = now() + std::chrono::hours(5)});
    spec.rooms.push_back({.slug = "drawn",
                          .policy = {.capacity = 1, .mode = RoomMode::kDraw},
                          .opens_at = now() + std::chrono::seconds(1)});
    for (auto& room : spec.rooms) room.fresh_seed = base::Sha256Of(room.slug);
    Ask(store_, LoadCatalog{spec});
    for (const char* user : {"ada", "bob", "cyd"}) {
      for (const std::uint32_t room : {2, 3}) {
        Ask(store_, IssueToken{.user = ContractUser(user), .room = {room}});
      }
    }
    Ask(store_, TopUpBalance{.user = ContractUser("ann"),
                             .amount = {500},
                             .fresh_id = {ids_.Next()},
                             .idempotency_key = IdempotencyKey{.key = "k", .fingerprint = {1, 2}}});
    Shop(store_, ids_).SellToSix(clock_);
    MakeKeys(store_, now());
  }

  // Calls f(row, index) for every row; no two rows of the sale have the same index.
  template <class F>
  void ForEach(F&& f) {
    std::size_t index = 0;
    const auto all = [&](const auto& rows) {
      for (const auto& row : rows) f(row, index++);
    };
    const CatalogRows& catalog = store_.catalog()->rows();
    all(catalog.concerts), all(catalog.shows), all(catalog.charts);
    all(catalog.categories), all(catalog.seats), all(catalog.prices);
    store_.rows().ForEachRow([&](const auto& row) { f(row, index++); });
  }
  Time now() const { return clock_.Now(); }

 private:
  base::ManualClock clock_{Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
  MemoryStore store_{clock_};
};

// The values that are put into a column of this type: extreme and malformed ones, and valid ones
// that may contradict other columns.
template <class T>
std::vector<T> Hostile(const T&);
template <class T>
std::vector<std::optional<T>> Hostile(const std::optional<T>&) {
  std::vector<std::optional<T>> values{std::nullopt};
  for (const T& value : Hostile(T{})) values.emplace_back(value);
  return values;
}
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
  } else if constexpr (std::is_same_v<T, Rights>) {
    return {Rights(), Rights({}, {"a"}), Rights(domain::PersonKeyOf("x"), {"a", "b"}, true)};
  } else if constexpr (std::is_same_v<T, ScopeSet>) {
    return {{}, kAllScopes, {1U << 31}};
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
void Load(StoredSale& sale, Ends& ends, const std::vector<Change>& changes) {
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
void Follow(StoredSale& sale, Ends& ends, const Change& change) {
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
void ForEachChange(StoredSale& sale, const TryChange& attempt) {
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

// If an assertion fails, this program ends.
class RowChecksTest : public testing::Test {
 protected:
  RowChecksTest() { std::signal(SIGABRT, PrintTried); }
  StoredSale sale_;
  Ends ends_;
};

TEST_F(RowChecksTest, AnUnchangedSaleIsAccepted) {
  Load(sale_, ends_, {});
  EXPECT_EQ(ends_.accepted, 1);
}

TEST_F(RowChecksTest, NoValueInAnyColumnLeadsToAnAssertion) {
  ForEachChange(sale_, [&](const Change& change) { Load(sale_, ends_, {change}); });
  EXPECT_GT(ends_.refused, 1000);
  EXPECT_GT(ends_.accepted, 300);
}

TEST_F(RowChecksTest, NoPairOfValuesLeadsToAnAssertion) {
  std::mt19937_64 random(7);
  ForEachChange(sale_, [&](const Change& first) {
    if (random() % 16 != 0) return;
    const std::size_t wanted = random() % 4000;
    std::size_t at = 0;
    const std::string of_first = tried;
    ForEachChange(sale_, [&](const Change& second) {
      if (at++ != wanted) return;
      tried = of_first + "; " + tried;
      Load(sale_, ends_, {first, second});
    });
  });
  EXPECT_GT(ends_.refused, 50);
}

TEST_F(RowChecksTest, NoMissingRowLeadsToAnAssertion) {
  sale_.ForEach([&](const auto& row, std::size_t index) {
    tried = NameOf(row) + ", missing";
    Load(sale_, ends_, {{.index = index}});
  });
  EXPECT_GT(ends_.refused, 20);
}

TEST_F(RowChecksTest, NoRowOfAnotherNodeLeadsToAnAssertion) {
  ForEachChange(sale_, [&](const Change& change) { Follow(sale_, ends_, change); });
  EXPECT_GT(ends_.refused, 1000);
  EXPECT_GT(ends_.accepted, 100);
}

}  // namespace
}  // namespace onsale::store
