#include "http/limit/limiter.h"

#include <cstring>
#include <string_view>
#include <utility>

namespace onsale::http {
namespace {

std::size_t IndexOf(CallClass call_class) {
  return static_cast<std::size_t>(call_class);
}
std::size_t IndexOf(CallerKind kind) {
  return static_cast<std::size_t>(kind);
}

std::int64_t Micros(std::chrono::steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

CellRate RateOfAddress(const CallLimit& limit, std::int64_t callers) {
  return CellRate::Of({.per_minute = limit.per_minute * callers, .burst = limit.burst * callers});
}

std::uint64_t HashOf(const base::HashKey& key, CallClass call_class, const CallerKey& caller) {
  std::array<char, 24> bytes{static_cast<char>(call_class), static_cast<char>(caller.kind())};
  constexpr std::size_t kBefore = 2;
  const std::string_view own = caller.bytes();
  std::memcpy(bytes.data() + kBefore, own.data(), own.size());
  return base::SipHash13(key, {bytes.data(), kBefore + own.size()});
}

}  // namespace

Limiter::Limits::Limits(const LimitOptions& options)
    : limits(options.limits), callers_per_address(options.callers_per_address) {
  for (std::size_t i = 0; i < kCallClasses; ++i) {
    rates[i] = {.caller = CellRate::Of(limits[i]),
                .address = RateOfAddress(limits[i], callers_per_address)};
  }
}

Limiter::Limiter(const LimitOptions& options, const base::HashKey& key, Callbacks callbacks)
    : key_(key), callbacks_(std::move(callbacks)), limits_(Limits(options)), mode_(options.mode) {}

void Limiter::SetLimits(const LimitOptions& options) {
  limits_.Replace(Limits(options));
}

void Limiter::SetMode(LimitMode mode) {
  const LimitMode before = mode_.exchange(mode, std::memory_order_relaxed);
  if (before != mode) callbacks_.mode_changed(before, mode);
}

std::optional<Quota> Limiter::Check(CallClass call_class, const CallerKey& caller,
                                    std::chrono::steady_clock::time_point now) {
  const LimitMode mode = this->mode();
  if (mode == LimitMode::kOff) return std::nullopt;
  const Rates& rates = limits_.Get().rates[IndexOf(call_class)];
  const CellRate& rate = caller.kind() == CallerKind::kAddress ? rates.address : rates.caller;
  const std::int64_t micros = Micros(now.time_since_epoch());
  const CellVerdict verdict = table_.Call(HashOf(key_, call_class, caller), rate, micros);
  if (!verdict.conforms) Count(call_class, caller.kind(), mode, micros);
  if (mode == LimitMode::kLog) return std::nullopt;
  return Quota{.call_class = call_class, .rate = rate, .verdict = verdict};
}

void Limiter::Count(CallClass call_class, CallerKind kind, LimitMode mode, std::int64_t now) {
  Counts& counts = counts_[IndexOf(call_class)][IndexOf(kind)];
  counts.all.fetch_add(1, std::memory_order_relaxed);
  counts.unreported.fetch_add(1, std::memory_order_relaxed);
  std::int64_t due = counts.next_report.load(std::memory_order_relaxed);
  if (now < due) return;
  const std::int64_t next = now + Micros(kReportInterval);
  if (!counts.next_report.compare_exchange_strong(due, next, std::memory_order_relaxed)) return;
  callbacks_.exceeded({.call_class = call_class,
                       .kind = kind,
                       .calls = counts.unreported.exchange(0, std::memory_order_relaxed),
                       .mode = mode});
}

const CallLimit& Limiter::LimitOf(CallClass call_class) const {
  return limits_.Get().limits[IndexOf(call_class)];
}

std::uint64_t Limiter::ExceededBy(CallClass call_class, CallerKind kind) const {
  return counts_[IndexOf(call_class)][IndexOf(kind)].all.load(std::memory_order_relaxed);
}

}  // namespace onsale::http
