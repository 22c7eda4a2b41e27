#include "sim/run/world.h"

#include <algorithm>

#include "sim/chance.h"
#include "sim/check/tell.h"
#include "sim/script.h"
#include "store/same_outcome_testing.h"

namespace onsale::sim {

using domain::Command;
using domain::Outcome;
using std::unexpected;

namespace {

std::string At(base::Time now) {
  return "at " + std::to_string(now.time_since_epoch().count()) + ": ";
}

}  // namespace

void Tally::Add(const Tally& other) {
  commands += other.commands;
  batches += other.batches;
  restarts += other.restarts;
  lost += other.lost;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    for (std::size_t j = 0; j < kAnswerKinds; ++j) answers[i][j] += other.answers[i][j];
  }
}

namespace {

struct RecordErasures {
  std::vector<domain::IdempotencyRecordKey> keys;
  template <class Row>
  void Put(const Row&) {}
  template <class Row>
  void Erase(const Row& row) {
    if constexpr (std::is_same_v<Row, domain::IdempotencyRecord>) keys.push_back(row.key);
  }
};

std::vector<domain::IdempotencyRecordKey> EndedRecords(const std::string& rows) {
  RecordErasures erasures;
  const bool good = store::DecodeRows(rows, erasures).has_value();
  ONSALE_ASSERT(good);
  return std::move(erasures.keys);
}

}  // namespace

World::World(const WorldPlan& plan, std::unique_ptr<SystemUnderTest> system)
    : system_(std::move(system)), model_(plan.limits), hash_(Mix(plan.seed)) {}

// Whether src/http would produce the command: it resolves names against the durable catalogue, so
// the rules rely on known ids.
bool World::MayBeAsked(const Command& command) const {
  const CatalogBook& book = model_.catalog();
  return std::visit(
      [&]<class C>(const C& c) {
        if constexpr (requires { c.concert; }) {
          return book.concerts.contains(c.concert);
        } else if constexpr (requires { c.show; }) {
          return book.shows.contains(c.show);
        } else if constexpr (std::is_same_v<C, domain::IssueToken>) {
          return model_.Expected(domain::Room{.id = c.room}) != nullptr;
        } else {
          return true;
        }
      },
      command);
}

std::expected<StepResult, World::Wrong> World::Play(Step step) {
  std::erase_if(step.commands, [this](const Command& c) { return !MayBeAsked(c); });
  auto result = system_->Play(std::move(step));
  if (!result) return result;
  for (const Batch& batch : result->batches) {
    if (!batch.durable) {
      tally_.lost += std::ssize(batch.commands);
      continue;
    }
    if (auto good = Judge(batch); !good) return unexpected(good.error());
  }
  if (result->restarted) {
    ++tally_.restarts;
    least_now_ = last_change_;
    if (auto good = Sweep(); !good) return unexpected(good.error());
  }
  return result;
}

std::expected<void, World::Wrong> World::Judge(const Batch& batch) {
  ++tally_.batches;
  if (batch.now < least_now_)
    return unexpected(At(batch.now) + "the time of a batch is before that of an earlier one");
  least_now_ = batch.now;
  if (!batch.rows.empty()) last_change_ = batch.now;
  const bool begun = model_.BeginBatch(batch.now, [&] { return EndedRecords(batch.rows); });
  if (begun == batch.due_only) {
    return unexpected(At(batch.now) +
                      (begun ? "a batch left commands out although nothing else was due"
                             : "commands were decided although more was due"));
  }
  if (begun) {
    if (auto good = JudgeAnswers(batch); !good) return good;
    model_.EndBatch();
  }
  if (auto wrong = journal_.Apply(batch.rows, model_)) return unexpected(At(batch.now) + *wrong);
  return {};
}

namespace {

std::size_t AnswerKind(const Outcome& outcome) {
  return std::visit(
      [](const auto& tagged) -> std::size_t {
        if (tagged.answer) return 0;
        if constexpr (requires { tagged.answer.error().code; }) {
          return static_cast<std::size_t>(tagged.answer.error().code) + 1;
        } else {
          return static_cast<std::size_t>(tagged.answer.error().front().kind) + 1;
        }
      },
      outcome);
}

}  // namespace

