// The shows of a rehearsal, with the data that the whole crowd shares.
//
// Owner:    the rehearsal owns the venue; the crowd's Journey updates what buyers saw.
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rehearsal/venue/availability.h"
#include "rehearsal/venue/chart.h"
#include "rehearsal/venue/seat_set.h"

namespace onsale::rehearsal {

// The answer of `GET /v1/charts/{digest}`, which never changes: the crowd fetches it for every
// buyer, and compares only these.
struct ChartAnswer {
  std::string digest;
  std::string etag;
  std::size_t body_bytes = 0;
};

struct Show {
  std::string id;
  std::string concert;
  std::size_t party_max = 1;      // the most seats that one buyer may hold
  std::uint16_t chart_index = 0;  // in Venue::charts; shows may share a chart
  Chart chart;
  SeatSet sold_before;             // seats that were SOLD before the rehearsal
  bool sold_before_known = false;  // whether sold_before could be read

  // The latest availability of the show that any buyer read; shared, so that the same bytes are not
  // parsed twice.
  std::string seen_etag;
  Availability seen;
  std::uint32_t seen_version = 0;  // the number of answers read so far; 0: none
};

struct Venue {
  std::vector<Show> shows;
  std::vector<ChartAnswer> charts;
  std::vector<std::string> rooms;  // the rooms' names, as in tokens

  // The index of a room in `rooms`; adds a new room. After kRoomsMax rooms, all further names share
  // the last index: a faulty server must not fill the memory.
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
