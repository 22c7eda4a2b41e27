// Sends HTTPS requests to other servers.
//
// Shape:    a request for each connection, over HTTP/1.1 and TLS 1.2 or later. Certificates are
//           verified. There are no redirects, cookies, proxies or compressed answers; the
//           environment changes none of this.
// Units:    sizes in bytes.
// Threads:  Get blocks, at most for the request timeout; one thread at a time. Stop: any thread.
// Errors:   a sentence about the request, without its URL. It does not change from one try to the
//           next, so that a log can leave repetitions out.
#pragma once

#include <atomic>
#include <chrono>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "base/time.h"
#include "outbound/url.h"

namespace onsale::outbound {

struct HttpsOptions {
  // Hosts that may have an address that is not public, as Url::host has them.
  std::vector<std::string> private_hosts;
  std::filesystem::path ca_file;  // certificates of authorities, PEM; empty: the system's
};

struct HttpsAnswer {
  long status = 0;
  std::string body;
  std::string etag;           // empty without one of 1 to 256 visible ASCII characters
  std::string cache_control;  // empty without one; several are joined with commas
};

class HttpsClient {
 public:
  static constexpr std::size_t kBodyBytesMax = std::size_t{256} * 1024;
  static constexpr std::size_t kHeaderBytesMax = std::size_t{32} * 1024;
  static constexpr std::chrono::seconds kConnectTimeout{5};
  static constexpr std::chrono::seconds kRequestTimeout{10};

  explicit HttpsClient(HttpsOptions options);
  HttpsClient(const HttpsClient&) = delete;
  HttpsClient& operator=(const HttpsClient&) = delete;

  // Requests a JSON document. With the ETag of an earlier answer the status may be 304, without a
  // body.
  std::expected<HttpsAnswer, std::string> Get(const Url& url, const std::string& etag);
  // Ends a Get in progress within a second, and every later one at once.
  void Stop() { stopped_.store(true, std::memory_order_relaxed); }

 private:
  const HttpsOptions options_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace onsale::outbound
