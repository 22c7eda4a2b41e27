// What a reader needs beside the texts of a problem: its group, whether a retry is safe, its
// members, and a sentence for the screen of a buyer.
//
// Shape:    one row for each code, in the order of ProblemCode.
// Owner:    static tables.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "http/problem/problem.h"

namespace onsale::http {

enum class ProblemGroup : std::uint8_t { kRequest, kQueue, kShow, kBooking, kOperator, kServer };
inline constexpr std::size_t kProblemGroups = static_cast<std::size_t>(ProblemGroup::kServer) + 1;

// Whether the same request may be sent again.
enum class RetryAdvice : std::uint8_t {
  kCorrectFirst,  // no: the same request gets the same answer
  kImmediately,   // yes: nothing was carried out
  kAfterPause,    // yes, after Retry-After: nothing was changed
  kLater,         // yes, when time has changed the state
  kSameKey,       // yes, but only with the same Idempotency-Key: it may have taken effect
  kUseless,       // it does not help
};
inline constexpr std::size_t kRetryAdvices = static_cast<std::size_t>(RetryAdvice::kUseless) + 1;

// A member of the document beyond those that every problem has.
struct ProblemMember {
  std::string_view name;
  std::string_view type;     // as in JSON, or the format of a string
  std::string_view example;  // a JSON value
  bool always = true;        // false: the member may be absent
  std::string_view english;
  std::string_view korean;
};

struct ProblemGuide {
  ProblemCode code;
  ProblemGroup group;
  RetryAdvice retry;
  // For the screen of a buyer: what has happened and what to do, without terms of the API.
  std::string_view buyer_english;
  std::string_view buyer_korean;
  std::span<const ProblemMember> members = {};
  // The same if all seats that the problem names are the buyer's own; empty for most codes.
  std::string_view buyer_own_english = {};
  std::string_view buyer_own_korean = {};
};

// Every code once, in the order of ProblemCode.
std::span<const ProblemGuide> AllGuides();
const ProblemGuide& GuideOf(ProblemCode code);

}  // namespace onsale::http
