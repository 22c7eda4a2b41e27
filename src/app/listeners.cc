#include "app/listeners.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "base/bounded_write.h"
#include "http/endpoints/endpoints.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

http::AllowedHosts HostsOf(const Settings& settings, const ListenAddress& address) {
  http::AllowedHosts hosts;
  // A wildcard is not an allowed host: foreign pages can reach a local server as 0.0.0.0.
  if (!address.IsWildcard()) hosts.Add(address.Host());
  for (const std::string& host : settings.hosts) hosts.Add(host);
  return hosts;
}

http::ServerOptions OptionsFor(const Settings& settings, const ListenAddress& address,
                               const SocketRoom& sockets) {
  http::ServerOptions options = settings.server;
  options.listen_address = address.address;
  options.listen_port = address.port;
  options.connections_max = sockets.connections;
  options.rejected_max = sockets.rejected;
  options.hosts = HostsOf(settings, address);
  return options;
}

// No page of another origin and no proxy speaks to the operator's address.
http::ServerOptions OptionsForOperators(const Settings& settings, const ListenAddress& address) {
  http::ServerOptions options =
      OptionsFor(settings, address,
                 {.connections = kOperatorConnectionsMax, .rejected = kOperatorConnectionsMax});
  options.io_threads = 1;
  options.origins = {};
  options.trusted_proxies = {};
  options.base_path = {};
  return options;
}

std::vector<const http::Endpoint*> EndpointsFor(http::Audience audience) {
  std::vector<const http::Endpoint*> endpoints;
  std::ranges::copy_if(http::kEndpoints, std::back_inserter(endpoints),
                       [audience](const http::Endpoint* endpoint) {
                         return http::IsAnsweredFor(audience, endpoint->spec);
                       });
  return endpoints;
}

bool IsFile(const std::filesystem::path& path) {
  std::error_code unreadable;
  return std::filesystem::is_regular_file(path, unreadable);
}

}  // namespace

std::string Listeners::Part::Url() const {
  ListenAddress listen = address;
  listen.port = server->port();
  return "http://" + listen.ToString();
}

Listeners::Listeners(Part buyers, Part operators)
    : parts_{std::move(buyers), std::move(operators)} {}

std::expected<Listeners, std::string> Listeners::Bind(const Settings& settings,
                                                      const SocketRoom& sockets,
                                                      PassedSockets passed) {
  const auto part = [](const ListenAddress& address, http::ServerOptions options,
                       http::Audience audience,
                       net::Descriptor socket) -> std::expected<Part, std::string> {
    auto bound = socket.open() ? http::Server::Adopt(options, std::move(socket))
                               : http::Server::Bind(options);
    if (!bound) return std::unexpected(bound.error());
    return Part{address, std::move(options), *std::move(bound), EndpointsFor(audience)};
  };
  auto buyers = part(settings.listen, OptionsFor(settings, settings.listen, sockets),
                     http::Audience::kBuyersAndShop, std::move(passed.buyers));
  if (!buyers) return std::unexpected(buyers.error() + " (--listen)");
  auto operators =
      part(settings.operator_listen, OptionsForOperators(settings, settings.operator_listen),
           http::Audience::kOperators, std::move(passed.operators));
  if (!operators) return std::unexpected(operators.error() + " (--operator-listen)");
  return Listeners(*std::move(buyers), *std::move(operators));
}

std::expected<void, std::string> Listeners::Start(const http::ServerServices& services) {
  for (Part& part : parts_) {
    http::ServerServices of_part = services;
    if (&part == &parts_[0]) {
      of_part.console_pages = nullptr;
      if (services.demo_pages != nullptr) {
        std::ranges::copy(http::kDemoEndpoints, std::back_inserter(part.endpoints));
      }
    } else {
      of_part.listener = "operators";
      of_part.buyer_pages = nullptr;  // `/` is a list of links
      of_part.demo_pages = nullptr;
    }
    of_part.endpoints = part.endpoints;
    auto server =
        http::Server::Start(part.options, std::move(of_part), std::exchange(part.bound, {}));
    if (!server) {
      Stop();
      return std::unexpected(server.error());
    }
    part.server = *std::move(server);
  }
  return {};
}

void Listeners::Announce(const Settings& settings, bool has_console, Log& log) const {
  const auto& [buyers, operators] = parts_;
  if (::isatty(STDOUT_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) {
    log.Info("ready", {{"address", buyers.address.address},
                       {"port", buyers.server->port()},
                       {"operatorAddress", operators.address.address},
                       {"operatorPort", operators.server->port()},
                       {"store", settings.store.empty() ? settings.data.string()
                                                        : store::WithoutPassword(settings.store)}});
  }
  std::string lines =
      "onsale: ready at " + buyers.Url() + "\nonsale: operators at " + operators.Url() + '\n';
  if (has_console) lines += "onsale: the console is at " + operators.Url() + "/console\n";
  if (IsFile(settings.owner_key_file)) {
    lines += "onsale: the first access key is in " + settings.owner_key_file.string() + '\n';
  }
  base::WriteWithin(STDOUT_FILENO, lines, std::chrono::seconds(1));
}

void Listeners::BeginDrain() {
  for (Part& part : parts_) {
    if (part.server != nullptr) part.server->BeginDrain();
  }
}

void Listeners::Allow(const Settings& settings) {
  for (Part& part : parts_) {
    const bool is_buyers = &part == &parts_[0];
    part.server->Allow(HostsOf(settings, part.address),
                       is_buyers ? settings.server.origins : http::AllowedOrigins());
  }
}

void Listeners::PreparePages(const domain::CatalogPtr& catalog) {
  parts_[0].server->PreparePages(catalog);
}

void Listeners::Stop() {
  for (Part& part : parts_) {
    if (part.server != nullptr) part.server->Stop();
  }
}

}  // namespace onsale::app
