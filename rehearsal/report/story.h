// The results of a rehearsal in sentences, for the terminal and the head of the report.
#pragma once

#include <string>
#include <vector>

#include "rehearsal/record.h"
#include "rehearsal/report/words.h"

namespace onsale::rehearsal {

// Sentences: the meaning of the verdict, then the figures behind it.
std::vector<std::string> TellStory(const Record& record);
// The report's title, which names the shows.
std::string TellTitle(const Record& record);
std::string_view TellVerdict(const Record& record);
// The result of one check of the audit, in one line.
std::string TellCheck(const Check& check, const Words& words);
std::string NameOfCheck(const Check& check, const Words& words);

// The whole summary as plain text, for the terminal.
std::string Summarize(const Record& record);

}  // namespace onsale::rehearsal
