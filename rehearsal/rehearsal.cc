#include "rehearsal/rehearsal.h"

#include <sys/resource.h>

#include "rehearsal/venue/scout.h"

namespace onsale::rehearsal {
namespace {

constexpr std::chrono::seconds kReachWithin{5};
constexpr std::chrono::seconds kAuditSilenceMost{30};
// The server's own audit of a million buyers takes minutes on a busy machine.
constexpr std::chrono::minutes kServerAuditMost{15};

double CpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

std::expected<void, std::string> Rehearse(const Plan& plan, const Watch& watch) {
  Connections connections({.address = plan.server, .count_max = plan.connections});
  Errands scouting(connections, {plan.host, kReachWithin});
  Connections to_operators(
      {.address = plan.operator_server, .count_max = 1, .answer_within = kServerAuditMost});
  Errands operators(to_operators, {plan.operator_host, kAuditSilenceMost});
  auto venue = Scout(plan, scouting, operators);
  if (!venue) return std::unexpected(venue.error());

  const base::Time started = watch.clock.Now();
  const SteadyTime start = std::chrono::steady_clock::now();
  const double cpu_before = CpuSeconds();
  Crowd crowd(plan, *venue, connections);
  const Cut cut = crowd.Run({.stop = watch.stop, .each_second = watch.each_second});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const double cpu = CpuSeconds() - cpu_before;
  const Connections::Figures figures = connections.figures();

  watch.before_audit();
  Errands auditing(connections, {plan.host, kAuditSilenceMost});
  Errands asking(to_operators, {plan.operator_host, kAuditSilenceMost, kServerAuditMost});
  const AuditResult audit =
      Audit({crowd.plan(), crowd.buyers(), crowd.texts()}, *venue, auditing, asking);
  watch.tell({.plan = crowd.plan(),
              .tally = crowd.tally(),
              .audit = audit,
              .connections = figures,
              .signing = crowd.signed_tokens(),
              .cut = cut,
              .started = started,
              .seconds = took.count(),
              .cpu_seconds = cpu});
  return {};
}

}  // namespace onsale::rehearsal
