// A waiting room as anybody sees it, and as its operator does.
#pragma once

#include <string>

#include "domain/views.h"

namespace onsale::http {

class JsonWriter;

// What a page needs to know, or a cache in front of a million of them; nobody's personal data.
std::string RoomJson(const domain::RoomView& view);

// The same and `policy`. Durations as settings have them: `10m`.
void WriteOperatorRoom(JsonWriter& json, const domain::RoomView& view);

std::string FunnelJson(const domain::FunnelView& view);

// `seed`, `listHash` and `drawnAt` are null until it is drawn.
std::string DrawJson(const domain::DrawView& view);

}  // namespace onsale::http
