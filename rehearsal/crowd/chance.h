// Chance that can be repeated: each decision of a buyer has its own number, whenever it is made.
//
// Shape:    a number follows from the seed, the buyer, what is decided and how often it was decided
//           before, and from nothing else: not from time, and not from other buyers.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/mix.h"

namespace onsale::rehearsal {

// What is decided. Do not reorder: a seed would mean another crowd.
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
  kGiveUpAfterCharge,
  kChargesMore,
  kEyes,
  kSettlesForApart,
  kThink,
  kOtherShow,
  kJitter,
  kLeavesWhenSoldOut,
};

using base::Mix;

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : seed_(Mix(seed)) {}

  struct Question {
    std::uint32_t buyer = 0;
    Choice choice = Choice::kArrival;
    std::uint32_t time = 0;  // the how-manieth of this choice
  };

  std::uint64_t Bits(Question question) const {
    const std::uint64_t what = std::uint64_t{static_cast<std::uint8_t>(question.choice)} << 32;
    return Mix(seed_ ^ Mix(question.buyer ^ Mix(what | question.time)));
  }
  // 0 <= x < 1
  double Fraction(Question question) const {
    return static_cast<double>(Bits(question) >> 11) * 0x1.0p-53;
  }
  bool Happens(Question question, double share) const { return Fraction(question) < share; }
  // Exponentially distributed.
  double Exponential(Question question, double mean) const {
    return -mean * std::log1p(-Fraction(question));
  }

 private:
  std::uint64_t seed_;
};

}  // namespace onsale::rehearsal
