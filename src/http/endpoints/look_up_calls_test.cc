// The calls that look up a buyer and the seats of a show.
#include "http/access/operator_notes.h"
#include "http/testing/endpoint_testing.h"
#include "store/buyer_question.h"

namespace onsale::http {
namespace {

using domain::BuyersTokenView;
using domain::BuyerView;
using domain::ReadBuyer;
using domain::ReadHolders;
using domain::ScopeSet;
using std::chrono::seconds;
using store::BuyerQuestion;

constexpr std::string_view kSomeId = "11111111-1111-1111-1111-111111111111";

class BuyerCallTest : public EndpointTest {
 protected:
  BuyerCallTest() { services_.notes = &notes_; }

  Call CallOf(std::string_view query, ScopeSet scopes = domain::kAllScopes) {
    Call call = MakeCall({.query = query, .parameter = "kim"});
    call.caller = {.token = {}, .key = KeyHolder{.id = "AbCd1234", .scopes = scopes}};
    return call;
  }
  Step Begin(Call& call) { return kReadBuyerEndpoint.begin(kReadBuyerEndpoint.spec, call); }
  ReadBuyer AskedOf(std::string_view query) {
    Call call = CallOf(query);
    return std::get<ReadBuyer>(std::get<domain::Command>(Begin(call)));
  }
  // The response to a view and to what the tables have: a ledger, if the key may read it, and
  // tokens.
  std::string Reply(std::string_view query, const BuyerView& view,
                    std::vector<domain::LedgerEntry> ledger, ScopeSet scopes = domain::kAllScopes,
                    std::vector<store::StoredToken> tokens = {}) {
    Call call = CallOf(query, scopes);
    Begin(call);
    const domain::Outcome outcome(domain::OutcomeFor<ReadBuyer>{view});
    auto question = kReadBuyerEndpoint.next(call, outcome);
    Response response;
    const auto answer = [&](std::unique_ptr<store::Question> asked) {
      auto& history = dynamic_cast<store::QuestionOf<BuyerQuestion>&>(*asked);
      asked_before_ = history.question.ledger_before;
      tokens_asked_before_ = history.question.tokens_before;
      if (!asked_before_) ledger.clear();
      history.done(store::BuyerHistory{std::move(tokens), std::move(ledger)});
    };
    question->ask({.store = answer, .token_keys = nullptr, .request_log = nullptr},
                  [&](Finisher finish) { response = std::get<Response>(finish(call)); });
    return Checked(kReadBuyerEndpoint, std::move(response)).body;
  }

  BuyersTokenView Token(std::uint64_t number, int second) const {
    BuyersTokenView view;
    view.token.credential = {.key = {.room = domain::kMainRoom, .number = {number}},
                             .issued_at = now_ + seconds(second)};
    view.token.room_slug = "main";
    return view;
  }
  domain::ReservationView Held(int second) const {
    return {HeldReservation(now_ + seconds(second))};
  }
  domain::LedgerEntry TopUp(std::int64_t number, int second) const {
    return {.user = domain::UserId::Parse("kim").value(),
            .number = number,
            .id = *base::Uuid::Parse(kSomeId),
            .debit = "external",
            .credit = "wallet:kim",
            .amount = {500},
            .balance_after = {500 * number},
            .at = now_ + seconds(second)};
  }
  // The kinds of the entries in a response, in order: T, R and L.
  static std::string KindsIn(std::string_view body) {
    std::string kinds;
    constexpr std::string_view kBefore = R"("kind":")";
    for (std::size_t at = body.find(kBefore); at != body.npos; at = body.find(kBefore, at + 1)) {
      const char kind = body[at + kBefore.size()];
      if (kind != 'T' || body.substr(at + kBefore.size()).starts_with("TOKEN")) kinds += kind;
    }
    return kinds;
  }
  static std::string CursorIn(std::string_view body) {
    constexpr std::string_view kBefore = R"("nextCursor":")";
    const std::size_t at = body.find(kBefore);
    if (at == body.npos) return {};
    return std::string(body.substr(at + kBefore.size(), body.rfind('"') - at - kBefore.size()));
  }

