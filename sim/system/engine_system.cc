#include "sim/system/engine_system.h"

#include <algorithm>
#include <filesystem>
#include <future>

#include "sim/system/store_system.h"
#include "store/audit.h"
#include "store/embedded/journal/journal_format.h"

namespace onsale::sim {

using std::unexpected;
using store::DiskOperation;

namespace {

bool WritesFrame(const DiskOperation& operation) {
  const std::string_view bytes = operation.bytes;
  return operation.kind == DiskOperation::Kind::kWrite && operation.path.contains("/journal/") &&
         operation.offset >= store::kSegmentHeaderBytes &&
         bytes.size() > store::kFrameHeaderBytes &&
         bytes.substr(store::kFrameMarkAt, store::kFrameMark.size()) == store::kFrameMark;
}

// The disk fails from the write of the next frame on, or from its sync on.
store::FaultyDisk::Faults FailNextFrame(DiskOperation::Kind part) {
  return {.fail_when = [part, frame_file = store::FileId{0}](const auto& operation) mutable {
    if (WritesFrame(operation)) frame_file = operation.file;
    return frame_file != 0 && operation.file == frame_file && operation.kind == part;
  }};
}

// A seed for FaultyDisk::Crash, of the kinds of loss that do not depend on the order in which the
// threads of the store use the disk.
std::uint64_t LossSeed(std::uint64_t cut_seed) {
  return cut_seed / 5 * 5 + cut_seed % 3;
}

}  // namespace

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
  store::EmbeddedOptions options{
      .directory = directory_,
      .segment_bytes = segment_bytes_,
      .fold_interval = std::chrono::milliseconds(20),
      // Small, so that a short world reaches each of them.
      .fold_bounds = {.age_max = std::chrono::milliseconds(chance_.Of({20, 60, 200})),
                      .journal_mib_max = 1,
                      .replay_max = chance_.Of({20U, 200U, 2'000U})},
      .fold_rows_max = chance_.Of({10U, 100U, 1'000U}),
      .closing_time = std::chrono::milliseconds(chance_.Of({0, 200})),
      .commit_bounds = {.frame_bytes = frame_bytes_},
      .read_ahead = read_ahead_,
      .fold_on_close = chance_.OneIn(2),
      .files = &disk_,
      .sqlite_vfs = vfs_.name(),
      .limits = limits_,
      .hash_key = hash_key_};
  disk_.ForgetUnnamed();
  auto store = store::EmbeddedStore::Open(std::move(options), clock_);
  if (!store) return unexpected("a start was refused: " + store.error().detail);
  store_ = std::move(*store);
  disk_.TakeLog();  // discards the last frame, which a start writes again
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
  auto opened = store::Connection::Open(directory_ + "/sale.db", vfs_.name());
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

std::vector<DiskOperation> EngineSystem::TakeFrames() {
  std::vector<DiskOperation> log = disk_.TakeLog();
  std::erase_if(log, [](const DiskOperation& operation) { return !WritesFrame(operation); });
  return log;
}

bool EngineSystem::IsOnDisk(const DiskOperation& write) {
  std::string bytes(write.bytes.size(), '\0');
  return disk_.Read(write.file, write.offset, bytes) == bytes.size() && bytes == write.bytes;
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
  frames_ = TakeFrames();
  for (const DiskOperation& write : frames_) {
    const auto decoded = store::DecodeFrame(write.bytes, write.bytes.size());
    ONSALE_ASSERT(decoded.fault == store::FrameFault::kNone);
    batch.rows += decoded.frame.rows;
  }
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
    using Kind = DiskOperation::Kind;
    disk_.Fail(FailNextFrame(step.cut_seed % 2 == 0 ? Kind::kWrite : Kind::kSync));
  }
  bool in_doubt = false;
  if (step.fate != Fate::kCutBefore) {
    const auto done = Run(batch);
    if (!done) return unexpected(done.error());
    in_doubt = !*done;
    if (in_doubt && step.fate == Fate::kCutAfter)
      return unexpected("rule 9: an outcome is unknown although the power was cut only later");
  }
  Die(step);
  if (in_doubt && !frames_.empty() && IsOnDisk(frames_.back())) batch.durable = true;
  if (auto started = Start(); !started) return unexpected(started.error());
  return result;
}

void EngineSystem::Die(const Step& step) {
  // The process changes nothing more on the disk, however it ends.
  disk_.Fail({.fail_at = 0});
  Stop();
  if (step.fate == Fate::kKill) return disk_.Fail({});
  reader_ = nullptr;
  disk_.Crash(LossSeed(step.cut_seed));
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
