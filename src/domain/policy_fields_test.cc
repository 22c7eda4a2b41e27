// Checks that the table of policy members covers the structs that it describes.
#include "domain/policy_fields.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include "domain/room_change.h"

namespace onsale::domain {
namespace {

// The addresses of all members of `whole` that the table names.
template <class Whole, class Member>
std::vector<const void*> Described(const Whole& whole, Member member) {
  std::vector<const void*> at;
  ForEachPolicyField(
      [&](const auto& field) { at.push_back(&(whole.*std::invoke(member, field))); });
  std::ranges::sort(at, std::less<>());
  return at;
}

// The structured bindings do not compile with a new member: add it here and to the table.
TEST(PolicyFieldsTest, EveryMemberOfAPolicyIsInTheTable) {
  const RoomPolicy policy;
  const auto& [a, b, c, d, e, f, g, h] = policy;
  EXPECT_EQ(Described(policy, [](const auto& field) { return field.member; }),
            (std::vector<const void*>{&a, &b, &c, &d, &e, &f, &g, &h}));
}

TEST(PolicyFieldsTest, EveryMemberOfAChangeIsInTheTable) {
  const RoomChange change;
  const auto& [a, b, c, d, e, f, g, h, state, opens_at, presale] = change;
  EXPECT_EQ(Described(change, [](const auto& field) { return field.change; }),
            (std::vector<const void*>{&a, &b, &c, &d, &e, &f, &g, &h}));
}

TEST(PolicyFieldsTest, AMemberAndItsChangeBelongTogether) {
  std::int64_t number = 2;
  ForEachPolicyFieldIf<false>([&]<class Value>(const PolicyQuantity<Value>& field) {
    RoomPolicy policy;
    policy.*field.member = Value(++number);
    EXPECT_EQ(ChangeTo(policy).*field.change, Value(number)) << field.json;
    Room room;
    ApplyChange(room, ChangeTo(policy), {}, {});
    EXPECT_EQ(room.policy, policy) << field.json;
  });
}

TEST(PolicyFieldsTest, NoTwoMembersShareANameOrAPlace) {
  std::set<std::string_view> names;
  std::set<std::string_view> flags;
  std::set<std::size_t> places;
  ForEachPolicyField([&](const auto& field) { names.insert(field.json); });
  ForEachPolicyFieldIf<false>([&](const auto& field) {
    flags.insert(field.flag.name);
    places.insert(field.flag.place);
  });
  EXPECT_EQ(names.size(), kPolicyFieldCount);
  EXPECT_EQ(flags.size(), kPolicyFieldCount - 1);
  EXPECT_EQ(places.size(), kPolicyFieldCount - 1);
}

TEST(PolicyFieldsTest, EveryDefaultIsInItsRange) {
  ForEachPolicyFieldIf<false>([](const auto& field) {
    EXPECT_TRUE(field.range.Contains(field.flag.fallback)) << field.json;
    EXPECT_TRUE(field.range.Contains(RoomPolicy{}.*field.member)) << field.json;
  });
}

}  // namespace
}  // namespace onsale::domain
