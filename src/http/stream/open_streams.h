// The open event streams of all I/O threads, limited in total and for each caller.
//
// Shape:    a stream holds a Registration from before its first byte until its connection ends it.
//           When a caller exceeds its limit, the caller's oldest stream is ended. A caller is a
//           queue token or an access key: several consoles may share a key.
// Owner:    the server. It outlives every Registration; owners outlive their Registrations.
// Threads:  any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "http/stream/stream_opening.h"

namespace onsale::http {

class OpenStreams {
 public:
  static constexpr std::size_t kPerTokenMax = 3;
  static constexpr std::size_t kPerKeyMax = 32;

  // The owner of a stream's connection: an I/O thread.
  class Owner {
   public:
    virtual ~Owner() = default;
    // Ends the stream of this connection, because a newer stream replaces it. The connection may
    // already be closed. Any thread may call Replace.
    virtual void Replace(std::uint64_t connection) = 0;
  };

  class Registration {
   public:
    Registration() = default;
    ~Registration() {
      if (streams_ != nullptr) streams_->Leave(caller_, number_);
    }
    Registration(Registration&& other) noexcept { *this = std::move(other); }
    Registration& operator=(Registration&& other) noexcept {
      std::swap(streams_, other.streams_);
      std::swap(caller_, other.caller_);
      std::swap(number_, other.number_);
      return *this;
    }

   private:
    friend class OpenStreams;
    Registration(OpenStreams& streams, StreamCaller caller, std::uint64_t number)
        : streams_(&streams), caller_(std::move(caller)), number_(number) {}

    OpenStreams* streams_ = nullptr;
    StreamCaller caller_;
    std::uint64_t number_ = 0;
  };

  explicit OpenStreams(std::size_t streams_max) : streams_max_(streams_max) {}
  OpenStreams(const OpenStreams&) = delete;
  OpenStreams& operator=(const OpenStreams&) = delete;

  // Registers a stream of the caller; nothing if the total limit is reached.
  std::optional<Registration> Enter(const StreamCaller& caller, Owner& owner,
                                    std::uint64_t connection);
  // The number of open streams, including those that were replaced and have not ended yet.
  std::size_t count() const;

 private:
  struct Stream {
    std::uint64_t number;
    Owner* owner;
    std::uint64_t connection;
  };

  void Leave(const StreamCaller& caller, std::uint64_t number);

  const std::size_t streams_max_;
  mutable base::Mutex mutex_;
  std::size_t count_ ONSALE_GUARDED_BY(mutex_) = 0;
  std::uint64_t last_number_ ONSALE_GUARDED_BY(mutex_) = 0;
  // The streams of each caller, the oldest first.
  std::map<StreamCaller, std::vector<Stream>> by_caller_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::http
