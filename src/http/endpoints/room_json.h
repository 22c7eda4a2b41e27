// Writes a waiting room as JSON, for the public and for its operator.
#pragma once

#include <string>

#include "domain/views.h"

namespace onsale::http {

class JsonWriter;

// The room's public members. They have no personal data, so caches may store them.
// `opensInSeconds` counts from `now`.
std::string RoomJson(const domain::RoomView& view, domain::Time now);

// The room's members for its operator, with its `policy`. Of lengths of time whole seconds.
void WriteOperatorRoom(JsonWriter& json, const domain::RoomView& view, domain::Time now);

std::string FunnelJson(const domain::FunnelView& view);

// A draw as JSON; `seed`, `listHash` and `drawnAt` are null until the draw has taken place.
std::string DrawJson(const domain::DrawView& view);

}  // namespace onsale::http
