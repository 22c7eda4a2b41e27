// Access keys: every refusal, in order of precedence, and the rows that changes leave.
#include "domain/access_key.h"

#include "domain/refusal_name_testing.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr ScopeSet kMakeKeys = ScopeSet{}.With(Scope::kKeysWrite);
constexpr ScopeSet kReadRooms = ScopeSet{}.With(Scope::kRoomsRead);

class AccessKeyTest : public testing::Test {
 protected:
  // Each asks, and returns `done` or the refusal's name. Key n has the id KeyId(n); 0 is nobody.
  std::string AddOwner(int key, bool force = false) {
    return Done(AddOwnerKey{
        .actor = {}, .id = KeyId(key), .name = "owner", .digest = Secret(), .force = force});
  }
  std::string Add(int actor, int key, ScopeSet scopes, std::optional<Time> ends = {}) {
    return Done(AddAccessKey{.actor = By(actor, "addKey"),
                             .id = KeyId(key),
                             .name = "shop",
                             .scopes = scopes,
                             .digest = Secret(),
                             .ends = ends});
  }
  std::string Rotate(int actor, int key, Duration overlap = minutes(1),
                     EndedSecret ends = EndedSecret::kNone, Time former_seen = {}) {
    return Done(RotateAccessKey{.actor = By(actor, "rotateKey"),
                                .id = KeyId(key),
                                .digest = Secret(),
                                .former_until = sale_.now + overlap,
                                .ends = ends,
                                .former_seen = former_seen});
  }
  std::string Revoke(int actor, int key) {
    return Done(RevokeAccessKey{.actor = By(actor, "revokeKey"), .id = KeyId(key)});
  }
  const AccessKeyRow& Key(int key) { return sale_.rows.keys.at(KeyId(key)); }
  static std::string KeyId(int key) { return "Key0000" + std::to_string(key); }
  static Actor By(int key, const char* call) {
    return {.key = key == 0 ? "" : KeyId(key), .call = call, .reason = "why"};
  }
  Sha256Digest Secret() { return base::Sha256Of(std::to_string(++secrets_)); }

  SmallSaleRows sale_{{.capacity = 2}, {.access_keys = 3, .access_key_rows = 4}};

 private:
  template <class C>
  std::string Done(C command) {
    const auto changes = sale_.rows.changes;
    const auto answer = sale_.Ask(std::move(command));
    if (answer) return "done";
    EXPECT_EQ(sale_.rows.changes, changes) << "a refusal must change nothing";
    return RefusalName(answer.error().code);
  }
  int secrets_ = 0;
};

