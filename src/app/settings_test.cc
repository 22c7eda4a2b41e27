#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/service_links.h"
#include "app/setting_values.h"
#include "app/settings_report.h"
#include "app/settings_sources.h"
#include "base/json_document.h"
#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr const char* kSomeKey =
    "ons_live_AbCd1234_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg_12Sdu7";

class SettingsTest : public testing::Test {
 protected:
  Settings Resolved() {
    auto resolved = ResolveSettings(sources_);
    EXPECT_TRUE(resolved.has_value()) << resolved.error().front();
    return resolved ? resolved->settings : Settings{};
  }
  std::vector<std::string> Mistakes() {
    const auto resolved = ResolveSettings(sources_);
    return resolved ? std::vector<std::string>{} : resolved.error();
  }
  std::vector<std::string> Warnings() {
    const auto resolved = ResolveSettings(sources_);
    EXPECT_TRUE(resolved.has_value()) << resolved.error().front();
    return resolved ? resolved->warnings : std::vector<std::string>{};
  }
  std::string OriginOf(std::string_view name) {
    const auto resolved = ResolveSettings(sources_);
    if (!resolved) return "refused: " + resolved.error().front();
    for (const InForce& item : resolved->in_force) {
      if (item.setting->name == name) return item.origin;
    }
    return "unknown";
  }
  void File(std::string_view text) { sources_.config = folder_.Write("o.toml", text).string(); }

  base::TempDirectory folder_;
  SettingsSources sources_;
};

TEST_F(SettingsTest, TheDefaultsMatchTheDocumentation) {
  const Settings settings = Resolved();
  EXPECT_EQ(settings.listen.ToString(), "127.0.0.1:8080");
  EXPECT_EQ(settings.operator_listen.ToString(), "127.0.0.1:8081");
  EXPECT_EQ(settings.data, "./data");
  EXPECT_EQ(settings.policy.hold_time, std::chrono::minutes(5));
  EXPECT_EQ(settings.policy.active_time, std::chrono::minutes(10));
  EXPECT_EQ(settings.policy.capacity, 100);
  EXPECT_EQ(settings.policy.waiting_max, 1'000'000);
  EXPECT_EQ(settings.currency, "KRW");
  EXPECT_FALSE(settings.allow_public);
  EXPECT_THAT(settings.catalogs, IsEmpty());
}

TEST_F(SettingsTest, FlagsRankBeforeTheEnvironmentTheFileAndTheDefault) {
  File("hold-time = \"1m\"\n");
  EXPECT_EQ(Resolved().policy.hold_time, std::chrono::minutes(1));
  sources_.environment["ONSALE_HOLD_TIME"] = "2m";
  EXPECT_EQ(Resolved().policy.hold_time, std::chrono::minutes(2));
  sources_.flags["hold-time"] = {"3m"};
  EXPECT_EQ(Resolved().policy.hold_time, std::chrono::minutes(3));
}

TEST_F(SettingsTest, TheOriginNamesTheSource) {
  File("currency = \"USD\"\n\nhold-time = \"1m\"\n");
  sources_.environment["ONSALE_DATA"] = "/srv/sale";
  sources_.flags["room-capacity"] = {"5"};
  EXPECT_EQ(OriginOf("hold-time"), *sources_.config + ":3");
  EXPECT_EQ(OriginOf("data"), "ONSALE_DATA");
  EXPECT_EQ(OriginOf("room-capacity"), "--room-capacity");
  EXPECT_EQ(OriginOf("active-time"), "default");
}

TEST_F(SettingsTest, TheFileAcceptsEveryKindOfValue) {
  File(
      "room-capacity = 7\nallow-public = true\ncatalog = [\"a.json\", \"b.json\"]\nlisten = "
      "\"10.0.0.1:0\"\nhost = [\"a.example\"]\nlog-level = \"warn\"\n");
  const Settings settings = Resolved();
  EXPECT_EQ(settings.policy.capacity, 7);
  EXPECT_TRUE(settings.allow_public);
  EXPECT_THAT(settings.catalogs, ElementsAre("a.json", "b.json"));
  EXPECT_EQ(settings.listen.port, 0);
  EXPECT_THAT(settings.hosts, ElementsAre("a.example"));
  EXPECT_EQ(settings.log_level, LogLevel::kWarn);
}

