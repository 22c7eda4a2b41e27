// The fixture for tests of rooms: a small sale with two slots in each room, and helpers.
#pragma once

#include <gtest/gtest.h>

#include "domain/sale_testing.h"

namespace onsale::domain {

class RoomTest : public ::testing::Test {
 protected:
  TokenView Issue(std::string_view user, RoomId room = kMainRoom) {
    return sale_.Ask(IssueToken{.user = User(user), .room = room}).value();
  }
  TokenView Read(const Credential& token) { return sale_.Ask(ReadToken{token}).value(); }
  void Leave(const Credential& token) { ASSERT_TRUE(sale_.Ask(LeaveQueue{token}).has_value()); }
  ChangeRoom::Answer Change(RoomChange change) {
    auto answer = sale_.Ask(ChangeRoom{"main", change, base::Sha256Of("seed")});
    sale_.PassTimeNow();
    return answer;
  }
  void Schedule(Duration in) {
    ASSERT_TRUE(Change({.state = RoomState::kScheduled, .opens_at = sale_.now + in}));
  }
  void WaitFor(Duration time) {
    sale_.now += time;
    sale_.PassTimeNow();
  }
  const Room& MainRoom() { return sale_.rows.rooms.at(kMainRoom); }
  const RoomFunnel& Funnel() { return sale_.rows.funnels.at(kMainRoom); }

  SmallSaleRows sale_{{.capacity = 2}};
};

}  // namespace onsale::domain
