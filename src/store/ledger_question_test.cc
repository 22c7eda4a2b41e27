#include "store/ledger_question.h"

#include <gtest/gtest.h>

#include "store/table_reader.h"

namespace onsale::store {
namespace {

// Tables without rows, which keep the parameters of the last query.
class EmptyTables final : public TableReader {
 public:
  EmptyTables() : TableReader({.dialect = SqlDialect::kSqlite}) {}
  std::expected<void, StoreError> ForEach(const TableQuery& query, const OnRow&) override {
    parameters = query.parameters;
    return {};
  }
  std::vector<TableParameter> parameters;
};

TEST(LedgerQuestionTest, AtMostAThousandEntriesAreRead) {
  for (const std::size_t limit : {std::size_t{1}, std::size_t{999}, std::size_t{1000},
                                  std::size_t{1001}, std::size_t{SIZE_MAX}}) {
    LedgerQuestion question{.user = domain::UserId::Parse("ann").value(), .limit = limit};
    EmptyTables tables;
    ASSERT_TRUE(question.Read(tables));
    const auto expected = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1000));
    EXPECT_EQ(tables.parameters.back(), TableParameter(expected)) << limit;
  }
}

}  // namespace
}  // namespace onsale::store
