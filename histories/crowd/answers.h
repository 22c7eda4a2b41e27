// Reads a response into the result and the numbers (`Words`) of an operation.
//
// Errors:   false for a response that lacks what the API promises; the operation's result is then
//           `kOther`.
// Source:   /openapi.json.
#pragma once

#include <string_view>

#include "histories/crowd/person.h"

namespace onsale::histories {

// Sets `result` and `response`.
bool ReadAnswer(unsigned status, std::string_view body, Op& op);

// The token in such a response.
std::string_view TokenTextOf(std::string_view body);

// Updates what the buyer knows.
void Learn(const Op& op, std::string_view body, Person& person);

}  // namespace onsale::histories
