#include "app/rehearse.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <expected>
#include <fstream>
#include <ostream>

#include "app/buyer_signer.h"
#include "app/command_line.h"
#include "app/operator_client.h"
#include "base/ids.h"
#include "rehearsal/rehearsal.h"
#include "rehearsal/report/json_summary.h"
#include "rehearsal/report/page.h"
#include "rehearsal/report/progress.h"
#include "rehearsal/report/story.h"

namespace onsale::app {
namespace {

using rehearsal::Plan;

constexpr std::uint32_t kBuyersMax = 1'000'000;
constexpr std::size_t kConnectionsMax = 60'000;  // one address has no more ports for one server
constexpr std::size_t kShowsMax = 100;
constexpr rlim_t kOtherFiles = 64;

std::atomic<bool> g_stop{false};

void StopEarly(int) {
  g_stop.store(true);
}

// The first signal ends the rehearsal early with a report, the second ends the program.
void InstallSignalHandlers() {
  struct sigaction action{};
  action.sa_handler = StopEarly;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

using Failure = std::unexpected<std::string>;

std::expected<std::chrono::milliseconds, std::string> ReadDuration(std::string_view flag,
                                                                   const std::string& text) {
  const auto duration = base::ParseDuration(text);
  if (!duration) {
    return Failure(std::string(flag) + " takes a duration such as 60s or 5m");
  }
  return std::chrono::floor<std::chrono::milliseconds>(*duration);
}

// Lets the plan sign its buyers, if the flags say how.
std::expected<void, std::string> SignBuyers(const RehearseFlags& flags, const base::Clock& clock,
                                            Plan& plan) {
  const std::string* const texts[] = {&flags.buyer_signing_key, &flags.buyer_key_id,
                                      &flags.buyer_issuer, &flags.buyer_audience};
  const auto given = std::ranges::count_if(texts, [](const auto* text) { return !text->empty(); });
  if (given == 0) return {};
  if (given < std::ssize(texts)) {
    return Failure(
        "--buyer-signing-key, --buyer-key-id, --buyer-issuer and --buyer-audience must be given "
        "together");
  }
  if (plan.access_key.empty()) {
    return Failure("signed buyers need --key-file: that key tops up their balances");
  }
  auto signer = BuyerSigner::Load({.key_file = flags.buyer_signing_key,
                                   .key_id = flags.buyer_key_id,
                                   .rules = {flags.buyer_issuer, flags.buyer_audience}});
  if (!signer) return Failure(signer.error());
  const auto shared = std::make_shared<const BuyerSigner>(*std::move(signer));
  plan.sign_buyer = [shared, &clock](std::string_view user) {
    return shared->TokenOf(user, clock.Now());
  };
  return {};
}

std::expected<Plan, std::string> MakePlan(const RehearseFlags& flags, const Invocation& invocation,
                                          const base::Clock& clock) {
  auto server = ParseServerUrl(flags.url);
  if (!server) return Failure("--url: " + server.error());
  Plan plan{.server = *std::move(server)};
  plan.host = HostOf(plan.server);
  auto operators = ParseServerUrl(flags.operator_url);
  if (!operators) return Failure("--operator-url: " + operators.error());
  plan.operator_server = *std::move(operators);
  plan.operator_host = HostOf(plan.operator_server);
  const auto arrive = ReadDuration("--arrive", flags.arrive);
  if (!arrive) return Failure(arrive.error());
  const auto limit = ReadDuration("--time-limit", flags.time_limit);
  if (!limit) return Failure(limit.error());
  if (flags.shows.size() > kShowsMax) return Failure("--show takes at most 100 shows");
  for (const std::string& show : flags.shows) {
    if (!base::IsSlug(show))
      return Failure("--show: a show id consists of lower-case letters, digits and -");
    if (std::count(flags.shows.begin(), flags.shows.end(), show) > 1) {
      return Failure("show '" + show + "' is given twice");
    }
  }
  const auto key = FindKey({.url = flags.operator_url, .key_file = flags.key_file}, invocation);
  if (!key) return Failure(key.error().sentence);
  plan.access_key = key->text();
  if (const auto able = SignBuyers(flags, clock, plan); !able) return Failure(able.error());
  plan.buyers = flags.buyers;
  plan.arrive = *arrive;
  plan.arrival = flags.arrival == "even" ? rehearsal::Arrival::kEven : rehearsal::Arrival::kOpening;
  plan.best_share = flags.best / 100.0;
  plan.time_limit = *limit;
  plan.shows = flags.shows;
  plan.connections = flags.connections;
  plan.speed = flags.speed;
  plan.buys_anyway = flags.yes;
  constexpr std::uint64_t kSeeds = 1'000'000'000;
  const auto now = static_cast<std::uint64_t>(clock.Now().time_since_epoch().count());
  plan.seed = flags.seed != 0 ? flags.seed : now / 1000 % kSeeds + 1;
  if (flags.language == "ko") plan.language = rehearsal::Language::kKorean;
  return plan;
}

// Raises the limit of open files as far as needed and possible. If too few connections fit, lowers
// plan.connections and reports that on `err`.
void FitConnections(Plan& plan, std::ostream& err) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = plan.connections + kOtherFiles;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= wanted || limit.rlim_cur <= kOtherFiles) return;
  plan.connections = limit.rlim_cur - kOtherFiles;
  err << "onsale: the limit of open files allows " << plan.connections
      << " connections (ulimit -n raises it)\n";
}

int Complain(std::ostream& err, const std::string& what) {
  err << "onsale: " << what << '\n';
  return kExitUsage;
}

// Opens an output file. Called before the rehearsal, so that a path that cannot be written fails at
// once.
bool OpenFor(std::ofstream& file, const std::string& path) {
  if (!path.empty()) file.open(path, std::ios::binary | std::ios::trunc);
  return path.empty() || file.is_open();
}

bool WriteTo(std::ofstream& file, const std::string& text) {
  if (!file.is_open()) return true;
  file << text;
  file.close();
  return !file.fail();
}

}  // namespace

