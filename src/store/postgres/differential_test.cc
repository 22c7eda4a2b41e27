// Gives both stores the same random commands at the same times: every outcome, and at the end every
// row, must be equal.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "base/temp_directory_testing.h"
#include "store/embedded/embedded_store.h"
#include "store/memory/row_dump_testing.h"
#include "store/postgres/fingerprint_testing.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/test_server_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

// How many commands the test sends; runs with a million have passed.
std::int64_t CommandsWanted() {
  const char* const text = std::getenv("ONSALE_TEST_DIFFERENTIAL");
  return text != nullptr ? std::atoll(text) : 20'000;
}

// Makes random commands, useful or not, with ids from earlier outcomes.
class Crowd {
 public:
  explicit Crowd(std::uint64_t seed) : random_(seed) {}

  std::vector<Command> Batch() {
    std::vector<Command> commands(Below(60));
    for (Command& command : commands) command = Next();
    return commands;
  }
  void Learn(const Outcome& outcome) {
    if (const auto* issued = std::get_if<OutcomeFor<IssueToken>>(&outcome)) {
      if (issued->answer) Keep(callers_, issued->answer->credential);
    }
    if (const auto* held = std::get_if<OutcomeFor<HoldSeats>>(&outcome)) {
      if (held->answer) Keep(reservations_, held->answer->reservation.id);
    }
  }
  base::Duration Pause() {
    // Some steps are long enough for holds and turns to end.
    return Below(30) == 0 ? std::chrono::seconds(Below(400))
                          : std::chrono::milliseconds(Below(900));
  }

 private:
  std::size_t Below(std::size_t end) { return random_() % end; }
  template <class T>
  void Keep(std::vector<T>& all, const T& one) {
    all.size() < 200 ? all.push_back(one) : void(all[Below(all.size())] = one);
  }
  UserId User() { return ContractUser("user-" + std::to_string(Below(40))); }
  Credential Caller() { return callers_.empty() ? Credential{} : callers_[Below(callers_.size())]; }
  ReservationId Reserved() {
    return reservations_.empty() ? ReservationId{} : reservations_[Below(reservations_.size())];
  }
  // The fingerprint includes the kind of command, as a real one does.
  std::optional<IdempotencyKey> Key(std::uint64_t kind) {
    if (Below(3) != 0) return std::nullopt;
    return IdempotencyKey{.key = "k" + std::to_string(Below(50)), .fingerprint = {kind, Below(2)}};
  }
  std::vector<SeatNumber> Seats() {
    std::set<SeatNumber> numbers;
    for (std::size_t n = 1 + Below(3); n > 0; --n) {
      numbers.insert({static_cast<std::uint32_t>(1 + Below(11))});
    }
    return {numbers.begin(), numbers.end()};
  }
  ChangeRoom Change();
  CatalogSpec Catalog();
  Command Next();

  std::mt19937_64 random_;
  base::CountingUuidSource ids_;
  std::vector<Credential> callers_;
  std::vector<ReservationId> reservations_;
};

ChangeRoom Crowd::Change() {
  ChangeRoom change{
      .room = "main", .change = {}, .fresh_seed = base::Sha256Of(ids_.Next().ToString())};
  switch (Below(4)) {
    case 0:
      change.change.capacity = static_cast<std::int64_t>(1 + Below(12));
      break;
    case 1:
      change.change.claim_time = std::chrono::seconds(Below(2) * 20);
      break;
    case 2:
      change.change.entry_per_minute = static_cast<std::int64_t>(Below(2) * 60);
      break;
    default:
      change.change.mode = static_cast<RoomMode>(1 + Below(3));
  }
  return change;
}

// A catalogue with a random show.
CatalogSpec Crowd::Catalog() {
  CatalogSpec spec = ContractSale({.capacity = 5});
  const std::string slug = "solo-" + std::to_string(1 + Below(4));
  spec.rows.shows.front().slug = slug;
  return spec;
}

