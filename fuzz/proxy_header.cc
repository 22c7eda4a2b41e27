// Fuzz target: any bytes at the start of a proxy's connection. A header is read the same however
// its bytes are split, and is never longer than its bytes or than the bound.

#include "http/connection/proxy_header.h"

#include <algorithm>
#include <string_view>

#include "fuzz/expect.h"

namespace onsale::fuzz {
namespace {

using http::ProxyHeader;
using State = ProxyHeader::State;

void CheckPrefixes(std::string_view bytes, const ProxyHeader& header) {
  for (std::size_t size = 0; size < std::min(bytes.size(), ProxyHeader::kSizeMax); ++size) {
    const ProxyHeader part = http::ReadProxyHeader(bytes.substr(0, size));
    if (part.state == State::kPart) continue;
    Expect(part.state == header.state && part.size == header.size && part.client == header.client,
           "more bytes change nothing that was read");
  }
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  const std::string_view bytes = AsText(data, size);
  const ProxyHeader header = onsale::http::ReadProxyHeader(bytes);
  Expect(header.state != State::kPart || size < ProxyHeader::kSizeMax, "a header is bounded");
  Expect((header.state == State::kWhole) == (header.size > 0), "only a whole header has a size");
  Expect(header.size <= std::min(size, ProxyHeader::kSizeMax), "a header is among its bytes");
  Expect((header.state == State::kRefused) == !header.mistake.empty(),
         "only a refused header has a mistake");
  CheckPrefixes(bytes, header);
  return 0;
}
