// Properties of Unicode text: which characters can be seen, letters and spaces of all scripts, and
// normalization form C.
//
// Shape:    as of the Unicode version of libutf8proc. A newer library knows more characters, so
//           what is stored is not checked with these functions again.
// Threads:  any, at the same time.
// Source:   UAX #15 (normalization), UAX #44 (general category, Default_Ignorable_Code_Point).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace onsale::base {

// Whether a reader can see `c`. Not visible are spaces, controls, format characters such as
// U+200B and the overrides of writing direction, fillers such as U+3164, and code points without a
// character or for private use; nor is U+FFFD, which replaces what a program could not read.
bool IsVisible(char32_t c);

// Whether `c` combines with the character before it, as the accent U+0301 does.
bool IsCombining(char32_t c);

// Whether `c` is a letter or a digit of any script.
bool IsLetterOrDigit(char32_t c);

// Whether `c` is a space with a width, such as U+0020 and U+3000.
bool IsSpace(char32_t c);

// Whether `c` alone draws nothing, although it is not a space: as !IsVisible(c), but what Unicode
// has not assigned yet may be seen, for fonts draw a box for it. What it never assigns, such as
// U+FFFE, may not: programs use these code points for themselves.
bool IsInvisible(char32_t c);

// The first character of the text that nobody can see. Some are only found where they do nothing:
// joiners, which emoji and scripts with joining letters need; variation selectors, behind symbols
// and ideographs; tags, in a flag; and marks of direction, beside something visible. U+FFFD stands
// for bytes that are not UTF-8.
std::optional<char32_t> FindInvisible(std::string_view text);

// Whether the text is in normalization form C. False if it is not UTF-8.
bool IsNfc(std::string_view text);

// The text in normalization form C; nothing if it is not UTF-8. Requires, as IsNfc: a bounded text,
// because the cost grows with the square of a run of combining marks.
std::optional<std::string> Composed(std::string_view text);

}  // namespace onsale::base
