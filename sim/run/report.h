// The report of a run.
#pragma once

#include <string>

#include "sim/run/crew.h"

namespace onsale::sim {

// Two lines: counts and the state hash.
std::string Summary(const RunResult& result, double run_seconds);
// How often each command got each answer; `never` lists the refusals of command.h that did not
// occur.
std::string AnswerTable(const Tally& tally);
// The refusals of command.h that did not occur, each as `command refusal`.
std::vector<std::string> MissingAnswers(const Tally& tally);

}  // namespace onsale::sim
