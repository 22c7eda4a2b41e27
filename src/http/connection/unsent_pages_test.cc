#include "http/connection/unsent_pages.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(UnsentPagesTest, EachPageCountsOnceUntilItsLastHolderReleasesIt) {
  const std::string one(10, 'a');
  const std::string other(5, 'b');
  UnsentPages unsent;
  unsent.Hold(one);
  unsent.Hold(one);
  EXPECT_EQ(unsent.bytes(), 10U);
  unsent.Hold(other);
  EXPECT_EQ(unsent.bytes(), 15U);
  unsent.LetGo(one);
  EXPECT_EQ(unsent.bytes(), 15U);
  unsent.LetGo(one);
  EXPECT_EQ(unsent.bytes(), 5U);
}

}  // namespace
}  // namespace onsale::http