  OperatorNotes notes_;
  static store::StoredToken Stored(const BuyersTokenView& view, domain::ExpiryReason reason) {
    const domain::Credential& credential = view.token.credential;
    return {.row = {.key = credential.key,
                    .user = domain::UserId::Parse("kim").value(),
                    .status = domain::TokenStatus::kExpired,
                    .expiry_reason = reason,
                    .issued_at = credential.issued_at},
            .room = "main"};
  }

  std::optional<std::int64_t> asked_before_;
  domain::TokenCursor tokens_asked_before_;
};

TEST_F(BuyerCallTest, ABuyerIsShownWithTokensSeatsAndMoney) {
  BuyerView view{.now = now_, .balance = {700}, .seats_held = 2, .seats_bought = 1};
  BuyersTokenView active = Token(42, -60);
  active.token.status = domain::TokenStatus::kActive;
  active.token.claim_before = now_ + seconds(20);
  active.admitted_at = now_ - seconds(10);
  active.ends_at = now_ + seconds(590);
  BuyersTokenView waiting = Token(7, -30);
  waiting.token.room_slug = "other";
  waiting.token.ahead = 4;
  view.live = {active, waiting};
  EXPECT_EQ(
      Reply("", view, {}),
      R"({"userId":"kim","currency":"KRW","readAt":"2027-04-01T09:00:00.123Z","balance":700,)"
      R"("tokens":[{"roomId":"main","queueNumber":42,"status":"ACTIVE","position":null,)"
      R"("issuedAt":"2027-04-01T08:59:00.123Z","admittedAt":"2027-04-01T08:59:50.123Z",)"
      R"("turnEndsAt":"2027-04-01T09:09:50.123Z","claimBefore":"2027-04-01T09:00:20.123Z",)"
      R"("expiredBecause":null},{"roomId":"other","queueNumber":7,"status":"WAITING",)"
      R"("position":5,"issuedAt":"2027-04-01T08:59:30.123Z","admittedAt":null,"turnEndsAt":null,)"
      R"("claimBefore":null,"expiredBecause":null}],"seatsHeld":2,"seatsBought":1,"history":[],)"
      R"("nextCursor":null})");
}

TEST_F(BuyerCallTest, AKeyWithoutTheScopeForMoneySeesNone) {
  const BuyerView view{.now = now_, .balance = {700}, .reservations = {Held(1)}};
  const auto reads = ScopeSet{}.With(domain::Scope::kReservationsRead);
  const std::string body = Reply("", view, {TopUp(1, 0)}, reads);
  EXPECT_TRUE(body.contains(R"("balance":null)"));
  EXPECT_EQ(KindsIn(body), "R");
  EXPECT_EQ(KindsIn(Reply("", view, {TopUp(1, 0)})), "RL");
}

TEST_F(BuyerCallTest, TheHistoryIsNewestFirstAndOfOneMomentMoneyFirst) {
  BuyersTokenView paid = Token(1, 0);
  paid.token.status = domain::TokenStatus::kExpired;
  paid.token.expiry_reason = domain::ExpiryReason::kPaid;
  const BuyerView view{.now = now_, .tokens = {Token(2, 9), paid}, .reservations = {Held(5)}};
  const std::string body = Reply("", view, {TopUp(2, 5), TopUp(1, 1)});
  EXPECT_EQ(KindsIn(body), "TLRLT");
  EXPECT_TRUE(body.contains(R"("expiredBecause":"PAID")"));
  EXPECT_TRUE(body.contains(R"("balanceAfter":1000)"));
}

