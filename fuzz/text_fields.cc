// Any text in place of a request's small fields: ids, numbers, times, lengths, keys, queries,
// headers. An accepted value converts back to the same text; nothing with two meanings is accepted.

#include <array>
#include <string>

#include "base/ids.h"
#include "base/time.h"
#include "fuzz/expect.h"
#include "http/access/base64url.h"
#include "http/access/operator_key.h"
#include "http/idempotency_key.h"
#include "http/parameters.h"
#include "http/request_log.h"
#include "http/stream/stream_event.h"

namespace onsale::fuzz {
namespace {

void CheckIds(std::string_view text) {
  if (const auto uuid = base::Uuid::Parse(text)) {
    Expect(base::Uuid::Parse(uuid->ToString()) == uuid, "a UUID comes out as it went in");
  }
  const auto user = http::ReadUserParameter(text);
  if (user) {
    Expect(base::UserId::Parse(user->text()) == user, "a user's id is one");
    Expect(text.contains('%') || user->text() == text, "and is as sent unless encoded");
  }
  std::array<std::uint8_t, 8> bytes;
  if (http::DecodeBase64Url(text, bytes)) {
    std::string again;
    http::AppendBase64Url(again, bytes);
    Expect(again == text, "there is one way to write some bytes");
  }
}

void CheckNumbers(std::string_view text) {
  constexpr std::int64_t kMax = 1'000'000;
  if (const auto number = http::ReadNumberParameter(text, kMax)) {
    Expect(*number >= 0 && *number <= kMax && std::to_string(*number) == text,
           "a number has one form");
  }
  if (const auto id = http::ParseEventId(text)) {
    Expect(http::ParseEventId(std::to_string(*id)) == id, "an event's id is a number");
  }
}

void CheckTimes(std::string_view text) {
  if (const auto time = base::ParseRfc3339(text)) {
    const auto again = base::ParseRfc3339(base::FormatRfc3339Micros(time->time));
    Expect(again && again->time == time->time, "a time comes out as it went in");
    Expect(base::FormatDate(*time).size() == 10, "it has a date");
  }
  if (const auto length = base::ParseDuration(text)) {
    Expect(base::ParseDuration(base::FormatDuration(*length)) == length,
           "a length comes out as it went in");
  }
}

void CheckHeaders(std::string_view text) {
  if (const auto key = http::ParseIdempotencyKey(text)) {
    Expect(!key->empty() && key->size() <= 255, "a retry key is 1 to 255 characters");
    std::string quoted = "\"";
    for (const char c : *key) {
      if (c == '"' || c == '\\') quoted.push_back('\\');
      quoted.push_back(c);
    }
    Expect(http::ParseIdempotencyKey(quoted + '"') == key, "in quotes it is the same key");
  }
  if (const auto key = http::ReadBearer(text)) {
    Expect(!key->empty() && text.ends_with(*key) && !key->contains(' '), "a key is one word");
  }
  const std::string_view trace = http::TraceId(text);
  Expect(trace.empty() || (trace.size() == 32 &&
                           trace.find_first_not_of("0123456789abcdef") == std::string_view::npos),
         "a trace's id is 32 digits");
}

void CheckQuery(std::string_view text) {
  const auto values = http::ReadQuery(text, {"limit", "cursor"});
  if (!values) return;
  for (const auto& value : *values) {
    Expect(!value || text.contains(*value), "values are the query's");
    Expect(!value || !value->contains('&'), "and one each");
  }
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  const std::string_view text = AsText(data, size);
  CheckIds(text);
  CheckNumbers(text);
  CheckTimes(text);
  CheckHeaders(text);
  CheckQuery(text);
  return 0;
}
