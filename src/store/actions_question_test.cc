#include "store/actions_question.h"

#include <gtest/gtest.h>

#include "store/fake_tables_testing.h"

namespace onsale::store {
namespace {

std::expected<std::vector<domain::OperatorAction>, StoreError> ReadOne(std::string before,
                                                                       std::string after) {
  FakeTables<domain::OperatorAction> tables([&](const auto&) {
    return std::vector{domain::OperatorAction{
        .number = 7, .before = std::move(before), .after = std::move(after)}};
  });
  return OperatorActionsQuestion{}.Read(tables);
}

// Regression: both texts were copied into the answer unchecked, so one row made it unreadable.
TEST(OperatorActionsQuestionTest, ATextThatIsNotAnObjectIsDamage) {
  EXPECT_TRUE(ReadOne("{}", R"({"state":"OPEN","of":{"a":[1]}})"));
  for (const char* const text :
       {"", "null", "[]", "nonsense", "{}, \"undoable\": true, \"x\": {}", R"({"a":1,"a":2})"}) {
    for (const auto& read : {ReadOne(text, "{}"), ReadOne("{}", text)}) {
      ASSERT_FALSE(read) << text;
      EXPECT_EQ(read.error().code, StoreErrorCode::kCorrupt);
      EXPECT_TRUE(read.error().detail.starts_with("row 7 of operator_actions ")) << text;
    }
  }
}

}  // namespace
}  // namespace onsale::store
