// A test client that sends any bytes, well-formed or not, and reads the exact response.
//
// Errors:   every wait ends after ten seconds; the result lacks bytes that have not arrived by
//           then.
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

  // Connects to 127.0.0.1. With Reads::kSlowly the client has the smallest possible receive buffer.
  explicit RawClient(std::uint16_t port, Reads reads = Reads::kAtOnce);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void Send(std::string_view bytes);
  // Reads the next response; `head_only` after a HEAD request.
  RawResponse Read(bool head_only = false);
  RawResponse Ask(std::string_view request);
  // Reads up to and including `text`, or to the end of the connection, and returns the bytes.
  std::string ReadUntil(std::string_view text);
  // Reads until the server ends the connection, and returns the bytes.
  std::string ReadToEnd();
  // Whether the server has ended the connection without sending anything.
  bool SeesEnd();
  void HalfClose();
  // Closes the connection with a reset.
  void Reset();

 private:
  bool Fill();

  int socket_;
  std::string received_;  // received and not returned yet
};

}  // namespace onsale::http
