// Stored answers: older layouts are decoded, and invalid bytes are refused.
#include "domain/answer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/wire.h"

namespace onsale::domain {
namespace {

const UserId kKim = UserId::Parse("kim").value();

TokenView SomeToken() {
  TokenView view{.credential = {.key = {kMainRoom, {7}}, .issued_at = Time(Duration(5))},
                 .room_slug = "main",
                 .user = kKim,
                 .status = TokenStatus::kWaiting,
                 .ahead = 3};
  view.admission_rank = {9};
  view.room_state = RoomState::kScheduled;
  view.opens_in = std::chrono::minutes(1);
  view.opens_at = Time(std::chrono::hours(1));
  return view;
}

// A stored token in layout 1, which has neither draw nor claim.
std::string TokenOfTheFirstLayout() {
  std::string bytes;
  base::WireWriter out(bytes);
  out.Byte(1);  // kind: a token
  out.Byte(1);  // layout 1
  out.Byte(1);  // the token is new
  out.Unsigned(kMainRoom.value);
  out.Unsigned(7);  // queue number
  out.Signed(5);    // issued at
  out.String("main");
  out.String("kim");
  out.Byte(static_cast<std::uint8_t>(TokenStatus::kWaiting));
  out.Byte(static_cast<std::uint8_t>(ExpiryReason::kNone));
  out.Signed(3);   // ahead
  out.Signed(20);  // estimated wait
  out.Signed(-1);  // not active
  return bytes;
}

// One stored answer of each kind.
const std::string kAnswers[] = {
    EncodeAnswer(SomeToken()),
    EncodeAnswer(ReservationView{{.user = kKim, .seats = {{{1}, {100}}, {{2}, {100}}}}}),
    EncodeAnswer(TopUpView{.user = kKim, .amount = {5}, .balance = {5}}),
    EncodeAnswer(PaymentView{.reservation = {.user = kKim, .seats = {{{1}, {100}}}}}),
    EncodeAnswer(PaymentView{.reservation = {.user = kKim, .seats = {{{1}, {100}}}},
                             .others = {{.user = kKim, .seats = {{{2}, {100}}}},
                                        {.user = kKim, .seats = {{{3}, {100}}}}}})};

// The number of kinds, of four, as which the bytes can be decoded.
int KindsOf(std::string_view bytes) {
  return DecodeAnswer<TokenView>(bytes).has_value() +
         DecodeAnswer<ReservationView>(bytes).has_value() +
         DecodeAnswer<TopUpView>(bytes).has_value() + DecodeAnswer<PaymentView>(bytes).has_value();
}

TEST(AnswerTest, InLayoutOneTheRankEqualsTheQueueNumber) {
  const auto view = DecodeAnswer<TokenView>(TokenOfTheFirstLayout());
  ASSERT_TRUE(view.has_value());
  EXPECT_TRUE(view->created);
  EXPECT_EQ(view->admission_rank, AdmissionRank{7});
  EXPECT_EQ(view->ahead, 3);
  EXPECT_EQ(view->estimated_wait, std::chrono::seconds(20));
  EXPECT_FALSE(view->in_lobby);
}

TEST(AnswerTest, InLayoutTwoTheRoomIsScheduledIfItsOpeningIsAhead) {
  TokenView scheduled = SomeToken();
  scheduled.opens_at = {};
  TokenView open = scheduled;
  open.opens_in = {};
  for (const TokenView& view : {scheduled, open}) {
    std::string bytes = EncodeAnswer(view);
    bytes[1] = 2;
    bytes.resize(bytes.size() - 2);  // without the absent opening and the state, a byte each
    const auto read = DecodeAnswer<TokenView>(bytes);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->room_state, view.opens_in ? RoomState::kScheduled : RoomState::kOpen);
    EXPECT_EQ(read->opens_at, std::nullopt);
  }
}

TEST(AnswerTest, TheRoomsStateAndOpeningAreKept) {
  const auto read = DecodeAnswer<TokenView>(EncodeAnswer(SomeToken()));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->room_state, RoomState::kScheduled);
  EXPECT_EQ(read->opens_at, SomeToken().opens_at);
}

TEST(AnswerTest, APaymentOfSeveralReservationsKeepsThemAll) {
  PaymentView paid{.reservation = {.user = kKim, .amount = {1}}, .balance = {7}};
  paid.others = {{.user = kKim, .amount = {2}}, {.user = kKim, .amount = {3}}};
  const auto view = DecodeAnswer<PaymentView>(EncodeAnswer(paid));
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->balance, Money{7});
  ASSERT_EQ(view->others.size(), 2U);
  EXPECT_EQ(view->others[1].amount, Money{3});
}

// Payments of one reservation stay readable for a program that pays no more than one.
TEST(AnswerTest, APaymentOfOneReservationKeepsTheFirstLayout) {
  EXPECT_EQ(EncodeAnswer(PaymentView{.reservation = {.user = kKim}})[1], 1);
}

TEST(AnswerTest, AnAnswerDecodesAsOneKindOnly) {
  for (const std::string& answer : kAnswers) EXPECT_EQ(KindsOf(answer), 1);
}

TEST(AnswerTest, EveryTruncationIsRefused) {
  for (const std::string& answer : kAnswers) {
    for (std::size_t size = 0; size < answer.size(); ++size) {
      EXPECT_EQ(KindsOf(std::string_view(answer).substr(0, size)), 0);
    }
  }
}

TEST(AnswerTest, TrailingBytesAreRefused) {
  for (const std::string& answer : kAnswers) EXPECT_EQ(KindsOf(answer + '\0'), 0);
}

TEST(AnswerTest, AnUnknownLayoutIsRefused) {
  for (std::string answer : kAnswers) {
    for (const char layout : {'\0', '\4'}) {
      answer[1] = layout;
      EXPECT_EQ(KindsOf(answer), 0);
    }
  }
}

TEST(AnswerTest, AnUnknownStatusIsRefused) {
  TokenView waiting = SomeToken();
  TokenView active = SomeToken();
  active.status = TokenStatus::kActive;
  std::string bytes = EncodeAnswer(waiting);
  const std::string other = EncodeAnswer(active);
  const auto at = std::ranges::mismatch(bytes, other).in1;  // the byte of the token's status
  for (const char status : {'\0', '\4', '\xFF'}) {
    *at = status;
    EXPECT_EQ(KindsOf(bytes), 0);
  }
}

TEST(AnswerTest, AnInvalidUserIsRefused) {
  std::string bytes = EncodeAnswer(TopUpView{.user = kKim, .amount = {5}, .balance = {5}});
  bytes[bytes.find("kim")] = ' ';
  EXPECT_EQ(KindsOf(bytes), 0);
}

}  // namespace
}  // namespace onsale::domain
