#include "rehearsal/measure/tally.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace onsale::rehearsal {
namespace {

constexpr std::size_t kNonsenseMax = 10;
// The most distinct refusals that are counted: bounds the memory that a faulty server's codes take.
constexpr std::size_t kRefusalKindsMax = 500;
constexpr std::size_t kCodeBytesMax = 64;

}  // namespace

void Tally::Answered(Call call, std::int64_t latency_us, std::uint64_t bytes,
                     std::int64_t late_us) {
  second_[static_cast<std::size_t>(call)].Add(latency_us);
  server_[static_cast<std::size_t>(call)].Add(latency_us - late_us);
  Read(call, bytes);
}

void Tally::Read(Call call, std::uint64_t bytes) {
  bytes_[static_cast<std::size_t>(call)] += bytes;
  bytes_of_second_ += bytes;
}

void Tally::Refused(Call call, unsigned status, std::string_view code) {
  code = code.substr(0, kCodeBytesMax);
  for (Refusal& refusal : refusals_) {
    if (refusal.call == call && refusal.status == status && refusal.code == code) {
      ++refusal.count;
      return;
    }
  }
  if (refusals_.size() == kRefusalKindsMax) return;
  refusals_.push_back({call, status, std::string(code), 1});
}

void Tally::Nonsense(Call call, std::string_view what) {
  ++nonsense_count_;
  if (nonsense_.size() == kNonsenseMax) return;
  nonsense_.push_back(std::string(NameOf(call)) + ": " + std::string(what));
}

void Tally::CloseSecond() {
  Moment moment{.gauges = gauges, .calls = {}, .bytes = std::exchange(bytes_of_second_, 0)};
  for (std::size_t call = 0; call < kCalls; ++call) {
    Histogram& second = second_[call];
    if (second.count() == 0) continue;
    moment.calls[call] = {second.count(), second.Quantile(0.5), second.Quantile(0.99)};
    all_[call].Add(second);
    second.Clear();
  }
  moments_.push_back(moment);
}

std::uint64_t Tally::answers() const {
  std::uint64_t sum = 0;
  for (const Histogram& histogram : all_) sum += histogram.count();
  return sum;
}

std::uint64_t Tally::bytes() const {
  return std::accumulate(bytes_.begin(), bytes_.end(), std::uint64_t{0});
}

std::uint64_t Tally::bytes_at_peak() const {
  std::uint64_t most = 0;
  for (const Moment& moment : moments_) most = std::max(most, moment.bytes);
  return most;
}

std::uint64_t Tally::overloads() const {
  std::uint64_t sum = 0;
  for (const Refusal& refusal : refusals_) {
    if (refusal.status == 429 || refusal.status == 503) sum += refusal.count;
  }
  return sum;
}

}  // namespace onsale::rehearsal
