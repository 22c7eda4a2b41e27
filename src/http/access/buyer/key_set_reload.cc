#include "http/access/buyer/key_set_reload.h"

#include <chrono>
#include <utility>

#include "http/access/buyer/claims.h"

namespace onsale::http {
namespace {

constexpr std::chrono::seconds kLookInterval{1};

}  // namespace

KeySetReload::KeySetReload(KeySetSource& source, CurrentKeySet& keys, const base::Clock& clock,
                           Report report)
    : source_(source), keys_(keys), clock_(clock), report_(std::move(report)) {}

KeySetReload::~KeySetReload() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void KeySetReload::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void KeySetReload::Loop() {
  base::MutexLock lock(mutex_);
  for (;;) {
    const auto until = std::chrono::steady_clock::now() + kLookInterval;
    while (!stopping_ && lock.WaitUntil(wake_, until)) {
    }
    if (stopping_) return;
    lock.Unlock();
    Look();
    lock.Lock();
  }
}

bool KeySetReload::Look() {
  auto document = source_.Read(WhyNow());
  if (!document) return Refuse(std::move(document).error());
  if (!*document) return refused_.empty();
  return Accept(**document);
}

// An unknown key that is reported during the pause causes a Read at its end.
KeySetSource::Why KeySetReload::WhyNow() {
  has_unknown_ = keys_.TakeUnknownKey() || has_unknown_;
  const base::Time now = clock_.Now();
  if (!has_unknown_ || (asked_at_ && now < *asked_at_ + kUnknownKeyPause)) {
    return KeySetSource::Why::kDue;
  }
  has_unknown_ = false;
  asked_at_ = now;
  return KeySetSource::Why::kUnknownKey;
}

bool KeySetReload::Accept(const std::string& document) {
  const base::Sha256Digest digest = base::Sha256Of(document);
  const bool is_in_use = digest == in_use_;
  if (is_in_use && refused_.empty()) return true;
  KeySetReport report;
  if (!is_in_use) {
    auto parsed = ParseKeySet(document);
    if (!parsed) return Refuse(std::move(parsed).error());
    report.warnings = std::move(parsed->warnings);
    keys_.Replace(std::move(parsed->keys));
    in_use_ = digest;
  }
  refused_.clear();
  report.keys = keys_.Get()->keys().size();
  report_(report);
  return true;
}

bool KeySetReload::Refuse(std::string reason) {
  if (reason == refused_) return false;
  refused_ = std::move(reason);
  report_({.keys = keys_.Get()->keys().size(), .refused = refused_, .warnings = {}});
  return false;
}

}  // namespace onsale::http
