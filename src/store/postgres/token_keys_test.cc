#include "store/postgres/token_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/postgres/tables.h"
#include "store/postgres/test_server_testing.h"

namespace onsale::store {
namespace {

using testing::HasSubstr;
using Kept = TokenKeyAgreement;

const base::Sha256Digest kA = base::Sha256Of("a");
const base::Sha256Digest kB = base::Sha256Of("b");
const base::Sha256Digest kC = base::Sha256Of("c");

// Why the node with these keys is refused; empty if it is accepted.
std::string Refused(const Kept& kept, const TokenKeyDigests& shown) {
  const auto joined = Joined(kept, shown);
  return joined ? "" : joined.error();
}

TEST(TokenKeyAgreementTest, TheFirstNodesKeysAreKept) {
  EXPECT_EQ(Joined({}, {.seals = kA}), (Kept{.current = kA}));
  EXPECT_EQ(Joined({}, {.seals = kA, .opens = kB}), (Kept{.current = kA, .next = kB}));
}

TEST(TokenKeyAgreementTest, ShowingTheSameKeysAgainChangesNothing) {
  for (const Kept& kept : {Kept{.current = kA}, Kept{.current = kA, .next = kB},
                           Kept{.current = kA, .previous = kB}}) {
    TokenKeyDigests same{.seals = kA, .opens = kept.next};
    if (kept.previous) same.opens = kept.previous;
    EXPECT_EQ(Joined(kept, same), kept);
  }
}

TEST(TokenKeyAgreementTest, ANodeWithAnotherKeyIsRefused) {
  EXPECT_THAT(Refused({.current = kA}, {.seals = kB}), HasSubstr("copy the file"));
  EXPECT_THAT(Refused({.current = kA}, {.seals = kB, .opens = kC}), HasSubstr("copy the file"));
}

TEST(TokenKeyAgreementTest, AKeyThatOnlyOpensIsAnnounced) {
  EXPECT_EQ(Joined({.current = kA}, {.seals = kA, .opens = kB}), (Kept{.current = kA, .next = kB}));
}

TEST(TokenKeyAgreementTest, AnAnnouncedKeyMaySeal) {
  EXPECT_EQ(Joined({.current = kA, .next = kB}, {.seals = kB, .opens = kA}),
            (Kept{.current = kB, .previous = kA}));
}

TEST(TokenKeyAgreementTest, AKeyThatWasNotAnnouncedMayNotSeal) {
  EXPECT_THAT(Refused({.current = kA}, {.seals = kB, .opens = kA}),
              HasSubstr("onsale token-key switch"));
  EXPECT_THAT(Refused({.current = kA, .next = kC}, {.seals = kB, .opens = kA}),
              HasSubstr("onsale token-key switch"));
}

// Without the withdrawal, the node would later refuse tokens of the next key, and nobody would have
// warned.
TEST(TokenKeyAgreementTest, ANodeWithoutTheNextKeyWithdrawsIt) {
  const auto withdrawn = Joined({.current = kA, .next = kB}, {.seals = kA});
  EXPECT_EQ(withdrawn, (Kept{.current = kA}));
  EXPECT_NE(Refused(*withdrawn, {.seals = kB, .opens = kA}), "");
}

TEST(TokenKeyAgreementTest, AfterTheSwitchANodeThatHasNotSwitchedMayStart) {
  const Kept switched{.current = kB, .previous = kA};
  EXPECT_EQ(Joined(switched, {.seals = kA, .opens = kB}), switched);
}

TEST(TokenKeyAgreementTest, AfterTheSwitchANodeWithOnlyTheOldKeyIsRefused) {
  EXPECT_THAT(Refused({.current = kB, .previous = kA}, {.seals = kA}), HasSubstr("copy the file"));
}

TEST(TokenKeyAgreementTest, ANodeWithoutThePreviousKeyRemovesIt) {
  const auto dropped = Joined({.current = kB, .previous = kA}, {.seals = kB});
  EXPECT_EQ(dropped, (Kept{.current = kB}));
  EXPECT_NE(Refused(*dropped, {.seals = kA, .opens = kB}), "");
}

TEST(TokenKeyAgreementTest, AnnouncingAThirdKeyRemovesThePreviousOne) {
  EXPECT_EQ(Joined({.current = kB, .previous = kA}, {.seals = kB, .opens = kC}),
            (Kept{.current = kB, .next = kC}));
}

class TokenKeysTest : public testing::Test {
 protected:
  TokenKeysTest() {
    const auto connection = PgConnection::Open(options_);
    EXPECT_TRUE(connection && PrepareTables(**connection));
  }
  std::string Show(const TokenKeyDigests& shown) {
    const auto done = ShowTokenKeys(options_, shown);
    return done ? "" : done.error().detail;
  }

  TestDatabase database_;
  PgOptions options_{.url = database_.url()};
};

TEST_F(TokenKeysTest, NodesWithDifferentKeysAreRefused) {
  EXPECT_EQ(Show({.seals = kA}), "");
  EXPECT_EQ(Show({.seals = kA}), "");
  EXPECT_THAT(Show({.seals = kB}), HasSubstr("token key"));
}

TEST_F(TokenKeysTest, EachStepOfARotationIsStored) {
  EXPECT_EQ(Show({.seals = kA}), "");
  EXPECT_THAT(Show({.seals = kB, .opens = kA}), HasSubstr("switch"));
  EXPECT_EQ(Show({.seals = kA, .opens = kB}), "");
  EXPECT_EQ(Show({.seals = kB, .opens = kA}), "");
  EXPECT_EQ(Show({.seals = kA, .opens = kB}), "");
  EXPECT_EQ(Show({.seals = kB}), "");
  EXPECT_THAT(Show({.seals = kA, .opens = kB}), HasSubstr("switch"));
}

TEST_F(TokenKeysTest, AfterForgetTokenKeysAnyKeyIsAccepted) {
  EXPECT_EQ(Show({.seals = kA}), "");
  EXPECT_TRUE(ForgetTokenKeys(options_));
  EXPECT_EQ(Show({.seals = kB}), "");
  EXPECT_NE(Show({.seals = kA}), "");
}

TEST_F(TokenKeysTest, HasTokenKeyIsTrueAfterANodeHasShownKeysOrIssuedTokens) {
  EXPECT_EQ(HasTokenKey(options_), false);
  EXPECT_EQ(Show({.seals = kA}), "");
  EXPECT_EQ(HasTokenKey(options_), true);
  EXPECT_TRUE(ForgetTokenKeys(options_));
  EXPECT_EQ(HasTokenKey(options_), false);
  database_.Run(
      "INSERT INTO queue_tokens (room_id, place, user_id, status, expiry_reason, claimed, "
      "estimated_wait_s) VALUES (1, 1, 'ann', 'WAITING', 'NONE', 0, 0)");
  EXPECT_EQ(HasTokenKey(options_), true);
}

TEST_F(TokenKeysTest, AnInvalidStoredDigestIsAnError) {
  database_.Run("UPDATE sale_head SET token_key_digest = 'short'::bytea");
  EXPECT_THAT(Show({.seals = kA}), HasSubstr("was it edited by hand?"));
}

TEST_F(TokenKeysTest, AnUnreachableDatabaseIsAnError) {
  options_.url = "postgresql://nobody@127.0.0.1:1/sale";
  EXPECT_NE(Show({.seals = kA}), "");
  EXPECT_FALSE(HasTokenKey(options_));
}

}  // namespace
}  // namespace onsale::store
