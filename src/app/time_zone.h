// The UTC offsets of an IANA time zone, from the system's time zone database.
//
// Units:    seconds since 1970; offsets in seconds east of UTC.
// Shape:    exact for the years that the file lists, in Debian until 2037. After them a zone with
//           summer time has one of its last two offsets: which one is not computed.
// Threads:  any; a plain value.
// Errors:   nothing for a name that is not a time zone of this machine, or a damaged file.
// Source:   RFC 8536 (TZif), version 2 and later.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace onsale::app {

class TimeZone {
 public:
  // Parses the bytes of a TZif file.
  static std::optional<TimeZone> Parse(std::string_view bytes);
  // Reads the zone with this name, such as `Asia/Seoul`.
  static std::optional<TimeZone> Read(std::string_view name);

  // Whether the zone may be at this offset at this time.
  bool MayHave(base::OffsetTime time) const;
  // The zone's offset at this time: one of those for which MayHave is true.
  std::chrono::minutes OffsetAt(base::Time time) const;

 private:
  struct Change {
    std::int64_t at = 0;
    std::int32_t offset = 0;
  };

  // The last change that is not after `time`.
  const Change& ChangeAt(base::Time time) const;

  std::vector<Change> changes_;  // sorted; the first one is before any time
  bool goes_on_ = false;         // summer time continues after the last change
};

// Whether a text has the form of a time zone's name: parts of letters, digits, `_`, `+` and `-`,
// separated by `/`, 64 characters at most.
bool IsTimeZoneName(std::string_view text);

}  // namespace onsale::app
