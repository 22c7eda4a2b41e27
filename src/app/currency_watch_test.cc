#include "app/currency_watch.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

// Regression: a node still showed dollars as won after another node had corrected the currency.
TEST(CurrencyWatchTest, AnotherCurrencyOfTheSaleIsLoggedOnce) {
  const base::TempDirectory folder;
  const std::string path = folder.Write("log", "").string();
  const base::ManualClock clock{base::Time()};
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_GE(file, 0);
  const auto in = [](const std::string& currency) {
    domain::CatalogRows rows;
    rows.concerts.push_back({.id = {1}, .slug = "one", .room = {1}, .currency = currency});
    return rows;
  };
  const domain::Catalog won(in("KRW")), dollars(in("USD")), unknown(in(""));
  {
    Log log({LogFormat::kJson, LogLevel::kInfo, file}, clock);
    CurrencyWatch watch("KRW", log);
    EXPECT_TRUE(watch.IsThatOf(domain::Catalog()));
    EXPECT_TRUE(watch.IsThatOf(won));
    EXPECT_TRUE(watch.IsThatOf(unknown));
    EXPECT_FALSE(watch.IsThatOf(dollars));
    EXPECT_FALSE(watch.IsThatOf(dollars));
    EXPECT_TRUE(watch.IsThatOf(won));
  }
  ::close(file);
  std::ifstream written(path);
  const std::string text((std::istreambuf_iterator<char>(written)), {});
  const std::string error = "\"level\":\"error\"";
  EXPECT_NE(text.find("\"saleCurrency\":\"USD\""), std::string::npos) << text;
  EXPECT_EQ(text.find(error), text.rfind(error)) << text;
  EXPECT_NE(text.find("is that of this node again"), std::string::npos) << text;
}

}  // namespace
}  // namespace onsale::app
