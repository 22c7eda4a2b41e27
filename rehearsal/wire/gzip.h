// Decompresses the body of an answer that was sent in gzip.
//
// Errors:   nothing, if the bytes are not exactly one gzip member, or become more than `bytes_max`:
//           a few bytes can stand for very many.
// Threads:  any; pure functions.
// Source:   RFC 1952, by zlib.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::rehearsal {

std::optional<std::string> Gunzip(std::string_view bytes, std::size_t bytes_max);

}  // namespace onsale::rehearsal
