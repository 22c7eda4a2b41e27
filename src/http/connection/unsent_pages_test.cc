#include "http/connection/unsent_pages.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

class UnsentPagesTest : public testing::Test {
 protected:
  const std::string one_ = std::string(10, 'a');
  const std::string other_ = std::string(5, 'b');
  UnsentPages unsent_;
};

TEST_F(UnsentPagesTest, EveryPageCounts) {
  unsent_.Hold(one_);
  unsent_.Hold(other_);
  EXPECT_EQ(unsent_.bytes(), 15U);
}

TEST_F(UnsentPagesTest, ASharedPageCountsOnce) {
  unsent_.Hold(one_);
  unsent_.Hold(one_);
  EXPECT_EQ(unsent_.bytes(), 10U);
}

TEST_F(UnsentPagesTest, APageCountsUntilItsLastHolderReleasesIt) {
  unsent_.Hold(one_);
  unsent_.Hold(one_);
  unsent_.LetGo(one_);
  EXPECT_EQ(unsent_.bytes(), 10U);
  unsent_.LetGo(one_);
  EXPECT_EQ(unsent_.bytes(), 0U);
}

}  // namespace
}  // namespace onsale::http