void RehearseFlags::AddTo(CLI::App& command) {
  // Of repeated flags the last one counts, so that a script's flags can be overridden.
  command.option_defaults()->take_last();
  command.add_option("--url", url, "The server to rehearse with: http://ADDRESS:PORT")
      ->required()
      ->option_text("URL");
  command.add_option("--show", shows, "The ids of the shows to buy for, separated by commas")
      ->required()
      ->delimiter(',')
      ->option_text("ID,...");
  command
      .add_option("--key-file", key_file,
                  "An access key of the server, which then audits itself too [default: "
                  "$ONSALE_KEY_FILE, or ./data-owner.key]")
      ->option_text("FILE");
  command.add_option("--operator-url", operator_url, "The server's address for operators")
      ->capture_default_str()
      ->option_text("URL");
  command
      .add_option("--buyer-signing-key", buyer_signing_key,
                  "The private key that signs buyers, in PEM, for a server with --buyers signed")
      ->option_text("FILE")
      ->group("Signed buyers");
  command
      .add_option("--buyer-key-id", buyer_key_id, "The id of that key (`kid`) in the server's keys")
      ->option_text("ID")
      ->group("Signed buyers");
  command.add_option("--buyer-issuer", buyer_issuer, "The claim `iss`, as the server wants it")
      ->option_text("CLAIM")
      ->group("Signed buyers");
  command.add_option("--buyer-audience", buyer_audience, "The claim `aud`, as the server wants it")
      ->option_text("CLAIM")
      ->group("Signed buyers");
  command.add_flag("--yes", yes,
                   "Buy for shows that have sold seats to buyers who are not of a rehearsal, too");

  command
      .add_option("--buyers", buyers,
                  "The number of simulated buyers, 1 to 1000000 [default: 1000]")
      ->check(CLI::Range(1U, kBuyersMax))
      ->option_text("N")
      ->group("Crowd");
  command.add_option("--arrive", arrive, "The time in which the buyers arrive [default: 60s]")
      ->option_text("DURATION")
      ->group("Crowd");
  command
      .add_option("--arrival", arrival,
                  "How they arrive: opening (a burst, then a tail) or even [default: opening]")
      ->check(CLI::IsMember({"opening", "even"}))
      ->option_text("WORD")
      ->group("Crowd");
  command
      .add_option("--best", best,
                  "The share of the buyers who let the server choose their seats, in percent "
                  "[default: 50]")
      ->check(CLI::Range(0U, 100U))
      ->option_text("PERCENT")
      ->group("Crowd");
  command
      .add_option(
          "--speed", speed,
          "Divide the time that buyers take to think by this number, 1 to 1000 [default: 1]")
      ->check(CLI::Range(1U, 1000U))
      ->option_text("N")
      ->group("Crowd");
  command
      .add_option("--seed", seed, "The seed of the buyers' choices [default: a new one each time]")
      ->option_text("N")
      ->group("Crowd");
  command
      .add_option("--connections", connections,
                  "The most connections open at once, 1 to 60000 [default: 10000]")
      ->check(CLI::Range(std::size_t{1}, kConnectionsMax))
      ->option_text("N")
      ->group("Crowd");
  command
      .add_option("--time-limit", time_limit,
                  "End after this time, even if buyers are left [default: 1h]")
      ->option_text("DURATION")
      ->group("Crowd");

  command.add_option("--report", report, "Write the report to this HTML file")
      ->option_text("FILE")
      ->group("Report");
  command.add_option("--json", json, "Write the figures to this JSON file")
      ->option_text("FILE")
      ->group("Report");
  command.add_option("--language", language, "The language of the report: en or ko [default: en]")
      ->check(CLI::IsMember({"en", "ko"}))
      ->option_text("WORD")
      ->group("Report");
  command.footer(
      "It buys for real: rehearse on a copy of the catalogue, not on the sale itself.\n\n"
      "Example:\n"
      "  onsale rehearse --url http://127.0.0.1:8080 --show moonlit-signal-1 --buyers 20000 \\\n"
      "    --report rehearsal.html");
}

