#include "http/server.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/mutex.h"
#include "http/connection/io_thread.h"
#include "http/connection/listener.h"
#include "http/stream/open_streams.h"

namespace onsale::http {

class Server::Impl {
 public:
  Impl(ServerOptions options, ServerServices services);
  ~Impl() { Stop(); }

  std::expected<void, std::string> Start(net::Descriptor bound);
  void BeginDrain();
  void Stop();
  void Allow(AllowedHosts hosts, AllowedOrigins origins) {
    dispatcher_.Allow(std::move(hosts), std::move(origins));
  }
  void PreparePages(const domain::CatalogPtr& catalog) { pages_.charts.Prepare(catalog); }
  std::uint16_t port() const { return listener_.port(); }
  std::size_t connections() const { return connections_.load(std::memory_order_relaxed); }

 private:
  ServerServices ReadyUntilLeaving(ServerServices services) const;
  std::expected<void, std::string> StartThreads();
  void EndThreads();
  IoThread& LeastLoaded() const;
  void OnAccepted(net::Descriptor socket);
  void PlaceBeyondLimit(net::Descriptor socket);
  void OnTrouble(std::string_view what);

  const ServerOptions options_;
  ServerServices services_;
  Dispatcher dispatcher_;
  OpenStreams streams_;
  SharedPages pages_;
  std::atomic<std::size_t> connections_ = 0;
  std::vector<std::unique_ptr<IoThread>> threads_;
  std::atomic<bool> leaving_ = false;  // since BeginDrain or Stop
  base::Mutex stop_mutex_;
  bool running_ ONSALE_GUARDED_BY(stop_mutex_) = false;
  Listener listener_;  // used by the first thread while that runs
};

namespace {

// The most bytes that the kernel keeps for a client that does not read, which no other limit
// counts. Measured with a page of 1 MB: half of this costs a fast connection more system calls,
// more makes none faster.
constexpr std::size_t kUnsentInKernelMax = 64 * 1024;

// Limits size and time of unread bytes in the kernel: without a limit of time it keeps
// unacknowledged bytes for a quarter of an hour.
net::UnsentLimit UnsentLimitOf(const ServerOptions& options) {
  return {.bytes = kUnsentInKernelMax,
          .time = std::chrono::ceil<std::chrono::milliseconds>(options.write_timeout)};
}

std::vector<std::unique_ptr<IoThread>> MakeThreads(const IoThread::Shared& shared) {
  ONSALE_ASSERT(shared.options.io_threads > 0);
  std::vector<std::unique_ptr<IoThread>> threads;
  for (std::size_t i = 0; i < shared.options.io_threads; ++i) {
    threads.push_back(std::make_unique<IoThread>(shared, i));
  }
  return threads;
}

}  // namespace

Server::Impl::Impl(ServerOptions options, ServerServices services)
    : options_(std::move(options)),
      services_(ReadyUntilLeaving(std::move(services))),
      dispatcher_(services_.endpoints, options_.hosts, options_.origins),
      streams_(options_.streams_max()),
      threads_(MakeThreads({options_, services_, dispatcher_, streams_, pages_, connections_,
                            [this](net::Descriptor s) { PlaceBeyondLimit(std::move(s)); }})),
      listener_({.accepted = [this](net::Descriptor socket) { OnAccepted(std::move(socket)); },
                 .trouble = [this](std::string_view what) { OnTrouble(what); }}) {}

ServerServices Server::Impl::ReadyUntilLeaving(ServerServices services) const {
  services.ready = [this, ready = std::move(services.ready)] {
    return !leaving_ && (!ready || ready());
  };
  return services;
}

std::expected<void, std::string> Server::Impl::Start(net::Descriptor bound) {
  const base::MutexLock lock(stop_mutex_);
  if (!bound.open()) {
    auto own = Bind(options_);
    if (!own) return std::unexpected(own.error());
    bound = *std::move(own);
  }
  if (auto open = listener_.Open(std::move(bound)); !open) return open;
  if (auto started = StartThreads(); !started) {
    EndThreads();
    return started;
  }
  running_ = true;
  return {};
}

// Starts the I/O threads. The system may refuse threads: TasksMax of systemd, `ulimit -u`.
std::expected<void, std::string> Server::Impl::StartThreads() {
  // Makes the charts before the first request, which would otherwise wait for them.
  const domain::CatalogPtr catalog = services_.engine.catalog();
  if (catalog != nullptr) (void)pages_.charts.Of(catalog);
  try {
    for (const auto& thread : threads_) {
      Listener* const listener = thread == threads_.front() ? &listener_ : nullptr;
      if (!thread->Start(listener)) return std::unexpected("cannot poll for connections");
    }
  } catch (const std::system_error& error) {
    return std::unexpected("cannot start " + std::to_string(threads_.size()) +
                           " threads for connections: " + error.what());
  }
  return {};
}

void Server::Impl::EndThreads() {
  for (const auto& thread : threads_) thread->Drain();
  for (const auto& thread : threads_) thread->Join();
}

void Server::Impl::BeginDrain() {
  const base::MutexLock lock(stop_mutex_);
  if (!running_) return;
  leaving_ = true;
  for (const auto& thread : threads_) thread->BeginDrain();
}

void Server::Impl::Stop() {
  const base::MutexLock lock(stop_mutex_);
  if (!std::exchange(running_, false)) return;
  leaving_ = true;
  threads_.front()->StopListening();
  EndThreads();
}

IoThread& Server::Impl::LeastLoaded() const {
  return **std::ranges::min_element(threads_, {},
                                    [](const auto& thread) { return thread->load(); });
}

void Server::Impl::OnAccepted(net::Descriptor socket) {
  const std::size_t open = connections_.fetch_add(1, std::memory_order_relaxed);
  // Closes the connection without an answer if the reserve above the limit is used up. The reserve
  // is for answering health requests; in a flood even that costs too much.
  if (open >= options_.connections_max + options_.rejected_max) {
    connections_.fetch_sub(1, std::memory_order_relaxed);
    return;
  }
  if (open >= options_.connections_max) return PlaceBeyondLimit(std::move(socket));
  LeastLoaded().Adopt(std::move(socket), Place::kFree);
}

// Gives a connection above the limit to the I/O thread whose connection could be replaced first, to
// replace that one; if none can be, the new one is rejected. A thread's replaceable_at may be out
// of date: if it has no connection left to replace, it corrects its replaceable_at and calls this
// again, so this runs on any I/O thread.
void Server::Impl::PlaceBeyondLimit(net::Descriptor socket) {
  IoThread& first = **std::ranges::min_element(
      threads_, {}, [](const auto& thread) { return thread->replaceable_at(); });
  if (first.replaceable_at() <= std::chrono::steady_clock::now()) {
    return first.Adopt(std::move(socket), Place::kOfAnother);
  }
  LeastLoaded().Adopt(std::move(socket), Place::kNone);
}

void Server::Impl::OnTrouble(std::string_view what) {
  if (services_.request_log != nullptr) services_.request_log->OnTrouble(what);
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

std::expected<net::Descriptor, std::string> Server::Bind(const ServerOptions& options) {
  return net::Bind({options.listen_address, options.listen_port}, UnsentLimitOf(options));
}

std::expected<net::Descriptor, std::string> Server::Adopt(const ServerOptions& options,
                                                          net::Descriptor listening) {
  if (net::LimitUnsent(listening, UnsentLimitOf(options))) return listening;
  return std::unexpected("cannot limit what a passed socket keeps unsent");
}

std::expected<std::unique_ptr<Server>, std::string> Server::Start(ServerOptions options,
                                                                  ServerServices services,
                                                                  net::Descriptor bound) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(services));
  if (auto started = impl->Start(std::move(bound)); !started)
    return std::unexpected(started.error());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const {
  return impl_->port();
}
std::size_t Server::connections() const {
  return impl_->connections();
}
void Server::Allow(AllowedHosts hosts, AllowedOrigins origins) {
  impl_->Allow(std::move(hosts), std::move(origins));
}
void Server::PreparePages(const domain::CatalogPtr& catalog) {
  impl_->PreparePages(catalog);
}
void Server::BeginDrain() {
  impl_->BeginDrain();
}
void Server::Stop() {
  impl_->Stop();
}

}  // namespace onsale::http
