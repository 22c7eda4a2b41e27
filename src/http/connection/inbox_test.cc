#include "http/connection/inbox.h"

#include <gtest/gtest.h>

#include <thread>

namespace onsale::http {
namespace {

class InboxTest : public testing::Test {
 protected:
  void PutReply() {
    inbox_.Expect(1);
    inbox_.Put(Reply{.tag = 1, .finish = {}});
  }

  int wakes_ = 0;
  Inbox inbox_{[this] { ++wakes_; }};
};

TEST_F(InboxTest, ASleepingThreadIsWokenOnceAndTakesEverything) {
  ASSERT_TRUE(inbox_.Sleep());
  PutReply();
  EXPECT_EQ(wakes_, 1);
  PutReply();
  inbox_.Put(Inbox::Task([] {}));
  EXPECT_EQ(wakes_, 1);
  const Inbox::Contents mail = inbox_.Take();
  EXPECT_EQ(mail.replies.size(), 2U);
  EXPECT_EQ(mail.tasks.size(), 1U);
  ASSERT_TRUE(inbox_.Sleep());
  PutReply();
  EXPECT_EQ(wakes_, 2) << "each sleep is ended by one wake";
}

TEST_F(InboxTest, AnAwakeThreadIsNotWoken) {
  PutReply();
  EXPECT_EQ(wakes_, 0);
  EXPECT_FALSE(inbox_.Take().empty());
  ASSERT_TRUE(inbox_.Sleep());
  EXPECT_TRUE(inbox_.Take().empty());
  PutReply();
  EXPECT_EQ(wakes_, 0);
}

TEST_F(InboxTest, SleepIsRefusedWhileTheInboxIsNotEmpty) {
  PutReply();
  EXPECT_FALSE(inbox_.Sleep());
  PutReply();
  EXPECT_EQ(wakes_, 0);
}

TEST_F(InboxTest, DeliveriesStayInOrder) {
  inbox_.Expect(3);
  const auto put = [this](std::initializer_list<std::uint64_t> tags) {
    std::vector<engine::Delivery> deliveries;
    for (const std::uint64_t tag : tags) {
      deliveries.push_back({.tag = tag, .outcome = std::unexpected(store::StoreError{})});
    }
    inbox_.Put(std::move(deliveries));
  };
  put({1, 2});
  put({3});
  const Inbox::Contents mail = inbox_.Take();
  ASSERT_EQ(mail.deliveries.size(), 3U);
  for (std::uint64_t tag = 1; tag <= 3; ++tag) EXPECT_EQ(mail.deliveries[tag - 1].tag, tag);
}

TEST_F(InboxTest, AwaitLastWaitsForExpectedAnswersOnly) {
  inbox_.Expect(3);
  inbox_.Unexpect(2);
  std::thread other([this] { inbox_.Put(Reply{.tag = 1, .finish = {}}); });
  inbox_.AwaitLast();
  EXPECT_EQ(inbox_.Take().replies.size(), 1U);
  other.join();
}

}  // namespace
}  // namespace onsale::http