TEST_F(SettingsTest, AListComesFromOneSourceOnlyAndIsSplitAtColons) {
  File("catalog = [\"file.json\"]\n");
  sources_.environment["ONSALE_CATALOG"] = "a.json::b.json:";
  EXPECT_THAT(Resolved().catalogs, ElementsAre("a.json", "b.json"));
  sources_.flags["catalog"] = {"flag-1.json", "flag-2.json"};
  EXPECT_THAT(Resolved().catalogs, ElementsAre("flag-1.json", "flag-2.json"));
}

TEST_F(SettingsTest, ByDefaultTheTokenKeyIsInTheDataFolder) {
  sources_.flags["data"] = {"/srv/sale"};
  EXPECT_EQ(Resolved().token_key_file, "/srv/sale/token.key");
  sources_.flags["token-key-file"] = {"/etc/onsale.key"};
  EXPECT_EQ(Resolved().token_key_file, "/etc/onsale.key");
}

TEST_F(SettingsTest, TheEnvironmentMayNameTheFileUnlessAFlagDoes) {
  sources_.environment["ONSALE_CONFIG"] = folder_.Write("e.toml", "room-capacity = 9\n").string();
  EXPECT_EQ(Resolved().policy.capacity, 9);
  File("room-capacity = 8\n");
  EXPECT_EQ(Resolved().policy.capacity, 8);
}

TEST_F(SettingsTest, AnUnknownKeyIsAMistakeWithItsLine) {
  File("\nhold_time = \"1m\"\n");
  EXPECT_THAT(Mistakes(),
              ElementsAre(*sources_.config +
                          ":2: there is no such setting; did you mean hold-time? (onsale "
                          "serve --help lists them)"));
  File("[server]\nlisten = \"127.0.0.1:1\"\n");
  EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("o.toml:1: there is no such setting (onsale")));
}

TEST_F(SettingsTest, AnUnknownVariableIsAWarningThatDoesNotRepeatItsValue) {
  sources_.environment["ONSALE_HOLDTIME"] = "secret";
  EXPECT_THAT(Warnings(), ElementsAre(AllOf(HasSubstr("ONSALE_HOLDTIME: there is no such setting"),
                                            Not(HasSubstr("secret")))));
}

// Regression: beside a Kubernetes service called onsale the server did not start.
TEST_F(SettingsTest, VariablesOfOtherProgramsOfTestsAndOfServiceLinksAreIgnored) {
  sources_.environment = {{"PATH", "/bin"},
                          {"ONSALE_BINARY", "x"},
                          {"ONSALE_TEST_ANY", "y"},
                          {"ONSALE_SERVICE_HOST", "10.96.0.17"},
                          {"ONSALE_SERVICE_PORT", "8080"},
                          {"ONSALE_PORT", "tcp://10.96.0.17:8080"},
                          {"ONSALE_PORT_8080_TCP_ADDR", "10.96.0.17"}};
  EXPECT_THAT(Warnings(), IsEmpty());
}

// Regression: every `_NAME` with a path and every `_ENV_` was ignored silently.
TEST_F(SettingsTest, AMisspelledSettingThatLooksLikeAServiceLinkIsAWarning) {
  sources_.environment = {{"ONSALE_OWNER_KEY_FILE_NAME", "/etc/onsale/key"},
                          {"ONSALE_ENV_LISTEN", "127.0.0.1:80"}};
  EXPECT_THAT(Warnings(), ElementsAre(HasSubstr("ONSALE_ENV_LISTEN: there is no such setting"),
                                      HasSubstr("ONSALE_OWNER_KEY_FILE_NAME: there is no")));
}

