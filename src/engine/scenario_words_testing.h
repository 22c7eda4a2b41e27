// Parses the words of a scenario's line, and prints outcomes as scenarios spell them.
//
// Errors:   a malformed number fails the current test.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/command.h"

namespace onsale::engine {

// The parts of `text` between separators; empty parts are left out.
std::vector<std::string> Split(std::string_view text, char separator);
std::int64_t Integer(std::string_view text);
// Parses a duration such as `5m` or `1us`.
base::Duration Length(const std::string& text);
// Parses settings of a room as `rooms` and `change` take them: `capacity=5 entry=60/5`.
domain::RoomChange ChangeIn(const std::vector<std::string>& words);

std::string Say(const domain::Refusal& refusal);
std::string Say(domain::ReservationStatus status);
std::string Say(const domain::TokenView& view);
std::string Say(domain::RoomState state);
std::string Say(const domain::RoomView& view);
std::string Say(const domain::RoomFunnel& funnel);
// Joins parts as `a, b`; `none` if there are none.
std::string Joined(const std::vector<std::string>& parts);

}  // namespace onsale::engine