Command Crowd::Next() {
  switch (Below(40)) {
    case 0:
      return ListRooms{};
    case 1:
      return ReadFunnel{"main"};
    case 2:
      return ReadRoom{"main"};
    case 3:
      return ReadDraw{"main"};
    case 4:
      return ListReservations{Caller()};
    case 5:
      return ListShows{Caller(), {1}};
    case 6:
      return LeaveQueue{Caller()};
    case 7:
      return Below(20) == 0 ? Command(LoadCatalog{Catalog()}) : Command(WatchToken{Caller()});
    case 8:
      return Below(5) == 0 ? Command(Change()) : Command(WatchSeats{{1}});
    case 9:
    case 10:
      return CancelReservation{Caller(), Reserved()};
    case 11:
    case 12:
      return ReadSeats{Caller(), {1}};
    case 13:
      return ReadReservation{Caller(), Reserved()};
    case 14:
      return ReadBalance{User()};
    case 15:
      return ReadToken{Caller()};
    default:
      break;
  }
  switch (Below(4)) {
    case 0:
      return IssueToken{.user = User(), .room = {1}, .idempotency_key = Key(1)};
    case 1:
      return ChargeBalance{.user = User(),
                           .amount = {static_cast<std::int64_t>(1 + Below(300))},
                           .fresh_id = {ids_.Next()},
                           .idempotency_key = Key(2)};
    case 2:
      return HoldSeats{.caller = Caller(),
                       .show = {1},
                       .seats = Seats(),
                       .fresh_id = {ids_.Next()},
                       .idempotency_key = Key(3)};
    default:
      return PayReservation{.caller = Caller(),
                            .id = Reserved(),
                            .fresh_id = {ids_.Next()},
                            .idempotency_key = Key(4)};
  }
}

class DifferentialTest : public testing::Test {
 protected:
  DifferentialTest() {
    embedded_ = std::move(*EmbeddedStore::Open({.directory = directory_.path()}, clock_));
    postgres_ = std::move(*PostgresStore::Open({.url = database_.url(), .time = &clock_}, clock_));
  }
  // Every row of the PostgreSQL tables, as a starting store loads them.
  std::multiset<std::string> RowsInPostgres() {
    const auto connection = PgConnection::Open({.url = database_.url()});
    Replica replica({});
    const auto loaded = replica.Load(**connection);
    if (!loaded) throw std::runtime_error(loaded.error().detail);
    return DumpRows(replica.rows());
  }

  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::TempDirectory directory_;
  TestDatabase database_;
  std::unique_ptr<EmbeddedStore> embedded_;
  std::unique_ptr<PostgresStore> postgres_;
};

TEST_F(DifferentialTest, BothStoresGiveEqualOutcomesAndRows) {
  Crowd crowd(6);
  const LoadCatalog sale{ContractSale({.capacity = 5})};
  ASSERT_EQ(Fingerprint::Of(Ask(*embedded_, sale)), Fingerprint::Of(Ask(*postgres_, sale)));
  const std::int64_t wanted = CommandsWanted();
  std::map<std::string, std::int64_t> accepted;
  for (std::int64_t done = 0; done < wanted;) {
    clock_.Advance(crowd.Pause());
    const std::vector<Command> commands = crowd.Batch();
    const auto here = CommitAndWait(*embedded_, commands);
    const auto there = CommitAndWait(*postgres_, commands);
    ASSERT_TRUE(here) << here.error().detail;
    ASSERT_TRUE(there) << there.error().detail;
    for (std::size_t i = 0; i < commands.size(); ++i) {
      const std::string answer = Fingerprint::Of(here->outcomes[i]);
      ASSERT_EQ(answer, Fingerprint::Of(there->outcomes[i])) << "after " << done << " commands";
      crowd.Learn(here->outcomes[i]);
      if (answer.find("ok ") != std::string::npos) ++accepted[answer.substr(0, answer.find(':'))];
    }
    ASSERT_EQ(here->next_due, there->next_due);
    done += std::ssize(commands);
  }
  EXPECT_GE(accepted.size(), 15U);  // the kinds of commands that succeeded
  const auto rows = DumpRows(embedded_->rows());
  EXPECT_EQ(RowsInPostgres(), rows);
  for (int user = 0; user < 40; ++user) {
    const LedgerQuery query{.user = ContractUser("user-" + std::to_string(user)), .limit = 1000};
    EXPECT_EQ(Fingerprint::Of(*ReadLedgerAndWait(*embedded_, query)),
              Fingerprint::Of(*ReadLedgerAndWait(*postgres_, query)));
  }
  const auto audit = AuditPostgres({.url = database_.url()}, 0, {});
  ASSERT_TRUE(audit) << audit.error().detail;
  for (const AuditCheck& check : audit->checks) {
    EXPECT_EQ(check.violations, 0) << check.name << ": " << check.examples.front();
  }
}

}  // namespace
}  // namespace onsale::store
