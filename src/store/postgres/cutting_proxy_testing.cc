#include "store/postgres/cutting_proxy_testing.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace onsale::store {
namespace {

// Bytes that show a COMMIT: a Bind of the prepared statement `commit` to the unnamed portal, and
// the server's answer to it.
constexpr std::string_view kCommitBound("\0commit\0", 8);
constexpr std::string_view kCommitDone("COMMIT\0", 7);

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("path too long: " + path);
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return address;
}

int MakeSocket() {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw std::runtime_error("no socket");
  return fd;
}

bool SendAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

// One connection through the proxy, with the last bytes of each direction, because a pattern may
// arrive in pieces.
struct CuttingProxy::Line {
  int client;
  int server;
  std::string to_server;
  std::string to_client;
  bool drops_answer = false;

  ~Line() {
    ::close(client);
    if (server >= 0) ::close(server);
  }
  // Reads the next bytes of one direction; true if `wanted` is now complete in it.
  static bool Read(int from, std::string& tail, std::string_view wanted, std::string& bytes) {
    char buffer[65536];
    const ssize_t got = ::recv(from, buffer, sizeof buffer, 0);
    bytes.assign(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
    tail += bytes;
    const bool found = tail.find(wanted) != std::string::npos;
    if (tail.size() >= wanted.size()) tail.erase(0, tail.size() - wanted.size() + 1);
    return found;
  }
};

CuttingProxy::CuttingProxy(const std::string& database_url) {
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(database_url.c_str(), nullptr), &PQconninfoFree);
  std::string host;
  std::string port = "5432";
  for (auto* option = options.get(); option->keyword != nullptr; ++option) {
    const std::string_view keyword = option->keyword;
    if (option->val == nullptr) continue;
    if (keyword == "host") {
      host = option->val;
    } else if (keyword == "port") {
      port = option->val;
    } else {
      url_ += std::string(keyword) + "='" + option->val + "' ";
    }
  }
  server_path_ = host + "/.s.PGSQL." + port;
  url_ += "host='" + folder_.path() + "' port=5432";
  listener_ = MakeSocket();
  const sockaddr_un address = AddressOf(folder_.path() + "/.s.PGSQL.5432");
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 16) != 0 || ::pipe(stop_) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  thread_ = std::thread([this] { Accept(); });
}

CuttingProxy::~CuttingProxy() {
  ::close(stop_[1]);
  thread_.join();
  for (std::thread& line : lines_) line.join();
  ::close(stop_[0]);
  ::close(listener_);
}

void CuttingProxy::Accept() {
  pollfd fds[] = {{.fd = listener_, .events = POLLIN, .revents = 0},
                  {.fd = stop_[0], .events = POLLIN, .revents = 0}};
  for (;;) {
    if (::poll(fds, 2, -1) < 0 || fds[1].revents != 0) return;
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    const base::MutexLock lock(mutex_);
    lines_.emplace_back([this, client] { Serve(client); });
  }
}

void CuttingProxy::Serve(int client) {
  Line line{.client = client, .server = MakeSocket(), .to_server = {}, .to_client = {}};
  if (cut_ == Cut::kEveryConnection) return;
  const sockaddr_un address = AddressOf(server_path_);
  if (::connect(line.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return;
  }
  pollfd fds[] = {{.fd = line.client, .events = POLLIN, .revents = 0},
                  {.fd = line.server, .events = POLLIN, .revents = 0},
                  {.fd = stop_[0], .events = POLLIN, .revents = 0}};
  for (;;) {
    if (::poll(fds, 3, -1) < 0 || fds[2].revents != 0) return;
    if (fds[0].revents != 0 && !PassToServer(line)) return;
    if (fds[1].revents != 0 && !PassToClient(line)) return;
  }
}

bool CuttingProxy::PassToServer(Line& line) {
  std::string bytes;
  const bool commits = Line::Read(line.client, line.to_server, kCommitBound, bytes);
  if (bytes.empty()) return false;
  if (!commits) return SendAll(line.server, bytes);
  const Cut cut = cut_;
  if (cut == Cut::kNone || cut == Cut::kEveryConnection) return SendAll(line.server, bytes);
  cut_ = then_.load();
  ++cuts_;
  if (cut == Cut::kBeforeCommit) return false;
  line.drops_answer = cut == Cut::kAfterCommit;
  return SendAll(line.server, bytes) && line.drops_answer;
}

bool CuttingProxy::PassToClient(Line& line) {
  std::string bytes;
  const bool committed = Line::Read(line.server, line.to_client, kCommitDone, bytes);
  if (bytes.empty() || (committed && line.drops_answer)) return false;
  return line.drops_answer || SendAll(line.client, bytes);
}

}  // namespace onsale::store
