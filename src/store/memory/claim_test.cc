// Tests that a client which polls exactly when its answer asked it to never becomes a no-show:
// crowds of such clients among thousands of silent users, while the operator changes the room.
//
// ONSALE_TEST_CROWDS=1000 runs that many crowds.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include "domain/pause.h"
#include "store/memory/memory_store_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds kLateness{1};
constexpr int kFollowers = 150;

class ClaimCrowd {
 public:
  explicit ClaimCrowd(std::uint64_t seed) : random_(seed) {
    CatalogSpec spec = ContractSale({.capacity = Number(1, 20),
                                     .active_time = minutes(Number(7, 20)),
                                     .claim_time = seconds(Number(4, 60))});
    if (Chance(50)) {
      spec.rooms[0].policy.mode = RoomMode::kDraw;
      spec.rooms[0].opens_at = now() + seconds(Number(1, 600));
      spec.rooms[0].fresh_seed = base::Sha256Of("seed");
    }
    EXPECT_TRUE(Ask(store_, LoadCatalog{spec}));
  }

  void Play() {
    const Time end = now() + minutes(40);
    while (now() < end && !testing::Test::HasFailure()) {
      if (Chance(30)) Disturb();
      Step();
    }
  }
  // How many followers were admitted during a pause that was longer than the claim time.
  int admitted_in_long_pauses() const { return admitted_in_long_pauses_; }
  int admitted() const { return admitted_; }

 private:
  struct Follower {
    UserId user;
    std::optional<Credential> token;  // nullopt: the client is not in the room
    Time told_at;
    bool waited = false;
  };

  bool Chance(int percent) { return static_cast<int>(random_() % 100) < percent; }
  std::int64_t Number(std::int64_t least, std::int64_t most) {
    return least +
           static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
  }
  std::vector<Outcome> Batch(const std::vector<Command>& commands) {
    return CommitAndWait(store_, commands)->outcomes;
  }
  Time now() const { return clock_.Now(); }

  // Advances the time by up to a few seconds, then polls for every follower whose pause is over.
  void Step();
  void Poll(int number);
  void Take(int number, const TokenView& view);
  void Disturb();
  void JoinSilently(std::int64_t count);
  void LeaveTogether();
  void Change();

  std::mt19937_64 random_;
  base::ManualClock clock_{Time(std::chrono::hours(24))};
  MemoryStore store_{clock_};
  std::vector<Follower> followers_{kFollowers};
  std::multimap<Time, int> due_;
  std::vector<Credential> silent_;
  std::int64_t silent_users_ = 0;
  int came_ = 0;
  int admitted_ = 0;
  int admitted_in_long_pauses_ = 0;
};

