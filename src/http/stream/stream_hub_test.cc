#include "http/stream/stream_hub.h"

#include <algorithm>
#include <map>
#include <set>

#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::SeatStatus;
using domain::TokenStatus;
using domain::TokenView;
using std::chrono::milliseconds;
using std::chrono::seconds;

class FakeOutlet final : public StreamOutlet {
 public:
  void Send(std::uint64_t listener, const SharedBytes& bytes) override {
    sent[listener].append(*bytes);
    last[listener] = bytes;
    // A listener whose client has gone leaves during the call, as its connection does.
    if (gone.contains(listener)) hub->Leave(listener);
  }
  void End(std::uint64_t listener) override { ended.insert(listener); }

  StreamHub* hub = nullptr;
  std::map<std::uint64_t, std::string> sent;
  std::map<std::uint64_t, SharedBytes> last;
  std::set<std::uint64_t> gone;
  std::set<std::uint64_t> ended;
};

class StreamHubTest : public testing::Test {
 protected:
  StreamHubTest() {
    outlet_.hub = &hub_;
    Ask(seconds(1));
  }

  // Advances the time and returns the commands that the hub has due.
  std::vector<StreamQuestion> Ask(base::Duration later) {
    now_ += later;
    return hub_.Tick(now_);
  }
  template <class C>
  void Answer(const StreamQuestion& question, typename C::Answer answer) {
    ASSERT_TRUE(std::holds_alternative<C>(question.command));
    hub_.OnOutcome({.tag = question.tag, .outcome = domain::OutcomeFor<C>{std::move(answer)}},
                   catalog_);
  }

  // --- Seats ---
  static domain::SeatMapPtr Map(std::uint64_t version, SeatStatus first = SeatStatus::kAvailable) {
    return std::make_shared<const domain::SeatMap>(
        domain::SeatMap{.show = {1},
                        .version = version,
                        .statuses = {first, SeatStatus::kAvailable, SeatStatus::kAvailable}});
  }
  void OpenSeats(std::uint64_t tag, std::uint64_t version,
                 std::optional<std::uint64_t> last_event = {}) {
    hub_.Open(tag, {.caller = Caller(tag),
                    .what = SeatsOpening{
                        .catalog = catalog_, .map = Map(version), .last_event = last_event}});
  }
  // Answers the next poll of the show with a map of this version.
  void SeatsBecome(std::uint64_t version) {
    const auto asked = Ask(StreamHub::kPollTime);
    ASSERT_EQ(asked.size(), 1U);
    Answer<domain::WatchSeats>(asked.front(), Map(version, SeatStatus::kHeld));
  }

  // --- Tokens ---
  static domain::Credential Caller(std::uint64_t tag) {
    return {.key = {.room = domain::kMainRoom, .number = {tag}}, .issued_at = {}};
  }
  static TokenView Waiting(std::uint64_t tag) {
    TokenView view;
    view.credential = Caller(tag);
    view.room_slug = "main";
    view.ahead = 3000;  // so far behind that the token is not read for half a minute
    view.admission_rank = {tag};
    return view;
  }
  static TokenView Active(std::uint64_t tag) {
    TokenView view = Waiting(tag);
    view.status = TokenStatus::kActive;
    view.active_until = domain::Time{seconds(784'111'777)};
    return view;
  }
  static TokenView Expired(std::uint64_t tag) {
    TokenView view = Waiting(tag);
    view.status = TokenStatus::kExpired;
    view.expiry_reason = domain::ExpiryReason::kTimeUp;
    return view;
  }
  void OpenToken(const TokenView& view) {
    hub_.Open(view.credential.key.number.value,
              {.caller = view.credential, .what = TokenOpening{view}});
  }
  static domain::RoomView Room(std::uint64_t last_admitted) {
    domain::RoomView view;
    view.room.state = domain::RoomState::kOpen;
    view.room.last_admitted = {last_admitted};
    return view;
  }
  // Answers the next poll of the room with `view`, and returns the reads of tokens that follow.
  std::vector<StreamQuestion> RoomBecomes(const domain::RoomView& view) {
    const auto asked = Ask(StreamHub::kPollTime);
    EXPECT_EQ(asked.size(), 1U);
    Answer<domain::ReadRoom>(asked.at(0), view);
    return Ask(StreamHub::kLookTime);
  }
  // How many of these commands read a token.
  static std::size_t TokenReadsIn(const std::vector<StreamQuestion>& asked) {
    return static_cast<std::size_t>(std::ranges::count_if(asked, [](const StreamQuestion& one) {
      return std::holds_alternative<domain::WatchToken>(one.command);
    }));
  }
  std::size_t EventsOf(std::uint64_t tag, std::string_view name) const {
    const std::string line = "event: " + std::string(name) + "\n";
    const auto found = outlet_.sent.find(tag);
    if (found == outlet_.sent.end()) return 0;
    std::size_t count = 0;
    for (std::size_t at = 0; (at = found->second.find(line, at)) != std::string::npos; ++at) {
      ++count;
    }
    return count;
  }

