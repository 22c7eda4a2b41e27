// Pages of text that are the same as long as the server runs: made once, kept compressed, shared.
//
// Requires: names are constants of the program or of the catalogue's bounded tables: nothing is
//           ever dropped.
// Threads:  any; the first caller makes a page while others wait.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/mutex.h"
#include "http/pages/ready_page.h"

namespace onsale::http {

class TextPages {
 public:
  // The page with this name; `make()` returns its bytes at the first call.
  template <class Make>
  PackedPagePtr Get(std::string_view name, Make&& make) {
    const base::MutexLock lock(mutex_);
    PackedPagePtr& page = pages_[std::string(name)];
    if (page == nullptr) page = std::make_shared<const PackedPage>(make());
    return page;
  }

 private:
  base::Mutex mutex_;
  std::unordered_map<std::string, PackedPagePtr> pages_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::http
