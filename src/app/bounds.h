// The ranges of settings and of numbers in catalogue files.
//
// Units:    both ends are inclusive.
#pragma once

#include "domain/policy_bounds.h"

namespace onsale::app {

using domain::DurationRange;
using domain::IntegerRange;

// The room policy, both in the settings and in a catalogue file.
using domain::kActiveTimeRange;
using domain::kClaimTimeRange;
using domain::kEntryBurstRange;
using domain::kEntryPerMinuteRange;
using domain::kHoldTimeRange;
using domain::kRoomCapacityRange;
using domain::kWaitingMaxRange;

}  // namespace onsale::app