void ClaimCrowd::Step() {
  clock_.Advance(milliseconds(Number(1, 5'000)));
  for (; came_ < kFollowers && Chance(60); ++came_) {
    followers_[static_cast<std::size_t>(came_)].user =
        ContractUser("follower-" + std::to_string(came_));
    due_.emplace(now(), came_);
  }
  const Time until = now();
  while (!due_.empty() && due_.begin()->first <= until) {
    const auto [at, number] = *due_.begin();
    due_.erase(due_.begin());
    clock_.Set(at);
    Poll(number);
  }
  clock_.Set(until);
  Batch({});
}

void ClaimCrowd::Poll(int number) {
  Follower& follower = followers_[static_cast<std::size_t>(number)];
  if (!follower.token) {
    const auto view = Ask(store_, IssueToken{.user = follower.user, .room = kMainRoom});
    if (view) return Take(number, *view);
    due_.emplace(now() + seconds(10), number);
    return;
  }
  const TokenView view = *Ask(store_, ReadToken{*follower.token});
  if (view.status == TokenStatus::kActive) {
    EXPECT_TRUE(Ask(store_, LeaveQueue{*follower.token}));
  }
  Take(number, view);
}

void ClaimCrowd::Take(int number, const TokenView& view) {
  Follower& follower = followers_[static_cast<std::size_t>(number)];
  ASSERT_NE(view.expiry_reason, ExpiryReason::kNoShow)
      << follower.user.text() << " with queue number " << view.credential.key.number.value
      << ", answered at " << base::FormatRfc3339(follower.told_at) << " and again at "
      << base::FormatRfc3339(now());
  const milliseconds late(Number(0, milliseconds(kLateness).count()));
  if (view.status == TokenStatus::kWaiting) {
    follower = {follower.user, view.credential, now(), true};
    due_.emplace(now() + PauseOf(view) + late, number);
    return;
  }
  if (view.status == TokenStatus::kActive && view.claim_before) {
    follower = {follower.user, view.credential, now(), false};
    due_.emplace(now() + seconds(1) + late, number);
    return;
  }
  const QueueToken& row = *store_.rows().Find(view.credential.key);
  const Duration claim_time = store_.rows().Find(kMainRoom)->policy.claim_time;
  ++admitted_;
  if (follower.waited && now() - row.activated_at > claim_time + kLateness) {
    ++admitted_in_long_pauses_;
  }
  follower = {follower.user, std::nullopt, now(), false};
  due_.emplace(now() + seconds(Number(1, 60)), number);
}

void ClaimCrowd::Disturb() {
  const std::int64_t dice = Number(1, 100);
  if (dice <= 3) return JoinSilently(Number(1'000, 12'000));
  if (dice <= 20) return JoinSilently(Number(1, 40));
  if (dice <= 35) return LeaveTogether();
  Change();
}

void ClaimCrowd::JoinSilently(std::int64_t count) {
  std::vector<Command> commands;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string user = "silent-" + std::to_string(++silent_users_);
    commands.emplace_back(IssueToken{.user = ContractUser(user), .room = kMainRoom});
  }
  for (const Outcome& outcome : Batch(commands)) {
    if (const auto& view = AnswerOf<IssueToken>(outcome)) silent_.push_back(view->credential);
  }
}

// Makes all silent users leave, or some of them.
void ClaimCrowd::LeaveTogether() {
  const std::size_t keep = Chance(50) ? 0 : silent_.size() / static_cast<std::size_t>(Number(1, 4));
  std::vector<Command> commands;
  while (silent_.size() > keep) {
    const std::size_t at = random_() % silent_.size();
    commands.emplace_back(LeaveQueue{silent_[at]});
    silent_[at] = silent_.back();
    silent_.pop_back();
  }
  Batch(commands);
}

void ClaimCrowd::Change() {
  RoomChange change;
  switch (Number(0, 5)) {
    case 0:
      change.capacity = Number(1, Chance(20) ? 20'000 : 30);
      break;
    case 1:
      change.claim_time = Chance(20) ? Duration{} : seconds(Number(4, 60));
      break;
    case 2:
      change.state = Chance(50) ? RoomState::kPaused : RoomState::kClosed;
      break;
    case 3:
      change.entry_per_minute = Chance(50) ? 0 : Number(1, 6'000);
      break;
    case 4:
      change.mode = Chance(20) ? RoomMode::kNoQueue : RoomMode::kFifo;
      break;
    default:
      change.state = RoomState::kOpen;
  }
  // The change is refused while there is a lobby, or while anybody waits: the test does not care.
  static_cast<void>(Ask(store_, ChangeRoom{"main", change, base::Sha256Of("seed")}));
  if (!Chance(10)) return;
  change = {.mode = RoomMode::kDraw,
            .state = RoomState::kScheduled,
            .opens_at = now() + seconds(Number(1, 200))};
  static_cast<void>(Ask(store_, ChangeRoom{"main", change, base::Sha256Of("seed")}));
}

TEST(ClaimCrowdTest, AClientThatPollsOnTimeIsNeverANoShow) {
  const char* const text = std::getenv("ONSALE_TEST_CROWDS");
  const std::uint64_t crowds = text != nullptr ? std::strtoull(text, nullptr, 10) : 3;
  int admitted = 0;
  int in_long_pauses = 0;
  for (std::uint64_t seed = 1; seed <= crowds && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    ClaimCrowd crowd(seed);
    crowd.Play();
    admitted += crowd.admitted();
    in_long_pauses += crowd.admitted_in_long_pauses();
  }
  if (text != nullptr) {
    std::cout << admitted << " turns claimed, " << in_long_pauses
              << " of them later than the claim time: the pause was longer\n";
  }
  // The crowds must have tested something.
  EXPECT_GT(admitted, 100);
  EXPECT_GT(in_long_pauses, 0);
}

}  // namespace
}  // namespace onsale::store