TEST_F(BuyerCallTest, TokensThatLeftMemoryAreShownAsTheTablesHaveThem) {
  BuyersTokenView recent = Token(4, 9);
  recent.token.status = domain::TokenStatus::kExpired;
  recent.token.expiry_reason = domain::ExpiryReason::kLeft;
  const BuyerView view{.now = now_, .tokens = {recent}};
  // The tables have the recent token, too, perhaps as a later commit left it.
  std::vector<store::StoredToken> stored = {Stored(recent, domain::ExpiryReason::kTimeUp),
                                            Stored(Token(2, 5), domain::ExpiryReason::kPaid),
                                            Stored(Token(1, 1), domain::ExpiryReason::kNoShow)};
  const std::string body = Reply("", view, {TopUp(1, 3)}, domain::kAllScopes, stored);
  EXPECT_EQ(KindsIn(body), "TTLT");
  EXPECT_LT(body.find(R"("expiredBecause":"LEFT")"), body.find(R"("expiredBecause":"PAID")"));
  EXPECT_LT(body.find(R"("expiredBecause":"PAID")"), body.find(R"("expiredBecause":"NO_SHOW")"));
  EXPECT_FALSE(body.contains("TIME_UP"));
  const std::string page = Reply("limit=2", view, {}, domain::kAllScopes, stored);
  EXPECT_EQ(KindsIn(page), "TT");
  Reply("cursor=" + CursorIn(page), {.now = now_}, {});
  EXPECT_EQ(tokens_asked_before_, CursorOf(stored[1].row));
}

TEST_F(BuyerCallTest, ThePagesFollowEachOther) {
  const BuyerView view{
      .now = now_, .tokens = {Token(2, 9), Token(1, 0)}, .reservations = {Held(5), Held(3)}};
  const std::string first = Reply("limit=3", view, {TopUp(8, 7), TopUp(7, 2)});
  EXPECT_EQ(KindsIn(first), "TLR");
  const std::string cursor = "cursor=" + CursorIn(first);
  const ReadBuyer next = AskedOf(cursor);
  EXPECT_EQ(next.tokens_before, (domain::TokenCursor{now_ + seconds(9), {domain::kMainRoom, {2}}}));
  EXPECT_EQ(next.reservations_before, CursorOf(Held(5).reservation));
  Reply(cursor, {.now = now_}, {});
  EXPECT_EQ(asked_before_, 8);
  // A kind of which a page has nothing continues at the same position.
  const std::string second =
      Reply(cursor + "&limit=1", {.now = now_, .tokens = {Token(1, 0)}}, {TopUp(7, 2)});
  EXPECT_EQ(KindsIn(second), "L");
  EXPECT_EQ(AskedOf("cursor=" + CursorIn(second)).tokens_before, next.tokens_before);
}

TEST_F(BuyerCallTest, APageAsksForOneEntryMore) {
  EXPECT_EQ(AskedOf("").limit, 51);
  EXPECT_EQ(AskedOf("limit=100").limit, 101);
  EXPECT_EQ(AskedOf("").tokens_before, domain::kNewestToken);
}

TEST_F(BuyerCallTest, InvalidParametersAreRefused) {
  for (const auto& [query, parameter] :
       {std::pair{"limit=0", "limit"},
        {"limit=101", "limit"},
        {"cursor=", "cursor"},
        {"cursor=AAAAAAAAAAk", "cursor"},
        // A time and a room beyond their ranges, and the ledger's entry 0.
        {"cursor=__________8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
         "cursor"},
        {"cursor=f_________8AAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
         "cursor"},
        {"cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
         "cursor"}}) {
    EXPECT_EQ(Refused(kReadBuyerEndpoint, {.query = query, .parameter = "kim"}),
              std::string("invalid-parameter ") + parameter)
        << query;
  }
  EXPECT_EQ(Refused(kReadBuyerEndpoint, {.parameter = "%2e."}), "invalid-parameter userId");
}

TEST_F(BuyerCallTest, ALookUpIsNotedWithTheKey) {
  AskedOf("");
  const auto reads = notes_.TakeReads();
  ASSERT_EQ(reads.size(), 1U);
  EXPECT_EQ(reads[0].key, "AbCd1234");
  EXPECT_EQ(reads[0].call, "readBuyer");
  EXPECT_TRUE(notes_.Take().empty());
}