TEST_F(SettingsTest, NoSettingHasTheNameOfAServiceLink) {
  for (const Setting& setting : SettingsTable()) {
    for (const char* const value : {"tcp://10.96.0.17:8080", "/shop/onsale"}) {
      const Environment environment = {{setting.Variable(), value}};
      EXPECT_FALSE(IsServiceLink(setting.Variable(), environment)) << setting.name;
    }
  }
}

TEST_F(SettingsTest, AFileThatIsInvalidOrMissingIsAMistake) {
  File("hold-time = \"1m\"\nlisten = = 5\n");
  EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("o.toml:2:10: this is not TOML; look here")));
  sources_.config = folder_.path() + "/none.toml";
  EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("none.toml: cannot be read: No such file")));
}

TEST_F(SettingsTest, AFileHasAtMostAMebibyte) {
  const std::string comment(std::size_t{1} << 20, '#');
  File(comment);
  EXPECT_THAT(Mistakes(), IsEmpty());
  File(comment + '#');
  EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("is larger than 1 MiB")));
}

TEST_F(SettingsTest, AWrongTypeInTheFileIsAMistake) {
  File("hold-time = 300\nroom-capacity = 1.5\nallow-public = \"yes\"\ncatalog = \"a.json\"\n");
  EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr(":1: hold-time: give a string in quotes"),
                                      HasSubstr(":2: room-capacity: give a whole number"),
                                      HasSubstr(":3: allow-public: give true or false"),
                                      HasSubstr(":4: catalog: give an array of strings")));
}

TEST_F(SettingsTest, AMistakeHasItsOriginAndTheRange) {
  File("waiting-max = -1\n");
  sources_.flags["hold-time"] = {"2d"};
  sources_.environment["ONSALE_IO_THREADS"] = "0";
  EXPECT_THAT(Mistakes(),
              ElementsAre("--hold-time: is not allowed; give a duration like 300s or "
                          "5m, 100ms to 1d",
                          HasSubstr("o.toml:1: waiting-max: is not allowed; give a whole "
                                    "number, 1 to 10000000"),
                          "ONSALE_IO_THREADS: is not allowed; give a whole number, 1 to 256"));
}

TEST_F(SettingsTest, APublicAddressRequiresAllowPublic) {
  sources_.environment["ONSALE_LISTEN"] = "10.0.0.1:8080";
  EXPECT_THAT(Mistakes(),
              ElementsAre(HasSubstr("ONSALE_LISTEN: other machines can reach 10.0.0.1:8080")));
  sources_.flags["allow-public"] = {"true"};
  EXPECT_EQ(Resolved().listen.address, "10.0.0.1");
}

TEST_F(SettingsTest, CallersAreLimitedByClassAndTrustedProxiesAreNamed) {
  EXPECT_EQ(Resolved().limits.mode, http::LimitMode::kLog);
  sources_.flags = {{"limits", {"on"}}, {"limit-polls", {"90/30"}}};
  sources_.environment["ONSALE_TRUSTED_PROXY"] = "10.0.0.7,2001:db8::/64";
  const Settings settings = Resolved();
  EXPECT_EQ(settings.limits.mode, http::LimitMode::kOn);
  EXPECT_EQ(settings.limits.limits[1], (http::CallLimit{.per_minute = 90, .burst = 30}));
  EXPECT_TRUE(settings.server.trusted_proxies.Contains(*net::ParseIp("2001:db8::5")));
  sources_.flags["trusted-proxy"] = {"10.0.0.7/8"};
  EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("--trusted-proxy: is not an address or prefix")));
}

