#include "sim/worlds/tour.h"

#include <sys/mman.h>

#include <chrono>
#include <iostream>
#include <sstream>

#include "base/assert.h"
#include "sim/run/trial.h"
#include "sim/worlds/explore.h"

namespace onsale::sim {
namespace {

constexpr unsigned kSecondsMax = 24 * 3600;

std::string Tell(const Setting& setting, const Explored& found) {
  std::ostringstream out;
  out << "  " << setting.name << ": " << found.states << " states, " << found.edges
      << " moves; new at each depth:";
  for (const std::uint64_t states : found.states_at) out << ' ' << states;
  return out.str();
}

// The path of the exploration, in memory that the exploring process shares with its parent.
Path& SharedPath() {
  void* const page =
      ::mmap(nullptr, sizeof(Path), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ONSALE_ASSERT(page != MAP_FAILED);
  return *new (page) Path;
}

}  // namespace

bool TourSmallWorlds(std::size_t depth, std::ostream& out) {
  bool good = true;
  Path& at = SharedPath();
  for (const Setting& setting : Settings()) {
    out << std::flush;
    const auto start = std::chrono::steady_clock::now();
    const auto wrong = Try(
        [&]() -> std::optional<std::string> {
          const Explored found = Explore(setting, depth, at);
          if (found.wrong) return found.wrong;
          std::cout << Tell(setting, found) << std::flush;
          return std::nullopt;
        },
        {.seconds_max = kSecondsMax});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (wrong) {
      out << "WRONG: " << *wrong << "\n" << TellPath(setting, at) << '\n';
      good = false;
    } else {
      out << " (" << static_cast<int>(took.count()) << " s)\n";
    }
  }
  out << (good ? "PASS: every small world to depth " : "FAIL: small worlds to depth ") << depth
      << (good ? "\n" : ", see above\n");
  return good;
}

}  // namespace onsale::sim