TEST_F(AccessKeyTest, EveryCommandRefusesInOrderOfPrecedence) {
  EXPECT_EQ(Add(0, 1, kReadRooms), "scope-exceeded") << "nobody has a key";
  EXPECT_EQ(AddOwner(1), "done");
  EXPECT_EQ(AddOwner(1), "owner-key-exists") << "before access-key-exists";
  EXPECT_EQ(AddOwner(1, true), "access-key-exists");
  const Time ends = sale_.now + minutes(1);
  EXPECT_EQ(Add(1, 2, kMakeKeys, ends), "done");

  EXPECT_EQ(Add(0, 1, {}), "scope-exceeded") << "before access-key-exists";
  EXPECT_EQ(Add(2, 3, kReadRooms), "scope-exceeded") << "key 2 may give only what it has";
  EXPECT_EQ(Add(1, 3, kReadRooms), "done");
  EXPECT_EQ(Add(3, 4, kReadRooms), "scope-exceeded") << "key 3 may make no keys";
  EXPECT_EQ(Add(1, 2, {}), "access-key-exists") << "before too-many-access-keys";
  EXPECT_EQ(Add(1, 4, {}), "too-many-access-keys") << "3 that have not ended";

  EXPECT_EQ(Rotate(0, 7), "access-key-unknown") << "before scope-exceeded";
  EXPECT_EQ(Rotate(2, 1), "scope-exceeded") << "whoever rotates a key may do what it may do";
  EXPECT_EQ(Rotate(2, 2), "done");
  EXPECT_EQ(Rotate(2, 2), "rotation-conflict");
  EXPECT_EQ(Revoke(0, 7), "access-key-unknown") << "before scope-exceeded";
  EXPECT_EQ(Revoke(3, 1), "scope-exceeded") << "before last-owner-key";
  EXPECT_EQ(Revoke(2, 1), "scope-exceeded") << "key 1 may do more";
  EXPECT_EQ(Revoke(1, 1), "last-owner-key") << "key 2 has an end";
  EXPECT_EQ(Revoke(1, 3), "done");

  sale_.now = ends - microseconds(1);
  EXPECT_EQ(Add(2, 4, {}), "scope-exceeded") << "key 4 would outlive key 2";
  EXPECT_EQ(Add(2, 4, {}, ends + microseconds(1)), "scope-exceeded");
  EXPECT_EQ(Add(2, 4, {}, ends), "done") << "key 2 is valid until its end";
  sale_.now = ends;
  EXPECT_EQ(Rotate(2, 3), "scope-exceeded") << "before access-key-ended";
  EXPECT_EQ(Rotate(1, 2), "access-key-ended") << "its end has come";
  EXPECT_EQ(Rotate(1, 3), "access-key-ended") << "revoked";
  EXPECT_EQ(Revoke(1, 4), "done");
  EXPECT_EQ(AddOwner(5, true), "done") << "whoever has lost every key gets one";
  EXPECT_EQ(Revoke(5, 1), "done");
  EXPECT_EQ(Rotate(1, 5), "scope-exceeded") << "key 1 is revoked";
}

// Regression: whoever made and revoked 10,000 keys had used up all rows, and nobody could make a
// key any more.
TEST_F(AccessKeyTest, ANewKeyTakesThePlaceOfTheOneRevokedLongestAgo) {
  AddOwner(1);
  for (const int key : {2, 3, 4}) {
    EXPECT_EQ(Add(1, key, {}), "done");
    EXPECT_EQ(Revoke(1, key), "done");
    sale_.now += minutes(1);
  }
  ASSERT_EQ(sale_.rows.keys.size(), 4U) << "as many as there may be, of which 3 are revoked";
  for (const int gone : {2, 3, 4}) {
    EXPECT_EQ(Add(1, gone + 3, {}), "done");
    EXPECT_EQ(sale_.rows.keys.size(), 4U);
    EXPECT_FALSE(sale_.rows.keys.contains(KeyId(gone))) << gone;
    EXPECT_EQ(Rotate(1, gone), "access-key-unknown");
    EXPECT_EQ(Revoke(1, gone + 3), "done");
    sale_.now += minutes(1);
  }
  for (int made = 0; made < 100; ++made) {
    EXPECT_EQ(Add(1, 2 + made % 8, {}), "done");
    EXPECT_EQ(Revoke(1, 2 + made % 8), "done");
    EXPECT_EQ(sale_.rows.keys.size(), 4U);
    sale_.now += minutes(1);
  }
  EXPECT_EQ(Revoke(1, 1), "last-owner-key") << "a live key is never erased";
}

// Regression: keys that had ended counted until somebody revoked each, so that one key that may
// make keys could keep everybody from making one.
TEST_F(AccessKeyTest, AKeyThatHasEndedLeavesItsPlaceAsOneThatIsRevoked) {
  AddOwner(1);
  for (int key = 2; key < 9; key += 2) {
    const Time ends = sale_.now + minutes(1);
    EXPECT_EQ(Add(1, key, {}, ends), "done");
    EXPECT_EQ(Add(1, key + 1, {}, ends), "done");
    sale_.now = ends - microseconds(1);
    EXPECT_EQ(Add(1, 0, {}), "too-many-access-keys");
    sale_.now = ends;
  }
  EXPECT_EQ(sale_.rows.keys.size(), 4U);
  for (const int key : {1, 7, 8, 9}) EXPECT_TRUE(sale_.rows.keys.contains(KeyId(key))) << key;
  // Revoking a key that has ended does not make it younger.
  EXPECT_EQ(Revoke(1, 7), "done");
  sale_.now += minutes(1);
  EXPECT_EQ(Add(1, 2, {}), "done");
  EXPECT_FALSE(sale_.rows.keys.contains(KeyId(7)));
}

