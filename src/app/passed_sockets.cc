#include "app/passed_sockets.h"

#include <string_view>
#include <utility>
#include <vector>

#include "app/service_notices.h"
#include "base/decimal.h"
#include "net/socket.h"

namespace onsale::app {
namespace {

constexpr int kPassedMax = 2;  // one for each address

std::vector<std::string_view> SplitAtColons(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(':');
    parts.push_back(text.substr(0, end));
    if (end != std::string_view::npos) text.remove_prefix(end + 1);
  }
  return parts;
}

// Puts the address of a passed socket into `listen`.
std::expected<void, std::string> UseAddress(const net::Descriptor& passed, std::string_view name,
                                            const char* setting, Settings& settings,
                                            ListenAddress& listen) {
  if (!passed.open()) return {};
  const net::Address address = net::AddressOf(passed);
  listen = {.address = address.host, .port = address.port};
  settings.passed.emplace_back(setting);
  const std::vector<std::string> mistakes = MistakesOfAddress(listen, settings);
  if (mistakes.empty()) return {};
  return std::unexpected("the passed socket '" + std::string(name) + "': " + mistakes.front());
}

}  // namespace

PassedVariables PassedVariables::OfProcess() {
  return {.pid = ProcessVariable("LISTEN_PID"),
          .count = ProcessVariable("LISTEN_FDS"),
          .names = ProcessVariable("LISTEN_FDNAMES")};
}

std::expected<PassedSockets, std::string> TakePassedSockets(const PassedVariables& variables,
                                                            pid_t self, int first) {
  PassedSockets passed;
  if (!variables.pid || base::ParseDecimal<pid_t>(*variables.pid) != self) return passed;
  const auto count = base::ParseDecimal<int>(variables.count.value_or(""));
  if (!count || *count < 0 || *count > kPassedMax) {
    return std::unexpected("LISTEN_FDS is '" + variables.count.value_or("") +
                           "', not a number up to " + std::to_string(kPassedMax));
  }
  if (*count == 0) return passed;
  const std::string all = variables.names.value_or("");
  const std::vector<std::string_view> names = SplitAtColons(all);
  if (names.size() != static_cast<std::size_t>(*count)) {
    return std::unexpected("LISTEN_FDNAMES is '" + all + "', but the number of passed sockets is " +
                           std::to_string(*count));
  }
  for (int i = 0; i < *count; ++i) {
    const std::string_view name = names[static_cast<std::size_t>(i)];
    const std::string called = "the passed socket '" + std::string(name) + "' ";
    net::Descriptor* const place = name == "public"     ? &passed.buyers
                                   : name == "operator" ? &passed.operators
                                                        : nullptr;
    if (place == nullptr) {
      return std::unexpected(called +
                             "has an unknown name; FileDescriptorName= is public or operator");
    }
    if (place->open()) return std::unexpected(called + "is there twice");
    auto adopted = net::AdoptListener(first + i);
    if (!adopted) return std::unexpected(called + adopted.error());
    *place = *std::move(adopted);
  }
  return passed;
}

std::expected<void, std::string> UseAddresses(const PassedSockets& passed, Settings& settings) {
  if (auto used = UseAddress(passed.buyers, "public", "listen", settings, settings.listen); !used)
    return used;
  return UseAddress(passed.operators, "operator", "operator-listen", settings,
                    settings.operator_listen);
}

}  // namespace onsale::app
