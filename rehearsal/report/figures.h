// Formats numbers for people to read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onsale::rehearsal {

std::string Count(std::uint64_t number);  // e.g. 12,345
// `gap` is what the language writes between a number and its unit (Words::unit_gap).
std::string Latency(std::int64_t us, std::string_view gap);     // e.g. 340 µs, 1.2 ms, 14 ms, 2.1 s
std::string Microseconds(double us, std::string_view gap);      // e.g. 4.4 µs
std::string Bytes(std::uint64_t bytes, std::string_view gap);   // e.g. 340 B, 2.1 kB, 14 MB
std::string BitRate(std::uint64_t bits, std::string_view gap);  // a second: 340 Mbit/s
std::string Percent(double share);                              // e.g. 12.3%
std::string Decimal(double number, int digits);

}  // namespace onsale::rehearsal