  const domain::CatalogPtr catalog_ = SmallCatalog();
  FakeOutlet outlet_;
  base::ManualClock clock_{base::Time{}};
  ChartPages charts_;
  SaleFeed feed_;
  domain::AccessKeysPtr keys_ = std::make_shared<const domain::AccessKeys>(
      std::vector{domain::AccessKeyRow{.id = "AbCd1234",
                                       .name = "console",
                                       .scopes = domain::kAllScopes,
                                       .digest = base::Sha256Of("key")}});
  StreamHub hub_{outlet_, clock_, charts_, {.feed = &feed_, .keys = [this] { return keys_; }}};
  SteadyTime now_;

  // --- The sale in numbers ---
  void OpenSale(std::uint64_t tag, std::string_view key = "key") {
    hub_.Open(tag, {.caller = {},
                    .what = SaleOpening{.key_id = "AbCd1234",
                                        .digest = base::Sha256Of(key),
                                        .scope = domain::Scope::kMetrics}});
  }
  void Publish(std::string_view name) {
    std::string bytes;
    AppendEvent(bytes, {.name = name, .data = "{}"});
    feed_.Publish(Share(std::move(bytes)));
  }
  // Replaces the key's row by one that `change` has changed.
  void ChangeKey(const std::function<void(domain::AccessKeyRow&)>& change) {
    domain::AccessKeyRow row = keys_->rows().at(0);
    change(row);
    keys_ = std::make_shared<const domain::AccessKeys>(std::vector{row});
  }
};

// --- Seats ---

TEST_F(StreamHubTest, AShowIsPolledOnceForAllItsListeners) {
  OpenSeats(1, 7);
  OpenSeats(2, 7);
  EXPECT_EQ(EventsOf(1, "snapshot"), 1U) << "at once";
  const auto asked = Ask(StreamHub::kPollTime);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(std::get<domain::WatchSeats>(asked[0].command).show.value, 1U);
  EXPECT_TRUE(Ask(StreamHub::kPollTime).empty()) << "before the answer";
  Answer<domain::WatchSeats>(asked[0], Map(8, SeatStatus::kHeld));
  EXPECT_EQ(EventsOf(1, "seats"), 1U);
  EXPECT_EQ(outlet_.last[1], outlet_.last[2]) << "all listeners share the bytes";
}

TEST_F(StreamHubTest, ARejectedOrFailedPollIsRepeated) {
  OpenSeats(1, 7);
  hub_.OnRefused(Ask(StreamHub::kPollTime).at(0).tag);
  hub_.OnOutcome({.tag = Ask(StreamHub::kPollTime).at(0).tag,
                  .outcome = std::unexpected(store::StoreError{
                      .code = store::StoreErrorCode::kUnavailable, .detail = {}})},
                 catalog_);
  EXPECT_EQ(Ask(StreamHub::kPollTime).size(), 1U);
}

TEST_F(StreamHubTest, ANewListenerStartsAtTheVersionOfTheOthers) {
  OpenSeats(1, 7);
  OpenSeats(2, 9);
  EXPECT_TRUE(outlet_.sent[2].starts_with("id: 7\n"));
  SeatsBecome(9);
  EXPECT_EQ(EventsOf(2, "seats"), 1U);
}

TEST_F(StreamHubTest, AShowOrRoomWithoutListenersIsNotPolled) {
  OpenSeats(1, 7);
  hub_.Leave(1);
  OpenToken(Waiting(5));
  hub_.Leave(5);
  EXPECT_TRUE(Ask(StreamHub::kPollTime).empty());
  EXPECT_TRUE(Ask(seconds(60)).empty());
}

TEST_F(StreamHubTest, AReconnectedListenerThatIsUpToDateGetsNothing) {
  OpenSeats(1, 7);
  hub_.Leave(1);
  OpenSeats(2, 9, 9);
  EXPECT_EQ(EventsOf(2, "snapshot"), 0U);
  EXPECT_EQ(EventsOf(2, "seats"), 0U);
}

