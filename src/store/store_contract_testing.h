// The test suite for every store: instantiate StoreContractTest with a host for each.
//
// Usage:
//     INSTANTIATE_TEST_SUITE_P(Embedded, StoreContractTest, testing::Values(&MakeEmbeddedHost));
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <stdexcept>

#include "base/await_testing.h"
#include "domain/command.h"
#include "domain/limits.h"
#include "store/audit.h"
#include "store/ledger_question.h"

namespace onsale::store {

// Owns the data of a store under test. Open may be called again once the previous store is
// destroyed; the new one reads the same data.
class StoreHost {
 public:
  virtual ~StoreHost() = default;
  struct Settings {
    const base::Clock& clock;
    domain::Limits limits;
  };
  virtual std::unique_ptr<Store> Open(const Settings& settings) = 0;
};
using MakeStoreHost = std::unique_ptr<StoreHost> (*)();

// The sale of the contract: one room, one concert, and one show of ten seats at 100 each.
domain::CatalogSpec ContractSale(domain::RoomPolicy policy);

// The same with a pair: seat 9 is a wheelchair place and seat 10 its companion seat.
domain::CatalogSpec WithPair(domain::CatalogSpec spec);

// Adds the shows 2 to `shows` to a sale of the contract, each like its first one: `solo-2`, ...
void AddShows(domain::CatalogSpec& spec, std::uint32_t shows);

base::UserId ContractUser(std::string_view name);

// Commits a batch and waits for the result; for tests without an engine.
std::expected<Committed, StoreError> CommitAndWait(Store& store,
                                                   std::vector<domain::Command> commands);

template <class C>
typename C::Answer Ask(Store& store, C command) {
  std::vector<domain::Command> commands;
  commands.emplace_back(std::move(command));
  auto committed = CommitAndWait(store, std::move(commands));
  if (!committed) throw std::runtime_error(committed.error().detail);
  return domain::AnswerOf<C>(committed->outcomes.at(0));
}

template <IsQuestion Q>
AnswerTo<Q> AskAndWait(Store& store, Q question, std::stop_token stop = {}) {
  std::promise<AnswerTo<Q>> promise;
  auto future = promise.get_future();
  const auto receive = [&promise](AnswerTo<Q> answer) { promise.set_value(std::move(answer)); };
  store.Ask(MakeQuestion(std::move(question), receive), std::move(stop));
  // An audit of a whole sale takes its time.
  return base::Got(std::string("the answer about ") + Q::kReads, future, 5 * base::kPatience);
}

AnswerTo<LedgerQuestion> ReadLedgerAndWait(Store& store, LedgerQuestion question);
AnswerTo<AuditQuestion> AuditAndWait(Store& store, std::stop_token stop = {});

// Makes an owner key and, with it, key `Shop0001`, which is then rotated.
void MakeKeys(Store& store, base::Time now);

// Sends a buyer's commands to any store.
class Shop {
 public:
  Shop(Store& store, base::UuidSource& ids) : store_(store), ids_(ids) {}
  domain::Credential Join(std::string_view user);
  domain::HoldSeats HoldCommand(const domain::Credential& caller, std::uint32_t seat);
  domain::Reservation Hold(const domain::Credential& caller, std::uint32_t seat);
  base::Money TopUp(std::string_view user, std::int64_t amount);
  domain::PaymentView Pay(const domain::Credential& caller, const domain::Reservation& reservation);
  base::Uuid NextId() { return ids_.Next(); }
  // Sells to six users. If the room's capacity is 2: `ann` has paid for seat 1, `ben` holds seat 2,
  // `cat` has ann's slot, `dan` waits, `eve` left, and `fay` cancelled her hold.
  void SellToSix(base::ManualClock& clock);

 private:
  Store& store_;
  base::UuidSource& ids_;
};

class StoreContractTest : public testing::TestWithParam<MakeStoreHost> {
 protected:
  static constexpr base::RoomId kRoom{1};
  static constexpr base::ShowId kShow{1};

  void SetUp() override;
  void Reopen(const domain::Limits& limits = {});
  // Accepts the clock after `set` has changed it, and commits.
  base::Duration AcceptAndWait(const std::function<void()>& set = [] {});
  Shop& shop() { return *shop_; }
  Store& store() { return *store_; }

  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;

 private:
  std::unique_ptr<StoreHost> host_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Shop> shop_;
};

}  // namespace onsale::store
