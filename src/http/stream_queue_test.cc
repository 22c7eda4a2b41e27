#include "http/stream_queue.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(StreamQueueTest, EventsComeOutInTheirOrder) {
  StreamQueue queue;
  ASSERT_TRUE(queue.Push(Share("one")));
  ASSERT_TRUE(queue.Push(Share("two")));
  EXPECT_EQ(queue.front(), "one");
  queue.Sent(3);
  EXPECT_EQ(queue.front(), "two");
  queue.Sent(3);
  EXPECT_TRUE(queue.empty());
}

TEST(StreamQueueTest, AnEventMayBeSentInParts) {
  StreamQueue queue;
  ASSERT_TRUE(queue.Push(Share("event")));
  queue.Sent(2);
  EXPECT_EQ(queue.front(), "ent");
}

TEST(StreamQueueTest, WhoIsTooManyEventsBehindIsRefused) {
  StreamQueue queue;
  for (std::size_t i = 0; i < StreamQueue::kEventsMax; ++i) ASSERT_TRUE(queue.Push(Share("e")));
  EXPECT_FALSE(queue.Push(Share("e")));
}

TEST(StreamQueueTest, WhoIsTooManyBytesBehindIsRefused) {
  StreamQueue queue;
  ASSERT_TRUE(queue.Push(Share(std::string(StreamQueue::kBytesMax, 'x'))));
  queue.Sent(StreamQueue::kBytesMax - 1);
  EXPECT_FALSE(queue.Push(Share("e")));
}

TEST(StreamQueueTest, OneEventFitsHoweverLarge) {
  StreamQueue queue;
  EXPECT_TRUE(queue.Push(Share(std::string(StreamQueue::kBytesMax + 1, 'x'))));
}

TEST(StreamQueueTest, RoomIsThereAgainOnceEventsAreSent) {
  StreamQueue queue;
  for (std::size_t i = 0; i < StreamQueue::kEventsMax; ++i) ASSERT_TRUE(queue.Push(Share("e")));
  queue.Sent(1);
  EXPECT_TRUE(queue.Push(Share("e")));
}

}  // namespace
}  // namespace onsale::http
