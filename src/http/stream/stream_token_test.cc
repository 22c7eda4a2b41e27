#include "http/stream/stream_token.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

using domain::TokenStatus;
using domain::TokenView;
using std::chrono::seconds;

// Ninety seconds and a half before the end of Active().
const base::Time kNow{seconds(784'111'777) - std::chrono::milliseconds(90'500)};

TokenView Waiting(std::int64_t ahead) {
  TokenView view;
  view.status = TokenStatus::kWaiting;
  view.ahead = ahead;
  view.admission_rank = {static_cast<std::uint64_t>(ahead) + 10};
  return view;
}

TokenView Active() {
  TokenView view;
  view.status = TokenStatus::kActive;
  view.active_until = base::Time{seconds(784'111'777)};
  return view;
}

TEST(TokenFeedTest, AWaitingTokenGetsItsPosition) {
  TokenFeed feed;
  TokenView view = Waiting(4);
  view.estimated_wait = seconds(90);
  EXPECT_EQ(feed.Advance(view, kNow),
            "event: position\n"
            "data: {\"position\":5,\"estimatedWaitSeconds\":90}\n\n");
  EXPECT_EQ(feed.Advance(view, kNow), "") << "nothing has changed";
  EXPECT_NE(feed.Advance(Waiting(3), kNow), "");
}

TEST(TokenFeedTest, ATokenInTheLobbyHasNoPosition) {
  TokenFeed feed;
  TokenView view = Waiting(0);
  view.in_lobby = true;
  EXPECT_EQ(feed.Advance(view, kNow),
            "event: position\n"
            "data: {\"position\":null,\"estimatedWaitSeconds\":null}\n\n");
}

TEST(TokenFeedTest, AnAdmittedEventHasTheEndsOfTheTurnAndTheClaimTime) {
  TokenFeed feed;
  feed.Advance(Waiting(0), kNow);
  TokenView view = Active();
  EXPECT_EQ(feed.Advance(view, kNow),
            "event: admitted\n"
            "data: {\"activeUntil\":\"1994-11-06T08:49:37.000Z\",\"remainingSeconds\":90,"
            "\"claimBefore\":null,\"claimRemainingSeconds\":null}\n\n");
  EXPECT_EQ(feed.Advance(view, kNow), "");
  EXPECT_EQ(feed.Advance(view, kNow + seconds(20)), "") << "a countdown is not a change";
  view.claim_before = *view.active_until - seconds(60);
  EXPECT_TRUE(feed.Advance(view, kNow + seconds(20))
                  .contains("\"claimBefore\":\"1994-11-06T08:48:37.000Z\","
                            "\"claimRemainingSeconds\":10}"));
}

TEST(TokenFeedTest, AnExpiredEventHasItsReason) {
  TokenFeed feed;
  TokenView view = Active();
  view.status = TokenStatus::kExpired;
  view.expiry_reason = domain::ExpiryReason::kPaid;
  EXPECT_EQ(feed.Advance(view, kNow),
            "id: ended\nevent: expired\ndata: {\"expiredBecause\":\"PAID\"}\n\n");
}

TEST(TokenFeedTest, AWaitingTokenGetsSoldOut) {
  TokenFeed feed;
  TokenView view = Waiting(4);
  view.sold_out = true;
  EXPECT_TRUE(feed.Advance(view, kNow).ends_with("event: sold-out\ndata: {\"soldOut\":true}\n\n"));
  EXPECT_FALSE(feed.NoteSoldOut(true));
  EXPECT_TRUE(feed.NoteSoldOut(false));
}

TEST(TokenFeedTest, AWaitingTokenGetsTheStateOfARoomThatIsNotOpen) {
  TokenFeed feed;
  TokenView view = Waiting(4);
  view.room_state = domain::RoomState::kScheduled;
  view.opens_at = base::Time{seconds(784'111'777)};
  const std::string news =
      "event: room\ndata: {\"state\":\"SCHEDULED\",\"opensAt\":\"1994-11-06T08:49:37.000Z\","
      "\"opensInSeconds\":91}\n\n";
  EXPECT_TRUE(feed.Advance(view, kNow).ends_with(news));
  EXPECT_EQ(feed.Advance(view, kNow), "");
  *view.opens_at += seconds(1);
  EXPECT_EQ(feed.Advance(view, kNow).find("event: position"), std::string::npos) << "only the news";
  EXPECT_TRUE(feed.NoteRoom({.state = domain::RoomState::kOpen}));
  EXPECT_EQ(*RoomEvent({.state = domain::RoomState::kOpen}, {}, kNow),
            "event: room\ndata: {\"state\":\"OPEN\",\"opensAt\":null,\"opensInSeconds\":null}\n\n");
}

TEST(TokenFeedTest, AWaitingTokenGetsTheNoticeOfTheRoom) {
  TokenFeed feed;
  TokenView view = Waiting(4);
  view.notice = {.korean = "잠시 \"멈춤\"", .english = {}, .set_at = kNow};
  const std::string notice =
      "\"notice\":{\"korean\":\"잠시 \\\"멈춤\\\"\",\"setAt\":\"1994-11-06T08:48:06.500Z\"}}\n\n";
  EXPECT_TRUE(feed.Advance(view, kNow).ends_with(notice));
  EXPECT_EQ(feed.Advance(view, kNow), "");
  EXPECT_TRUE(feed.NoteRoom({.notice_at = kNow + seconds(1)})) << "another notice";
  EXPECT_TRUE(feed.NoteRoom({})) << "it was removed";
}

TEST(TokenFeedTest, AnActiveTokenDoesNotGetTheStateOfTheRoom) {
  TokenFeed feed;
  feed.Advance(Active(), kNow);
  EXPECT_FALSE(feed.NoteSoldOut(true));
  EXPECT_FALSE(feed.NoteRoom({.state = domain::RoomState::kPaused}));
}

TEST(StreamEventTest, AnEventIdIsParsedStrictly) {
  EXPECT_EQ(ParseEventId("12"), 12U);
  for (const char* const bad : {"", "-1", "12 ", "1x", "99999999999999999999"}) {
    EXPECT_EQ(ParseEventId(bad), std::nullopt) << bad;
  }
}

TEST(StreamEventTest, ClientsReconnectAtDifferentTimes) {
  EXPECT_EQ(RetryHint(0), "retry: 1000\n\n");
  EXPECT_NE(RetryHint(1), RetryHint(2));
}

}  // namespace
}  // namespace onsale::http
