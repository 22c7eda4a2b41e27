// Prints the report of a simulator run.
#pragma once

#include <string>

#include "sim/run/crew.h"

namespace onsale::sim {

// Two lines: the counts of the run and its state hash.
std::string Summary(const RunResult& result, double run_seconds);
// A table of how often each command got each answer; `never` lists refusals of command.h that did
// not occur.
std::string AnswerTable(const Tally& tally);
// The refusals of command.h that did not occur in the run, each as `command refusal`.
std::vector<std::string> MissingAnswers(const Tally& tally);

}  // namespace onsale::sim
