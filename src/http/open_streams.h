// Which event streams are open over all I/O threads: so many altogether, so many of one token.
//
// Shape:    a stream has a Place from before its first byte until its connection is done with it.
//           For one more than a token may have, the token's oldest is told to end: the newest wins.
// Owner:    the server. It outlives every Place; owners outlive their Places.
// Threads:  any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "domain/rows.h"

namespace onsale::http {

class OpenStreams {
 public:
  static constexpr std::size_t kPerTokenMax = 3;

  // Whose connection a stream is: an I/O thread.
  class Owner {
   public:
    virtual ~Owner() = default;
    // Any thread: a newer stream takes the place of this one, which may be gone already.
    virtual void Replace(std::uint64_t connection) = 0;
  };

  class Place {
   public:
    Place() = default;
    ~Place() {
      if (streams_ != nullptr) streams_->Leave(token_, number_);
    }
    Place(Place&& other) noexcept { *this = std::move(other); }
    Place& operator=(Place&& other) noexcept {
      std::swap(streams_, other.streams_);
      std::swap(token_, other.token_);
      std::swap(number_, other.number_);
      return *this;
    }

   private:
    friend class OpenStreams;
    Place(OpenStreams& streams, const domain::TokenKey& token, std::uint64_t number)
        : streams_(&streams), token_(token), number_(number) {}

    OpenStreams* streams_ = nullptr;
    domain::TokenKey token_;
    std::uint64_t number_ = 0;
  };

  explicit OpenStreams(std::size_t streams_max) : streams_max_(streams_max) {}
  OpenStreams(const OpenStreams&) = delete;
  OpenStreams& operator=(const OpenStreams&) = delete;

  // Nothing if there are too many of all tokens.
  std::optional<Place> Enter(const domain::TokenKey& token, Owner& owner, std::uint64_t connection);
  // How many there are, those included that were told to end and have not yet.
  std::size_t count() const;

 private:
  struct Stream {
    std::uint64_t number;
    Owner* owner;
    std::uint64_t connection;
  };

  void Leave(const domain::TokenKey& token, std::uint64_t number);

  const std::size_t streams_max_;
  mutable base::Mutex mutex_;
  std::size_t count_ ONSALE_GUARDED_BY(mutex_) = 0;
  std::uint64_t last_number_ ONSALE_GUARDED_BY(mutex_) = 0;
  std::map<domain::TokenKey, std::vector<Stream>> by_token_
      ONSALE_GUARDED_BY(mutex_);  // the oldest first
};

}  // namespace onsale::http
