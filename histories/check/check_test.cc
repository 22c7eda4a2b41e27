// Histories that are correct, or wrong in one way: the checker must find every wrong one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "histories/check/story_testing.h"

namespace onsale::histories {
namespace {

using testing::HasSubstr;

class CheckTest : public testing::Test {
 protected:
  void ExpectRight() { EXPECT_EQ(story_.Wrong(), ""); }
  void ExpectWrong(const char* what) { EXPECT_THAT(story_.Wrong(), HasSubstr(what)); }

  Story story_;
};

// What a recorded operator does, for a buyer whose turn it is: `paid` and `gone` are reservations
// of others.
void PlayByHand(Story& story, std::uint32_t rank, const Op& paid, const Op& gone) {
  const Op hold = story.Hold(rank, {{3}});
  story.Release(hold);
  story.Pay(rank, hold);
  story.Reservation(rank, hold);
  story.Release(hold);
  story.Release(paid);
  story.Release(gone);
  story.HoldBack({{4}, {5}});
  story.Seats(rank);
  story.Best(rank, {.count = 2});
  story.HoldBack({{2}, {3}});
  story.PutOnSale({{3}, {4}});
  story.Dates(rank);
}

// Every kind of operation, and every kind of answer that a recorder gets often.
void PlayEverything(Story& story) {
  const Op top_up = story.TopUp(1, 5'000);
  story.Join(1);
  story.Join(2);
  story.Token(2);
  story.Hold(1, {{2}});
  const Op first = story.Hold(1, {{1}, {2}});
  const Op second = story.Hold(1, {{3}});
  story.Hold(1, {{2}});
  story.Hold(1, {{4}, {5}});
  story.Reservations(1);
  story.Cancel(1, second);
  story.Reservation(1, second);
  story.Seats(1);
  story.Dates(1);
  const Op pay = story.Pay(1, first);
  story.Token(1);
  story.Seats(2);
  const Op third = story.Hold(2, {{5}});
  story.Pay(2, third);
  story.Again(top_up);
  story.Again(pay);
  story.Balance(1);
  story.Exchange(2, third, {{4}, {5}});
  story.Exchange(2, third, {{1}, {5}});
  story.Best(2, {.count = 2});
  story.Best(2, {.count = 1, .together = domain::Together::kAny});
  story.Best(2, {.count = 3});
  story.Cancel(1, first);
  story.Leave(2);
  story.Ledger(2, 0);
  story.Join(3);
  PlayByHand(story, 3, first, third);
}

TEST_F(CheckTest, ACorrectHistoryPasses) {
  PlayEverything(story_);
  ExpectRight();
  EXPECT_EQ(story_.ops[4].result, ResultCode::kSingle);
  EXPECT_EQ(story_.ops[7].result, ResultCode::kTaken);
  EXPECT_EQ(story_.ops[8].result, ResultCode::kTooMany);
  EXPECT_EQ(story_.ops[14].result, ResultCode::kCreated);
  EXPECT_EQ(story_.ops[18].result, ResultCode::kInsufficientBalance);
  EXPECT_EQ(story_.ops[22].result, ResultCode::kOk);
  EXPECT_EQ(story_.ops[23].result, ResultCode::kTaken);
  EXPECT_EQ(story_.ops[24].result, ResultCode::kNoneBest);
  EXPECT_EQ(story_.ops[25].result, ResultCode::kCreated);
  EXPECT_EQ(story_.ops[26].result, ResultCode::kTooMany);
}

TEST_F(CheckTest, ReleasesAndSeatsHeldBackPass) {
  story_.TopUp(1, 5'000);
  story_.Join(1);
  const Op paid = story_.Hold(1, {{1}, {2}});
  story_.Pay(1, paid);
  story_.Join(2);
  const Op gone = story_.Hold(2, {{5}});
  story_.Leave(2);
  story_.Join(3);
  PlayByHand(story_, 3, paid, gone);
  ExpectRight();
  std::vector<ResultCode> results;
  for (std::size_t i = 8; i < story_.ops.size(); ++i) results.push_back(story_.ops[i].result);
  using enum ResultCode;
  EXPECT_THAT(results, testing::ElementsAre(kCreated, kOk, kCancelled, kOk, kOk, kPaid, kCancelled,
                                            kOk, kOk, kNoneBest, kTaken, kOk, kOk));
}

TEST_F(CheckTest, EveryFalseNumberOfAnAnswerIsFound) {
  PlayEverything(story_);
  for (Op& op : story_.ops) {
    for (std::int64_t& word : op.response) {
      ++word;
      EXPECT_NE(story_.Wrong(), "") << TextOf(op);
      --word;
    }
  }
}

TEST_F(CheckTest, EveryFalseResultIsFound) {
  PlayEverything(story_);
  for (Op& op : story_.ops) {
    for (std::size_t result = 0; result < kResultCodes; ++result) {
      const auto right = std::exchange(op.result, static_cast<ResultCode>(result));
      if (op.result != right) EXPECT_NE(story_.Wrong(), "") << TextOf(op);
      op.result = right;
    }
  }
}

TEST_F(CheckTest, EveryFalseRequestIsFound) {
  PlayEverything(story_);
  for (Op& op : story_.ops) {
    if (op.kind == Kind::kLedger) continue;
    ++op.user;
    EXPECT_THAT(story_.Wrong(), HasSubstr("another command was decided")) << TextOf(op);
    --op.user;
    for (std::int64_t& word : op.arguments) {
      ++word;
      EXPECT_THAT(story_.Wrong(), HasSubstr("another command was decided")) << TextOf(op);
      --word;
    }
    if (op.key == 0) continue;
    ++op.key;
    EXPECT_THAT(story_.Wrong(), HasSubstr("another command was decided")) << TextOf(op);
    --op.key;
  }
}

TEST_F(CheckTest, ADifferenceIsReportedWithTheAnswerOfTheModel) {
  story_.TopUp(1, 100);
  story_.Balance(1).response = {0};
  ExpectWrong(
      "an answer differs from that of the model, response ok (100)\n  operation 2: balance by "
      "user 1");
}

// --- The order ---

TEST_F(CheckTest, AnOrderAgainstRealTimeIsFound) {
  story_.Balance(1);
  story_.TopUp(1, 100);
  std::swap(story_.ops[0].sent, story_.ops[1].sent);
  std::swap(story_.ops[0].began, story_.ops[1].began);
  std::swap(story_.ops[0].answered, story_.ops[1].answered);
  ExpectWrong("the order contradicts real time");
}

TEST_F(CheckTest, AReadOfTheOldStateDuringTheChangePasses) {
  Op& read = story_.Balance(1);
  Op& top_up = story_.TopUp(1, 100);
  top_up.began = top_up.sent = read.sent - 1;
  read.sent = read.began = top_up.answered - 1;
  read.answered = top_up.answered + 1;
  ExpectRight();
}

// Two reads of one commit. The second was sent after the first was answered, but claims an earlier
// time of decision.
void ReadTwice(Story& story) {
  Op& first = story.Balance(1);
  Op& second = story.Balance(1);
  std::swap(first.at_us, second.at_us);
  std::swap(first.engine_batch, second.engine_batch);
}

TEST_F(CheckTest, WithSeveralServersReadsOfOneCommitHaveNoOrder) {
  story_.world.nodes = 2;
  story_.TopUp(1, 100);
  ReadTwice(story_);
  ExpectRight();
}

TEST_F(CheckTest, WithOneServerReadsFollowItsOrder) {
  story_.TopUp(1, 100);
  ReadTwice(story_);
  ExpectWrong("the order contradicts real time");
}

TEST_F(CheckTest, TwoChangesAtOnePositionAreFound) {
  const Op first = story_.TopUp(1, 100);
  Op& other = story_.TopUp(1, 100);
  other.commit = first.commit;
  other.at_us = first.at_us;
  other.engine_batch = first.engine_batch;
  ExpectWrong("two answers claim the same position");
}

// --- Decided batches ---

TEST_F(CheckTest, AnAnswerWithoutADecidedCommandIsFound) {
  story_.TopUp(1, 100);
  story_.Balance(1);
  story_.groups.pop_back();
  ExpectWrong("no node has decided a command at the position of an answer");
}

TEST_F(CheckTest, AMissingCommitIsFound) {
  story_.TopUp(1, 100);
  story_.TopUp(1, 10);
  story_.groups.erase(story_.groups.begin() + 1);
  ExpectWrong("no node has decided a command at the position of an answer");
  story_.ops.erase(story_.ops.begin());
  ExpectWrong("no node has decided commit 2");
}

TEST_F(CheckTest, AChangeThatNobodyRequestedIsFound) {
  story_.TopUp(1, 100);
  story_.TopUp(1, 100);
  story_.Balance(1);
  story_.ops.erase(story_.ops.begin() + 1);
  ExpectWrong("a change was decided that no client has requested");
}

TEST_F(CheckTest, ALostRequestMayHaveBeenDecidedBeforeItsRetry) {
  const Op lost = story_.TopUp(1, 100);
  story_.Balance(1);
  story_.Again(lost).lost = true;
  story_.ops.erase(story_.ops.begin());
  ExpectRight();
  story_.ops.back().lost = false;
  ExpectWrong("a change was decided that no client has requested");
}

// The operator's calls take no idempotency key. The reason of each is its own, and a retry has the
// same.
TEST_F(CheckTest, ALostReleaseMayHaveBeenDecidedBeforeItsRetry) {
  story_.Join(1);
  const Op hold = story_.Hold(1, {{1}});
  const Op lost = story_.Release(hold);
  const Op pay = story_.Pay(1, hold);
  story_.Again(lost).lost = true;
  EXPECT_EQ(pay.result, ResultCode::kCancelled);
  EXPECT_EQ(story_.ops.back().result, ResultCode::kOk);
  story_.ops.erase(story_.ops.begin() + 2);
  ExpectRight();
  story_.ops.back().lost = false;
  ExpectWrong("a change was decided that no client has requested");
}

TEST_F(CheckTest, ALostReleaseDoesNotAccountForAnother) {
  story_.Join(1);
  const Op hold = story_.Hold(1, {{1}});
  story_.Release(hold);
  story_.Release(hold).lost = true;
  ExpectRight();
  story_.ops.erase(story_.ops.begin() + 2);
  ExpectWrong("a change was decided that no client has requested");
}

TEST_F(CheckTest, SeatsHeldBackWithoutARequestAreFound) {
  story_.HoldBack({{1}});
  story_.PutOnSale({{1}});
  story_.Balance(1);
  ExpectRight();
  story_.ops.erase(story_.ops.begin());
  ExpectWrong("a change was decided that no client has requested");
}

TEST_F(CheckTest, AnEarlierTryOfACommitDoesNotCount) {
  story_.TopUp(1, 100);
  std::string failed = story_.groups.back();
  failed.replace(failed.find("top-up u-1 100"), 14, "top-up u-2 700");
  failed.replace(failed.find("batch 1"), 7, "batch 0");  // decided before
  story_.groups.push_back(failed);
  story_.Balance(2);
  ExpectRight();
}

TEST_F(CheckTest, AGroupOfAProcessThatWasKilledWhileItWroteDoesNotCount) {
  story_.TopUp(1, 100);
  const std::string group = story_.groups.back();
  story_.groups.insert(story_.groups.end() - 1, group.substr(0, group.size() - 6) + "\n");
  story_.Balance(1);
  ExpectRight();
}

TEST_F(CheckTest, ABatchThatLeavesCommandsOutWithoutAReasonIsFound) {
  story_.TopUp(1, 100);
  const std::string group = story_.groups.back();
  const std::string at = group.substr(group.find("batch ") + 6, 16);
  story_.groups.back() = "writes 2\ndue " + at + "\n" + group.substr(group.find("batch "));
  ExpectWrong("a batch of commit 2 left out commands");
}

TEST_F(CheckTest, AFileThatIsDamagedIsFound) {
  story_.TopUp(1, 100);
  story_.groups.back().replace(story_.groups.back().find("top-up"), 6, "invent");
  ExpectWrong("commit 2 cannot be read");
}

// --- Ledger reads, whose answers claim no position in the order ---

TEST_F(CheckTest, ALedgerPassesWhereItFits) {
  story_.TopUp(1, 100);
  story_.Ledger(1, 1);
  story_.TopUp(1, 50);
  story_.Ledger(1, 2);
  story_.Balance(1);
  ExpectRight();
}

TEST_F(CheckTest, ALedgerThatMissesAnAnsweredTopUpIsFound) {
  story_.TopUp(1, 100);
  story_.TopUp(1, 50);
  story_.Ledger(1, 1);
  ExpectWrong("the ledger had more than 1 entries before the request was sent");
}

TEST_F(CheckTest, ALedgerMayMissATopUpInProgress) {
  story_.TopUp(1, 100);
  story_.TopUp(1, 50).answered += 3'000'000;
  story_.Ledger(1, 1);
  ExpectRight();
}

TEST_F(CheckTest, AnEntryOfALaterTopUpIsFound) {
  story_.TopUp(1, 100);
  Op& read = story_.Balance(2);
  story_.TopUp(1, 50);
  Op& ledger = story_.Ledger(1, 2);
  ledger.sent = ledger.began = read.sent;
  ledger.answered = read.answered;
  ExpectWrong("a ledger of 2 entries fits only after an operation that was sent after the answer");
}

TEST_F(CheckTest, AnInventedEntryIsFound) {
  story_.TopUp(1, 100);
  Op& ledger = story_.Ledger(1, 1);
  const Words entry(ledger.response.begin(), ledger.response.end() - 1);
  ledger.response.insert(ledger.response.begin(), entry.begin(), entry.end());
  ledger.response[LedgerView::kNumber] = 2;
  ExpectWrong("the ledger had only 1 entries");
}

TEST_F(CheckTest, EveryFalseNumberOfALedgerIsFound) {
  story_.TopUp(1, 100);
  story_.TopUp(1, 50);
  for (std::int64_t& word : story_.Ledger(1, 2).response) {
    ++word;
    ExpectWrong("ledger");
    --word;
  }
}

TEST_F(CheckTest, ALedgerOlderThanAnEarlierReadIsFound) {
  story_.TopUp(1, 100);
  story_.TopUp(1, 50).answered += 5'000'000;
  story_.Ledger(1, 2);
  story_.Ledger(1, 1);
  ExpectWrong("the ledger had more than 1 entries");
}

}  // namespace
}  // namespace onsale::histories
