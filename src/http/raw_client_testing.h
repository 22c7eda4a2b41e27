// A client for tests that sends any bytes, well-formed or not, and sees exactly what comes back.
//
// Errors:   every wait ends after ten seconds; what did not come by then is missing from the
//           result.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onsale::http {

struct RawResponse {
  unsigned status = 0;  // 0 if the connection ended before a response
  std::string head;     // status line and headers, up to the empty line
  std::string body;

  bool Has(std::string_view header_line) const;
};

class RawClient {
 public:
  enum class Reads : std::uint8_t { kAtOnce, kSlowly };

  // Connects to 127.0.0.1. A client that reads slowly has the smallest receive buffer there is.
  explicit RawClient(std::uint16_t port, Reads reads = Reads::kAtOnce);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void Send(std::string_view bytes);
  // The next response; without a body if it is the answer to a HEAD.
  RawResponse Read(bool head_only = false);
  RawResponse Ask(std::string_view request);
  // Everything up to and including `text`; what there was if the connection ends before.
  std::string ReadUntil(std::string_view text);
  // Everything until the server ends the connection.
  std::string ReadToEnd();
  // Whether the server has ended the connection, with nothing before.
  bool SeesEnd();
  void HalfClose();
  // Ends the connection with a reset.
  void Reset();

 private:
  bool Fill();

  int socket_;
  std::string received_;  // and not yet given out
};

}  // namespace onsale::http
