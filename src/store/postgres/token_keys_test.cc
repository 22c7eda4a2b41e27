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

const Kept kOnlyA{.current = kA};
const Kept kOnlyB{.current = kB};
const Kept kAThenB{.current = kA, .next = kB};
const Kept kAThenC{.current = kA, .next = kC};
const Kept kBThenC{.current = kB, .next = kC};
const Kept kBAfterA{.current = kB, .previous = kA};
const TokenKeyDigests kShowsA{.seals = kA};
const TokenKeyDigests kShowsB{.seals = kB};
const TokenKeyDigests kSealsAOpensB{.seals = kA, .opens = kB};
const TokenKeyDigests kSealsBOpensA{.seals = kB, .opens = kA};
const TokenKeyDigests kSealsBOpensC{.seals = kB, .opens = kC};

struct Meeting {
  const char* story;
  Kept kept;
  TokenKeyDigests shown;
  std::variant<Kept, const char*> then;  // the keys that are kept, or why the node is refused
};

TEST(TokenKeyAgreementTest, ANodeChangesTheKeptKeysOrIsRefused) {
  for (const Meeting& node : {
           Meeting{"the first one", {}, kShowsA, kOnlyA},
           Meeting{"the first one, during a change", {}, kSealsAOpensB, kAThenB},
           Meeting{"with the same key", kOnlyA, kShowsA, kOnlyA},
           Meeting{"with another key", kOnlyA, kShowsB, "copy the file"},
           Meeting{"with two other keys", kOnlyA, kSealsBOpensC, "copy the file"},
           Meeting{"announces a key", kOnlyA, kSealsAOpensB, kAThenB},
           Meeting{"announces it again", kAThenB, kSealsAOpensB, kAThenB},
           Meeting{"seals with the announced key", kAThenB, kSealsBOpensA, kBAfterA},
           Meeting{"none was announced", kOnlyA, kSealsBOpensA, "onsale token-key switch"},
           Meeting{"another was announced", kAThenC, kSealsBOpensA, "onsale token-key switch"},
           // Otherwise it would later refuse tokens of the next key, without a warning.
           Meeting{"withdraws the key that it lacks", kAThenB, kShowsA, kOnlyA},
           Meeting{"has not switched yet", kBAfterA, kSealsAOpensB, kBAfterA},
           Meeting{"has switched", kBAfterA, kSealsBOpensA, kBAfterA},
           Meeting{"has only the old key", kBAfterA, kShowsA, "copy the file"},
           Meeting{"removes the old key", kBAfterA, kShowsB, kOnlyB},
           Meeting{"announces a third key", kBAfterA, kSealsBOpensC, kBThenC},
       }) {
    const auto joined = Joined(node.kept, node.shown);
    if (const auto* const refusal = std::get_if<const char*>(&node.then)) {
      ASSERT_FALSE(joined) << node.story;
      EXPECT_THAT(joined.error(), HasSubstr(*refusal)) << node.story;
    } else {
      EXPECT_EQ(joined, std::get<Kept>(node.then)) << node.story;
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
      "estimated_wait_s, rights) VALUES (1, 1, 'ann', 'WAITING', 'NONE', 0, 0, '')");
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
