// Checks after the rehearsal, from outside, that everything the server acknowledged is true.
//
// Shape:    one Check for each question; a check that could not be made reports why, and is no
//           success. First the buyers who left without telling the server give their tokens back,
//           so that no turn is left running and the auditor is admitted.
// Source:   docs/rehearsal.md: what each check proves and what it cannot.
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
  kPurchases,  // every acknowledged purchase exists
  kOneOwner,   // no seat was sold to two of the buyers
  kSeatMap,    // each of their seats is SOLD, and was not before
  kBalances,   // a balance is the charges less the payments
  kLedgers,    // the ledger entries say the same
  kOrder,      // nobody was admitted before a buyer ahead
  kPositions,  // nobody's position got worse
  kServer,     // the server's own audit
};

// The most examples that are kept of one check's violations.
inline constexpr std::size_t kExamplesMax = 10;

struct Check {
  Question question = Question::kPurchases;
  std::string name;  // of one of the server's own checks
  std::uint64_t checked = 0;
  std::uint64_t of = 0;  // all; `checked` is less if some could not be, or for a sample
  std::uint64_t violations = 0;
  std::vector<std::string> examples;
  std::string not_made;  // why the check could not be made; empty if it was
  std::string sold_out;  // shows whose map cannot be read, because they are sold out

  bool good() const { return violations == 0 && not_made.empty(); }
};

struct AuditResult {
  std::vector<Check> checks;
  std::uint64_t in_doubt = 0;        // buyers whose last change of money got no answer
  std::uint64_t sold_by_others = 0;  // seats sold during the rehearsal, to other buyers
  bool found_violation() const;
  bool complete() const;
};

// Of more buyers than this, only a sample has its money checked.
inline constexpr std::size_t kMoneySampleMax = 10'000;

// What the server acknowledged to the crowd. Owner: refers to parts of the crowd, which outlive it.
struct Evidence {
  const Plan& plan;
  const std::vector<Buyer>& buyers;
  const TextPool& texts;
};

AuditResult Audit(const Evidence& evidence, const Venue& venue, Errands& errands);

}  // namespace onsale::rehearsal
