// What a rehearsal found, in sentences: for the terminal and for the head of the report.
#pragma once

#include <string>
#include <vector>

#include "rehearsal/record.h"
#include "rehearsal/report/words.h"

namespace onsale::rehearsal {

// The verdict's meaning, then the figures that it rests on.
std::vector<std::string> TellStory(const Record& record);
// The title: which shows.
std::string TellTitle(const Record& record);
std::string_view TellVerdict(const Record& record);
// One line for each check of the audit.
std::string TellCheck(const Check& check, const Words& words);
std::string NameOfCheck(const Check& check, const Words& words);

// Everything, as plain text.
std::string Summarize(const Record& record);

}  // namespace onsale::rehearsal
