#include "app/settings.h"

namespace onsale::app {

bool Endpoint::IsLoopback() const {
  return address.starts_with("127.") || address == "::1";
}

std::string Endpoint::ToString() const {
  const bool six = address.find(':') != std::string::npos;
  return (six ? '[' + address + ']' : address) + ':' + std::to_string(port);
}

}  // namespace onsale::app
