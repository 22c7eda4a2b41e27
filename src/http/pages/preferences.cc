#include "http/pages/preferences.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/decimal.h"

namespace onsale::http {
namespace {

// What a header such as Accept-Language says of one value.
struct Preference {
  std::size_t rank = static_cast<std::size_t>(-1);  // the position in the header, from 0
  unsigned thousandths = 0;                         // the quality value
};

// The quality value in thousandths: `;q=0.8` is 800, none is 1000, malformed is 0. A name of
// several letters is another parameter.
// Source:   RFC 9110 section 12.4.2: 0 to 1 with at most three decimals; names have no case.
unsigned QualityOf(std::string_view parameters) {
  std::string_view parameter;
  do {
    if (parameters.empty()) return 1000;
    parameters.remove_prefix(1);  // the semicolon
    parameter = base::Trim(parameters.substr(0, parameters.find(';')));
    parameters.remove_prefix(std::min(parameters.find(';'), parameters.size()));
  } while (!base::EqualsIgnoringCase(parameter.substr(0, 2), "q="));
  const std::string_view value = base::Trim(parameter.substr(2));
  if (value.empty() || value.size() > 5 || (value.size() > 1 && value[1] != '.')) return 0;
  std::string digits(1, value.front());
  if (value.size() > 2) digits.append(value.substr(2));
  digits.resize(4, '0');
  const unsigned thousandths = base::ParseDecimal<unsigned>(digits).value_or(0);
  return thousandths <= 1000 ? thousandths : 0;
}

bool Before(const Preference& a, const Preference& b) {
  return a.thousandths != b.thousandths ? a.thousandths > b.thousandths : a.rank < b.rank;
}

// Calls `read(value, preference)` for each element of a comma-separated list.
template <class Read>
void ForEachPreference(std::string_view header, Read&& read) {
  std::size_t rank = 0;
  while (!header.empty()) {
    const std::size_t comma = header.find(',');
    const std::string_view element = base::Trim(header.substr(0, comma));
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
    const std::string_view value = element.substr(0, element.find(';'));
    read(base::Trim(value), Preference{rank++, QualityOf(element.substr(value.size()))});
  }
}

}  // namespace

bool PrefersKorean(std::string_view accept_language) {
  Preference korean;
  Preference english;
  ForEachPreference(accept_language, [&](std::string_view tag, const Preference& preference) {
    if ((tag == "ko" || tag.starts_with("ko-")) && Before(preference, korean)) korean = preference;
    if ((tag == "en" || tag.starts_with("en-")) && Before(preference, english))
      english = preference;
  });
  return korean.thousandths > 0 && Before(korean, english);
}

bool PrefersHtml(std::string_view accept) {
  Preference html;
  Preference json;
  ForEachPreference(accept, [&](std::string_view type, const Preference& preference) {
    if (base::EqualsIgnoringCase(type, "text/html") && Before(preference, html)) html = preference;
    const bool is_json = base::EqualsIgnoringCase(type, "application/json") ||
                         base::EqualsIgnoringCase(type, "application/problem+json");
    if (is_json && Before(preference, json)) json = preference;
  });
  return html.thousandths > 0 && Before(html, json);
}

Coding PreferredCoding(std::string_view accept_encoding) {
  constexpr std::size_t kAny = kCodings;
  Preference found[kCodings + 1];  // by Coding, and of `*`
  const auto note = [&found](std::size_t at, const Preference& preference) {
    if (preference.rank < found[at].rank) found[at] = preference;
  };
  ForEachPreference(accept_encoding, [&](std::string_view name, const Preference& preference) {
    const auto is = [name](std::string_view other) {
      return base::EqualsIgnoringCase(name, other);
    };
    if (is("identity")) note(static_cast<std::size_t>(Coding::kIdentity), preference);
    if (is("gzip") || is("x-gzip")) note(static_cast<std::size_t>(Coding::kGzip), preference);
    if (is("br")) note(static_cast<std::size_t>(Coding::kBrotli), preference);
    if (name == "*") note(kAny, preference);
  });
  const auto weight = [&found](Coding coding) {
    const Preference& named = found[static_cast<std::size_t>(coding)];
    return (named.rank != Preference{}.rank ? named : found[kAny]).thousandths;
  };
  const Coding best =
      weight(Coding::kBrotli) >= weight(Coding::kGzip) ? Coding::kBrotli : Coding::kGzip;
  const unsigned identity = found[static_cast<std::size_t>(Coding::kIdentity)].thousandths;
  return weight(best) == 0 || identity > weight(best) ? Coding::kIdentity : best;
}

}  // namespace onsale::http
