// Settings that are read again while the server runs.
#include "app/settings_reload.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <optional>

#include "app/settings_sources.h"
#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

class SettingsReloadTest : public testing::Test {
 protected:
  // Starts with this TOML file.
  void Start(std::string_view text) {
    sources_.config = folder_.Write("o.toml", text).string();
    Settings settings = ResolveSettings(sources_).value().settings;
    settings.sources = std::make_shared<const SettingsSources>(sources_);
    reload_.emplace(settings, log_, [this](const Settings& before, const Settings& now) {
      ++applied_;
      before_ = before;
      now_ = now;
      return objection_.empty() ? std::expected<void, std::string>() : std::unexpected(objection_);
    });
  }
  bool Reload(std::string_view text) {
    folder_.Write("o.toml", text);
    return reload_->Reload();
  }

  base::TempDirectory folder_;
  SettingsSources sources_;
  base::SystemClock clock_;
  Log log_{{.format = LogFormat::kJson, .level = LogLevel::kError, .fd = ::dup(2)}, clock_};
  std::string objection_;
  int applied_ = 0;
  Settings before_;
  Settings now_;
  std::optional<SettingsReload> reload_;
};

TEST_F(SettingsReloadTest, WhatReloadsIsAppliedAndTheRestStays) {
  Start("log-level = \"info\"\nroom-capacity = 5\n");
  EXPECT_TRUE(
      Reload("log-level = \"debug\"\nroom-capacity = 9\nhost = [\"a.example\"]\n"
             "limit-issue = \"7/3\"\nchallenge = \"always\"\n"
             "cors-origin = [\"https://b.example\"]\n"));
  EXPECT_EQ(now_.log_level, LogLevel::kDebug);
  EXPECT_EQ(now_.hosts, std::vector<std::string>{"a.example"});
  EXPECT_EQ(now_.limits.limits[0].per_minute, 7);
  EXPECT_EQ(now_.challenge.mode, http::ChallengeMode::kAlways);
  EXPECT_EQ(now_.server.origins.list(), std::vector<std::string>{"https://b.example"});
  EXPECT_EQ(now_.policy.capacity, 5) << "needs a restart";
  EXPECT_TRUE(Reload("log-level = \"warn\"\n"));
  EXPECT_EQ(before_.log_level, LogLevel::kDebug)
      << "the settings in use are those of the last reload";
  EXPECT_TRUE(now_.hosts.empty());
}

TEST_F(SettingsReloadTest, AMistakeAnywhereRefusesAllOfIt) {
  Start("log-level = \"info\"\n");
  for (const char* wrong :
       {"log-level = \"debug\"\nno-such = 1\n", "log-level = \"debug\"\nhost = [\"\"]\n",
        "log-level = \"debug\"\nroom-capacity = 0\n", "log-level"}) {
    EXPECT_FALSE(Reload(wrong)) << wrong;
  }
  EXPECT_EQ(applied_, 0);
}

// A passed socket may be reached from everywhere although the setting says loopback.
TEST_F(SettingsReloadTest, TheAddressInUseIsCheckedAndAPassedOneNeedsNoRestart) {
  sources_.config =
      folder_.Write("o.toml", "host = [\"a.example\"]\nallow-public = true\n").string();
  Settings settings = ResolveSettings(sources_).value().settings;
  settings.sources = std::make_shared<const SettingsSources>(sources_);
  settings.listen = {.address = "0.0.0.0", .port = 8080};
  settings.passed = {"listen"};
  const auto apply = [this](const Settings&, const Settings& now) {
    now_ = now;
    return std::expected<void, std::string>();
  };
  reload_.emplace(settings, log_, apply);
  EXPECT_FALSE(Reload("allow-public = true\n")) << "requests would have no host to name";
  EXPECT_TRUE(Reload("host = [\"b.example\"]\nallow-public = true\n"));
  EXPECT_EQ(now_.hosts, std::vector<std::string>{"b.example"});
}

TEST_F(SettingsReloadTest, WhatCannotBeAppliedIsNotInUse) {
  Start("log-level = \"info\"\n");
  objection_ = "no";
  EXPECT_FALSE(Reload("log-level = \"debug\"\n"));
  objection_.clear();
  EXPECT_TRUE(Reload("log-level = \"warn\"\n"));
  EXPECT_EQ(before_.log_level, LogLevel::kInfo);
}

TEST_F(SettingsReloadTest, AFlagStillOverridesTheFile) {
  sources_.flags["log-level"] = {"error"};
  Start("log-level = \"info\"\n");
  EXPECT_TRUE(Reload("log-level = \"debug\"\n"));
  EXPECT_EQ(now_.log_level, LogLevel::kError);
}

}  // namespace
}  // namespace onsale::app
