#include "store/embedded/journal/spare_segment.h"

#include <utility>

namespace onsale::store {

SpareSegment::~SpareSegment() {
  if (auto unused = Take()) {
    unused->file.reset();
    // If the unused spare cannot be removed, the next start removes it.
    static_cast<void>(journal_.files->Remove(unused->path));
  }
}

void SpareSegment::Prepare(const std::function<void()>& rest) {
  {
    const base::MutexLock lock(mutex_);
    if (ready_) return;
  }
  // Each spare gets a new name, because the writer may not have renamed the last one yet.
  const std::string path = journal_.directory + "/spare" + std::to_string(++made_) + ".log.tmp";
  auto file = CreateZeros(journal_, path, bytes_, rest);
  if (!file) {
    static_cast<void>(journal_.files->Remove(path));
    return;
  }
  const base::MutexLock lock(mutex_);
  ready_ = Ready{.path = path, .file = std::move(*file), .bytes = bytes_};
}

std::optional<SpareSegment::Ready> SpareSegment::Take() {
  const base::MutexLock lock(mutex_);
  return std::exchange(ready_, std::nullopt);
}

}  // namespace onsale::store