int Rehearse(const RehearseFlags& flags, const Invocation& invocation,
             const RehearseOutput& output) {
  const base::SystemClock clock;
  auto plan = MakePlan(flags, invocation, clock);
  if (!plan) return Complain(output.err, plan.error());
  FitConnections(*plan, output.err);
  std::ofstream report;
  std::ofstream json;
  if (!OpenFor(report, flags.report))
    return Complain(output.err, "--report: cannot write the file");
  if (!OpenFor(json, flags.json)) {
    return Complain(output.err, "--json: cannot write the file");
  }

  InstallSignalHandlers();
  rehearsal::Progress progress(output.err, ::isatty(STDERR_FILENO) != 0, plan->language);
  int status = kExitFailed;
  const auto began = rehearsal::Rehearse(
      *plan, {.stop = g_stop,
              .clock = clock,
              .each_second = [&](const rehearsal::Tally& tally) { progress.Show(tally); },
              .before_audit = [&] { progress.BeginAudit(); },
              .tell =
                  [&](const rehearsal::Record& record) {
                    output.out << rehearsal::Summarize(record) << std::flush;
                    const bool written = WriteTo(report, rehearsal::ReportPage(record)) &&
                                         WriteTo(json, rehearsal::JsonSummary(record));
                    if (!written) output.err << "onsale: the report could not be written\n";
                    status = written && rehearsal::IsGood(rehearsal::Judge(record)) ? kExitDone
                                                                                    : kExitFailed;
                  }});
  if (!began) return Complain(output.err, began.error());
  return status;
}

}  // namespace onsale::app
