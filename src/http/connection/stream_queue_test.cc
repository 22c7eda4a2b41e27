#include "http/connection/stream_queue.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

class StreamQueueTest : public testing::Test {
 protected:
  UnsentPages unsent_;
  StreamQueue queue_{unsent_};
};

TEST_F(StreamQueueTest, EventsAreSentInOrderAndInParts) {
  ASSERT_TRUE(queue_.Push(Share("one")));
  ASSERT_TRUE(queue_.Push(Share("three")));
  EXPECT_EQ(queue_.front(), "one");
  queue_.Sent(3);
  EXPECT_EQ(queue_.front(), "three");
  queue_.Sent(2);
  EXPECT_EQ(queue_.front(), "ree");
  queue_.Sent(3);
  EXPECT_TRUE(queue_.empty());
}

TEST_F(StreamQueueTest, AListenerTooManyEventsBehindIsRefused) {
  for (std::size_t i = 0; i < StreamQueue::kEventsMax; ++i) ASSERT_TRUE(queue_.Push(Share("e")));
  EXPECT_FALSE(queue_.Push(Share("e")));
  queue_.Sent(1);
  EXPECT_TRUE(queue_.Push(Share("e")));
}

TEST_F(StreamQueueTest, AListenerTooManyBytesBehindIsRefused) {
  ASSERT_TRUE(queue_.Push(Share("first")));
  ASSERT_TRUE(queue_.Push(Share(std::string(StreamQueue::kBytesMax, 'x'))));
  EXPECT_FALSE(queue_.Push(Share("e")));
  queue_.Sent(4);
  EXPECT_FALSE(queue_.Push(Share("e")));
  queue_.Sent(1);
  EXPECT_TRUE(queue_.Push(Share("e")));
}

// Sending the snapshot of a large hall takes a while, and a seat may be held meanwhile: the event
// being sent must not count against that.
TEST_F(StreamQueueTest, TheEventBeingSentDoesNotCountAgainstLaterOnes) {
  ASSERT_TRUE(queue_.Push(Share(std::string(2 * StreamQueue::kBytesMax, 'x'))));
  queue_.Sent(1);
  EXPECT_TRUE(queue_.Push(Share("e")));
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
