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

// The keys that are kept, those that a node shows, and those that are kept then, or why it is
// refused.
struct Meeting {
  const char* story;
  Kept kept;
  TokenKeyDigests shown;
  std::expected<Kept, std::string> then;
};

TEST(TokenKeyAgreementTest, ANodeChangesTheKeptKeysOrIsRefused) {
  const auto refused = [](const char* why) { return std::unexpected(std::string(why)); };
  for (const Meeting& meeting : {
           Meeting{"the first node", {}, {.seals = kA}, Kept{.current = kA}},
           {"the first node, during a change",
            {},
            {.seals = kA, .opens = kB},
            Kept{.current = kA, .next = kB}},
           {"the same key", {.current = kA}, {.seals = kA}, Kept{.current = kA}},
           {"another key", {.current = kA}, {.seals = kB}, refused("copy the file")},
           {"two other keys",
            {.current = kA},
            {.seals = kB, .opens = kC},
            refused("copy the file")},
           {"a new key is announced",
            {.current = kA},
            {.seals = kA, .opens = kB},
            Kept{.current = kA, .next = kB}},
           {"it is announced again",
            {.current = kA, .next = kB},
            {.seals = kA, .opens = kB},
            Kept{.current = kA, .next = kB}},
           {"the announced key seals",
            {.current = kA, .next = kB},
            {.seals = kB, .opens = kA},
            Kept{.current = kB, .previous = kA}},
           {"a key seals that was not announced",
            {.current = kA},
            {.seals = kB, .opens = kA},
            refused("onsale token-key switch")},
           {"another one was announced",
            {.current = kA, .next = kC},
            {.seals = kB, .opens = kA},
            refused("onsale token-key switch")},
           // Otherwise the node would later refuse tokens of the next key, without a warning.
           {"a node without the next key withdraws it",
            {.current = kA, .next = kB},
            {.seals = kA},
            Kept{.current = kA}},
           {"after the switch, a node that has not switched",
            {.current = kB, .previous = kA},
            {.seals = kA, .opens = kB},
            Kept{.current = kB, .previous = kA}},
           {"after the switch, a node that has",
            {.current = kB, .previous = kA},
            {.seals = kB, .opens = kA},
            Kept{.current = kB, .previous = kA}},
           {"after the switch, a node with only the old key",
            {.current = kB, .previous = kA},
            {.seals = kA},
            refused("copy the file")},
           {"a node without the previous key removes it",
            {.current = kB, .previous = kA},
            {.seals = kB},
            Kept{.current = kB}},
           {"a third key removes the previous one",
            {.current = kB, .previous = kA},
            {.seals = kB, .opens = kC},
            Kept{.current = kB, .next = kC}},
       }) {
    const auto joined = Joined(meeting.kept, meeting.shown);
    if (meeting.then) {
      EXPECT_EQ(joined, meeting.then) << meeting.story;
    } else {
      ASSERT_FALSE(joined) << meeting.story;
      EXPECT_THAT(joined.error(), HasSubstr(meeting.then.error())) << meeting.story;
    }
  }
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
