// Reads the name of a room in a path.
#pragma once

#include <expected>
#include <string>

#include "http/endpoint.h"
#include "http/problem/problem.h"

namespace onsale::http {

// Makes a command C for the room that the path names. An invalid name is answered with 404, without
// the engine.
template <class C>
std::expected<C, Response> NamedRoom(const Call& call) {
  if (!base::IsSlug(call.parameters[0])) {
    return std::unexpected(Problem(ProblemCode::kRoomNotFound, "No waiting room has this name."));
  }
  return C{.room = std::string(call.parameters[0])};
}

}  // namespace onsale::http
