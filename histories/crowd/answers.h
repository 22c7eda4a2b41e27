// What an answer says, as the words of an operation.
//
// Errors:   false for an answer that lacks what the API promises; the operation is then told
//           `kOther`.
// Source:   /openapi.json.
#pragma once

#include <string_view>

#include "histories/crowd/person.h"

namespace onsale::histories {

// Fills in `said` and `told`.
bool ReadAnswer(unsigned status, std::string_view body, Op& op);

// The token's text in such an answer.
std::string_view TokenTextOf(std::string_view body);

// What the buyer knows from then on.
void Learn(const Op& op, std::string_view body, Person& person);

}  // namespace onsale::histories