TEST_F(StreamHubTest, AVanishedListenerDoesNotDisturbTheOthers) {
  for (std::uint64_t tag = 1; tag <= 4; ++tag) OpenSeats(tag, 7);
  outlet_.gone = {1, 3};
  OpenSeats(5, 7);
  hub_.Leave(5);
  SeatsBecome(8);
  SeatsBecome(9);
  EXPECT_EQ(EventsOf(1, "seats"), 1U);
  EXPECT_EQ(EventsOf(2, "seats"), 2U);
  EXPECT_EQ(EventsOf(4, "seats"), 2U);
  EXPECT_EQ(EventsOf(5, "seats"), 0U);
}

TEST_F(StreamHubTest, DeltasAreKeptForAMinuteAfterTheLastListenerHasLeft) {
  OpenSeats(1, 7);
  SeatsBecome(8);
  hub_.Leave(1);
  Ask(StreamHub::kKeepTime - milliseconds(1));
  OpenSeats(2, 8, 7);
  EXPECT_EQ(EventsOf(2, "seats"), 1U);
  EXPECT_EQ(EventsOf(2, "snapshot"), 0U);
  hub_.Leave(2);
  Ask(StreamHub::kKeepTime);
  OpenSeats(3, 8, 7);
  EXPECT_EQ(EventsOf(3, "snapshot"), 1U);
}

TEST_F(StreamHubTest, ASeatStreamEndsWithTheTurn) {
  OpenSeats(1, 7);
  for (const StreamQuestion& question : Ask(StreamHub::kSeatsCheckTime)) {
    if (std::holds_alternative<domain::WatchToken>(question.command)) {
      Answer<domain::WatchToken>(question, Expired(1));
    }
  }
  EXPECT_EQ(EventsOf(1, "expired"), 1U);
  EXPECT_TRUE(outlet_.ended.contains(1));
}

TEST_F(StreamHubTest, AnAnswerForAListenerThatHasLeftIsDropped) {
  OpenToken(Active(1));
  const auto asked = Ask(StreamHub::kActiveCheckTime);
  hub_.Leave(1);
  for (const StreamQuestion& question : asked) hub_.OnRefused(question.tag);
  EXPECT_TRUE(Ask(seconds(60)).empty());
}

// --- Tokens ---

TEST_F(StreamHubTest, ATokenFarFromAdmissionGetsItsPositionAndIsReadWhenDue) {
  OpenToken(Waiting(5));
  EXPECT_EQ(EventsOf(5, "position"), 1U);
  EXPECT_TRUE(RoomBecomes(Room(4)).empty());
  EXPECT_EQ(TokenReadsIn(Ask(seconds(31))), 1U);
}

TEST_F(StreamHubTest, AnAdmittedTokenIsReadAtOnce) {
  OpenToken(Waiting(5));
  OpenToken(Waiting(6));
  const auto asked = RoomBecomes(Room(5));
  ASSERT_EQ(asked.size(), 1U);
  Answer<domain::WatchToken>(asked[0], Active(5));
  EXPECT_EQ(EventsOf(5, "admitted"), 1U);
  EXPECT_EQ(EventsOf(6, "admitted"), 0U);
}

TEST_F(StreamHubTest, AllTokensAreReadWhenTheRoomOpens) {
  OpenToken(Waiting(5));
  OpenToken(Waiting(6));
  domain::RoomView room = Room(0);
  room.room.state = domain::RoomState::kScheduled;
  EXPECT_TRUE(RoomBecomes(room).empty());
  EXPECT_EQ(RoomBecomes(Room(0)).size(), 2U);
}

// The hub reads room 2 for the first time when that room is already open.
TEST_F(StreamHubTest, TokensOfALobbyAreReadOnceItIsDrawn) {
  TokenView view = Waiting(5);
  view.in_lobby = true;
  view.admission_rank = {};
  OpenToken(view);
  domain::RoomView room = Room(0);
  room.room.draw.commitment.bytes[0] = 1;
  room.room.state = domain::RoomState::kScheduled;
  EXPECT_TRUE(RoomBecomes(room).empty());
  OpenToken([&view] {
    TokenView other = view;
    other.credential.key.room = {2};
    other.credential.key.number = {6};
    return other;
  }());
  room.room.draw.drawn_at = domain::Time{seconds(1)};
  room.room.state = domain::RoomState::kOpen;
  const auto asked = Ask(StreamHub::kPollTime);
  ASSERT_EQ(asked.size(), 2U);
  for (const StreamQuestion& question : asked) Answer<domain::ReadRoom>(question, room);
  EXPECT_EQ(Ask(StreamHub::kLookTime).size(), 2U);
}

