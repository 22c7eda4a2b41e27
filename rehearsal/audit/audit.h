// Is everything that the server acknowledged true? Asked from outside, after the rehearsal.
//
// Shape:    one Check for each question; a check that could not be made says why, and is no success.
//           Before asking, buyers who walked away give their tokens back, so that the server is left
//           tidy and the auditor gets a turn.
// Source:   docs/rehearsal.md says what each check can prove and what not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rehearsal/crowd/buyer.h"
#include "rehearsal/plan.h"
#include "rehearsal/venue/venue.h"
#include "rehearsal/wire/errands.h"

namespace onsale::rehearsal {

enum class Question : std::uint8_t {
  kPurchases,  // every acknowledged purchase is there
  kOneOwner,   // no seat has two owners among them
  kSeatMap,    // each of their seats is SOLD, and was not before
  kBalances,   // balances are what was charged less what was paid
  kLedgers,    // and so are the entries behind them
  kOrder,      // nobody was admitted before somebody ahead
  kPositions,  // nobody's position got worse
  kServer,     // the server's own audit
};

// How many examples of the violations of one check are kept at most.
inline constexpr std::size_t kExamplesMax = 10;

struct Check {
  Question question = Question::kPurchases;
  std::string name;  // of the server's own checks
  std::uint64_t checked = 0;
  std::uint64_t of =
      0;  // how many there were: more than `checked` if not all could be, or a sample was
  std::uint64_t violations = 0;
  std::vector<std::string> examples;
  std::string not_made;  // why it could not be made; empty if it was
  std::string sold_out;  // shows of which nobody can read the map any more, since nothing is left

  bool good() const { return violations == 0 && not_made.empty(); }
};

struct AuditResult {
  std::vector<Check> checks;
  std::uint64_t in_doubt = 0;  // buyers whose last change of money was never answered
  std::uint64_t sold_by_others =
      0;  // seats that are SOLD now, were not before, and not bought here
  bool found_violation() const;
  bool complete() const;
};

// Buyers whose money is checked, if there are more: every so-manieth.
inline constexpr std::size_t kMoneySampleMax = 10'000;

// What the crowd was told. Owner: refers to the crowd's parts, which outlive it.
struct Evidence {
  const Plan& plan;
  const std::vector<Buyer>& buyers;
  const TextPool& texts;
};

AuditResult Audit(const Evidence& evidence, const Venue& venue, Errands& errands);

}  // namespace onsale::rehearsal
