// One simulated world: plays steps on its system under test, and checks every answer and row
// against the model.
//
// Owner:    owns the system under test and the model.
// Threads:  one.
// Errors:   Wrong: a broken promise of the product, in a sentence or a few.
#pragma once

#include <array>

#include "sim/check/journal_rows.h"
#include "sim/system/system_under_test.h"

namespace onsale::sim {

// How many kinds of answers a command may have: 0 is success, 1 + the refusal code is a refusal, 1
// + the conflict's kind is the first conflict of a catalogue.
inline constexpr std::size_t kAnswerKinds = domain::kRefusalCodes + 1;
struct Tally {
  std::int64_t commands = 0;  // commands decided and durable
  std::int64_t batches = 0;
  std::int64_t restarts = 0;
  std::int64_t lost = 0;  // commands whose batch a power cut lost
  std::array<std::array<std::int64_t, kAnswerKinds>, std::variant_size_v<domain::CommandVariant>>
      answers{};

  void Add(const Tally& other);
};

class World {
 public:
  using Wrong = std::string;

  World(const WorldPlan& plan, std::unique_ptr<SystemUnderTest> system);

  // Plays a step and checks its results. Leaves out commands that src/http would refuse before the
  // rules see them.
  std::expected<StepResult, Wrong> Play(Step step);
  // Checks every row of the sale. Requires: the last step left no batch waiting for a frame.
  std::expected<void, Wrong> Sweep();

  const Tally& tally() const { return tally_; }
  // A hash of all answers and, after Sweep, of all rows.
  std::uint64_t hash() const { return hash_; }

 private:
  std::expected<void, Wrong> Judge(const Batch& batch);
  std::expected<void, Wrong> JudgeAnswers(const Batch& batch);
  std::optional<Wrong> JudgeVersion(const domain::Outcome& outcome);
  std::optional<Wrong> JudgeMemory(const store::MemoryRows& rows);
  bool MayBeAsked(const domain::Command& command) const;

  std::unique_ptr<SystemUnderTest> system_;
  Model model_;
  JournalRows journal_;
  std::map<domain::ShowId, domain::SeatMapPtr> maps_;  // the latest map of each show
  Tally tally_;
  std::uint64_t hash_;
  // The earliest time of the next batch. Time does not go back, except at a start: time then
  // continues from the last change, because reads leave no time in the rows.
  base::Time least_now_;
  base::Time last_change_;
};

}  // namespace onsale::sim
