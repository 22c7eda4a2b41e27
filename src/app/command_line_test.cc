#include "app/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "app/settings_table.h"
#include "base/source_dir_testing.h"
#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class CommandLineTest : public testing::Test {
 protected:
  int Run(std::vector<std::string> arguments) {
    return RunCommandLine({std::move(arguments), environment_},
                          {out_, err_, [this](const Settings& settings, Log&) {
                             served_ = settings;
                             return serve_status_;
                           }});
  }

  base::TempDirectory folder_;
  std::map<std::string, std::string, std::less<>> environment_;
  std::ostringstream out_, err_;
  std::optional<Settings> served_;
  int serve_status_ = 0;
};

TEST_F(CommandLineTest, ServeIsCalledWithTheSettingsAndItsStatusIsTheExitStatus) {
  EXPECT_EQ(Run({"serve", "--listen", "127.0.0.1:0", "--catalog", "a", "--catalog=b"}), kExitDone);
  ASSERT_TRUE(served_.has_value());
  EXPECT_EQ(served_->listen.port, 0);
  EXPECT_THAT(served_->catalogs, ElementsAre("a", "b"));
  serve_status_ = kExitFailed;
  EXPECT_EQ(Run({"serve"}), kExitFailed);
}

TEST_F(CommandLineTest, AListTakesSeveralValuesAsAShellGivesThem) {
  EXPECT_EQ(Run({"serve", "--catalog", "a", "b", "--listen", "8090", "--catalog", "c"}), kExitDone);
  EXPECT_THAT(served_.value().catalogs, ElementsAre("a", "b", "c"));
  EXPECT_EQ(served_->listen.ToString(), "127.0.0.1:8090");
}

TEST_F(CommandLineTest, HelpExplainsTheProgramAndEachCommand) {
  EXPECT_EQ(Run({"help"}), kExitDone);
  EXPECT_THAT(out_.str(), HasSubstr("Run a sale:\n  serve "));
  EXPECT_EQ(Run({"help", "catalog", "check"}), kExitDone);
  EXPECT_THAT(out_.str(), HasSubstr("Usage: onsale catalog check [OPTIONS] FILE..."));
  EXPECT_EQ(Run({"help", "catalog", "chek"}), kExitUsage);
  EXPECT_EQ(err_.str(),
            "onsale: there is no command 'chek'; did you mean 'check'? (onsale help catalog lists "
            "all)\n");
}

TEST_F(CommandLineTest, TheHelpShowsNoTypesOfTheParser) {
  for (const char* command : {"serve", "demo", "rehearse", "verify-draw"}) {
    EXPECT_EQ(Run({command, "--help"}), kExitDone);
  }
  for (const char* leak : {"UINT", "TEXT", "INT in", "=1000"}) {
    EXPECT_THAT(out_.str(), Not(HasSubstr(leak)));
  }
}

TEST_F(CommandLineTest, WithoutACommandTheMessageNamesTheHelp) {
  EXPECT_EQ(Run({}), kExitUsage);
  EXPECT_EQ(Run({"catalog"}), kExitUsage);
  EXPECT_EQ(err_.str(),
            "onsale: a command is missing (onsale help lists all)\n"
            "onsale: a command is missing (onsale help catalog lists all)\n");
}

TEST_F(CommandLineTest, AWordThatResemblesNoCommandIsNotRepeated) {
  EXPECT_EQ(Run({"hunter"}), kExitUsage);
  EXPECT_EQ(err_.str(), "onsale: argument 1 is not a command (onsale help lists all)\n");
}

TEST_F(CommandLineTest, TheFlagOfAPortLeadsToListen) {
  for (const std::string flag : {"--port", "--prot"}) {
    EXPECT_EQ(Run({"serve", flag, "80"}), kExitUsage);
    EXPECT_THAT(err_.str(), HasSubstr("argument 2, " + flag + ", is not understood; the address " +
                                      "and the port are given as --listen"));
  }
}

