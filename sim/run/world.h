// One world: plays steps on its ground, and holds every answer and every row against the model and
// the rules.
//
// Owner:    the ground and the model.
// Threads:  one.
// Errors:   Wrong: what the product did that it must not, in a sentence or a few.
#pragma once

#include <array>

#include "sim/check/rule_book.h"
#include "sim/ground/ground.h"
#include "sim/model/model.h"

namespace onsale::sim {

// Answers by command and by what they said: 0 is yes, else the number of the refusal, or of a
// catalogue's first conflict, + 1.
inline constexpr std::size_t kAnswerKinds =
    static_cast<std::size_t>(domain::RefusalCode::kBalanceLimit) + 2;
struct Tally {
  std::int64_t commands = 0;  // that were decided and are durable
  std::int64_t batches = 0;
  std::int64_t restarts = 0;
  std::int64_t lost = 0;  // decided and gone with the power
  std::array<std::array<std::int64_t, kAnswerKinds>, std::variant_size_v<domain::Command>>
      answers{};

  void Add(const Tally& other);
};

class World {
 public:
  using Wrong = std::string;

  World(const WorldPlan& plan, std::unique_ptr<Ground> ground);

  // What became of it. Commands that the http floor would not let through are left out.
  std::expected<Settled, Wrong> Play(Step step);
  // Looks at every row. Requires: the last step did not leave a batch waiting.
  std::expected<void, Wrong> Sweep();

  const Tally& tally() const { return tally_; }
  // Of all answers and, after Sweep, of all rows.
  std::uint64_t hash() const { return hash_; }

 private:
  std::expected<void, Wrong> Judge(const Batch& batch);
  std::expected<void, Wrong> JudgeAnswers(const Batch& batch);
  std::expected<void, Wrong> JudgeRows(const Batch& batch, bool more_is_due);
  std::optional<Wrong> JudgeVersion(const domain::Outcome& outcome);
  std::optional<Wrong> JudgeMemory(const store::MemoryRows& rows);
  bool MayBeAsked(const domain::Command& command) const;

  std::unique_ptr<Ground> ground_;
  Model model_;
  RuleBook book_;
  std::map<domain::ShowId, domain::SeatMapPtr> maps_;  // as seen last
  Tally tally_;
  std::uint64_t hash_;
  // Time may not run back, but after a start it goes on from the last change: nobody remembers when
  // rows were only read.
  base::Time least_now_;
  base::Time last_change_;
};

}  // namespace onsale::sim
