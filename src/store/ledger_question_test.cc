#include "store/ledger_question.h"

#include <gtest/gtest.h>

#include "store/fake_tables_testing.h"

namespace onsale::store {
namespace {

TEST(LedgerQuestionTest, AtMostAThousandEntriesAreRead) {
  for (const std::size_t limit : {std::size_t{1}, std::size_t{999}, std::size_t{1000},
                                  std::size_t{1001}, std::size_t{SIZE_MAX}}) {
    LedgerQuestion question{.user = domain::UserId::Parse("ann").value(), .limit = limit};
    const auto expected = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1000));
    bool asked = false;
    FakeTables<domain::LedgerEntry> tables([&](const std::vector<TableParameter>& parameters) {
      asked = parameters.back() == TableParameter(expected);
      return std::vector<domain::LedgerEntry>();
    });
    ASSERT_TRUE(question.Read(tables));
    EXPECT_TRUE(asked) << limit;
  }
}

}  // namespace
}  // namespace onsale::store
