#include "sim/run/crew.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <ostream>

#include "base/assert.h"
#include "sim/chance.h"
#include "sim/run/trial.h"

namespace onsale::sim {
namespace {

using std::chrono::steady_clock;

constexpr auto kProgressEvery = std::chrono::seconds(10);

// A message from a job to the parent process, through the job's pipe: a world begins, ends, or
// fails.
struct Message {
  enum class Kind : std::uint8_t { kBegins, kEnds, kFails } kind;
  std::uint64_t world_seed;
  std::uint64_t hash;
  Tally tally;
};
static_assert(std::is_trivially_copyable_v<Message>);

struct Job {
  pid_t process = 0;
  int pipe = -1;
  std::uint64_t world_seed = 0;  // the world that the job plays
  std::string partial;           // the received part of a message
};

// Calls f(plan, number) for each world of a run, in order, until f returns false.
template <class F>
void ForEachWorld(const RunOptions& options, F&& f) {
  std::int64_t commands = 0;
  std::int64_t number = 0;
  for (std::uint64_t i = 0; commands < options.commands; ++i) {
    const WorldPlan plan = PlanWorld(WorldSeed(options.seed, i));
    if (options.only && plan.system != *options.only) continue;
    commands += plan.commands;
    const std::int64_t this_one = number++;
    if (this_one >= options.from_world && !f(plan, this_one)) return;
  }
}

void Tell(int pipe, const Message& message) {
  const auto* bytes = reinterpret_cast<const char*>(&message);
  for (std::size_t sent = 0; sent < sizeof message;) {
    const ssize_t count = ::write(pipe, bytes + sent, sizeof message - sent);
    if (count <= 0) ::_exit(3);
    sent += static_cast<std::size_t>(count);
  }
}

void Work(const RunOptions& options, std::int64_t job, int pipe, const std::string& directory) {
  const std::string own = directory + "/job-" + std::to_string(job);
  ForEachWorld(options, [&](const WorldPlan& plan, std::int64_t number) {
    if (number % options.jobs != job) return true;
    Tell(pipe, {.kind = Message::Kind::kBegins, .world_seed = plan.seed});
    ::alarm(options.world_seconds_max);
    const Life life = Live(plan, own, nullptr);
    const auto kind = life.wrong ? Message::Kind::kFails : Message::Kind::kEnds;
    Tell(pipe, {kind, plan.seed, life.hash, life.tally});
    return !life.wrong;
  });
}

Job Hire(const RunOptions& options, std::int64_t number, const std::string& directory) {
  int ends[2];
  ONSALE_ASSERT(::pipe(ends) == 0);
  const pid_t process = ::fork();
  ONSALE_ASSERT(process >= 0);
  if (process == 0) {
    ::close(ends[0]);
    Work(options, number, ends[1], directory);
    ::_exit(0);
  }
  ::close(ends[1]);
  return {.process = process, .pipe = ends[0], .world_seed = 0, .partial = {}};
}

class Crew {
 public:
  Crew(const RunOptions& options, const std::string& directory, std::ostream& progress)
      : options_(options), progress_(progress) {
    for (std::int64_t i = 0; i < options.jobs; ++i) jobs_.push_back(Hire(options, i, directory));
  }

  RunResult Watch() {
    while (!jobs_.empty() && !result_.failed_world) {
      std::vector<pollfd> polls;
      for (const Job& job : jobs_) polls.push_back({.fd = job.pipe, .events = POLLIN});
      ::poll(polls.data(), polls.size(), 1000);
      for (std::size_t i = polls.size(); i-- > 0;) {
        if (polls[i].revents != 0 && !Hear(jobs_[i])) Dismiss(i);
      }
      ShowProgress();
    }
    while (!jobs_.empty()) {
      ::kill(jobs_.back().process, SIGKILL);
      Dismiss(jobs_.size() - 1);
    }
    return result_;
  }

 private:
  // Reads messages of a job from its pipe. False once the pipe is closed.
  bool Hear(Job& job) {
    char buffer[sizeof(Message)];
    const ssize_t count = ::read(job.pipe, buffer, sizeof buffer);
    if (count <= 0) return false;
    job.partial.append(buffer, static_cast<std::size_t>(count));
    while (job.partial.size() >= sizeof(Message)) {
      Message message;
      std::memcpy(&message, job.partial.data(), sizeof message);
      job.partial.erase(0, sizeof message);
      Take(job, message);
    }
    return true;
  }

  void Take(Job& job, const Message& message) {
    job.world_seed = message.world_seed;
    if (message.kind == Message::Kind::kBegins) return;
    ++result_.worlds;
    result_.tally.Add(message.tally);
    // The run's hash is a sum, which does not depend on the order in which jobs report.
    result_.hash += Mix(message.hash ^ message.world_seed);
    if (message.kind == Message::Kind::kFails) result_.failed_world = message.world_seed;
  }

  void Dismiss(std::size_t at) {
    int status = 0;
    ::waitpid(jobs_[at].process, &status, 0);
    ::close(jobs_[at].pipe);
    const auto end = EndOf(status);
    if (end && !result_.failed_world) {
      result_.failed_world = jobs_[at].world_seed;
      result_.how = *end;
    }
    jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  void ShowProgress() {
    const auto now = steady_clock::now();
    if (now < shown_ + kProgressEvery) return;
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    progress_ << "  " << result_.tally.commands << " of " << options_.commands << " commands in "
              << result_.worlds << " worlds, "
              << static_cast<std::int64_t>(static_cast<double>(result_.tally.commands) / seconds)
              << " per second\n"
              << std::flush;
  }

  const RunOptions options_;
  std::ostream& progress_;
  std::vector<Job> jobs_;
  RunResult result_;
  const steady_clock::time_point start_ = steady_clock::now();
  steady_clock::time_point shown_ = start_;
};

}  // namespace

RunResult RunWorlds(const RunOptions& options, const std::string& directory,
                    std::ostream& progress) {
  return Crew(options, directory, progress).Watch();
}

}  // namespace onsale::sim
