// Runs a long sale through the store: thousands of buyers leave, become no-shows, hold and pay,
// while the operator changes the policy and the process restarts. Then checks for every token that
// nobody overtook anybody.
//
// ONSALE_TEST_ADMISSIONS=1000000 sets the number of admissions; ONSALE_TEST_ADMISSIONS_SEED sets
// the random seed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <iostream>
#include <random>

#include "base/random.h"
#include "base/temp_directory_testing.h"
#include "store/embedded/embedded_store.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::int64_t Setting(const char* name, std::int64_t fallback) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::strtoll(text, nullptr, 10) : fallback;
}

CatalogSpec BigSale(std::uint32_t seats) {
  CatalogSpec spec = ContractSale({.capacity = 500, .active_time = seconds(5)});
  spec.rows.seats.clear();
  for (std::uint32_t n = 1; n <= seats; ++n) {
    spec.rows.seats.push_back(
        {.chart = {1}, .number = {n}, .label = "1-" + std::to_string(n), .category = "a"});
  }
  return spec;
}

enum class Fate : std::uint8_t { kLeaves, kNoShow, kTimesOut, kHolds, kPays };

struct Person {
  UserId user;
  Credential token;
  Fate fate = Fate::kLeaves;
  ReservationId held;  // nil until seats are held
};

class Opening {
 public:
  Opening(std::int64_t wanted, std::uint64_t seed) : wanted_(wanted), random_(seed) {
    Open(true);
    EXPECT_TRUE(Ask(*store_, LoadCatalog{BigSale(seats_)}));
  }

  void Run() {
    while (admitted_ < wanted_ && !testing::Test::HasFailure()) Tick();
  }
  void CheckEveryToken();

 private:
  // Reopens the store. If not `folded`, the store will leave its journal unfolded at its end, as
  // after a kill.
  void Open(bool folded) {
    store_ = nullptr;
    auto opened = EmbeddedStore::Open(
        {.directory = directory_.path() + "/data", .fold_on_close = folded}, clock_);
    ASSERT_TRUE(opened) << opened.error().detail;
    store_ = std::move(*opened);
  }
  bool Chance(int percent) { return static_cast<int>(random_() % 100) < percent; }

  void Tick();
  RoomChange RandomChange();
  Fate RandomFate();
  // Adds the first command of each newly admitted buyer, and the payment of each buyer who holds.
  void Act(std::vector<Command>& commands);
  // The seat that a buyer tries to hold: buyers who will pay get one each, the others compete for
  // the last 900.
  SeatNumber SeatFor(Fate fate) {
    if (fate == Fate::kPays) return {next_seat_++};
    return {static_cast<std::uint32_t>(seats_ - random_() % 900)};
  }
  void Learn(const Room& room);
  void LearnNumbers(const std::vector<Command>& commands, const std::vector<Outcome>& outcomes);

