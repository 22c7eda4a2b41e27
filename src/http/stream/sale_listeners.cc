#include "http/stream/sale_listeners.h"

#include <vector>

#include "http/access/key_mistake.h"

namespace onsale::http {
namespace {

const SharedBytes& EndedEvent() {
  static const SharedBytes ended = [] {
    std::string bytes;
    AppendEvent(bytes, {.name = "ended", .data = "{}"});
    return Share(std::move(bytes));
  }();
  return ended;
}

bool MayListen(const SaleOpening& opening, const domain::AccessKeys* keys, base::Time now) {
  const auto* const row = keys == nullptr ? nullptr : keys->Find(opening.key_id);
  return !KeyMistake(row, opening.digest, now) && row->scopes.Has(opening.scope);
}

}  // namespace

SaleListeners::~SaleListeners() {
  if (source_.feed == nullptr) return;
  for (std::size_t i = 0; i < listeners_.size(); ++i) source_.feed->Leave();
}

void SaleListeners::Open(std::uint64_t listener, const SaleOpening& opening) {
  const std::uint64_t version = source_.feed == nullptr ? 0 : source_.feed->version();
  listeners_.emplace(listener, Listener{.opening = opening, .version = version});
  if (source_.feed != nullptr) source_.feed->Join();
}

void SaleListeners::Leave(std::uint64_t listener) {
  if (listeners_.erase(listener) > 0 && source_.feed != nullptr) source_.feed->Leave();
}

void SaleListeners::Tick(base::SteadyTime now) {
  if (listeners_.empty() || source_.feed == nullptr) return;
  const bool is_new = source_.feed->version() != sent_;
  if (!is_new && now < check_at_) return;
  check_at_ = now + kKeyCheckTime;
  const SaleFeed::Latest latest = is_new ? source_.feed->latest() : SaleFeed::Latest();
  if (is_new) sent_ = latest.version;
  const domain::AccessKeysPtr keys = source_.keys ? source_.keys() : nullptr;
  // A copy of the tags, because Send may remove a listener.
  std::vector<std::uint64_t> tags;
  for (const auto& [tag, listener] : listeners_) tags.push_back(tag);
  for (const std::uint64_t tag : tags) Serve(tag, latest, keys.get());
}

void SaleListeners::Serve(std::uint64_t tag, const SaleFeed::Latest& latest,
                          const domain::AccessKeys* keys) {
  const auto found = listeners_.find(tag);
  if (found == listeners_.end()) return;
  if (!MayListen(found->second.opening, keys, clock_.Now())) {
    Leave(tag);
    outlet_.Send(tag, EndedEvent());
    return outlet_.End(tag);
  }
  if (latest.version > found->second.version) outlet_.Send(tag, latest.event);
}

}  // namespace onsale::http