TEST_F(SettingsTest, ChallengesAreOffUnlessAModeIsNamed) {
  EXPECT_EQ(Resolved().challenge.mode, http::ChallengeMode::kOff);
  sources_.flags = {
      {"challenge", {"pressure"}}, {"challenge-rate", {"7"}}, {"challenge-work", {"9"}}};
  const http::ChallengeOptions challenge = Resolved().challenge;
  EXPECT_EQ(challenge.mode, http::ChallengeMode::kPressure);
  EXPECT_EQ(challenge.rate, 7);
  EXPECT_EQ(challenge.work, 9);
  sources_.flags["challenge"] = {"on"};
  EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("--challenge")));
}

TEST_F(SettingsTest, ReportedValuesResolveToTheSameSettings) {
  sources_.flags = {{"catalog", {"a", "b"}},
                    {"hold-time", {"90s"}},
                    {"listen", {"[::1]:0"}},
                    {"trusted-proxy", {"10.0.0.7", "::/0"}}};
  const auto first = ResolveSettings(sources_);
  ASSERT_TRUE(first.has_value());
  SettingsSources again;
  for (const InForce& item : first->in_force) again.flags[item.setting->name] = item.values;
  const auto second = ResolveSettings(again);
  ASSERT_TRUE(second.has_value()) << second.error().front();
  for (std::size_t i = 0; i < first->in_force.size(); ++i) {
    EXPECT_EQ(first->in_force[i].values, second->in_force[i].values);
  }
}

TEST_F(SettingsTest, AStoreIsAPostgresUrl) {
  sources_.flags = {{"store", {"mysql://somewhere"}}, {"token-key-file", {"key"}}};
  EXPECT_THAT(ResolveSettings(sources_).error().front(), HasSubstr("postgresql://"));
  sources_.flags["store"] = {"postgresql://me:p%40ss@db/sale"};
  EXPECT_THAT(ResolveSettings(sources_).error().front(), HasSubstr("--store: the server is on"));
  sources_.flags["allow-insecure-store"] = {"true"};
  EXPECT_EQ(ResolveSettings(sources_)->settings.store, "postgresql://me:p%40ss@db/sale");
  sources_.flags.erase("token-key-file");
  EXPECT_THAT(ResolveSettings(sources_).error().front(), HasSubstr("--token-key-file"));
}

TEST_F(SettingsTest, AUrlIsRefusedAsAPath) {
  sources_.flags["data"] = {"postgresql://me:secret@db/sale"};
  sources_.environment["ONSALE_CATALOG"] = "postgresql://me:secret@db/sale";
  EXPECT_THAT(Mistakes(), UnorderedElementsAre("--data: is a URL; give a path",
                                               "ONSALE_CATALOG: is a URL; give a path"));
}

TEST_F(SettingsTest, AKeyInPlaceOfItsPathIsNotRepeated) {
  sources_.flags = {{"owner-key-file", {kSomeKey}}, {"token-key-file", {std::string(64, 'a')}}};
  EXPECT_THAT(
      Mistakes(),
      UnorderedElementsAre("--owner-key-file: is a key; give the path of the file that holds it",
                           "--token-key-file: is a key; give the path of the file that holds it"));
}

TEST_F(SettingsTest, ASettingOfEarlierVersionsSaysWhatToDoInstead) {
  sources_.environment = {{"ONSALE_OPERATOR_KEY_FILE", "/etc/onsale/key"}};
  File("operator-key-file = '/etc/onsale/key'");
  EXPECT_THAT(Mistakes(), UnorderedElementsAre(
                              AllOf(HasSubstr("ONSALE_OPERATOR_KEY_FILE is no longer a setting"),
                                    HasSubstr("`onsale key add`")),
                              AllOf(HasSubstr("o.toml:1: operator-key-file is no longer a setting"),
                                    HasSubstr("--owner-key-file"))));
}

TEST_F(SettingsTest, ThePasswordOfAStoreIsNotShown) {
  sources_.flags = {{"store", {"postgresql://me:secret@db:5433/sale?sslmode=verify-full"}},
                    {"token-key-file", {"key"}}};
  const std::string text = ReportAsText(ResolveSettings(sources_)->in_force);
  EXPECT_EQ(text.find("secret"), std::string::npos);
  EXPECT_THAT(text, HasSubstr("user=me host=db port=5433 dbname=sale sslmode=verify-full"));
}