TEST_F(AccessKeyTest, AFormerSecretIsValidUntilItsEndAndNoneOlder) {
  AddOwner(1);
  const Sha256Digest first = Key(1).digest;
  Rotate(1, 1);
  EXPECT_EQ(Key(1).former, first);
  EXPECT_EQ(Key(1).former_until, sale_.now + minutes(1));
  const Sha256Digest second = Key(1).digest;
  sale_.now += minutes(1);
  EXPECT_EQ(Rotate(1, 1, minutes(2)), "done") << "the former secret has just ended";
  EXPECT_EQ(Key(1).former, second);
  sale_.now += minutes(2);
  EXPECT_EQ(Rotate(1, 1, Duration{}), "done");
  EXPECT_EQ(Key(1).former, std::nullopt) << "the former secret ends at once";
  EXPECT_EQ(Key(1).former_until, std::nullopt);
}

// Regression: whoever repeated a rotation whose answer was lost ended the secret of all programs.
TEST_F(AccessKeyTest, WhileTwoSecretsAreValidARotationSaysWhichOneEnds) {
  using enum EndedSecret;
  AddOwner(1);
  const Sha256Digest used = Key(1).digest;
  Rotate(1, 1);
  const Time until = *Key(1).former_until;
  const Sha256Digest lost = Key(1).digest;
  sale_.now = until - microseconds(1);
  EXPECT_EQ(Rotate(1, 1), "rotation-conflict");

  EXPECT_EQ(Rotate(1, 1, minutes(3), kCurrent, until), "done");
  EXPECT_EQ(Key(1).former, used) << "programs continue with it";
  EXPECT_EQ(Key(1).former_until, sale_.now + minutes(3));
  const Sha256Digest current = Key(1).digest;
  EXPECT_NE(current, lost);

  const Time now_until = *Key(1).former_until;
  EXPECT_EQ(Rotate(1, 1, minutes(4), kFormer, now_until), "done");
  EXPECT_EQ(Key(1).former, current);
  EXPECT_EQ(Key(1).former_until, sale_.now + minutes(4));
  EXPECT_EQ(Rotate(1, 1, Duration{}, kCurrent, *Key(1).former_until), "done");
  EXPECT_EQ(Key(1).former, std::nullopt) << "no former secret is to stay valid";
}

TEST_F(AccessKeyTest, ARotationThatKnowsAnotherStateChangesNothing) {
  using enum EndedSecret;
  AddOwner(1);
  for (const EndedSecret ends : {kFormer, kCurrent}) {
    EXPECT_EQ(Rotate(1, 1, minutes(1), ends, sale_.now), "rotation-conflict") << "one is valid";
  }
  Rotate(1, 1, minutes(2));
  const Time until = *Key(1).former_until;
  for (const EndedSecret ends : {kFormer, kCurrent}) {
    EXPECT_EQ(Rotate(1, 1, minutes(9), ends, until - milliseconds(1)), "rotation-conflict");
  }
  // JSON has milliseconds.
  EXPECT_EQ(Rotate(1, 1, minutes(9), kFormer, until + microseconds(999)), "done");
  EXPECT_EQ(Rotate(1, 1, minutes(9), kFormer, until), "rotation-conflict") << "the same call again";
  sale_.now += minutes(9);
  EXPECT_EQ(Rotate(1, 1, minutes(9), kCurrent, sale_.now), "rotation-conflict")
      << "the former secret has ended, so this would end the only one";
}

