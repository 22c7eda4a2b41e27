// The shows of a rehearsal, with the data that the whole crowd shares.
//
// Owner:    the rehearsal; the journey updates the seat lists.
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rehearsal/venue/chart.h"
#include "rehearsal/venue/seat_set.h"

namespace onsale::rehearsal {

struct Show {
  std::string id;
  std::string concert;
  std::size_t party_max = 1;  // seats that one buyer may hold
  Chart chart;
  SeatSet sold_before;             // seats sold before the rehearsal
  bool sold_before_known = false;  // sold_before was read

  // The latest seat list that any buyer read, so that the same bytes are not parsed twice.
  std::string seen_etag;
  SeatSet seen;
  std::uint32_t seen_version = 0;  // counts lists; 0: none yet
};

struct Venue {
  std::vector<Show> shows;
  std::vector<std::string> rooms;  // names, as in tokens

  // The index of the room; adds a new one. Requires: fewer than 65,535 rooms.
  std::uint16_t RoomOf(std::string_view name) {
    for (std::size_t i = 0; i < rooms.size(); ++i) {
      if (rooms[i] == name) return static_cast<std::uint16_t>(i);
    }
    if (rooms.size() < kRoomsMax) rooms.emplace_back(name);
    return static_cast<std::uint16_t>(rooms.size() - 1);
  }

  static constexpr std::size_t kRoomsMax = 1000;
};

}  // namespace onsale::rehearsal