TEST_F(BuyerCallTest, AFailedReadOfTheTablesIsAProblem) {
  Call call = CallOf("");
  Begin(call);
  auto question =
      kReadBuyerEndpoint.next(call, domain::Outcome(domain::OutcomeFor<ReadBuyer>{BuyerView{}}));
  Response response;
  const auto fail = [](std::unique_ptr<store::Question> asked) {
    asked->Finish(std::unexpected(store::StoreError{}));
  };
  question->ask({.store = fail, .token_keys = nullptr, .request_log = nullptr},
                [&](Finisher finish) { response = std::get<Response>(finish(call)); });
  EXPECT_EQ(VerdictOf(response), "503 unavailable");
}

// --- Seats ---

class HoldersCallTest : public EndpointTest {};

TEST_F(HoldersCallTest, TheQuerySelectsSeats) {
  const auto asked = [this](std::string_view query) {
    Call call = MakeCall({.query = query, .parameter = "spring-1"});
    const Step step = kListHoldersEndpoint.begin(kListHoldersEndpoint.spec, call);
    return std::get<ReadHolders>(std::get<domain::Command>(step));
  };
  EXPECT_EQ(asked("").show, domain::ShowId{1});
  EXPECT_EQ(asked("").limit, 501);
  EXPECT_EQ(asked("section=%46loor&limit=1000&cursor=7").section, "Floor");
  EXPECT_EQ(asked("limit=1000").limit, 1001);
  EXPECT_EQ(asked("cursor=7").after, domain::SeatNumber{7});
  for (const auto& [query, parameter] : {std::pair{"limit=0", "limit"},
                                         {"limit=1001", "limit"},
                                         {"section=", "section"},
                                         {"section=%2", "section"},
                                         {"section=floor", "section"},
                                         {"section=1%EC%B8%B5%20A", "section"},
                                         {"cursor=0", "cursor"},
                                         {"cursor=4294967296", "cursor"}}) {
    EXPECT_EQ(Refused(kListHoldersEndpoint, {.query = query, .parameter = "spring-1"}),
              std::string("invalid-parameter ") + parameter);
  }
  EXPECT_EQ(Refused(kListHoldersEndpoint, {.parameter = "winter-1"}), "show-not-found");
}

TEST_F(HoldersCallTest, EachSeatIsShownWithItsHolder) {
  const domain::Reservation held = HeldReservation(now_);
  const std::vector<domain::SeatHolderView> views = {
      {.number = {1},
       .status = domain::SeatStatus::kHeld,
       .reservation = held.id,
       .user = held.user,
       .held_until = held.held_until},
      {.number = {2}},
      {.number = {3}, .status = domain::SeatStatus::kSold}};
  const Input input{.query = "limit=2", .parameter = "spring-1"};
  EXPECT_EQ(
      Finished<ReadHolders>(kListHoldersEndpoint, input, views).body,
      R"({"showId":"spring-1","seats":[{"number":1,"label":"A-1","section":"Floor","row":"A",)"
      R"("categoryId":"a","status":"HELD","userId":"kim","reservationId":")" +
          held.id.uuid.ToString() + R"(","bookingNumber":")" +
          base::BookingText(base::BookingNumberOf(held.id)) +
          R"(","heldUntil":"2027-04-01T09:05:00.123Z"},{"number":2,"label":"A-2",)"
          R"("section":"Floor","row":"A","categoryId":"a","status":"AVAILABLE","userId":null,)"
          R"("reservationId":null,"bookingNumber":null,"heldUntil":null}],"nextCursor":"2"})");
  const Input whole{.query = "limit=3", .parameter = "spring-1"};
  EXPECT_TRUE(Finished<ReadHolders>(kListHoldersEndpoint, whole, views)
                  .body.ends_with(R"("nextCursor":null})"));
  // A catalogue that lacks the show or a seat: a database was restored meanwhile.
  services_.catalog = ArenaCatalog(1);
  EXPECT_EQ(Finished<ReadHolders>(kListHoldersEndpoint, input, views).status, 404U);
}

}  // namespace
}  // namespace onsale::http
