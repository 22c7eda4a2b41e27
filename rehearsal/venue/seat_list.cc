#include "rehearsal/venue/seat_list.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"

namespace onsale::rehearsal {
namespace {

constexpr std::string_view kKey = "\"number\":";
constexpr std::size_t kDigitsMax = 10;
// The longest torn entry: a key, an optional space, a number and the byte that ends the number.
constexpr std::size_t kTornMax = kKey.size() + kDigitsMax + 2;

// Finds the next key with memmem: string_view::find stops at every first letter of the key.
std::size_t FindKey(std::string_view text, std::size_t from) {
  const void* const found =
      ::memmem(text.data() + from, text.size() - from, kKey.data(), kKey.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace

std::size_t SeatList::Scan(std::string_view text) {
  std::size_t from = 0;
  while (true) {
    const std::size_t key = FindKey(text, from);
    if (key == std::string_view::npos) {
      // The key may be torn: the last bytes may be its beginning, so the next scan starts there.
      const std::size_t tail = text.size() < kKey.size() ? 0 : text.size() - kKey.size() + 1;
      return std::max(from, tail);
    }
    std::size_t at = key + kKey.size();
    if (at < text.size() && text[at] == ' ') ++at;
    const std::size_t first = at;
    std::uint64_t number = 0;
    while (at < text.size() && base::IsDigit(text[at]) && at - first < kDigitsMax) {
      number = number * 10 + static_cast<std::uint64_t>(text[at++] - '0');
    }
    if (at == text.size()) return key;
    if (at == first || number > UINT32_MAX || !seats_.Add(static_cast<std::uint32_t>(number))) {
      sound_ = false;
    }
    from = at;
  }
}

void SeatList::Feed(std::string_view piece) {
  if (piece.empty()) return;
  last_ = piece.back();
  if (!torn_.empty()) {
    // Scans the rest of the last piece together with the first bytes of the new one: as many as a
    // key and its number can need.
    const std::size_t added = std::min(piece.size(), kTornMax);
    torn_.append(piece.substr(0, added));
    const std::size_t done = Scan(torn_);
    const std::size_t left = torn_.size() - done;
    if (left > added || added == piece.size()) {
      torn_.erase(0, done);
      return;
    }
    piece.remove_prefix(added - left);
    torn_.clear();
  }
  torn_ = piece.substr(Scan(piece));
}

}  // namespace onsale::rehearsal