TEST_F(SettingsTest, TheReportIsAligned) {
  const auto resolved = ResolveSettings(sources_);
  const std::string text = ReportAsText(resolved->in_force);
  EXPECT_TRUE(text.starts_with("setting               value             from\n")) << text;
  EXPECT_THAT(text, HasSubstr("\nhold-time             5m                default\n"));
  EXPECT_THAT(text, HasSubstr("\ncatalog               (none)            default\n"));
}

TEST_F(SettingsTest, TheJsonReportIsValidJson) {
  sources_.flags = {{"catalog", {"a\"b"}}};
  const auto document = base::ParseJson(ReportAsJson(ResolveSettings(sources_)->in_force));
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root.Find("catalog")->Find("value")->items.at(0).text, "a\"b");
  EXPECT_EQ(document->root.Find("room-capacity")->Find("value")->integer, 100);
  EXPECT_EQ(document->root.Find("hold-time")->Find("from")->text, "default");
  EXPECT_EQ(document->root.members.size(), SettingsTable().size());
}

TEST(ListenAddressTest, IsAnIpv4OrIpv6AddressOrLocalhost) {
  EXPECT_EQ(ParseAddress("10.0.0.1:65535")->ToString(), "10.0.0.1:65535");
  EXPECT_EQ(ParseAddress("[::1]:0")->ToString(), "[::1]:0");
  EXPECT_EQ(ParseAddress("localhost:80")->ToString(), "127.0.0.1:80");
  for (const char* text :
       {"", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:+1", "127.0.0.1:80 ", "127.0.0.1:8x", "::1:80", "[127.0.0.1]:80",
        "example.com:80", "[::1]", "[]:80", "127.1:80"}) {
    EXPECT_FALSE(ParseAddress(text).has_value()) << text;
  }
}

TEST(ListenAddressTest, OnlyLoopbackIsLoopback) {
  for (const char* const text : {"127.9.9.9:1", "[::1]:1"}) {
    EXPECT_TRUE(ParseAddress(text)->IsLoopback()) << text;
  }
  for (const char* const text : {"0.0.0.0:1", "[::]:1", "192.168.0.1:1"}) {
    EXPECT_FALSE(ParseAddress(text)->IsLoopback()) << text;
  }
}

TEST_F(SettingsTest, HostsAreAListOfNamesWithPorts) {
  sources_.environment["ONSALE_HOST"] = "tickets.example,tickets.example:8443";
  EXPECT_THAT(Resolved().hosts, ElementsAre("tickets.example", "tickets.example:8443"));
  sources_.flags["host"] = {"[2001:db8::1]:80"};
  EXPECT_THAT(Resolved().hosts, ElementsAre("[2001:db8::1]:80"));
  for (const char* const host : {"", "http://a", "a/b", "*", "a:b", "a:65536", "2001:db8::1"}) {
    sources_.flags["host"] = {host};
    EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("--host: "))) << host;
  }
}

TEST_F(SettingsTest, BuyerKeysAreAPathOrAUrlWithoutCredentials) {
  sources_.flags = {{"buyers", {"signed"}},
                    {"buyer-issuer", {"i"}},
                    {"buyer-audience", {"a"}},
                    {"outbound-private", {"Keys.internal", "[fd00::7]"}}};
  for (const char* const keys : {"keys.json", "https://keys.internal/keys.json?app=7"}) {
    sources_.flags["buyer-keys"] = {keys};
    EXPECT_EQ(Resolved().buyer_keys, keys);
  }
  EXPECT_THAT(Resolved().outbound.private_hosts, ElementsAre("keys.internal", "[fd00::7]"));
  sources_.flags["buyer-keys"] = {"https://me:secret@keys.internal/"};
  sources_.flags["outbound-private"] = {"keys.internal:8443"};
  EXPECT_THAT(
      Mistakes(),
      UnorderedElementsAre("--buyer-keys: has a user name or a password; give a URL without them",
                           HasSubstr("--outbound-private: is not a host of a URL"),
                           HasSubstr("--buyers signed needs --buyer-keys")));
}

