// One form of a show's seat map as a page: plain as of its version, compressed at most four times a
// second and the same bytes for all.
//
// Shape:    a caller that accepts no coding gets the page of its own map. Another one may get a
//           compressed copy that is up to kCopyTime old, unless the caller's own last change is
//           newer than the copy; then, and while no new copy may be made, it gets the plain page.
// Threads:  any; one caller makes the plain page of a version while others wait, and one makes a
//           copy while others do not.
// Owner:    returned pages are shared and immutable.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/mutex.h"
#include "base/time.h"
#include "domain/views.h"
#include "http/pages/ready_page.h"

namespace onsale::http {

// The reader of a map, and as of when it reads.
struct MapReader {
  Coding coding = Coding::kIdentity;
  std::uint64_t commit = 0;      // the commit that the map reflects
  std::uint64_t own_commit = 0;  // of the reader's own last change, or a later one
  base::Time now;
};

struct CodedPage {
  ReadyPage page;
  Coding coding = Coding::kIdentity;
};

class MapPage {
 public:
  static constexpr base::Duration kCopyTime = std::chrono::milliseconds(250);

  // `bytes` counts what the page keeps, and outlives it.
  explicit MapPage(std::atomic<std::size_t>& bytes) : bytes_(bytes) {}
  ~MapPage() { bytes_ -= kept_; }
  MapPage(const MapPage&) = delete;
  MapPage& operator=(const MapPage&) = delete;

  // The page for this reader of this map. `make()` returns the plain bytes of the map; it is called
  // if they are needed and not known.
  template <class Make>
  CodedPage Get(const domain::SeatMap& map, const MapReader& reader, Make&& make) {
    if (reader.coding != Coding::kIdentity) {
      if (auto copy = FindCopy(map, reader)) return {*std::move(copy), reader.coding};
    }
    const ReadyPage plain = Plain(map, make);
    const bool is_worth_it = plain.bytes->size() > kUncompressedMax;
    if (reader.coding == Coding::kIdentity || !is_worth_it || !BeginCopy(reader)) return {plain};
    return {MakeCopy(plain, map, reader), reader.coding};
  }

 private:
  struct Copy {
    ReadyPage page;
    std::uint64_t version = 0;  // of the map that it shows
    std::uint64_t commit = 0;
    base::Time made_at;          // when it was begun; the epoch before the first
    bool is_being_made = false;  // whether a caller is making the next one
  };

  template <class Make>
  ReadyPage Plain(const domain::SeatMap& map, Make&& make) {
    const base::MutexLock lock(mutex_);
    if (plain_.bytes != nullptr && version_ == map.version) return plain_;
    ReadyPage fresh = MakeReadyPage(make());
    // A reader of an older map gets that, and the newer page stays.
    if (plain_.bytes == nullptr || version_ < map.version) {
      Keep(plain_, fresh);
      version_ = map.version;
    }
    return fresh;
  }
  std::optional<ReadyPage> FindCopy(const domain::SeatMap& map, const MapReader& reader);
  // Whether this caller is to make the next copy.
  bool BeginCopy(const MapReader& reader);
  ReadyPage MakeCopy(const ReadyPage& plain, const domain::SeatMap& map, const MapReader& reader);
  void Keep(ReadyPage& place, const ReadyPage& fresh) ONSALE_REQUIRES(mutex_);

  std::atomic<std::size_t>& bytes_;
  std::size_t kept_ = 0;  // this page's share of bytes_; changed with the mutex held
  base::Mutex mutex_;
  ReadyPage plain_ ONSALE_GUARDED_BY(mutex_);
  std::uint64_t version_ ONSALE_GUARDED_BY(mutex_) = 0;  // of the map that plain_ shows
  Copy copies_[kCodings] ONSALE_GUARDED_BY(mutex_);
};

// The response with the page, or 304. A map is personal, because only buyers whose turn it is may
// read it.
Response SendMap(const CodedPage& page, std::optional<std::string_view> if_none_match);

}  // namespace onsale::http
