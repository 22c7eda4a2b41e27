#include "store/postgres/url.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "store/postgres/connection.h"
#include "store/postgres/test_server_testing.h"

namespace onsale::store {
namespace {

constexpr const char* kVariables[] = {"PGHOST",    "PGHOSTADDR",    "PGSSLMODE",
                                      "PGSERVICE", "PGSERVICEFILE", "PGREQUIRESSL"};

// The fixture, which clears the environment variables that libpq reads.
class StoreUrlTest : public testing::Test {
 protected:
  StoreUrlTest() { Clear(); }
  ~StoreUrlTest() override { Clear(); }
  static void Clear() {
    for (const char* name : kVariables) ::unsetenv(name);
  }
};

TEST_F(StoreUrlTest, UsualUrlsAreAccepted) {
  for (const char* url :
       {"postgresql://", "postgresql:///sale", "postgres://db", "postgresql://me@db:5433/sale",
        "postgresql://me:p%40s%2Fs@db/sale", "postgresql://me:p!$&'()*+,;=s@db", "postgresql://me@",
        "postgresql://a,b:1,c/sale?target_session_attrs=read-write", "postgresql://[::1]:5432/sale",
        "postgresql://[::1],[fe80::1]:2/sale", "postgresql:///sale?host=/run/postgresql&user=me",
        "postgresql://%2Frun%2Fpostgresql/sale", "postgresql://db?options=-c%20a%3Db",
        "postgresql://me:pass?word@db/sale", "postgresql://me:pass:word@db/sale"}) {
    EXPECT_EQ(MistakeInUrl(url), std::nullopt) << url;
  }
}

// Each URL has a mistake. libpq accepts many of them, and treats a part of the password as a host
// or a database.
TEST_F(StoreUrlTest, AUrlThatCouldExposeAPasswordIsAMistakeAndNotQuoted) {
  for (const char* url : {"postgresql://me:SE@CRET@db/sale",
                          "postgresql://me:SE/CRET@db/sale",
                          "postgresql://me:12/CRET@db/sale",
                          "postgresql://me@db:SECRET/",
                          "postgresql://me:1/2?CRET@db",
                          "postgresql://me@db?password=SE@CRET",
                          "postgresql://db?password=SE?CRET",
                          "postgresql://db/sale password=SECRET",
                          "postgresql://db/sale&password=SECRET",
                          "postgresql://db/sale;password=SECRET",
                          "postgresql://db/sale/SECRET",
                          "postgresql://me:SECRET%@db",
                          "postgresql://me:SECRET%zz@db",
                          "postgresql://me:SECRET%00@db",
                          "postgresql://me:SECRET@[db",
                          "postgresql://me:SECRET@[::1]x",
                          "postgresql://me:SECRET@db?passwort=SECRET",
                          "postgresql://db?SECRET",
                          "postgresql://db#SECRET",
                          "postgresql://me SECRET@db/sale",
                          "postgresql://me=SECRET@db",
                          "password=SECRET host=db",
                          "Postgresql://me:SECRET@db",
                          "postgresql:/me:SECRET@db",
                          "postgresql//me:SECRET@db",
                          "mysql://me:SECRET@db",
                          "SECRET"}) {
    const auto mistake = MistakeInUrl(url);
    ASSERT_TRUE(mistake.has_value()) << url;
    EXPECT_FALSE(mistake->contains("SE")) << url;
    EXPECT_FALSE(mistake->contains("CRET")) << url;
    EXPECT_EQ(WithoutPassword(url), "(not shown)") << url;
  }
}

TEST_F(StoreUrlTest, NoCharactersAroundAPasswordExposeIt) {
  constexpr const char* kSecret = "SECRET";
  for (char first = ' '; first < 127; ++first) {
    for (char last = ' '; last < 127; ++last) {
      const std::string password = first + std::string(kSecret) + last;
      for (const std::string& url :
           {"postgresql://me:" + password + "@db/sale", "postgresql://me:1" + password + "@db:1",
            "postgresql://me@db/sale?password=" + password}) {
        ASSERT_FALSE(WithoutPassword(url).contains(kSecret)) << url;
        ASSERT_FALSE(MistakeInUrl(url).value_or("").contains(kSecret)) << url;
      }
    }
  }
}

TEST_F(StoreUrlTest, OnlyUserHostsAndDatabaseAreShown) {
  EXPECT_EQ(WithoutPassword(""), "");
  EXPECT_EQ(WithoutPassword("postgresql://me:SECRET@db:1/sale?sslmode=verify-full"),
            "postgresql: user=me host=db port=1 dbname=sale sslmode=verify-full");
  for (const char* url :
       {"postgresql://db/sale?password=SECRET", "postgresql://db/sale?sslpassword=SECRET",
        "postgresql://db/sale?options=-c%20app.key%3DSECRET", "postgresql://:SECRET@db/sale",
        "postgresql://db/sale?passfile=SECRET", "postgresql://db/sale?sslkey=SECRET"}) {
    EXPECT_EQ(WithoutPassword(url), "postgresql: host=db dbname=sale") << url;
  }
  EXPECT_EQ(WithoutPassword("postgresql://db/sale%20password%3DSECRET"),
            "postgresql: host=db dbname=(not shown)");
}

TEST_F(StoreUrlTest, ALocalServerNeedsNoVerification) {
  for (const char* url :
       {"postgresql://", "postgresql:///sale", "postgresql://%2Frun/sale",
        "postgresql:///?host=/run", "postgresql:///?host=%40abstract",
        "postgresql://localhost/sale", "postgresql://LocalHost", "postgresql://127.0.0.1",
        "postgresql://127.9.9.9:5000/sale", "postgresql://[::1]/sale",
        "postgresql://localhost,127.0.0.2,/sale", "postgresql://db/sale?hostaddr=127.0.0.1"}) {
    EXPECT_EQ(UnverifiedServer(url), std::nullopt) << url;
  }
}

TEST_F(StoreUrlTest, ARemoteServerMustBeVerified) {
  for (const char* url :
       {"postgresql://db/sale", "postgresql://10.0.0.1", "postgresql://0.0.0.0",
        "postgresql://[::]", "postgresql://[2001:db8::1]/sale", "postgresql://127.0.0.1.example",
        "postgresql://127.1", "postgresql://localhost.example", "postgresql://localhost,db/sale",
        "postgresql://db,localhost", "postgresql:///?host=db", "postgresql://%64b/sale",
        "postgresql://localhost?host=db", "postgresql://localhost?hostaddr=10.0.0.1",
        "postgresql:///?hostaddr=10.0.0.1",
        "postgresql://localhost,localhost?hostaddr=127.0.0.1,10.0.0.1"}) {
    EXPECT_TRUE(UnverifiedServer(url).has_value()) << url;
    const std::string joint = std::string(url).contains('?') ? "&sslmode=" : "?sslmode=";
    for (const char* mode : {"disable", "allow", "prefer", "require", "verify-ca"}) {
      EXPECT_TRUE(UnverifiedServer(url + joint + mode).has_value()) << url << mode;
    }
    EXPECT_EQ(UnverifiedServer(url + joint + "verify-full"), std::nullopt) << url;
  }
}

TEST_F(StoreUrlTest, TheVariablesOfLibpqAreConsidered) {
  ::setenv("PGHOST", "db", 1);
  EXPECT_TRUE(UnverifiedServer("postgresql:///sale").has_value());
  EXPECT_FALSE(UnverifiedServer("postgresql://localhost/sale").has_value());
  ::setenv("PGSSLMODE", "verify-full", 1);
  EXPECT_FALSE(UnverifiedServer("postgresql:///sale").has_value());
  EXPECT_TRUE(UnverifiedServer("postgresql:///sale?sslmode=require").has_value());
  Clear();
  ::setenv("PGHOSTADDR", "10.0.0.1", 1);
  EXPECT_TRUE(UnverifiedServer("postgresql://localhost/sale").has_value());
}

TEST_F(StoreUrlTest, TheServiceFileIsConsidered) {
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
  const std::string file = testing::TempDir() + test.name() + std::to_string(::getpid());
  std::ofstream(file) << "[far]\nhost=db\n[sure]\nhost=db\nsslmode=verify-full\n";
  ::setenv("PGSERVICEFILE", file.c_str(), 1);
  EXPECT_TRUE(UnverifiedServer("postgresql:///sale?service=far").has_value());
  EXPECT_FALSE(UnverifiedServer("postgresql:///sale?service=sure").has_value());
  ::setenv("PGSERVICE", "far", 1);
  EXPECT_TRUE(UnverifiedServer("postgresql:///sale").has_value());
  EXPECT_FALSE(UnverifiedServer("postgresql://localhost/sale").has_value());
  EXPECT_TRUE(UnverifiedServer("postgresql:///sale?service=none").has_value());
  std::remove(file.c_str());
}

TEST_F(StoreUrlTest, NoConnectionIsOpenedToAnUnverifiedServer) {
  const auto refused = PgConnection::Open({.url = "postgresql://me:secret@192.0.2.1/sale"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(refused.error().text.contains("sslmode=verify-full"));
}

TEST_F(StoreUrlTest, AServersMessageIsShownWithoutThePassword) {
  const std::string settings = "&options=-c%20SECRET%3D1";
  const auto refused = PgConnection::Open({.url = TestPostgresUrl() + settings});
  ASSERT_FALSE(refused.has_value()) << "the test needs a server that quotes what it refuses";
  EXPECT_FALSE(refused.error().text.contains("SECRET")) << refused.error().text;
}

}  // namespace
}  // namespace onsale::store
