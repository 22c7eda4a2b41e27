// Tests of rules that the model states and that a simulated sale reaches only after a day.
#include "sim/model/model.h"

#include <gtest/gtest.h>

namespace onsale::sim {
namespace {

using namespace domain;
using std::chrono::hours;
using std::chrono::minutes;

class ModelTest : public testing::Test {
 protected:
  ModelTest() {
    CatalogSpec spec;
    spec.rooms = {{.slug = "main", .policy = {.capacity = 2}}};
    model_.BeginBatch(now_);
    (void)model_.Answer(LoadCatalog{.spec = std::move(spec)});
    model_.EndBatch();
  }
  template <class C>
  typename C::Answer Ask(C command) {
    EXPECT_TRUE(model_.BeginBatch(now_));
    const Outcome outcome = model_.Answer(Command(std::move(command)));
    model_.EndBatch();
    return AnswerOf<C>(outcome);
  }
  Credential Join(const char* user) {
    return Ask(IssueToken{.user = *UserId::Parse(user), .room = kMainRoom}).value().credential;
  }
  std::uint64_t LastArchived() {
    return model_.Expected(Room{.id = kMainRoom})->last_archived.value;
  }

  base::Time now_{hours(24)};
  Model model_{Limits{.due_per_batch = 2}};
};

TEST_F(ModelTest, TokensAreLeftToTheTablesADayAfterTheirPlannedEndInOrderAndWithinTheBound) {
  const Credential kim = Join("kim");
  (void)Ask(LeaveQueue{kim});
  for (const char* const user : {"ann", "ben", "cat", "dan", "eve"}) {
    (void)Ask(LeaveQueue{Join(user)});
  }
  const std::int64_t rows = model_.ExpectedRows();
  now_ += hours(24) + minutes(10) - base::Duration(1);
  EXPECT_TRUE(Ask(ReadToken{kim}).has_value());
  EXPECT_EQ(LastArchived(), 0U);
  now_ += base::Duration(1);
  EXPECT_EQ(Ask(ReadToken{kim}).error().code, RefusalCode::kTokenExpired);
  EXPECT_EQ(LastArchived(), 4U) << "two at the beginning of the batch, two at its end";
  EXPECT_EQ(Ask(ReadToken{kim}).error().expiry_reason, ExpiryReason::kNone);
  EXPECT_EQ(LastArchived(), 6U);
  EXPECT_EQ(model_.ExpectedRows(), rows - 6);
  EXPECT_NE(model_.Expected(QueueToken{.key = kim.key}), nullptr) << "the tables have it";
  EXPECT_TRUE(Ask(LeaveQueue{kim}).has_value());
}

}  // namespace
}  // namespace onsale::sim
