// Solves challenges in tests, as a client does that knows their description only.
#pragma once

#include <string>
#include <string_view>

namespace onsale::http {

// The counter that solves the challenge, a JSON object; at most `tries` are tried, else -1.
int CounterOf(std::string_view challenge, int tries);

// The proof that solves the challenge within `tries`, in base64; empty if there is none.
std::string Solved(std::string_view challenge, int tries);

// The text in base64 with padding, as `btoa` writes it.
std::string InBase64(std::string_view text);
// The text that InBase64 has encoded.
std::string FromBase64(std::string_view text);

}  // namespace onsale::http
