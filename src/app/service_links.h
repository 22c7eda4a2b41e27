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

#include <map>
#include <string>
#include <string_view>

namespace onsale::app {

using Environment = std::map<std::string, std::string, std::less<>>;  // values by variable

// Whether the variable has the form of a service link. What a person may have written counts only
// if it cannot be meant otherwise: `{NAME}_PORT` with the URL of one, `{NAME}_NAME` with the path
// `/CONTAINER/ALIAS` whose alias is the name, `{NAME}_ENV_...` beside one of these,
// `{NAME}_SERVICE_HOST` beside `{NAME}_SERVICE_PORT`, and the service's ports beside its host.
// Requires: the environment contains the variable.
bool IsServiceLink(std::string_view variable, const Environment& environment);

}  // namespace onsale::app
