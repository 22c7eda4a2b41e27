// Formats numbers for people to read.
#pragma once

#include <cstdint>
#include <string>

namespace onsale::rehearsal {

std::string Count(std::uint64_t number);  // e.g. 12,345
std::string Latency(std::int64_t us);     // e.g. 340 µs, 1.2 ms, 14 ms, 2.1 s
std::string Percent(double share);        // e.g. 12.3%
std::string Decimal(double number, int digits);

}  // namespace onsale::rehearsal
