// Recognizes the environment variables of service links, which Kubernetes and Docker add for a
// service or linked container called `onsale`, or `onsale-...`.
//
// Threads:  any; no state.
// Source:   Kubernetes, "Service: Environment variables": `{NAME}_SERVICE_HOST`,
//           `{NAME}_SERVICE_PORT`, `{NAME}_SERVICE_PORT_{PORT NAME}`; Docker, "Legacy container
//           links", which Kubernetes adds too: `{NAME}_PORT`, `{NAME}_PORT_8080_TCP`, the latter
//           also with `_ADDR`, `_PORT`, `_PROTO`, `_START`, `_END`; Docker alone: `{NAME}_NAME`,
//           `{NAME}_ENV_...`.
#pragma once

#include <string_view>

namespace onsale::app {

// Whether the variable has the form of a service link. `{NAME}_PORT` and `{NAME}_NAME` count only
// with the value of one: `ONSALE_PORT=8080` was written by a person.
bool IsServiceLink(std::string_view variable, std::string_view value);

}  // namespace onsale::app
