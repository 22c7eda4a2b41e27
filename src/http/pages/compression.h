// Compression of answers that are made once for many callers.
//
// Shape:    equal bytes become equal bytes: no time and no file name inside.
// Source:   RFC 1952 (gzip), RFC 7932 (Brotli), by zlib and libbrotli.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onsale::http {

// A content coding of an answer; kIdentity is none.
enum class Coding : std::uint8_t { kIdentity, kGzip, kBrotli };
inline constexpr std::size_t kCodings = 3;

// The name in Content-Encoding; empty for kIdentity.
std::string_view NameOf(Coding coding);

// kOnce: as small as possible, for pages that stay: 25 KB take about 30 ms, and from 256 KB on
// Brotli makes less effort. kOften: for pages of one moment; 5 KB take about 0.2 ms, 800 KB 15 ms.
enum class Effort : std::uint8_t { kOnce, kOften };

// The bytes in this coding.
std::string Compress(std::string_view bytes, Coding coding, Effort effort);

}  // namespace onsale::http
