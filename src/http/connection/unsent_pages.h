// Counts the memory of responses and events that clients have not read yet.
//
// Units:    bytes; a page that several clients share counts once, in full, until the last client
//           has received it.
// Owner:    the I/O thread; a holder calls LetGo before it releases its page.
// Threads:  that thread only.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "base/assert.h"

namespace onsale::http {

class UnsentPages {
 public:
  // Counts the page for one more holder. Requires: the page does not move while it is held.
  void Hold(const std::string& page) {
    if (holders_[&page]++ == 0) bytes_ += page.size();
  }
  void LetGo(const std::string& page) {
    const auto found = holders_.find(&page);
    ONSALE_ASSERT(found != holders_.end());
    if (--found->second > 0) return;
    holders_.erase(found);
    bytes_ -= page.size();
  }

  std::size_t bytes() const { return bytes_; }

 private:
  std::unordered_map<const std::string*, std::size_t> holders_;
  std::size_t bytes_ = 0;
};

}  // namespace onsale::http
