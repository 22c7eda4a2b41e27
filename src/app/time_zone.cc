#include "app/time_zone.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/ascii.h"

namespace onsale::app {
namespace {

constexpr const char* kZoneFolder = "/usr/share/zoneinfo/";
constexpr std::size_t kZoneNameMax = 64;
constexpr std::size_t kZoneBytesMax = 1 << 16;

std::int64_t BigEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return static_cast<std::int64_t>(value);
}

std::int32_t BigEndian32(std::string_view bytes) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(BigEndian(bytes)));
}

// Takes parts off the front of a file; after a part that is too long, ok() stays false.
class TzifReader {
 public:
  explicit TzifReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  std::string_view rest() const { return rest_; }
  std::string_view Take(std::size_t length) {
    if (length > rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view part = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return part;
  }
  std::size_t Count() {
    const std::string_view bytes = Take(4);
    // More than the file has bytes; Take then fails.
    return std::min<std::size_t>(static_cast<std::uint32_t>(BigEndian(bytes)), kZoneBytesMax);
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

struct TzifHeader {
  bool good = false;
  std::size_t ut_marks = 0, standard_marks = 0, leaps = 0, times = 0, types = 0, letters = 0;

  std::size_t Behind(std::size_t time_size) const {
    return letters + leaps * (time_size + 4) + standard_marks + ut_marks;
  }
};

constexpr std::size_t kTypeSize = 6;  // an offset of 4 bytes, and two that are not used

TzifHeader ReadHeader(TzifReader& in) {
  TzifHeader header;
  const std::string_view magic = in.Take(20);
  header.good = magic.starts_with("TZif") && magic[4] >= '2';
  for (std::size_t* const count : {&header.ut_marks, &header.standard_marks, &header.leaps,
                                   &header.times, &header.types, &header.letters}) {
    *count = in.Count();
  }
  header.good = header.good && in.ok() && header.types > 0;
  return header;
}

bool IsZonePart(std::string_view part) {
  return !part.empty() && std::ranges::all_of(part, [](char c) {
    const char lower = base::Lower(c);
    return base::IsDigit(c) || (lower >= 'a' && lower <= 'z') || c == '_' || c == '+' || c == '-';
  });
}

}  // namespace

std::optional<TimeZone> TimeZone::Parse(std::string_view bytes) {
  TzifReader in(bytes);
  // The first block has times of 32 bits, for programs that know no others.
  const TzifHeader old = ReadHeader(in);
  if (!old.good) return std::nullopt;
  in.Take(old.times * 5 + old.types * kTypeSize + old.Behind(4));
  const TzifHeader header = ReadHeader(in);
  if (!header.good) return std::nullopt;
  const std::string_view times = in.Take(header.times * 8);
  const std::string_view indexes = in.Take(header.times);
  const std::string_view types = in.Take(header.types * kTypeSize);
  in.Take(header.Behind(8));
  if (!in.ok()) return std::nullopt;

  TimeZone zone;
  zone.changes_.push_back({.at = INT64_MIN, .offset = BigEndian32(types.substr(0, 4))});
  for (std::size_t i = 0; i < header.times; ++i) {
    const auto type = static_cast<std::uint8_t>(indexes[i]);
    if (type >= header.types) return std::nullopt;
    zone.changes_.push_back({.at = BigEndian(times.substr(i * 8, 8)),
                             .offset = BigEndian32(types.substr(type * kTypeSize, 4))});
  }
  if (!std::ranges::is_sorted(zone.changes_, {}, &Change::at)) return std::nullopt;
  // The file ends with a rule for later times. A rule with a comma has summer time.
  zone.goes_on_ = in.rest().contains(',');
  return zone;
}

std::optional<TimeZone> TimeZone::Read(std::string_view name) {
  // These folders and files have the zones again, some of them with leap seconds.
  constexpr std::string_view kOthers[] = {"right", "posix", "localtime", "posixrules", "Factory"};
  if (!IsTimeZoneName(name)) return std::nullopt;
  if (std::ranges::find(kOthers, name.substr(0, name.find('/'))) != std::end(kOthers)) {
    return std::nullopt;
  }
  std::ifstream file(kZoneFolder + std::string(name), std::ios::binary);
  std::string bytes(kZoneBytesMax, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return Parse(bytes);
}

const TimeZone::Change& TimeZone::ChangeAt(base::Time time) const {
  const auto second = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  return *std::prev(std::ranges::upper_bound(changes_, second, {}, &Change::at));
}

bool TimeZone::MayHave(base::OffsetTime time) const {
  const std::int64_t wanted = std::chrono::seconds(time.utc_offset).count();
  const Change& change = ChangeAt(time.time);
  if (change.offset == wanted) return true;
  const bool last = &change == &changes_.back();
  return last && goes_on_ && changes_.size() > 1 && std::prev(changes_.end(), 2)->offset == wanted;
}

std::chrono::minutes TimeZone::OffsetAt(base::Time time) const {
  return std::chrono::floor<std::chrono::minutes>(std::chrono::seconds(ChangeAt(time).offset));
}

bool IsTimeZoneName(std::string_view text) {
  if (text.empty() || text.size() > kZoneNameMax) return false;
  if (const char first = base::Lower(text.front()); first < 'a' || first > 'z') return false;
  for (std::size_t at = 0; at != std::string_view::npos;) {
    const std::size_t end = text.find('/', at);
    if (!IsZonePart(text.substr(at, end == std::string_view::npos ? end : end - at))) return false;
    at = end == std::string_view::npos ? end : end + 1;
  }
  return true;
}

}  // namespace onsale::app
