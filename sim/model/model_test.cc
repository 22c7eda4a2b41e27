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
  // Puts a show with two seats on sale.
  void HallOnSale() {
    CatalogSpec spec;
    spec.rooms = {{.slug = "main", .policy = {.capacity = 2}}};
    spec.rows.charts = {{.id = {1}, .slug = "hall", .name = "Hall"}};
    spec.rows.categories = {{.chart = {1}, .slug = "a", .name = "A"}};
    for (const std::uint32_t n : {1U, 2U}) {
      spec.rows.seats.push_back(
          {.chart = {1}, .number = {n}, .label = std::to_string(n), .category = "a"});
    }
    spec.rows.concerts = {{.id = {1}, .slug = "solo", .room = {1}, .seats_per_user_max = 4}};
    spec.rows.shows = {{.id = {1},
                        .slug = "solo-1",
                        .concert = {1},
                        .chart = {1},
                        .starts_at = now_ + hours(240),
                        .date = "1971-01-01",
                        .sale_closes_at = now_ + hours(240)}};
    spec.rows.prices = {{.show = {1}, .category = "a", .amount = {100}}};
    ASSERT_TRUE(Ask(LoadCatalog{.spec = std::move(spec)}).has_value());
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

TEST_F(ModelTest, ReservationsThatEndedAreLeftToTheTablesWithTheTokenOfTheirTurn) {
  HallOnSale();
  const Credential kim = Join("kim");
  const auto hold = [this](const Credential& caller, std::uint32_t seat, std::uint8_t id) {
    HoldSeats command{.caller = caller, .show = ShowId{1}, .seats = {{seat}}, .fresh_id = {}};
    command.fresh_id.uuid.bytes[0] = id;
    return Ask(command).value().reservation;
  };
  const Reservation first = hold(kim, 1, 1);
  const Reservation second = hold(kim, 2, 2);
  (void)Ask(CancelReservation{kim, first.id});
  (void)Ask(LeaveQueue{kim});
  const std::int64_t rows = model_.ExpectedRows();
  now_ += hours(24) + minutes(10) - base::Duration(1);
  EXPECT_EQ(Ask(FindReservations{.id = second.id}).value().size(), 1U);
  now_ += base::Duration(1);
  EXPECT_TRUE(Ask(FindReservations{.id = second.id}).value().empty());
  EXPECT_TRUE(Ask(FindReservations{.number = base::BookingNumberOf(first.id)}).value().empty());
  EXPECT_EQ(model_.ExpectedRows(), rows - 3);
  EXPECT_NE(model_.Expected(second), nullptr) << "the tables have it";
}

}  // namespace
}  // namespace onsale::sim