TEST_F(SettingsTest, OriginsAreAListOfWhatBrowsersSend) {
  sources_.environment["ONSALE_CORS_ORIGIN"] = "https://shop.example,http://localhost:5173";
  EXPECT_THAT(Resolved().server.origins.list(),
              ElementsAre("https://shop.example", "http://localhost:5173"));
  sources_.flags["cors-origin"] = {"https://shop.example"};
  EXPECT_THAT(Resolved().server.origins.list(), ElementsAre("https://shop.example"));
  for (const char* const origin : {"*", "null", "shop.example", "https://shop.example/"}) {
    sources_.flags["cors-origin"] = {origin};
    EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("--cors-origin: is not an origin"))) << origin;
  }
}

TEST_F(SettingsTest, ABasePathIsAPathWithoutASlashAtItsEnd) {
  for (const char* const path : {"", "/shop", "/a/b-c_d.e~f/1"}) {
    sources_.flags["base-path"] = {path};
    EXPECT_EQ(Resolved().server.base_path, path);
  }
  for (const char* const path : {"/", "shop", "/shop/", "//shop", "/a//b", "/.", "/a/..", "/a b",
                                 "/a%20b", "/a?b", "/a\"b", "/\r\nX: y", "https://a/b"}) {
    sources_.flags["base-path"] = {path};
    EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("--base-path: "))) << path;
  }
}

TEST_F(SettingsTest, ByDefaultAConnectionOutlivesThoseOfLoadBalancersAndAStopIsAtOnce) {
  EXPECT_GE(Resolved().server.idle_timeout, std::chrono::seconds(120));
  EXPECT_EQ(Resolved().drain_time, base::Duration{});
  sources_.flags["drain-time"] = {"5s"};
  EXPECT_EQ(Resolved().drain_time, std::chrono::seconds(5));
}

TEST_F(SettingsTest, TheOperatorsAddressIsCheckedAsTheOtherAndFollowsItToAFreePort) {
  sources_.flags["listen"] = {"127.0.0.1:0"};
  EXPECT_EQ(Resolved().operator_listen.ToString(), "127.0.0.1:0");
  sources_.flags["operator-listen"] = {"10.0.0.1:81"};
  EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("--operator-listen: other machines can reach")));
  sources_.flags["allow-public"] = {"true"};
  EXPECT_EQ(Resolved().operator_listen.ToString(), "10.0.0.1:81");
  for (const char* const listen : {"10.0.0.1:81", "0.0.0.0:81"}) {
    sources_.flags["listen"] = {listen};
    sources_.flags["host"] = {"tickets.example"};
    EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("is that of --listen"))) << listen;
  }
}

TEST_F(SettingsTest, AWildcardAddressNeedsAHostAndAnotherDoesNot) {
  sources_.flags["allow-public"] = {"true"};
  sources_.flags["listen"] = {"10.0.0.1:80"};
  EXPECT_THAT(Mistakes(), IsEmpty());
  for (const char* const address :
       {"0.0.0.0:80", "[::]:80", "[0:0::0]:80", "[::0.0.0.0]:80", "[::ffff:0.0.0.0]:80"}) {
    sources_.flags["listen"] = {address};
    sources_.flags.erase("host");
    EXPECT_THAT(Mistakes(), ElementsAre(HasSubstr("--host tickets.example"))) << address;
    sources_.flags["host"] = {"tickets.example"};
    EXPECT_THAT(Mistakes(), IsEmpty()) << address;
  }
}

}  // namespace
}  // namespace onsale::app
