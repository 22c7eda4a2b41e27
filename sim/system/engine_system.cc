#include "sim/system/engine_system.h"

#include <algorithm>
#include <filesystem>
#include <future>

#include "sim/system/store_system.h"
#include "store/audit.h"
#include "store/embedded/journal/journal_format.h"

namespace onsale::sim {

using std::unexpected;

EngineSystem::EngineSystem(const WorldPlan& plan, std::string directory)
    : directory_(std::move(directory)),
      segment_bytes_(plan.segment_bytes),
      frame_bytes_(plan.frame_bytes),
      read_ahead_(plan.read_ahead),
      limits_(plan.limits),
      hash_key_(HashKeyOf(plan)),
      chance_(plan.seed) {
  std::filesystem::create_directories(directory_);
  const auto started = Start();
  ONSALE_ASSERT(started.has_value());
}

EngineSystem::~EngineSystem() {
  Stop();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::expected<void, std::string> EngineSystem::Start() {
  store::EmbeddedOptions options{.directory = directory_,
                                 .segment_bytes = segment_bytes_,
                                 .fold_interval = std::chrono::milliseconds(20),
                                 .closing_time = std::chrono::milliseconds(chance_.Of({0, 200})),
                                 .commit_bounds = {.frame_bytes = frame_bytes_},
                                 .read_ahead = read_ahead_,
                                 .fold_on_close = chance_.OneIn(2),
                                 .files = &files_,
                                 .limits = limits_,
                                 .hash_key = hash_key_};
  auto store = store::EmbeddedStore::Open(std::move(options), clock_);
  if (!store) return unexpected("a start was refused: " + store.error().detail);
  store_ = std::move(*store);
  files_.TakeFrames();  // discards the last frame, which a start writes again
  engine_ = std::make_unique<engine::Engine>(*store_, clock_, engine::EngineOptions{}, nullptr);
  floor_ = last_now_;
  return {};
}

void EngineSystem::Stop() {
  engine_.reset();
  store_.reset();
}

void EngineSystem::ToggleReader() {
  if (std::exchange(reader_, nullptr) != nullptr) return;
  auto opened = store::Connection::Open(directory_ + "/sale.db");
  ONSALE_ASSERT(opened.has_value());
  reader_ = *std::move(opened);
  const auto begun = reader_->Execute("BEGIN; SELECT count(*) FROM store_meta");
  ONSALE_ASSERT(begun.has_value());
}

void EngineSystem::Deliver(std::vector<engine::Delivery> deliveries) {
  const base::MutexLock lock(mutex_);
  std::ranges::move(deliveries, std::back_inserter(deliveries_));
  arrived_.notify_one();
}

std::string EngineSystem::TakeRows() {
  std::string rows;
  for (const std::string& frame : files_.TakeFrames()) {
    const auto decoded = store::DecodeFrame(frame, frame.size());
    ONSALE_ASSERT(decoded.fault == store::FrameFault::kNone);
    rows += decoded.frame.rows;
  }
  return rows;
}

std::expected<bool, std::string> EngineSystem::Run(Batch& batch) {
  std::vector<engine::Job> jobs;
  for (const domain::Command& command : batch.commands) {
    jobs.push_back({.command = command, .reply_to = this, .tag = jobs.size()});
  }
  if (engine_->Submit(jobs) != jobs.size())
    return unexpected("the engine accepted only a part of the jobs");
  base::MutexLock lock(mutex_);
  while (deliveries_.size() != jobs.size()) lock.Wait(arrived_);
  std::vector<engine::Delivery> deliveries = std::exchange(deliveries_, {});
  lock.Unlock();
  engine_->Submit({});

  batch.now = last_now_;
  batch.rows = TakeRows();
  std::ranges::sort(deliveries, {}, &engine::Delivery::tag);
  for (engine::Delivery& delivery : deliveries) {
    if (!delivery.outcome) return false;
    batch.outcomes.push_back(std::move(*delivery.outcome));
  }
  batch.durable = true;
  return true;
}

std::expected<StepResult, std::string> EngineSystem::Play(Step step) {
  // The engine reads the clock only for a batch, so a step without commands sends a read.
  if (step.commands.empty()) step.commands.push_back(domain::ListRooms{});
  const base::Time clock = std::max(step.clock, floor_);
  clock_.Set(clock);
  last_now_ = std::max(last_now_, clock);
  if (chance_.OneIn(50)) ToggleReader();
  if (IsCrash(step.fate)) return PlayCrash(std::move(step));

  StepResult result{.answered = true};
  Batch& batch = result.batches.emplace_back();
  batch.commands = std::move(step.commands);
  const auto done = Run(batch);
  if (!done) return unexpected(done.error());
  if (!*done) return unexpected("rule 9: an outcome is unknown although nothing failed");
  if (step.fate != Fate::kStop) return result;
  Stop();
  if (auto started = Start(); !started) return unexpected(started.error());
  result.restarted = true;
  return result;
}

std::expected<StepResult, std::string> EngineSystem::PlayCrash(Step step) {
  StepResult result{.restarted = true};
  result.batches.resize(2);
  Batch& before = result.batches[0];
  Batch& batch = result.batches[1];
  // Work that is due is committed first, in a batch of its own, so that the power cut hits only the
  // step's batch.
  before.commands = {domain::ListRooms{}};
  before.own = true;
  if (auto done = Run(before); !done || !*done) return unexpected("rule 9: a tick failed");
  batch.commands = std::move(step.commands);

  if (step.fate == Fate::kCutDuring || step.fate == Fate::kKill) {
    files_.FailNextFrame(step.cut_seed % 2 == 0 ? SimFiles::Part::kWrite : SimFiles::Part::kSync);
  }
  if (step.fate != Fate::kCutBefore) {
    const auto done = Run(batch);
    if (!done) return unexpected(done.error());
    if (!*done && step.fate == Fate::kCutAfter)
      return unexpected("rule 9: an outcome is unknown although the power was cut only later");
  }
  Stop();
  step.fate == Fate::kKill ? files_.Kill() : files_.PowerCut(step.cut_seed);
  if (files_.InterruptedFrameExists()) batch.durable = true;
  files_.TakeFrames();
  if (auto started = Start(); !started) return unexpected(started.error());
  return result;
}

std::expected<void, std::string> EngineSystem::Audit() {
  std::promise<store::AnswerTo<store::AuditQuestion>> promise;
  auto report = promise.get_future();
  engine_->Ask(store::MakeQuestion(
      store::AuditQuestion{}, [&promise](auto result) { promise.set_value(std::move(result)); }));
  const auto found = report.get();
  if (!found) return unexpected("the audit could not run: " + found.error().detail);
  for (const store::AuditCheck& check : found->checks) {
    if (check.violations == 0) continue;
    const std::string example = check.examples.empty() ? "" : ": " + check.examples.front();
    return unexpected("the audit found a violation of " + check.name + example);
  }
  return {};
}

std::expected<void, std::string> EngineSystem::Rest(const Look& look) {
  if (auto audited = Audit(); !audited) return audited;
  engine_.reset();
  look(store_->rows());
  engine_ = std::make_unique<engine::Engine>(*store_, clock_, engine::EngineOptions{}, nullptr);
  return {};
}

std::unique_ptr<SystemUnderTest> MakeSystemUnderTest(const WorldPlan& plan,
                                                     const std::string& directory) {
  if (plan.system == SystemKind::kStore) return std::make_unique<StoreSystem>(plan);
  return std::make_unique<EngineSystem>(plan, directory);
}

}  // namespace onsale::sim