TEST_F(CommandLineTest, AFlagOfEarlierVersionsSaysWhatToDoInstead) {
  EXPECT_EQ(Run({"serve", "--operator-key-file=/etc/onsale/key"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("`onsale key add` makes others"));
  EXPECT_EQ(Run({"status", "--operator-key-file", "/etc/onsale/key"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("it is --key-file now, with an access key"));
}

TEST_F(CommandLineTest, CompletionsKnowEveryCommandAndFlag) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    EXPECT_EQ(Run({"completion", shell}), kExitDone);
    const std::string dashes = std::string_view(shell) == "fish" ? "-l " : "--";
    for (const Setting& setting : SettingsTable()) {
      EXPECT_THAT(out_.str(), HasSubstr(dashes + setting.name)) << shell;
    }
    EXPECT_THAT(out_.str(), HasSubstr("'catalog check'")) << shell;
    out_.str("");
  }
  EXPECT_EQ(Run({"completion", "tcsh"}), kExitUsage);
}

TEST_F(CommandLineTest, TheManPageHasEveryCommandAndFlag) {
  EXPECT_EQ(Run({"man"}), kExitDone);
  EXPECT_THAT(out_.str(), HasSubstr(".SS onsale catalog check FILE..."));
  EXPECT_THAT(out_.str(), HasSubstr(".SS onsale verify\\-draw"));
  EXPECT_THAT(out_.str(), HasSubstr(".SS onsale demo\n"));
  EXPECT_THAT(out_.str(), HasSubstr(".B \\-\\-hold\\-time DURATION"));
}

TEST_F(CommandLineTest, AFirstCatalogueIsWrittenOnceAndHasNoMistakes) {
  const std::string file = folder_.path() + "/sale.json";
  EXPECT_EQ(Run({"catalog", "init", file}), kExitDone);
  EXPECT_EQ(Run({"catalog", "check", file}), kExitDone) << err_.str();
  EXPECT_EQ(Run({"catalog", "init", file}), kExitFailed);
  EXPECT_THAT(err_.str(), HasSubstr("exists already"));
}

TEST_F(CommandLineTest, AChartIsDrawnWithEachSeatAndTheLegend) {
  const std::string sample = base::SourceDir() + "/catalog/reference.json";
  EXPECT_EQ(Run({"catalog", "draw", sample, "--svg", "-"}), kExitDone);
  const std::string svg = out_.str();
  std::size_t circles = 0;
  for (std::size_t at = 0; (at = svg.find("<circle", at)) != std::string::npos; ++at) ++circles;
  EXPECT_EQ(circles, 50U + 1);  // the legend has one
  EXPECT_THAT(svg, HasSubstr("<g fill=\"#1D4ED8\">"));
  EXPECT_THAT(svg, HasSubstr("Seat: 50 seats"));
  EXPECT_EQ(Run({"catalog", "draw", sample, "--svg", "-", "--chart", "other"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("give one of reference-hall"));
}

TEST_F(CommandLineTest, AWrongSettingIsWrongUsageAndNothingIsServed) {
  EXPECT_EQ(Run({"serve", "--hold-time", "soon"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("onsale: --hold-time: is not allowed; give a duration"));
  environment_["ONSALE_HOLD_TIME"] = "soon";
  EXPECT_EQ(Run({"serve"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("ONSALE_HOLD_TIME"));
  EXPECT_FALSE(served_.has_value());
}

TEST_F(CommandLineTest, AnUnknownVariableIsReportedAndTheServerStarts) {
  environment_["ONSALE_TYPO"] = "1";
  EXPECT_EQ(Run({"serve"}), kExitDone);
  EXPECT_TRUE(served_.has_value());
  EXPECT_EQ(Run({"config"}), kExitDone);
  EXPECT_THAT(err_.str(), HasSubstr("onsale: ONSALE_TYPO: there is no such setting"));
}

TEST_F(CommandLineTest, WrongWordsAreWrongUsage) {
  const std::vector<std::string> cases[] = {{"serve", "--hold-time", "1m", "--hold-time", "2m"},
                                            {"serve", "--no-such-flag"},
                                            {"serve", "extra"},
                                            {"catalog", "check"},
                                            {"sell"},
                                            {}};
  for (const auto& arguments : cases) {
    EXPECT_EQ(Run(arguments), kExitUsage) << testing::PrintToString(arguments);
  }
}

// Regression: a message about a mistyped flag showed the flag's value, the password of a store.
TEST_F(CommandLineTest, AnUnknownArgumentIsNotRepeated) {
  EXPECT_EQ(Run({"serve", "--currency", "KRW", "--stor", "postgresql://a:secret@db/sale"}),
            kExitUsage);
  EXPECT_EQ(err_.str(),
            "onsale: argument 4, --stor, is not understood; did you mean --store? (onsale serve "
            "--help says more)\n");
}

TEST_F(CommandLineTest, AValueThatIsNotAllowedIsNotRepeated) {
  EXPECT_EQ(Run({"verify-draw", "--draw", "a", "--entries", "b", "--entry", "secret"}), kExitUsage);
  EXPECT_EQ(err_.str(),
            "onsale: --entry: its value is not allowed (onsale verify-draw --help says more)\n");
}

TEST_F(CommandLineTest, AMisspelledCommandGetsASuggestion) {
  EXPECT_EQ(Run({"serv", "--store=postgresql://a:secret@db/sale"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("there is no command 'serv'; did you mean 'serve'?"));
  EXPECT_THAT(err_.str(), Not(HasSubstr("secret")));
}

TEST_F(CommandLineTest, AUrlIsRefusedAsAFolder) {
  EXPECT_EQ(Run({"audit", "--data", "postgresql://a:secret@db/sale"}), kExitUsage);
  EXPECT_EQ(Run({"catalog", "check", "postgresql://a:secret@db/sale"}), kExitUsage);
  EXPECT_EQ(err_.str(),
            "onsale: --data: is a URL; give a path\nonsale: FILE: is a URL; give a path\n");
}

TEST_F(CommandLineTest, TheHelpOfServeListsEverySettingWithItsDefault) {
  EXPECT_EQ(Run({"serve", "--help"}), kExitDone);
  for (const Setting& setting : SettingsTable()) {
    EXPECT_FALSE(setting.meaning.empty()) << setting.name;
    EXPECT_THAT(out_.str(), HasSubstr("--" + setting.name));
    EXPECT_THAT(out_.str(), HasSubstr(setting.meaning.substr(1)));
    EXPECT_THAT(out_.str(), HasSubstr("\n" + setting.group + ":\n"));
    if (!setting.fallback.empty()) {
      EXPECT_THAT(out_.str(), HasSubstr("[default: " + setting.fallback + "]"));
    }
  }
}

TEST_F(CommandLineTest, ConfigShowsValuesAndOriginsAlsoInJson) {
  environment_["ONSALE_CURRENCY"] = "USD";
  EXPECT_EQ(Run({"config", "--allow-public"}), kExitDone);
  EXPECT_THAT(out_.str(), HasSubstr("currency              USD               ONSALE_CURRENCY\n"));
  EXPECT_THAT(out_.str(), HasSubstr("allow-public          true              --allow-public\n"));
  EXPECT_EQ(Run({"config", "--json"}), kExitDone);
  EXPECT_THAT(out_.str(), HasSubstr("\"hold-time\": {\"value\": \"5m\", \"from\": \"default\"}"));
}

TEST_F(CommandLineTest, ASwitchMayBeTurnedOff) {
  environment_["ONSALE_ALLOW_PUBLIC"] = "true";
  EXPECT_EQ(Run({"config", "--allow-public=false"}), kExitDone);
  EXPECT_THAT(out_.str(), HasSubstr("allow-public          false             --allow-public\n"));
  EXPECT_EQ(Run({"config", "--allow-public=maybe"}), kExitUsage);
}

TEST_F(CommandLineTest, CatalogCheckSummarizesValidFiles) {
  const std::string sample = base::SourceDir() + "/catalog/reference.json";
  EXPECT_EQ(Run({"catalog", "check", sample}), kExitDone);
  EXPECT_THAT(out_.str(), HasSubstr("1 concert, 3 shows, 150 seats, prices 50,000 to 50,000 KRW"));
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(CommandLineTest, CatalogCheckFailsWithThePositionOfAMistake) {
  const std::string file = folder_.Write("bad.json", "{\"currency\": \"KRW\"}").string();
  EXPECT_EQ(Run({"catalog", "check", file}), kExitFailed);
  EXPECT_EQ(err_.str(), file + ":1:1: concerts is missing; add it as an array\n1 mistake\n");
}

TEST_F(CommandLineTest, TheVersionIsPrintedByCommandAndByFlag) {
  EXPECT_EQ(Run({"version"}), kExitDone);
  EXPECT_EQ(Run({"--version"}), kExitDone);
  EXPECT_THAT(out_.str(), testing::MatchesRegex("(onsale [0-9.]+\n){2}"));
}

}  // namespace
}  // namespace onsale::app
