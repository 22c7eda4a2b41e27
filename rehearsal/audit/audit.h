// Checks after a rehearsal, through the API, that everything the server acknowledged is true.
//
// Shape:    one Check for each question; a check that could not be made reports why, and is not
//           a success. First the audit ends the turns of buyers who left without a call, so that
//           the auditor is admitted; it keeps one turn a show, to read the seats of a room that is
//           sold out and admits nobody.
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
  kOneOwner,   // no seat was sold to two buyers of the crowd
  kSeatMap,    // each bought seat is SOLD, and was not before
  kBalances,   // each balance is the top-ups less the payments
  kLedgers,    // ledger entries add up to the same balances
  kOrder,      // nobody was admitted before a buyer ahead
  kPositions,  // nobody's position got worse
  kServer,     // the server's own audit
};

// The most violations of one check that are kept as examples.
inline constexpr std::size_t kExamplesMax = 10;

struct Check {
  Question question = Question::kPurchases;
  std::string name;  // the name of a check of the server's own audit
  std::uint64_t checked = 0;
  std::uint64_t of = 0;  // the number of things to check; `checked` may be less
  std::uint64_t violations = 0;
  std::vector<std::string> examples;
  std::string not_made;  // why the check could not be made; else empty
  std::string sold_out;  // sold-out shows, whose seat map cannot be read

  bool good() const { return violations == 0 && not_made.empty(); }
};

struct AuditResult {
  std::vector<Check> checks;
  std::uint64_t in_doubt = 0;        // buyers whose last top-up or payment got no answer
  std::uint64_t sold_by_others = 0;  // seats sold to others during the rehearsal
  bool found_violation() const;
  bool complete() const;
};

// If more buyers than this topped up their wallets, the audit checks the money of a sample.
inline constexpr std::size_t kMoneySampleMax = 10'000;

// What the server acknowledged to the crowd. Owner: the members refer to parts of the crowd, which
// must outlive the Evidence.
struct Evidence {
  const Plan& plan;
  const std::vector<Buyer>& buyers;
  const TextPool& texts;
};

// `operators` ask at the operator's address.
AuditResult Audit(const Evidence& evidence, const Venue& venue, Errands& errands,
                  Errands& operators);

}  // namespace onsale::rehearsal
