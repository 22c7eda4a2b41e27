#include "store/embedded/tables/waiting_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace onsale::store {
namespace {

using domain::Room;
using domain::Wallet;
using testing::ElementsAre;
using testing::IsEmpty;

class WaitingRowsTest : public testing::Test {
 protected:
  void Put(const std::string& user, std::int64_t balance) {
    rows_.Put(Wallet{.user = domain::UserId::Parse(user).value(), .balance = {balance}});
  }
  void Erase(const std::string& user) {
    rows_.Erase(Wallet{.user = domain::UserId::Parse(user).value()});
  }
  // The rows as they are written: `user balance`, or `-user` if it is erased.
  std::vector<std::string> Written() const {
    std::vector<std::string> written;
    const auto& wallets = rows_.Of<Wallet>();
    for (const std::uint32_t at : wallets.InOrder([] {})) {
      const auto& [row, erased] = wallets[at];
      const std::string user(row.user.text());
      written.push_back(erased ? "-" + user : user + " " + std::to_string(row.balance.minor));
    }
    return written;
  }

  WaitingRows rows_;
};

TEST_F(WaitingRowsTest, TheLastValueOfARowWins) {
  Put("bob", 1);
  Put("ann", 2);
  Put("bob", 3);
  EXPECT_THAT(Written(), ElementsAre("ann 2", "bob 3"));
  EXPECT_EQ(rows_.size(), 2U);
  EXPECT_EQ(rows_.changes(), 3U);
}

TEST_F(WaitingRowsTest, ARowIsErasedIfItsLastChangeErasesIt) {
  Put("ann", 1);
  Erase("ann");
  Erase("bob");
  Put("bob", 2);
  EXPECT_THAT(Written(), ElementsAre("-ann", "bob 2"));
}

TEST_F(WaitingRowsTest, RowsOfEachTableAreKeptApart) {
  Put("ann", 1);
  rows_.Put(Room{.id = {1}});
  rows_.Put(Room{.id = {1}});
  EXPECT_EQ(rows_.size(), 2U);
  EXPECT_THAT(rows_.Of<Room>().InOrder([] {}), ElementsAre(0U));
  EXPECT_THAT(rows_.Of<domain::Seat>().InOrder([] {}), IsEmpty());
}

TEST_F(WaitingRowsTest, ManyRowsAreFoundAndSortedInSmallPieces) {
  constexpr int kRows = 5'000;
  for (int i = kRows; i > 0; --i) Put("user-" + std::to_string(i), 0);
  for (int i = 1; i <= kRows; ++i) Put("user-" + std::to_string(i), i);
  EXPECT_EQ(rows_.size(), static_cast<std::size_t>(kRows));
  const auto& wallets = rows_.Of<Wallet>();
  int rests = 0;
  const auto order = wallets.InOrder([&rests] { ++rests; });
  EXPECT_GT(rests, kRows / 50);
  std::set<std::int64_t> balances;
  for (const std::uint32_t at : order) balances.insert(wallets[at].row.balance.minor);
  EXPECT_EQ(balances.size(), static_cast<std::size_t>(kRows));
  EXPECT_EQ(*balances.begin(), 1);
}

}  // namespace
}  // namespace onsale::store
