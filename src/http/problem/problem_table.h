// The two parts of the table of problems: problem_table.cc has the codes up to those of the
// operator's calls, problem_table_rules.cc the rest. A test checks the order.
#pragma once

#include <span>

#include "http/problem/problem.h"

namespace onsale::http {

std::span<const ProblemInfo> RuleProblems();

}  // namespace onsale::http
