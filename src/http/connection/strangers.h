// How many strangers each address has among the connections of an I/O thread. At the connection
// limit those of the address with the most of them are replaced first, so that the connections of
// one client do not shut out another one.
//
// Shape:    an address is an IPv4 address, or the first 64 bits of an IPv6 address, because one
//           client has them all. At most one entry for each connection.
// Owner:    a Mark counts one connection until it ends; Strangers outlives its marks.
// Threads:  one.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "net/ip_address.h"

namespace onsale::http {

class Strangers {
  using Address = std::array<std::uint8_t, 16>;
  using Counts = std::map<Address, std::size_t>;

 public:
  class Mark {
   public:
    Mark() = default;
    Mark(Mark&& other) noexcept
        : counts_(std::exchange(other.counts_, nullptr)), counted_(other.counted_) {}
    Mark& operator=(Mark&& other) noexcept {
      std::swap(counts_, other.counts_);
      std::swap(counted_, other.counted_);
      return *this;
    }
    ~Mark() {
      if (counts_ != nullptr && --counted_->second == 0) counts_->erase(counted_);
    }
    // The number of strangers of the same address; 0 if the connection is not counted.
    std::size_t number() const { return counts_ == nullptr ? 0 : counted_->second; }

   private:
    friend class Strangers;
    Mark(Counts& counts, Counts::iterator counted) : counts_(&counts), counted_(counted) {
      ++counted_->second;
    }

    Counts* counts_ = nullptr;
    Counts::iterator counted_;
  };

  Strangers() = default;
  Strangers(const Strangers&) = delete;
  Strangers& operator=(const Strangers&) = delete;

  Mark Enter(const net::IpAddress& client) {
    constexpr std::size_t kV6Prefix = 8;
    Address address = client.bytes;
    if (!client.IsV4()) std::fill(address.begin() + kV6Prefix, address.end(), 0);
    return {counts_, counts_.try_emplace(address).first};
  }

 private:
  Counts counts_;
};

}  // namespace onsale::http
