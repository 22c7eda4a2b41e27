// What a run has to say for itself.
#pragma once

#include <string>

#include "sim/run/crew.h"

namespace onsale::sim {

// Two lines: what was done, and the state hash.
std::string Summary(const RunResult& result, double run_seconds);
// How often each command was answered how; `never` names the refusals that command.h lists and that
// did not occur.
std::string AnswerTable(const Tally& tally);
// Refusals that command.h lists for a command and that did not occur, each as `command refusal`.
std::vector<std::string> MissingAnswers(const Tally& tally);

}  // namespace onsale::sim
