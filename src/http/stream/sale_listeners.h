// One I/O thread's listeners to the sale in numbers: operators' consoles.
//
// Shape:    every listener gets the events of the SaleFeed that follow its opening, as the same
//           bytes. With each event, and at least every kKeyCheckTime, the listeners' keys are
//           checked; a listener whose key is not valid any more gets `ended` and no further event.
// Owner:    the StreamHub. The feed and the outlet outlive it.
// Threads:  the I/O thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>

#include "base/time.h"
#include "http/stream/sale_feed.h"
#include "http/stream/stream_opening.h"
#include "http/stream/stream_outlet.h"

namespace onsale::http {

// Where the events and the present keys come from. Without a feed listeners get no events.
struct SaleSource {
  SaleFeed* feed = nullptr;
  std::function<domain::AccessKeysPtr()> keys = {};
};

class SaleListeners {
 public:
  static constexpr base::Duration kKeyCheckTime = std::chrono::seconds(1);

  SaleListeners(StreamOutlet& outlet, const base::Clock& clock, SaleSource source)
      : outlet_(outlet), clock_(clock), source_(std::move(source)) {}
  ~SaleListeners();
  SaleListeners(const SaleListeners&) = delete;
  SaleListeners& operator=(const SaleListeners&) = delete;

  void Open(std::uint64_t listener, const SaleOpening& opening);
  // Does nothing if the tag is not a listener's.
  void Leave(std::uint64_t listener);
  bool empty() const { return listeners_.empty(); }
  // Sends the latest event to all who have not got it, if there is a new one.
  void Tick(base::SteadyTime now);

 private:
  struct Listener {
    SaleOpening opening;
    std::uint64_t version = 0;  // of the last event that is not for the listener
  };

  void Serve(std::uint64_t tag, const SaleFeed::Latest& latest, const domain::AccessKeys* keys);

  StreamOutlet& outlet_;
  const base::Clock& clock_;
  const SaleSource source_;
  base::SteadyTime check_at_;
  std::uint64_t sent_ = 0;  // the version of the last event that was sent
  std::unordered_map<std::uint64_t, Listener> listeners_;
};

}  // namespace onsale::http
