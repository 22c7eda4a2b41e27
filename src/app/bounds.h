// The values that a setting or a member of a file may have.
//
// Units:    inclusive at both ends.
#pragma once

#include "domain/policy_bounds.h"

namespace onsale::app {

using domain::DurationRange;
using domain::IntegerRange;

// A room's policy, whether it comes from the settings or from a catalogue file.
using domain::kActiveTimeRange;
using domain::kClaimTimeRange;
using domain::kEntryBurstRange;
using domain::kEntryPerMinuteRange;
using domain::kHoldTimeRange;
using domain::kRoomCapacityRange;
using domain::kWaitingMaxRange;

}  // namespace onsale::app
