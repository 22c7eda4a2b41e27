// The sale of a history: the same rooms, shows and seats for recorder and checker.
//
// Shape:    rooms are `room-1`, `room-2`, ...; each room has concerts, each concert has shows, all
//           numbered from 1. Each room also has a show that nobody books, so that the room never
//           sells out. A hall has two sections with rows of up to kRowSeats seats, an aisle behind
//           the first rows, and some wheelchair places with a companion seat. Numbers, the policies
//           of shows and who needs accessible places follow from the numbers.
// Units:    milliseconds; prices in minor units.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::histories {

struct World {
  std::uint32_t rooms = 4;
  std::uint32_t concerts_per_room = 20;
  std::uint32_t shows_per_concert = 4;
  std::uint32_t seats_per_show = 30;  // 1 to kSeatsMost
  std::uint32_t seats_per_user_max = 4;
  std::uint32_t capacity = 8;  // the capacity of each room
  std::uint32_t active_ms = 700;
  std::uint32_t hold_ms = 250;
  std::uint32_t nodes = 1;  // server processes of the sale

  // At most 62 seats: they are the bits of a signed 64-bit number.
  static constexpr std::uint32_t kSeatsMost = 62;
  static constexpr std::uint32_t kRowSeats = 7;
  static constexpr std::int64_t kPrice = 1'000;

  std::uint32_t concerts() const { return rooms * concerts_per_room; }
  std::uint32_t shows() const { return concerts() * shows_per_concert; }
  std::uint32_t RoomOfConcert(std::uint32_t concert) const {
    return (concert - 1) / concerts_per_room + 1;
  }
  std::uint32_t ConcertOfShow(std::uint32_t show) const {
    return (show - 1) / shows_per_concert + 1;
  }
  std::uint32_t RoomOfShow(std::uint32_t show) const { return RoomOfConcert(ConcertOfShow(show)); }

  // The sections of each hall; with few seats there is only the first.
  static constexpr std::string_view kSections[] = {"A", "B"};
  std::uint32_t sections() const { return seats_per_show > 2 * kRowSeats ? 2 : 1; }
  // 1 for the first section, 2 for the second; 0 for any other text.
  static std::int64_t SectionOf(std::string_view name);
  // Which policy the show has for single seats, and for whom its wheelchair places are.
  static std::string_view OrphansOf(std::uint32_t show);
  static bool NeedsAccess(std::uint32_t show) { return show % 5 == 2; }
  // Whether the shop says that the user needs accessible places.
  static bool HasAccess(std::uint32_t user) { return user % 4 == 3; }

  bool operator==(const World&) const = default;
};

// Sets the member of `world` that the flag `--NAME VALUE` sets; false if no member has this name,
// or the value is out of its range.
bool SetOfWorld(std::string_view name, std::string_view value, World& world);

std::string CatalogueOf(const World& world);

std::string ConcertName(std::uint32_t concert);
std::string ShowName(std::uint32_t show);
// The number at the end of a name such as `s-12`, which starts with `prefix`; nothing for any other
// name.
std::optional<std::uint32_t> NumberOf(std::string_view name, std::string_view prefix);

}  // namespace onsale::histories
