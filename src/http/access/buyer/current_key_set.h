// The shop's keys in use (current_value.h), and whether a token has named an unknown one. Before
// the first Replace there are no keys.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "http/access/buyer/key_set.h"
#include "http/access/current_value.h"

namespace onsale::http {

class CurrentKeySet : public CurrentValue<std::shared_ptr<const KeySet>> {
 public:
  CurrentKeySet() : CurrentValue(std::make_shared<const KeySet>(std::vector<KeySet::Key>())) {}

  void Replace(KeySet keys) {
    CurrentValue::Replace(std::make_shared<const KeySet>(std::move(keys)));
  }

  // Records that a token named a key that is not in the set: the reload then reads the source again
  // (http/access/buyer/key_set_reload.h). Waits for nothing.
  void ReportUnknownKey() { has_unknown_.store(true, std::memory_order_relaxed); }
  // Whether ReportUnknownKey was called since the last TakeUnknownKey.
  bool TakeUnknownKey() { return has_unknown_.exchange(false, std::memory_order_relaxed); }

 private:
  std::atomic<bool> has_unknown_ = false;
};

}  // namespace onsale::http
