// Bytes that are overwritten on destruction: keys, and the buffers that key files are read into.
//
// Shape:    the destructor wipes the program's own copies only. Copies that the compiler leaves in
//           registers and on the stack, or that the kernel keeps, are out of reach.
// Owner:    a Secret is moved, never copied; moving leaves the source empty.
// Threads:  one at a time for each object.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace onsale::base {

// Overwrites the bytes with zeros; the compiler does not optimize this away.
inline void Wipe(std::span<char> bytes) {
  ::explicit_bzero(bytes.data(), bytes.size());
}

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size) : bytes_(std::make_unique<char[]>(size)), capacity_(size) {
    size_ = size;
  }
  explicit Secret(std::string_view text) : Secret(text.size()) {
    std::memcpy(bytes_.get(), text.data(), text.size());
  }
  ~Secret() { Clear(); }
  Secret(Secret&& other) noexcept
      : bytes_(std::move(other.bytes_)),
        capacity_(std::exchange(other.capacity_, 0)),
        size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    Clear();
    bytes_ = std::move(other.bytes_);
    capacity_ = std::exchange(other.capacity_, 0);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  std::string_view text() const { return {bytes_.get(), size_}; }
  std::span<char> bytes() { return {bytes_.get(), size_}; }
  // Shortens the secret to its first `size` bytes. Requires: `size` is at most the current size.
  void Shorten(std::size_t size) { size_ = size; }

 private:
  void Clear() {
    if (bytes_ != nullptr) Wipe({bytes_.get(), capacity_});
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

// A key of 256 bits.
class SecretKey {
 public:
  SecretKey() = default;
  explicit SecretKey(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}
  ~SecretKey() { Wipe(chars()); }
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;

  bool operator==(const SecretKey&) const = default;
  std::span<const std::uint8_t, 32> bytes() const { return bytes_; }
  std::span<std::uint8_t, 32> bytes() { return bytes_; }
  std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  std::span<char> chars() { return {reinterpret_cast<char*>(bytes_.data()), bytes_.size()}; }

  std::array<std::uint8_t, 32> bytes_{};
};

}  // namespace onsale::base
