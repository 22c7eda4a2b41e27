// A waiting room as JSON, for the public and for its operator.
#pragma once

#include <string>

#include "domain/views.h"

namespace onsale::http {

class JsonWriter;

// The public members; no personal data, so that caches may store them.
std::string RoomJson(const domain::RoomView& view);

// The public members and `policy`, with durations as in settings: `10m`.
void WriteOperatorRoom(JsonWriter& json, const domain::RoomView& view);

std::string FunnelJson(const domain::FunnelView& view);

// `seed`, `listHash` and `drawnAt` are null until it is drawn.
std::string DrawJson(const domain::DrawView& view);

}  // namespace onsale::http
