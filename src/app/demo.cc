#include "app/demo.h"

#include <pthread.h>
#include <stdlib.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <expected>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "app/command_line.h"
#include "app/log.h"
#include "app/operator_client.h"
#include "app/serve.h"
#include "app/served_pages.h"
#include "app/settings.h"
#include "app/settings_sources.h"
#include "base/time.h"
#include "net/descriptor.h"
#include "net/socket.h"
#include "rehearsal/crowds.h"
#include "rehearsal/plan.h"

namespace onsale::embedded {
std::string_view ArenaJson();
}

namespace onsale::app {
namespace {

constexpr std::string_view kThisMachine = "127.0.0.1";
constexpr int kPortsTried = 100;
// The crowd thinks this many times as fast as people do, and the times of the room are those of a
// sale divided by it: 30 minutes to choose, 15 to pay.
constexpr std::uint32_t kSpeed = 20;
constexpr std::string_view kActiveTime = "90s";
constexpr std::string_view kHoldTime = "45s";
// Not divided: pages poll in real time.
constexpr std::string_view kClaimTime = "10s";
// Admits a crowd within about two minutes.
constexpr std::string_view kEntryPerMinute = "900";
constexpr std::chrono::seconds kArrive{100};
constexpr std::size_t kCrowdConnections = 1'000;
constexpr std::string_view kServerConnections = "2000";

// The signals that end the demo. They are blocked before there is a directory, because one that
// ended the process at once would leave it behind; the server waits for them.
void BlockEndSignals() {
  sigset_t signals{};
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

// A directory below the system's temporary one, removed with all that is in it.
class DemoFolder {
 public:
  DemoFolder() {
    std::error_code unknown;
    std::string name =
        (std::filesystem::temp_directory_path(unknown) / "onsale-demo-XXXXXX").string();
    if (!unknown && ::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~DemoFolder() {
    std::error_code kept;
    if (!path_.empty()) std::filesystem::remove_all(path_, kept);
  }
  DemoFolder(const DemoFolder&) = delete;
  DemoFolder& operator=(const DemoFolder&) = delete;

  // Empty if it could not be made.
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct DemoPorts {
  std::uint16_t buyers = 0;
  std::uint16_t operators = 0;
};

// Two free ports of this machine, the first ones from `first` on; for 0 any.
std::optional<DemoPorts> FreePorts(std::uint16_t first) {
  net::Descriptor buyers;
  for (int i = 0; i < kPortsTried && first + i <= UINT16_MAX; ++i) {
    const int port = first == 0 ? 0 : first + i;
    auto taken = net::Listen({std::string(kThisMachine), static_cast<std::uint16_t>(port)});
    if (!taken) continue;
    if (buyers.open()) return DemoPorts{net::PortOf(buyers), net::PortOf(*taken)};
    buyers = *std::move(taken);
  }
  return std::nullopt;
}

std::string AddressOf(std::uint16_t port) {
  return std::string(kThisMachine) + ":" + std::to_string(port);
}

std::expected<Settings, std::string> SettingsFor(const std::filesystem::path& folder,
                                                 const DemoPorts& ports) {
  const std::filesystem::path arena = folder / "arena.json";
  std::ofstream file(arena, std::ios::binary);
  file << embedded::ArenaJson();
  file.close();
  if (file.fail()) return std::unexpected("cannot write " + arena.string());
  const auto one = [](std::string_view value) { return std::vector{std::string(value)}; };
  const auto resolved =
      ResolveSettings({.flags = {{"listen", {AddressOf(ports.buyers)}},
                                 {"operator-listen", {AddressOf(ports.operators)}},
                                 {"data", {(folder / "data").string()}},
                                 {"owner-key-file", {(folder / "owner.key").string()}},
                                 {"key-environment", one("test")},
                                 {"catalog", {arena.string()}},
                                 {"active-time", one(kActiveTime)},
                                 {"hold-time", one(kHoldTime)},
                                 {"claim-time", one(kClaimTime)},
                                 {"entry-per-minute", one(kEntryPerMinute)},
                                 {"connections-max", one(kServerConnections)},
                                 // All buyers of the crowd have one address.
                                 {"limits", one("off")},
                                 {"log-level", one("warn")}},
                       .environment = {},
                       .config = {}});
  if (!resolved) return std::unexpected(resolved.error().front());
  return resolved->settings;
}

rehearsal::Plan PlanFor(const DemoFlags& flags, const DemoPorts& ports) {
  rehearsal::Plan plan{.server = {std::string(kThisMachine), ports.buyers}};
  plan.host = HostOf(plan.server);
  plan.buyers = flags.buyers;
  plan.arrive = kArrive;
  plan.shows = {"moonlit-signal-1", "moonlit-signal-2", "moonlit-signal-3"};
  plan.connections = kCrowdConnections;
  plan.speed = kSpeed;
  plan.time_limit = std::chrono::days(1);
  plan.buys_anyway = true;  // whoever looks at the demo buys, too
  return plan;
}

// Sends the crowd from a thread of its own until it is destroyed.
class DemoCrowd {
 public:
  DemoCrowd(rehearsal::Plan plan, Log& log)
      : plan_(std::move(plan)), log_(log), thread_([this] { Send(); }) {}
  ~DemoCrowd() {
    stop_ = true;
    thread_.join();
  }
  DemoCrowd(const DemoCrowd&) = delete;
  DemoCrowd& operator=(const DemoCrowd&) = delete;

 private:
  void Send() {
    try {
      const auto sent = rehearsal::SendCrowds(plan_, stop_);
      if (!sent && !stop_) log_.Warn("the crowd has ended", {{"reason", sent.error()}});
    } catch (const std::exception& error) {
      log_.Warn("the crowd has ended", {{"reason", std::string_view(error.what())}});
    }
  }

  const rehearsal::Plan plan_;
  Log& log_;
  std::atomic<bool> stop_{false};
  std::thread thread_;  // last: it uses the others
};

}  // namespace

void DemoFlags::AddTo(CLI::App& command) {
  command
      .add_option("--port", port,
                  "The port of the page; the console has the next one. Taken ones are skipped, and "
                  "0 is any [default: 8080]")
      ->option_text("PORT");
  command
      .add_option("--buyers", buyers, "The number of simulated buyers, 1 to 100000 [default: 2000]")
      ->check(CLI::Range(1U, 100'000U))
      ->option_text("N");
  command.footer(
      "Ctrl-C ends it and removes everything. Nothing but this machine can reach it.\n\n"
      "Example:\n"
      "  onsale demo");
}

int RunDemo(const DemoFlags& flags, const DemoOutput& output) {
  const auto fail = [&output](const std::string& sentence) {
    output.err << "onsale: " << sentence << '\n';
    return kExitFailed;
  };
  if (!HasDemoPages()) {
    return fail(
        "this program was built without the pages that the demo shows; install nodejs and npm, "
        "and build again: ./dev demo");
  }
  BlockEndSignals();
  const auto ports = FreePorts(flags.port);
  if (!ports) return fail("no two ports are free from " + std::to_string(flags.port) + " on");
  const DemoFolder folder;
  if (folder.path().empty()) return fail("cannot make a directory for temporary files");
  const auto settings = SettingsFor(folder.path(), *ports);
  if (!settings) return fail(settings.error());

  const base::SystemClock clock;
  Log log({.format = settings->log_format, .level = settings->log_level, .colors = output.colors},
          clock);
  return ServeDemo(*settings, log, [&]() -> std::shared_ptr<void> {
    output.out << "onsale: demo at http://" << AddressOf(ports->buyers)
               << "/demo\nonsale: Ctrl-C ends it and removes everything\n"
               << std::flush;
    return std::make_shared<DemoCrowd>(PlanFor(flags, *ports), log);
  });
}

}  // namespace onsale::app
