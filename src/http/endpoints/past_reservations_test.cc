// The calls that read reservations, when only the tables have them: docs/rules.md, rule 5.
#include "http/testing/endpoint_testing.h"
#include "store/buyer_question.h"
#include "store/past_reservations_question.h"

namespace onsale::http {
namespace {

using domain::FindReservations;
using domain::ListReservations;
using domain::ReadReservation;
using domain::RefusalCode;
using domain::Reservation;
using domain::ReservationView;
using store::EndedBookingQuestion;
using store::EndedReservationQuestion;
using store::EndedReservationsQuestion;
using Views = std::vector<ReservationView>;

constexpr std::string_view kAnId = "11111111-1111-1111-1111-111111111111";
const Input kOperators{.parameter = kAnId, .scopes = domain::kAllScopes};

class PastReservationsTest : public EndpointTest {
 protected:
  // A call whose command was made. One with an access key has no queue token.
  Call Begun(const Endpoint& endpoint, const Input& input) {
    Call call = MakeCall(input);
    if (input.scopes.bits != 0) call.caller.token = std::nullopt;
    EXPECT_TRUE(std::holds_alternative<domain::Command>(endpoint.begin(endpoint.spec, call)));
    return call;
  }
  // Whether a question follows this answer to a command C.
  template <class C>
  bool Follows(const Endpoint& endpoint, const Input& input, typename C::Answer answer) {
    const Call call = Begun(endpoint, input);
    return endpoint.next(call, domain::Outcome(domain::OutcomeFor<C>{std::move(answer)}))
        .has_value();
  }
  // The response after this answer to a command C, and that one to the question Q that follows.
  template <class C, class Q>
  Response After(const Endpoint& endpoint, const Input& input, typename C::Answer answer,
                 store::AnswerTo<Q> stored, std::optional<Q>* asked_of = nullptr) {
    const Call call = Begun(endpoint, input);
    auto question = endpoint.next(call, domain::Outcome(domain::OutcomeFor<C>{std::move(answer)}));
    Response response;
    const auto ask = [&](std::unique_ptr<store::Question> asked) {
      auto& q = dynamic_cast<store::QuestionOf<Q>&>(*asked);
      if (asked_of != nullptr) *asked_of = q.question;
      q.done(std::move(stored));
    };
    question->ask({.store = ask, .token_keys = nullptr, .request_log = nullptr},
                  [&](Finisher finish) { response = std::get<Response>(finish(call)); });
    return Checked(endpoint, std::move(response));
  }
  // A reservation that was cancelled, made `second` after now_; its id begins with `second`.
  Reservation Cancelled(std::uint8_t second) const {
    Reservation row = HeldReservation(now_ + std::chrono::seconds(second));
    row.id.uuid.bytes[0] = second;
    row.status = domain::ReservationStatus::kCancelled;
    row.end_reason = domain::EndReason::kCancelledByBuyer;
    row.ended_at = row.created_at;
    return row;
  }
  // The first bytes of the ids in a response, in order.
  static std::vector<std::string> IdsIn(std::string_view body) {
    std::vector<std::string> ids;
    constexpr std::string_view kBefore = R"("reservationId":")";
    for (std::size_t at = body.find(kBefore); at != body.npos; at = body.find(kBefore, at + 1)) {
      ids.emplace_back(body.substr(at + kBefore.size(), 2));
    }
    return ids;
  }
  using Ids = std::vector<std::string>;
};

TEST_F(PastReservationsTest, OnlyAPageThatMayHaveEndedReservationsAsksTheTables) {
  for (const char* const query : {"", "status=held", "status=paid"}) {
    EXPECT_FALSE(Follows<ListReservations>(kListReservationsEndpoint, {.query = query}, Views{}));
  }
  for (const char* const query : {"status=ended", "status=all"}) {
    EXPECT_TRUE(Follows<ListReservations>(kListReservationsEndpoint, {.query = query}, Views{}));
    EXPECT_FALSE(Follows<ListReservations>(kListReservationsEndpoint, {.query = query},
                                           domain::Refuse(RefusalCode::kTokenExpired)));
  }
}

TEST_F(PastReservationsTest, APageHasThoseOfMemoryAndOfTheTablesEachOnceNewestFirst) {
  Reservation paid = HeldReservation(now_ + std::chrono::seconds(4));
  paid.id.uuid.bytes[0] = 4;
  const Views views = {{Cancelled(6)}, {paid}};
  Reservation again = Cancelled(6);
  again.end_reason = domain::EndReason::kLeftQueue;  // what memory had comes first
  std::optional<EndedReservationsQuestion> asked;
  const Response whole = After<ListReservations, EndedReservationsQuestion>(
      kListReservationsEndpoint, {.query = "status=all"}, views,
      std::vector{again, Cancelled(5), Cancelled(2)}, &asked);
  EXPECT_EQ(IdsIn(whole.body), (Ids{"06", "05", "04", "02"}));
  EXPECT_FALSE(whole.body.contains("LEFT_QUEUE"));
  EXPECT_TRUE(whole.body.ends_with(R"("nextCursor":null})"));
  EXPECT_EQ(asked->owner.token, credential_.key);
  EXPECT_EQ(asked->owner.user, domain::UserId{});
  EXPECT_EQ(asked->before, domain::kNewestReservation);
  EXPECT_EQ(asked->limit, 51U);

  const Response page = After<ListReservations, EndedReservationsQuestion>(
      kListReservationsEndpoint, {.query = "status=all&limit=2"}, views,
      std::vector{again, Cancelled(5), Cancelled(2)}, &asked);
  EXPECT_EQ(IdsIn(page.body), (Ids{"06", "05"}));
  const std::size_t at = page.body.find(R"("nextCursor":")") + 14;
  const std::string next =
      "status=all&cursor=" + page.body.substr(at, page.body.find('"', at) - at);
  After<ListReservations, EndedReservationsQuestion>(kListReservationsEndpoint, {.query = next},
                                                     Views{}, std::vector<Reservation>{}, &asked);
  EXPECT_EQ(asked->before, domain::CursorOf(Cancelled(5)));
}

TEST_F(PastReservationsTest, AnOperatorsPageIsOfTheNamedUser) {
  std::optional<EndedReservationsQuestion> asked;
  const Response response = After<FindReservations, EndedReservationsQuestion>(
      kListUserReservationsEndpoint,
      {.query = "status=ended", .parameter = "kim", .scopes = domain::kAllScopes}, Views{},
      std::vector{Cancelled(3)}, &asked);
  EXPECT_EQ(IdsIn(response.body), Ids{"03"});
  EXPECT_EQ(asked->owner.user.text(), "kim");
}

TEST_F(PastReservationsTest, AReservationThatIsNotInMemoryIsReadFromTheTables) {
  const Input input{.parameter = kAnId};
  const auto unknown = domain::Refuse(RefusalCode::kReservationUnknown);
  std::optional<EndedReservationQuestion> asked;
  const auto read = [&](store::AnswerTo<EndedReservationQuestion> stored) {
    return After<ReadReservation, EndedReservationQuestion>(kReadReservationEndpoint, input,
                                                            unknown, std::move(stored), &asked);
  };
  EXPECT_EQ(IdsIn(read(Cancelled(3)).body), Ids{"03"});
  EXPECT_EQ(asked->id.uuid.ToString(), kAnId);
  EXPECT_EQ(asked->owner->token, credential_.key);
  EXPECT_EQ(VerdictOf(read(std::nullopt)), "404 reservation-not-found");
  EXPECT_EQ(VerdictOf(read(std::unexpected(store::StoreError{}))), "503 unavailable");
  EXPECT_EQ(
      VerdictOf(read(std::unexpected(store::StoreError{store::StoreErrorCode::kCorrupt, ""}))),
      "500 data-damaged");

  EXPECT_FALSE(Follows<ReadReservation>(kReadReservationEndpoint, input,
                                        ReservationView{HeldReservation(now_)}));
  EXPECT_FALSE(Follows<ReadReservation>(kReadReservationEndpoint, input,
                                        domain::Refuse(RefusalCode::kTokenExpired)));
}

TEST_F(PastReservationsTest, AnOperatorFindsByIdAndByBookingNumberInTheTables) {
  const auto find = [&](store::AnswerTo<EndedReservationQuestion> stored) {
    return After<FindReservations, EndedReservationQuestion>(kFindReservationEndpoint, kOperators,
                                                             Views{}, std::move(stored));
  };
  EXPECT_EQ(IdsIn(find(Cancelled(3)).body), Ids{"03"});
  EXPECT_EQ(VerdictOf(find(std::nullopt)), "404 reservation-not-found");
  EXPECT_FALSE(Follows<FindReservations>(kFindReservationEndpoint, kOperators,
                                         Views{{HeldReservation(now_)}}));

  const Input by_number{.parameter = "9X7H-UN3G", .scopes = domain::kAllScopes};
  std::optional<EndedBookingQuestion> asked;
  const Response found = After<FindReservations, EndedBookingQuestion>(
      kFindBookingEndpoint, by_number, Views{}, std::vector{Cancelled(3)}, &asked);
  EXPECT_EQ(IdsIn(found.body), Ids{"03"});
  EXPECT_EQ(asked->number, base::BookingNumberOf({*base::Uuid::Parse(kAnId)}));
  EXPECT_FALSE(
      Follows<FindReservations>(kFindBookingEndpoint, by_number, Views{{HeldReservation(now_)}}));
}

TEST_F(PastReservationsTest, ALookUpOfABuyerHasTheReservationsThatLeftMemory) {
  const Input input{.query = "limit=2", .parameter = "kim", .scopes = domain::kAllScopes};
  const domain::BuyerView view{.now = now_, .reservations = {{Cancelled(6)}}};
  store::BuyerHistory history;
  history.reservations = {Cancelled(6), Cancelled(5), Cancelled(2)};
  std::optional<store::BuyerQuestion> asked;
  const Response response = After<domain::ReadBuyer, store::BuyerQuestion>(
      kReadBuyerEndpoint, input, view, std::move(history), &asked);
  EXPECT_EQ(IdsIn(response.body), (Ids{"06", "05"}));
  EXPECT_FALSE(response.body.contains(R"("nextCursor":null)"));
  EXPECT_EQ(asked->reservations_before, domain::kNewestReservation);
}

// The tables have one reader, and buyers may ask as often as their limit of reads allows.
class TablePlacesTest : public PastReservationsTest {
 protected:
  // Asks for the ended reservations of the token with this number.
  void AskAsBuyer(std::uint64_t token) {
    Call call = Begun(kListReservationsEndpoint, {.query = "status=all"});
    call.caller.token->key.number = {token};
    Ask<ListReservations>(kListReservationsEndpoint, call);
  }
  template <class C>
  void Ask(const Endpoint& endpoint, const Call& call) {
    auto question = endpoint.next(call, domain::Outcome(domain::OutcomeFor<C>{Views{}}));
    question->ask(
        {.store = [&](auto asked) { waiting_.push_back(std::move(asked)); },
         .token_keys = nullptr,
         .request_log = nullptr},
        [&](Finisher finish) { verdicts_.push_back(VerdictOf(std::get<Response>(finish(call)))); });
  }

