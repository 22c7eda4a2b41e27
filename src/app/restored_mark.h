// The file in the data directory of a restored sale that says so, until the operator opens a room.
//
// A catalogue of today may have rooms that the sale did not know at the moment of restoring. What
// was sold behind them since is not known either, so they begin PAUSED, as the other rooms do.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "app/settings.h"
#include "domain/views.h"

namespace onsale::app {

// Empty for a sale over PostgreSQL, which `onsale restore` does not make.
std::filesystem::path RestoredMark(const Settings& settings);

// Makes the mark in a data directory that is being restored; durable once it returns.
std::expected<void, std::string> MakeRestoredMark(const std::filesystem::path& data);

// Whether a sale has the mark.
bool HasMark(const std::filesystem::path& mark);

// Whether the sale was restored and no room is OPEN or SCHEDULED since.
bool IsRestoredAndClosed(const std::filesystem::path& mark,
                         const std::vector<domain::RoomView>& rooms);

// At a start: removes the mark of a sale in which a room was opened.
void EndRestored(const std::filesystem::path& mark, const std::vector<domain::RoomView>& rooms);

}  // namespace onsale::app
