// Reproducible random numbers: each decision of a buyer has a random number of its own.
//
// Shape:    the number depends on the seed, the buyer, the kind of decision and how often the buyer
//           made such a decision before; not on time or on other buyers.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/mix.h"

namespace onsale::rehearsal {

// The kinds of decisions. Do not reorder: the same seed would give another crowd.
enum class Choice : std::uint8_t {
  kArrival,
  kInBurst,
  kShow,
  kPartySize,
  kPatience,
  kImpatient,
  kGoesQuietly,
  kGiveUpAtDates,
  kGiveUpAtSeats,
  kGiveUpAfterRace,
  kGiveUpWithHold,
  kCancels,
  kGiveUpAfterTopUp,
  kToppedUpMore,
  kEyes,
  kSettlesForApart,
  kThink,
  kOtherShow,
  kJitter,
  kLeavesWhenSoldOut,
  kExchanges,
  kAsksForBest,
  kTakesOffer,
};

using base::Mix;

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : seed_(Mix(seed)) {}

  struct Question {
    std::uint32_t buyer = 0;
    Choice choice = Choice::kArrival;
    std::uint32_t time = 0;  // how often the buyer made this choice before
  };

  std::uint64_t Bits(Question question) const {
    const std::uint64_t what = std::uint64_t{static_cast<std::uint8_t>(question.choice)} << 32;
    return Mix(seed_ ^ Mix(question.buyer ^ Mix(what | question.time)));
  }
  // A random number x for the decision, 0 <= x < 1.
  double Fraction(Question question) const {
    return static_cast<double>(Bits(question) >> 11) * 0x1.0p-53;
  }
  bool Happens(Question question, double share) const { return Fraction(question) < share; }
  // An exponentially distributed random number with this mean.
  double Exponential(Question question, double mean) const {
    return -mean * std::log1p(-Fraction(question));
  }

 private:
  std::uint64_t seed_;
};

}  // namespace onsale::rehearsal
