// Parses the words of a scenario's line, and prints outcomes as scenarios write them.
//
// Errors:   a malformed number fails the current test.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/command.h"

namespace onsale::engine {

// Parts between separators, without empty ones.
std::vector<std::string> Split(std::string_view text, char separator);
std::string Trim(std::string_view text);
std::int64_t Integer(std::string_view text);
// `5m`, `1us`
base::Duration Length(const std::string& text);
// `capacity=5 entry=60/5`, as `rooms` and `change` take it.
domain::RoomChange ChangeIn(const std::vector<std::string>& words);

std::string Say(const domain::Refusal& refusal);
std::string Say(domain::ReservationStatus status);
std::string Say(const domain::TokenView& view);
std::string Say(domain::RoomState state);
std::string Say(const domain::RoomView& view);
std::string Say(const domain::RoomFunnel& funnel);
// `a, b`, or `none`
std::string Joined(const std::vector<std::string>& parts);

}  // namespace onsale::engine
