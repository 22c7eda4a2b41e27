// The words of scenarios: what a line says, read; what an answer is, said.
//
// Errors:   a word that is none fails the test that runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/command.h"

namespace onsale::engine {

// The parts between separators, empty ones left out.
std::vector<std::string> Split(std::string_view text, char separator);
std::string Trim(std::string_view text);
std::int64_t Integer(std::string_view text);
// `5m`, `1us`
base::Duration Length(const std::string& text);
// `capacity=5 entry=60/5`: the words of `rooms` and of `change`.
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
