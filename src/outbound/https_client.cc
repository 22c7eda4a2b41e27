#include "outbound/https_client.h"

#include <curl/curl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "outbound/public_address.h"

namespace onsale::outbound {
namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Lines = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr std::size_t kEtagBytesMax = 256;

// A request in progress, to which libcurl's callbacks write.
struct Transfer {
  const std::atomic<bool>& stopped;
  const bool is_https;
  const bool may_be_private;  // whether the operator has named the host
  std::string body;
  std::size_t header_bytes = 0;
  bool is_too_large = false;
  std::optional<net::IpAddress> refused;  // an address of the host that may not be connected to

  bool MayConnectTo(const net::IpAddress& address) const {
    if (!is_https) return may_be_private && IsLoopbackAddress(address);
    return may_be_private || IsPublicAddress(address);
  }
};

// libcurl's callbacks.

curl_socket_t OpenSocket(void* user, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(user);
  const auto ip = net::IpOf(address->addr);
  if (!transfer.MayConnectTo(ip)) {
    transfer.refused = ip;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t TakeHeader(char* /*line*/, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.header_bytes += size * count;
  transfer.is_too_large |= transfer.header_bytes > HttpsClient::kHeaderBytesMax;
  return transfer.is_too_large ? 0 : size * count;
}

std::size_t TakeBody(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.is_too_large |= transfer.body.size() + size * count > HttpsClient::kBodyBytesMax;
  if (transfer.is_too_large) return 0;
  transfer.body.append(bytes, size * count);
  return size * count;
}

int IsStopped(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const Transfer*>(user)->stopped.load(std::memory_order_relaxed) ? 1 : 0;
}

// Why the server's certificate was refused, in words that the certificate does not choose. libcurl
// compares the name itself, before it takes OpenSSL's result.
std::string ExplainCertificate(CURL* handle) {
  long result = X509_V_OK;
  curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &result);
  if (result == X509_V_OK || result == X509_V_ERR_UNSPECIFIED)
    return "its certificate is not for this host";
  return std::string("its certificate is not trusted: ") + X509_verify_cert_error_string(result) +
         "; --outbound-ca FILE names the authorities to trust";
}

std::string Explain(CURLcode code, CURL* handle, const Transfer& transfer, const Url& url) {
  if (transfer.is_too_large) {
    return "the answer is larger than " + std::to_string(HttpsClient::kBodyBytesMax) +
           " bytes, or its headers than " + std::to_string(HttpsClient::kHeaderBytesMax);
  }
  if (code == CURLE_COULDNT_CONNECT && transfer.refused) {
    return "the host has the address " + transfer.refused->ToString() +
           ", which is not public; if that is intended, give --outbound-private " + url.host;
  }
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host is not found";
    case CURLE_COULDNT_CONNECT:
      return "cannot connect to the host";
    case CURLE_OPERATION_TIMEDOUT:
      return "no whole answer in time: " + std::to_string(HttpsClient::kConnectTimeout.count()) +
             " seconds to connect, " + std::to_string(HttpsClient::kRequestTimeout.count()) +
             " in all";
    case CURLE_PEER_FAILED_VERIFICATION:
      return ExplainCertificate(handle);
    case CURLE_SSL_CACERT_BADFILE:
      return "the certificates of --outbound-ca cannot be read";
    default:
      return curl_easy_strerror(code);
  }
}

// The values of an answer's header, joined with commas.
std::string HeaderOf(CURL* handle, const char* name) {
  std::string joined;
  curl_header* header = nullptr;
  for (std::size_t i = 0; curl_easy_header(handle, name, i, CURLH_HEADER, -1, &header) == CURLHE_OK;
       ++i) {
    if (i != 0) joined += ',';
    joined += header->value;
  }
  return joined;
}

std::string EtagOf(CURL* handle) {
  std::string etag = HeaderOf(handle, "ETag");
  const bool is_visible = std::ranges::all_of(etag, [](char c) { return c > ' ' && c < '\x7F'; });
  return is_visible && etag.size() <= kEtagBytesMax ? etag : std::string();
}

Lines RequestLines(const std::string& etag) {
  curl_slist* lines =
      curl_slist_append(nullptr, "Accept: application/jwk-set+json, application/json");
  if (!etag.empty()) lines = curl_slist_append(lines, ("If-None-Match: " + etag).c_str());
  return {lines, &curl_slist_free_all};
}

// Where the request goes, and how its server is verified.
void SetTarget(CURL* handle, const Url& url, const std::filesystem::path& ca_file) {
  curl_easy_setopt(handle, CURLOPT_URL, url.text.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, url.is_https ? "https" : "http");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // none, whatever the environment names
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (ca_file.empty()) return;
  curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
}

void SetBounds(CURL* handle) {
  using std::chrono::milliseconds;
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(milliseconds(HttpsClient::kConnectTimeout).count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(milliseconds(HttpsClient::kRequestTimeout).count()));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  // A look-up of the host that outlives the timeout ends by itself, and nobody waits for it.
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
}

void SetCallbacks(CURL* handle, Transfer& transfer) {
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &TakeHeader);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &TakeBody);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &IsStopped);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
}

}  // namespace

HttpsClient::HttpsClient(HttpsOptions options) : options_(std::move(options)) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)once;  // if it failed, curl_easy_init fails, too
}

std::expected<HttpsAnswer, std::string> HttpsClient::Get(const Url& url, const std::string& etag) {
  const Handle handle(curl_easy_init(), &curl_easy_cleanup);
  const Lines lines = RequestLines(etag);
  if (!handle || !lines) return std::unexpected("libcurl cannot be used");
  Transfer transfer{.stopped = stopped_,
                    .is_https = url.is_https,
                    .may_be_private = std::ranges::find(options_.private_hosts, url.host) !=
                                      options_.private_hosts.end(),
                    .body = {},
                    .refused = {}};
  SetTarget(handle.get(), url, options_.ca_file);
  SetBounds(handle.get());
  SetCallbacks(handle.get(), transfer);
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, lines.get());

  if (const CURLcode code = curl_easy_perform(handle.get()); code != CURLE_OK) {
    return std::unexpected(Explain(code, handle.get(), transfer, url));
  }
  HttpsAnswer answer{.body = std::move(transfer.body),
                     .etag = EtagOf(handle.get()),
                     .cache_control = HeaderOf(handle.get(), "Cache-Control")};
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace onsale::outbound
