#include "http/request_log.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(TraceIdTest, IsTheSecondPartOfAWellFormedHeader) {
  for (const char* const header :
       {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"}) {  // a later version
    EXPECT_EQ(TraceId(header), "0af7651916cd43dd8448eb211c80319c");
  }
}

TEST(TraceIdTest, IsEmptyForAnythingElse) {
  for (const char* header :
       {"", "00-abc", "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01"}) {
    EXPECT_EQ(TraceId(header), "") << header;
  }
}

}  // namespace
}  // namespace onsale::http
