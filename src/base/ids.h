// Ids that cannot be mixed up with one another or with plain numbers.
//
// Shape:    rooms, concerts, shows and charts come from the catalogue: a small number inside the
//           program, a slug outside. Reservations, payments and top-ups are created by a sale and
//           have a UUID. The seller names users, with up to 255 bytes.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.h"

namespace onsale::base {

template <class Tag, class Rep>
struct Number {
  Rep value{};
  auto operator<=>(const Number&) const = default;
};

using RoomId = Number<struct RoomTag, std::uint32_t>;
using ConcertId = Number<struct ConcertTag, std::uint32_t>;
using ShowId = Number<struct ShowTag, std::uint32_t>;
using ChartId = Number<struct ChartTag, std::uint32_t>;
// A seat's number within its show, from 1.
using SeatNumber = Number<struct SeatNumberTag, std::uint32_t>;
// A queue number: a token's number in its room, from 1, in order of arrival, never given twice.
using QueueNumber = Number<struct QueueNumberTag, std::uint64_t>;
// An admission rank: a token's position in the order of admission; its queue number, unless a draw
// gave another.
using AdmissionRank = Number<struct AdmissionRankTag, std::uint64_t>;

template <class Tag>
struct TaggedUuid {
  Uuid uuid;
  auto operator<=>(const TaggedUuid&) const = default;
};

using ReservationId = TaggedUuid<struct ReservationTag>;
using PaymentId = TaggedUuid<struct PaymentTag>;
using TopUpId = TaggedUuid<struct TopUpTag>;
// The key of one human being, over all accounts: a digest of what the shop calls the person.
using PersonKey = TaggedUuid<struct PersonTag>;

// The id of a buyer, compared byte by byte. UserId has no std::hash, because users choose their
// ids: an index over them uses base/keyed_hash.h.
class UserId {
 public:
  static constexpr std::size_t kLengthMax = 255;  // bytes

  // A user id as a caller may choose it: visible characters (base/unicode.h) in normalization form
  // C, of which the first does not combine with what is written before it. No part between `/` or
  // `\` is empty, `.` or `..`: clients and proxies remove these from a path, also if the slash is
  // written `%2F`, and the path would be that of another user. No `%` is followed by two
  // hexadecimal digits, because some proxies decode a path twice.
  static std::optional<UserId> Parse(std::string_view text);

  // A user id that was stored: UTF-8 without spaces and controls. It may be one that Parse refuses,
  // because another version of Onsale or of libutf8proc took it.
  static std::optional<UserId> FromStored(std::string_view text);

  UserId() = default;  // nobody; neither function returns this value
  const std::string& text() const { return text_; }
  auto operator<=>(const UserId&) const = default;

 private:
  explicit UserId(std::string_view text) : text_(text) {}
  std::string text_;
};

// Whether `text` can be a public name in the catalogue: 1 to 64 of [a-z0-9-], not starting with
// `-`.
bool IsSlug(std::string_view text);

}  // namespace onsale::base

template <class Tag, class Rep>
struct std::hash<onsale::base::Number<Tag, Rep>> {
  std::size_t operator()(onsale::base::Number<Tag, Rep> n) const noexcept {
    return static_cast<std::size_t>(n.value) * 0x9E3779B97F4A7C15U;
  }
};

template <class Tag>
struct std::hash<onsale::base::TaggedUuid<Tag>> {
  std::size_t operator()(const onsale::base::TaggedUuid<Tag>& id) const noexcept {
    return std::hash<onsale::base::Uuid>{}(id.uuid);
  }
};
