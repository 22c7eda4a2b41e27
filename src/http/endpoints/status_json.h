// The sale in numbers as JSON, with what the server has done: for the status, and for the stream of
// operators.
#pragma once

#include <cstdint>

#include "domain/catalog.h"
#include "domain/views.h"
#include "http/json/json_writer.h"
#include "http/statistics/statistics.h"
#include "http/statistics/store_health.h"
#include "http/stream/stream_event.h"

namespace onsale::http {

struct StatusSource {
  const domain::SaleView& sale;
  const domain::Catalog& catalog;  // names the shows
  const Statistics* statistics;    // null: nothing is counted
  StoreHealth health;
  base::Time now;
};

// The status, with every show of the view.
std::string StatusJson(const StatusSource& source);

// The event of the operators' stream: the status with the first rooms and shows, as many as these
// limits allow. A listener may have twice as many unsent bytes (stream_queue.h).
inline constexpr std::size_t kStreamRoomsMax = 100;
inline constexpr std::size_t kStreamShowsMax = 100;
inline constexpr std::size_t kStreamBytesMax = std::size_t{128} * 1024;
SharedBytes StatusEvent(const StatusSource& source);

// Writes the members that are the numbers of a sale, also in the series.
void WriteNumbers(JsonWriter& json, const SaleNumbers& numbers);
void WriteCounts(JsonWriter& json, std::uint64_t answers, std::uint64_t refused,
                 std::uint64_t overloaded, std::uint64_t failed);
void WriteOptional(JsonWriter& json, const std::optional<std::int64_t>& number);

// Writes `seatsTotal` and the seats by status.
void WriteTally(JsonWriter& json, const domain::SeatTally& tally);

}  // namespace onsale::http
