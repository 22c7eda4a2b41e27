// Parses the server's responses into operations, and into what a buyer knows.
//
// Shape:    the members of a body become numbers in `Op::response`; history/op.h gives their order
//           for each kind of operation.
// Errors:   ReadAnswer: false for a response that lacks what the API promises; the operation's
//           result is then `kOther`.
// Source:   /openapi.json.
#pragma once

#include <string_view>

#include "histories/crowd/person.h"

namespace onsale::histories {

// Sets the operation's `result` and `response` from the status and the body of its response.
bool ReadAnswer(unsigned status, std::string_view body, Op& op);

// The sealed queue token in the body of a response.
std::string_view TokenTextOf(std::string_view body);

// The id whose halves are the first two numbers of an operation's arguments or response.
base::Uuid IdOf(const Words& words);

// Updates what the buyer knows, from the answer to an operation.
void Learn(const Op& op, std::string_view body, Person& person);

}  // namespace onsale::histories
