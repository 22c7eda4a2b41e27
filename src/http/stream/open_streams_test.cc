#include "http/stream/open_streams.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

class OpenStreamsTest : public testing::Test, public OpenStreams::Owner {
 protected:
  void Replace(std::uint64_t connection) override { replaced_.push_back(connection); }
  std::optional<OpenStreams::Registration> Enter(std::uint64_t number, std::uint64_t connection) {
    return streams_.Enter(domain::QueueTokenKey{.room = domain::kMainRoom, .number = {number}},
                          *this, connection);
  }

  std::vector<std::uint64_t> replaced_;
  OpenStreams streams_{5};
};

TEST_F(OpenStreamsTest, AStreamIsCountedUntilItsRegistrationEndsOnce) {
  {
    auto registration = Enter(1, 10);
    const OpenStreams::Registration moved = *std::move(registration);
    registration.reset();
    EXPECT_EQ(streams_.count(), 1U);
  }
  EXPECT_EQ(streams_.count(), 0U);
}

TEST_F(OpenStreamsTest, TheOldestStreamOfATokenIsReplaced) {
  const auto first = Enter(1, 10), second = Enter(1, 11), third = Enter(1, 12);
  const auto of_another = Enter(2, 20);
  EXPECT_TRUE(replaced_.empty());
  const auto fourth = Enter(1, 13);
  EXPECT_EQ(replaced_, std::vector<std::uint64_t>{10});
}

TEST_F(OpenStreamsTest, AKeyHasMoreStreamsThanAToken) {
  OpenStreams streams(100);
  std::vector<OpenStreams::Registration> open;
  for (std::uint64_t i = 0; i < OpenStreams::kPerKeyMax; ++i) {
    open.push_back(*streams.Enter("AbCd1234", *this, i));
  }
  open.push_back(*streams.Enter("EfGh5678", *this, 99));
  EXPECT_TRUE(replaced_.empty());
  open.push_back(*streams.Enter("AbCd1234", *this, 50));
  EXPECT_EQ(replaced_, std::vector<std::uint64_t>{0});
}

TEST_F(OpenStreamsTest, AClosedStreamIsNotReplaced) {
  auto first = Enter(1, 10);
  const auto second = Enter(1, 11), third = Enter(1, 12);
  first.reset();
  const auto fourth = Enter(1, 13);
  EXPECT_TRUE(replaced_.empty());
}

TEST_F(OpenStreamsTest, AReplacedStreamCountsUntilItIsClosed) {
  auto first = Enter(1, 10);
  const auto second = Enter(1, 11), third = Enter(1, 12), fourth = Enter(1, 13);
  const auto other = Enter(2, 14);
  EXPECT_EQ(streams_.count(), 5U);
  EXPECT_FALSE(Enter(3, 15).has_value());
  first.reset();
  EXPECT_TRUE(Enter(3, 15).has_value());
}

}  // namespace
}  // namespace onsale::http
