// The kind of refusal that each problem is, for the series of the last 24 hours.
#pragma once

#include "http/statistics/refusal_kind.h"

namespace onsale::http {

ProblemKinds KindsOfProblems();

}  // namespace onsale::http