TEST_F(StreamHubTest, AnActiveTokenIsReadEverySecond) {
  OpenToken(Active(5));
  EXPECT_EQ(TokenReadsIn(Ask(StreamHub::kActiveCheckTime)), 1U);
}

TEST_F(StreamHubTest, AnExpiredTokenEndsItsStream) {
  OpenToken(Expired(5));
  EXPECT_EQ(EventsOf(5, "expired"), 1U);
  EXPECT_TRUE(outlet_.ended.contains(5));
  EXPECT_TRUE(Ask(seconds(60)).empty());
}

// Regression: no waiting buyer received that the room is paused.
TEST_F(StreamHubTest, AllWaitingListenersShareTheBytesOfTheRoomsState) {
  OpenToken(Waiting(5));
  OpenToken(Waiting(6));
  OpenToken(Active(7));
  EXPECT_EQ(EventsOf(5, "room"), 0U) << "the room is open";
  domain::RoomView room = Room(0);
  room.room.state = domain::RoomState::kPaused;
  RoomBecomes(room);
  EXPECT_EQ(EventsOf(5, "room"), 1U);
  EXPECT_EQ(EventsOf(7, "room"), 0U);
  EXPECT_EQ(outlet_.last[5], outlet_.last[6]);
  RoomBecomes(room);
  EXPECT_EQ(EventsOf(5, "room"), 1U) << "nothing has changed";
  room.room.sold_out = true;
  RoomBecomes(room);
  EXPECT_EQ(EventsOf(5, "sold-out"), 1U);
  EXPECT_EQ(outlet_.last[5], outlet_.last[6]);
}

TEST_F(StreamHubTest, AllWaitingListenersShareTheBytesOfANotice) {
  OpenToken(Waiting(5));
  OpenToken(Waiting(6));
  domain::RoomView room = Room(0);
  for (int minute = 1; minute <= 2; ++minute) {
    room.room.notice = {
        .korean = {}, .english = "wait", .set_at = domain::Time{std::chrono::minutes(minute)}};
    RoomBecomes(room);
    EXPECT_TRUE(outlet_.sent[5].contains(R"("notice":{"english":"wait")"));
    EXPECT_EQ(outlet_.last[5], outlet_.last[6]);
  }
  RoomBecomes(room);
  EXPECT_EQ(EventsOf(5, "room"), 2U) << "not again without a change";
  RoomBecomes(Room(0));
  EXPECT_EQ(EventsOf(5, "room"), 3U) << "it was removed";
}

TEST_F(StreamHubTest, AnotherOpeningTimeIsSent) {
  OpenToken(Waiting(5));
  domain::RoomView room = Room(0);
  room.room.state = domain::RoomState::kScheduled;
  for (int hour = 1; hour <= 2; ++hour) {
    room.admits_from = domain::Time{std::chrono::hours(hour)};
    RoomBecomes(room);
  }
  EXPECT_EQ(EventsOf(5, "room"), 2U);
}

// A listener whose client has gone leaves with the first of two events.
TEST_F(StreamHubTest, AListenerThatLeavesWithTheNewsGetsNoMore) {
  OpenToken(Waiting(5));
  OpenToken(Waiting(6));
  outlet_.gone.insert(5);
  domain::RoomView room = Room(0);
  room.room.state = domain::RoomState::kPaused;
  room.room.sold_out = true;
  RoomBecomes(room);
  EXPECT_EQ(EventsOf(5, "sold-out"), 0U);
  EXPECT_EQ(EventsOf(6, "sold-out"), 1U);
}

TEST_F(StreamHubTest, TokensAboveTheLimitAreReadInTheNextSearch) {
  const std::size_t many = StreamHub::kChecksMax + 10;
  for (std::uint64_t tag = 1; tag <= many; ++tag) OpenToken(Waiting(tag));
  EXPECT_EQ(RoomBecomes(Room(many)).size(), StreamHub::kChecksMax);
  EXPECT_EQ(Ask(StreamHub::kLookTime).size(), 10U);
}

// Otherwise tokens could stay unread for as long as enough others become due.
TEST_F(StreamHubTest, TheLongestOverdueTokensAreReadFirst) {
  constexpr std::uint64_t kFirst = 10;
  for (std::uint64_t tag = 1; tag <= kFirst; ++tag) OpenToken(Active(tag));
  Ask(milliseconds(100));
  for (std::uint64_t tag = 1; tag <= StreamHub::kChecksMax; ++tag) OpenToken(Active(kFirst + tag));
  std::set<std::uint64_t> read;
  for (const StreamQuestion& question : Ask(seconds(5))) {
    const auto* const watch = std::get_if<domain::WatchToken>(&question.command);
    if (watch != nullptr) read.insert(watch->caller.key.number.value);
  }
  EXPECT_EQ(read.size(), StreamHub::kChecksMax);
  for (std::uint64_t tag = 1; tag <= kFirst; ++tag) EXPECT_TRUE(read.contains(tag)) << tag;
}