std::expected<void, World::Wrong> World::JudgeAnswers(const Batch& batch) {
  for (std::size_t i = 0; i < batch.commands.size(); ++i) {
    const Command& command = batch.commands[i];
    const Outcome expected = model_.Answer(command);
    if (!batch.own) ++tally_.commands;
    // A batch that is durable may have no outcomes, because a power cut lost them.
    if (batch.outcomes.empty()) continue;
    const Outcome& outcome = batch.outcomes[i];
    const std::size_t kind = AnswerKind(outcome);
    if (!batch.own) ++tally_.answers[command.index()][kind];
    hash_ = Mix(hash_ ^ (command.index() * kAnswerKinds + kind));
    if (!store::SameOutcome(expected, outcome)) {
      return unexpected(At(batch.now) + "a wrong answer to\n  " + CommandLine(command) +
                        "\nExpected by the model:\n " + Tell(expected) +
                        "\nAnswer of the sale:\n " + Tell(outcome));
    }
    if (auto wrong = JudgeVersion(outcome)) return unexpected(At(batch.now) + *wrong);
  }
  return {};
}

// Checks that the version of a show's seat map grows whenever the map changes.
std::optional<World::Wrong> World::JudgeVersion(const Outcome& outcome) {
  const domain::SeatMapPtr* map = nullptr;
  if (const auto* read = std::get_if<domain::OutcomeFor<domain::ReadSeats>>(&outcome)) {
    if (read->answer) map = &*read->answer;
  }
  if (const auto* watched = std::get_if<domain::OutcomeFor<domain::WatchSeats>>(&outcome)) {
    if (watched->answer) map = &*watched->answer;
  }
  if (map == nullptr) return std::nullopt;
  const domain::SeatMapPtr before = std::exchange(maps_[(*map)->show], *map);
  if (!before || before->version < (*map)->version) return std::nullopt;
  const bool same = before->version == (*map)->version && before->statuses == (*map)->statuses;
  if (same) return std::nullopt;
  return "a seat map changed without a higher version: " + Tell(outcome);
}

namespace {

template <class Row>
std::uint64_t HashOf(const Row& row) {
  std::string bytes;
  base::WireWriter out(bytes);
  store::EncodePut(out, row);
  std::uint64_t hash = bytes.size();
  for (const char c : bytes) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3U;
  return Mix(hash);
}

}  // namespace

// Checks that the rows in memory equal those of the journal and those that the model expects. The
// journal also has the tokens and reservations that are left to the tables.
std::optional<World::Wrong> World::JudgeMemory(const store::MemoryRows& rows) {
  Wrong wrong;
  std::int64_t count = 0;
  std::uint64_t sum = 0;
  rows.ForEachRow([&](const auto& row) {
    ++count;
    sum += HashOf(row);
    const auto* const kept = journal_.Find(row);
    const auto* const expected = model_.Expected(row);
    if (!wrong.empty()) return;
    if (kept == nullptr || HashOf(*kept) != HashOf(row)) {
      wrong = "a row is in memory, but not in the journal: " + TellRow(row);
    } else if (expected == nullptr || !store::SameRow(*expected, row)) {
      wrong = "a wrong row in memory\n  " + TellRow(row) + "\nExpected by the model:\n  " +
              (expected ? TellRow(*expected) : "none");
    }
  });
  std::int64_t kept_count = 0;
  journal_.ForEachRow([&]<class Row>(const Row& row) {
    const auto is_left = [this](const domain::QueueTokenKey& turn) {
      const domain::Room* const room = journal_.Find(domain::Room{.id = turn.room});
      return room != nullptr && turn.number <= room->last_archived;
    };
    if constexpr (std::is_same_v<Row, domain::QueueToken>) {
      if (is_left(row.key)) return;
    } else if constexpr (std::is_same_v<Row, domain::Reservation>) {
      if (row.status != domain::ReservationStatus::kConfirmed && is_left(row.token)) return;
    }
    ++kept_count;
  });
  hash_ = Mix(hash_ ^ sum);
  if (!wrong.empty()) return wrong;
  if (count != kept_count || count != model_.ExpectedRows()) {
    return std::to_string(count) + " rows are in memory, " + std::to_string(kept_count) +
           " in the journal, and the model expects " + std::to_string(model_.ExpectedRows());
  }
  if (rows.catalog_ptr()->rows() != model_.catalog().AsRows()) {
    return "the catalogue in memory differs from the loaded one";
  }
  return std::nullopt;
}

std::expected<void, World::Wrong> World::Sweep() {
  std::optional<Wrong> wrong;
  auto rested = system_->Rest([&](const store::MemoryRows& rows) { wrong = JudgeMemory(rows); });
  if (!rested) return rested;
  if (wrong) return unexpected(At(model_.now()) + *wrong);
  return {};
}

}  // namespace onsale::sim
