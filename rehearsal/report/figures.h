// Formats numbers for people.
#pragma once

#include <cstdint>
#include <string>

namespace onsale::rehearsal {

std::string Count(std::uint64_t number);  // 12,345
std::string Latency(std::int64_t us);     // 340 us, 1.2 ms, 14 ms, 2.1 s
std::string Percent(double share);        // 12.3 %
std::string Decimal(double number, int digits);

}  // namespace onsale::rehearsal
