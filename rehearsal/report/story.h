// The results of a rehearsal in sentences, for the terminal and the head of the report.
#pragma once

#include <string>
#include <vector>

#include "rehearsal/record.h"
#include "rehearsal/report/words.h"

namespace onsale::rehearsal {

// The meaning of the verdict, then the figures behind it.
std::vector<std::string> TellStory(const Record& record);
// The title: the shows.
std::string TellTitle(const Record& record);
std::string_view TellVerdict(const Record& record);
// One line for each check of the audit.
std::string TellCheck(const Check& check, const Words& words);
std::string NameOfCheck(const Check& check, const Words& words);

// All of it as plain text.
std::string Summarize(const Record& record);

}  // namespace onsale::rehearsal