  std::vector<std::unique_ptr<store::Question>> waiting_;
  std::vector<std::string> verdicts_;
};

TEST_F(TablePlacesTest, OneBuyerKeepsNobodyOut) {
  for (int i = 0; i < 6; ++i) AskAsBuyer(1);
  EXPECT_EQ(waiting_.size(), 4U);
  EXPECT_EQ(verdicts_, std::vector<std::string>(2, "503 unavailable"));
  waiting_.resize(3);  // as at a stop: without an answer
  AskAsBuyer(1);
  EXPECT_EQ(waiting_.size(), 4U);
}

TEST_F(TablePlacesTest, NotAllBuyersAtOnceWaitForTheTablesAndOperatorsAlwaysMay) {
  constexpr std::size_t kMost = 200;
  // More than there are places: a few buyers share a hash with four others.
  std::uint64_t token = 0;
  while (token < 2 * kMost) AskAsBuyer(++token);
  EXPECT_EQ(waiting_.size(), kMost);
  EXPECT_EQ(verdicts_, std::vector<std::string>(kMost, "503 unavailable"));
  Ask<FindReservations>(kFindReservationEndpoint, Begun(kFindReservationEndpoint, kOperators));
  EXPECT_EQ(waiting_.size(), kMost + 1);
  waiting_.resize(kMost - 10);
  for (int i = 0; i < 20; ++i) AskAsBuyer(++token);
  EXPECT_EQ(waiting_.size(), kMost);
}

}  // namespace
}  // namespace onsale::http
