#include "http/stream_queue.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

class StreamQueueTest : public testing::Test {
 protected:
  UnsentPages unsent_;
};

TEST_F(StreamQueueTest, EventsComeOutInTheirOrder) {
  StreamQueue queue(unsent_);
  ASSERT_TRUE(queue.Push(Share("one")));
  ASSERT_TRUE(queue.Push(Share("two")));
  EXPECT_EQ(queue.front(), "one");
  queue.Sent(3);
  EXPECT_EQ(queue.front(), "two");
  queue.Sent(3);
  EXPECT_TRUE(queue.empty());
}

TEST_F(StreamQueueTest, AnEventMayBeSentInParts) {
  StreamQueue queue(unsent_);
  ASSERT_TRUE(queue.Push(Share("event")));
  queue.Sent(2);
  EXPECT_EQ(queue.front(), "ent");
}

TEST_F(StreamQueueTest, WhoIsTooManyEventsBehindIsRefused) {
  StreamQueue queue(unsent_);
  for (std::size_t i = 0; i < StreamQueue::kEventsMax; ++i) ASSERT_TRUE(queue.Push(Share("e")));
  EXPECT_FALSE(queue.Push(Share("e")));
}

TEST_F(StreamQueueTest, WhoIsTooManyBytesBehindIsRefused) {
  StreamQueue queue(unsent_);
  ASSERT_TRUE(queue.Push(Share("first")));
  ASSERT_TRUE(queue.Push(Share(std::string(StreamQueue::kBytesMax, 'x'))));
  EXPECT_FALSE(queue.Push(Share("e")));
  queue.Sent(4);
  EXPECT_FALSE(queue.Push(Share("e")));
  queue.Sent(1);
  EXPECT_TRUE(queue.Push(Share("e")));
}

// The seats of a large hall take a while, and somebody holds one meanwhile.
TEST_F(StreamQueueTest, WhatIsBeingSentDoesNotCountAgainstWhatComesBehind) {
  StreamQueue queue(unsent_);
  ASSERT_TRUE(queue.Push(Share(std::string(2 * StreamQueue::kBytesMax, 'x'))));
  queue.Sent(1);
  EXPECT_TRUE(queue.Push(Share("e")));
}

TEST_F(StreamQueueTest, OneEventFitsHoweverLarge) {
  StreamQueue queue(unsent_);
  EXPECT_TRUE(queue.Push(Share(std::string(StreamQueue::kBytesMax + 1, 'x'))));
}

TEST_F(StreamQueueTest, RoomIsThereAgainOnceEventsAreSent) {
  StreamQueue queue(unsent_);
  for (std::size_t i = 0; i < StreamQueue::kEventsMax; ++i) ASSERT_TRUE(queue.Push(Share("e")));
  queue.Sent(1);
  EXPECT_TRUE(queue.Push(Share("e")));
}

TEST_F(StreamQueueTest, WhatIsQueuedCountsAsUnsentUntilItIsSentOrGivenUp) {
  {
    StreamQueue queue(unsent_);
    ASSERT_TRUE(queue.Push(Share("one")));
    ASSERT_TRUE(queue.Push(Share("three")));
    EXPECT_EQ(unsent_.bytes(), 8U);
    queue.Sent(3);
    EXPECT_EQ(unsent_.bytes(), 5U);
  }
  EXPECT_EQ(unsent_.bytes(), 0U);
}

}  // namespace
}  // namespace onsale::http