// A read of the token that started before the admission may still return WAITING.
TEST_F(StreamHubTest, AnAdmissionDuringAReadOfTheTokenIsNotMissed) {
  TokenView near = Waiting(5);
  near.ahead = 0;
  OpenToken(near);
  const auto asked = Ask(seconds(1));  // reads of the room and of the token
  ASSERT_EQ(asked.size(), 2U);
  Answer<domain::ReadRoom>(asked[0], Room(5));
  Answer<domain::WatchToken>(asked[1], near);
  EXPECT_EQ(Ask(StreamHub::kLookTime).size(), 1U);
}

// --- The sale in numbers ---

TEST_F(StreamHubTest, AllWhoListenGetTheSameBytesOfEachNewEvent) {
  Publish("before");
  EXPECT_FALSE(feed_.wanted());
  OpenSale(1);
  OpenSale(2);
  EXPECT_TRUE(feed_.wanted());
  EXPECT_TRUE(Ask(milliseconds(50)).empty()) << "the hub asks nothing for them";
  EXPECT_TRUE(outlet_.sent.empty()) << "an earlier event may be old";
  Publish("status");
  Ask(milliseconds(50));
  Ask(milliseconds(50));
  EXPECT_EQ(EventsOf(1, "status"), 1U);
  EXPECT_EQ(outlet_.last.at(1), outlet_.last.at(2));
  OpenSale(3);
  hub_.Leave(1);
  Publish("status");
  Ask(milliseconds(50));
  EXPECT_EQ(EventsOf(1, "status"), 1U);
  EXPECT_EQ(EventsOf(2, "status"), 2U);
  EXPECT_EQ(EventsOf(3, "status"), 1U);
  EXPECT_FALSE(hub_.empty());
  hub_.Leave(2);
  hub_.Leave(3);
  EXPECT_TRUE(hub_.empty());
  EXPECT_FALSE(feed_.wanted());
}

TEST_F(StreamHubTest, AListenerThatLeavesDuringAnEventHarmsNoOther) {
  for (std::uint64_t tag = 1; tag <= 3; ++tag) OpenSale(tag);
  outlet_.gone = {1, 2, 3};
  Publish("status");
  Ask(milliseconds(50));
  EXPECT_EQ(EventsOf(1, "status") + EventsOf(2, "status") + EventsOf(3, "status"), 3U);
  EXPECT_TRUE(hub_.empty());
}

TEST_F(StreamHubTest, AStreamEndsWhenItsKeyIsNotValidAnyMore) {
  const std::vector<std::function<void(domain::AccessKeyRow&)>> changes = {
      [&](auto& row) { row.revoked = clock_.Now(); }, [&](auto& row) { row.ends = clock_.Now(); },
      [&](auto& row) { row.digest = base::Sha256Of("another"); },
      [&](auto& row) { row.scopes = domain::ScopeSet{}.With(domain::Scope::kRoomsRead); },
      [&](auto& row) { row.id = "EfGh5678"; }};
  std::uint64_t tag = 0;
  const domain::AccessKeysPtr valid = keys_;
  for (const auto& change : changes) {
    keys_ = valid;
    OpenSale(++tag);
    Ask(SaleListeners::kKeyCheckTime);
    EXPECT_FALSE(outlet_.ended.contains(tag));
    ChangeKey(change);
    Publish("status");
    Ask(milliseconds(50));
    EXPECT_EQ(EventsOf(tag, "status"), 0U) << tag;
    EXPECT_EQ(EventsOf(tag, "ended"), 1U) << tag;
    EXPECT_TRUE(outlet_.ended.contains(tag));
    EXPECT_TRUE(hub_.empty());
  }
}

TEST_F(StreamHubTest, AKeyIsCheckedAlsoWhileThereAreNoEvents) {
  OpenSale(1);
  ChangeKey([&](auto& row) {
    row.former = row.digest;
    row.digest = base::Sha256Of("new");
    row.former_until = clock_.Now() + seconds(3);
  });
  Ask(SaleListeners::kKeyCheckTime);
  EXPECT_FALSE(outlet_.ended.contains(1)) << "the former secret is valid for a while";
  clock_.Advance(seconds(3));
  Ask(SaleListeners::kKeyCheckTime);
  EXPECT_TRUE(outlet_.ended.contains(1));
}

}  // namespace
}  // namespace onsale::http
