#include "http/connection/stream_queue.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

class StreamQueueTest : public testing::Test {
 protected:
  UnsentPages unsent_;
};

TEST_F(StreamQueueTest, EventsAreSentInOrder) {
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

TEST_F(StreamQueueTest, AListenerTooManyEventsBehindIsRefused) {
  StreamQueue queue(unsent_);
  for (std::size_t i = 0; i < StreamQueue::kEventsMax; ++i) ASSERT_TRUE(queue.Push(Share("e")));
  EXPECT_FALSE(queue.Push(Share("e")));
}

TEST_F(StreamQueueTest, AListenerTooManyBytesBehindIsRefused) {
  StreamQueue queue(unsent_);
  ASSERT_TRUE(queue.Push(Share("first")));
  ASSERT_TRUE(queue.Push(Share(std::string(StreamQueue::kBytesMax, 'x'))));
  EXPECT_FALSE(queue.Push(Share("e")));
  queue.Sent(4);
  EXPECT_FALSE(queue.Push(Share("e")));
  queue.Sent(1);
  EXPECT_TRUE(queue.Push(Share("e")));
}

// Sending the snapshot of a large hall takes a while, and a seat may be held meanwhile: the event
// being sent must not count against that.
TEST_F(StreamQueueTest, TheEventBeingSentDoesNotCountAgainstLaterOnes) {
  StreamQueue queue(unsent_);
  ASSERT_TRUE(queue.Push(Share(std::string(2 * StreamQueue::kBytesMax, 'x'))));
  queue.Sent(1);
  EXPECT_TRUE(queue.Push(Share("e")));
}

TEST_F(StreamQueueTest, ASingleEventFitsWhateverItsSize) {
  StreamQueue queue(unsent_);
  EXPECT_TRUE(queue.Push(Share(std::string(StreamQueue::kBytesMax + 1, 'x'))));
}

TEST_F(StreamQueueTest, SentEventsFreeTheirSpace) {
  StreamQueue queue(unsent_);
  for (std::size_t i = 0; i < StreamQueue::kEventsMax; ++i) ASSERT_TRUE(queue.Push(Share("e")));
  queue.Sent(1);
  EXPECT_TRUE(queue.Push(Share("e")));
}

TEST_F(StreamQueueTest, QueuedEventsCountAsUnsentUntilSentOrDropped) {
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