TEST_F(AccessKeyTest, EveryChangeIsARowThatSaysWhoAndWhat) {
  AddOwner(1);
  Add(1, 2, kReadRooms);
  Rotate(1, 2);
  Revoke(1, 2);
  EXPECT_EQ(Revoke(1, 2), "done") << "a second call changes nothing";
  sale_.Ask(NoteKeyUse{KeyId(1)});
  EXPECT_EQ(Key(1).last_used, sale_.now);
  EXPECT_TRUE(sale_.Ask(NoteKeyUse{"nobody's"}));
  sale_.Ask(ChangeRoom{.room = "main",
                       .change = {.capacity = 7,
                                  .hold_time = minutes(4),
                                  .presale = Presale{.group = "fans", .until = sale_.now}},
                       .actor = By(1, "changeRoom")});
  sale_.Ask(
      NoteOperatorAction{.actor = By(1, "acceptClock"), .before = "{}", .after = R"({"lead":1})"});

  struct Expected {
    const char* call;
    const char* before;
    const char* after;
  };
  const Expected expected[] = {
      {"", R"({"key":"Key00001","name":"","scopes":[]})",
       R"({"key":"Key00001","name":"owner","scopes":["buyers:speak-for","wallet:top-up",)"
       R"("wallet:read","reservations:read","catalogue:write","rooms:read","rooms:write",)"
       R"("seats:write","audit","keys:write","metrics","backup"]})"},
      {"addKey", R"({"key":"Key00002","name":"","scopes":[]})",
       R"({"key":"Key00002","name":"shop","scopes":["rooms:read"]})"},
      {"rotateKey", R"({"key":"Key00002","formerUntil":null})",
       R"({"key":"Key00002","formerUntil":"1970-01-02T00:01:00.000Z"})"},
      {"revokeKey", R"({"key":"Key00002","formerUntil":"1970-01-02T00:01:00.000Z","revoked":null})",
       R"({"key":"Key00002","formerUntil":null,"revoked":"1970-01-02T00:00:00.000Z"})"},
      {"changeRoom",
       R"({"room":"main","presaleGroup":null,"presaleUntil":null,"capacity":2,"holdTime":"5m"})",
       R"({"room":"main","presaleGroup":"fans","presaleUntil":"1970-01-02T00:00:00.000Z",)"
       R"("capacity":7,"holdTime":"4m"})"},
      {"acceptClock", "{}", R"({"lead":1})"}};
  std::int64_t number = 0;
  for (const auto& [call, before, after] : expected) {
    const OperatorAction& action = sale_.rows.actions.at(++number);
    EXPECT_EQ(action.actor.call, call);
    EXPECT_EQ(action.actor.key, number == 1 ? "" : KeyId(1));
    EXPECT_EQ(action.actor.reason, number == 1 ? "" : "why");
    EXPECT_EQ(action.at, sale_.now);
    EXPECT_EQ(action.before, before);
    EXPECT_EQ(action.after, after);
  }
  EXPECT_EQ(std::ssize(sale_.rows.actions), number);
}

TEST_F(AccessKeyTest, EveryScopeHasAWordAndRolesAreNamedOnce) {
  for (int i = 0; i < kScopeCount; ++i) {
    const auto scope = static_cast<Scope>(i);
    EXPECT_EQ(ScopeOf(WordOf(scope)), scope);
  }
  EXPECT_EQ(ScopeOf("rooms"), std::nullopt);
  ASSERT_EQ(kRoles.size(), 5U);
  EXPECT_EQ(kRoles.front().scopes, kAllScopes);
  for (std::size_t i = 1; i < kRoles.size(); ++i) {
    EXPECT_FALSE(kRoles[i].scopes.Has(Scope::kKeysWrite)) << kRoles[i].name;
  }
}

}  // namespace
}  // namespace onsale::domain