  const std::int64_t wanted_;
  const std::uint32_t seats_ = static_cast<std::uint32_t>(wanted_ / 20 + 1'000);
  std::mt19937_64 random_;
  base::TempDirectory directory_;
  base::ManualClock clock_{Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
  std::unique_ptr<EmbeddedStore> store_;

  std::deque<Person> waiting_;  // in order of queue number
  std::vector<Person> active_;  // admitted buyers who will send another command
  std::int64_t joined_ = 0;
  std::int64_t admitted_ = 0;
  std::int64_t capacity_ = 500;
  std::int64_t active_before_ = 0;
  std::uint32_t next_seat_ = 1;
  AdmissionRank last_admitted_;
  int restarts_ = 0;
};

RoomChange Opening::RandomChange() {
  RoomChange change;
  change.capacity = static_cast<std::int64_t>(100 + random_() % 900);
  change.claim_time = seconds(random_() % 3);
  change.entry_per_minute = Chance(50) ? 0 : static_cast<std::int64_t>(6'000 + random_() % 60'000);
  change.entry_burst = static_cast<std::int64_t>(1 + random_() % 200);
  change.state = Chance(20) ? RoomState::kPaused : RoomState::kOpen;
  return change;
}

Fate Opening::RandomFate() {
  const auto roll = random_() % 100;
  return roll < 60   ? Fate::kLeaves
         : roll < 75 ? Fate::kNoShow
         : roll < 90 ? Fate::kTimesOut
         : roll < 97 ? Fate::kHolds
                     : Fate::kPays;
}

void Opening::Act(std::vector<Command>& commands) {
  std::vector<Person> later;
  for (Person& person : active_) {
    switch (person.fate) {
      case Fate::kNoShow:
        break;
      case Fate::kTimesOut:
        commands.emplace_back(ReadToken{person.token});
        break;
      case Fate::kLeaves:
        commands.emplace_back(LeaveQueue{person.token});
        break;
      case Fate::kHolds:
      case Fate::kPays:
        if (!person.held.uuid.IsNil()) {
          if (person.fate == Fate::kHolds) {
            commands.emplace_back(CancelReservation{person.token, person.held});
          } else {
            commands.emplace_back(PayReservation{person.token, person.held, {ids_.Next()}, {}});
          }
          break;
        }
        person.held = {ids_.Next()};
        commands.emplace_back(HoldSeats{.caller = person.token,
                                        .show = {1},
                                        .seats = {SeatFor(person.fate)},
                                        .fresh_id = person.held,
                                        .idempotency_key = {}});
        commands.emplace_back(ChargeBalance{.user = person.user,
                                            .amount = {100},
                                            .fresh_id = {ids_.Next()},
                                            .idempotency_key = {}});
        later.push_back(person);
        break;
    }
  }
  active_ = std::move(later);
}

void Opening::Learn(const Room& room) {
  EXPECT_LE(room.active, std::max(capacity_, active_before_));
  EXPECT_GE(room.last_admitted, last_admitted_);
  active_before_ = room.active;
  last_admitted_ = room.last_admitted;
  while (!waiting_.empty() && waiting_.front().token.key.number.value <= last_admitted_.value) {
    ++admitted_;
    active_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
}

void Opening::LearnNumbers(const std::vector<Command>& commands,
                           const std::vector<Outcome>& outcomes) {
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!std::holds_alternative<IssueToken>(commands[i])) continue;
    const TokenView& view = *AnswerOf<IssueToken>(outcomes[i]);
    EXPECT_EQ(view.credential.key.number.value, static_cast<std::uint64_t>(++joined_));
    waiting_.push_back(
        {.user = view.user, .token = view.credential, .fate = RandomFate(), .held = {}});
  }
}

void Opening::Tick() {
  clock_.Advance(milliseconds(100 + random_() % 400));
  std::vector<Command> commands;
  commands.emplace_back(ReadRoom{"main"});
  std::int64_t capacity_after = capacity_;
  if (Chance(5)) {
    const RoomChange change = RandomChange();
    capacity_after = *change.capacity;
    commands.emplace_back(ChangeRoom{"main", change, {}});
  }
  Act(commands);
  // Some waiting buyers leave; the test's model removes them at once.
  for (int i = 0; i < 5 && waiting_.size() > 100; ++i) {
    const auto at = waiting_.begin() + static_cast<std::ptrdiff_t>(50 + random_() % 50);
    commands.emplace_back(LeaveQueue{at->token});
    waiting_.erase(at);
  }
  const std::uint64_t newcomers = waiting_.size() < 5'000 ? random_() % 400 : 0;
  for (std::uint64_t n = 1; n <= newcomers; ++n) {
    const auto number = joined_ + static_cast<std::int64_t>(n);
    const UserId user = ContractUser("u" + std::to_string(number));
    commands.emplace_back(IssueToken{.user = user, .room = {1}, .idempotency_key = {}});
  }
  commands.emplace_back(ReadRoom{"main"});
  const auto committed = CommitAndWait(*store_, commands);
  ASSERT_TRUE(committed);
  LearnNumbers(commands, committed->outcomes);
  Learn(AnswerOf<ReadRoom>(committed->outcomes.front())->room);
  capacity_ = capacity_after;
  Learn(AnswerOf<ReadRoom>(committed->outcomes.back())->room);
  if (Chance(2)) Open(Chance(50)), ++restarts_;
}

void Opening::CheckEveryToken() {
  Open(false);  // a start checks the rows on disk
  std::int64_t admitted = 0;
  std::int64_t missed = 0;
  std::int64_t out_of_order = 0;
  Time last;
  RoomFunnel funnel;
  store_->rows().ForEachRow([&]<class Row>(const Row& row) {
    if constexpr (std::is_same_v<Row, RoomFunnel>) funnel = row;
    if constexpr (std::is_same_v<Row, QueueToken>) {  // queue tokens come in order of queue number
      if (row.activated_at != Time{}) {
        ++admitted;
        out_of_order += row.activated_at < last;
        last = row.activated_at;
      } else if (row.key.number.value <= last_admitted_.value) {
        // A token that admission skipped is a mistake unless its buyer had left.
        missed += row.status != TokenStatus::kExpired || row.expiry_reason != ExpiryReason::kLeft;
      }
    }
  });
  EXPECT_EQ(out_of_order, 0);
  EXPECT_EQ(missed, 0);
  EXPECT_GE(admitted, wanted_);
  EXPECT_EQ(funnel.admitted, admitted);
  EXPECT_GT(funnel.no_shows, 0);
  EXPECT_GT(funnel.timed_out, 0);
  EXPECT_GT(funnel.payments, 0);
  std::cout << admitted << " admitted, " << restarts_ << " restarts, " << funnel.no_shows
            << " no-shows, " << funnel.payments << " payments\n";
}

TEST(AdmissionTest, AdmissionFollowsTheRankInALongSale) {
  const std::int64_t fresh = base::RandomDigest().bytes[0];
  const auto seed = static_cast<std::uint64_t>(Setting("ONSALE_TEST_ADMISSIONS_SEED", fresh));
  std::cout << "ONSALE_TEST_ADMISSIONS_SEED=" << seed << "\n";
  Opening opening(Setting("ONSALE_TEST_ADMISSIONS", 20'000), seed);
  opening.Run();
  opening.CheckEveryToken();
}

}  // namespace
}  // namespace onsale::store
