// Fuzz target: any text as one of a request's small fields (ids, numbers, times, durations, keys,
// queries, headers). An accepted value must convert back to the same text; an ambiguous text must
// be refused.

#include <array>
#include <string>

#include "base/ids.h"
#include "base/time.h"
#include "fuzz/expect.h"
#include "http/access/base64url.h"
#include "http/access/bearer.h"
#include "http/idempotency_key.h"
#include "http/parameters.h"
#include "http/request_log.h"
#include "http/stream/stream_event.h"

namespace onsale::fuzz {
namespace {

void CheckIds(std::string_view text) {
  if (const auto uuid = base::Uuid::Parse(text)) {
    Expect(base::Uuid::Parse(uuid->ToString()) == uuid,
           "a UUID is the same after formatting and parsing");
  }
  const auto user = http::ReadUserParameter(text);
  if (user) {
    Expect(base::UserId::Parse(user->text()) == user, "a user parameter is a valid user id");
    Expect(text.contains('%') || user->text() == text,
           "a user parameter without % is the text itself");
    Expect(base::UserId::FromStored(user->text()) == user, "a user id can be stored");
  }
  std::array<std::uint8_t, 8> bytes;
  if (http::DecodeBase64Url(text, bytes)) {
    std::string again;
    http::AppendBase64Url(again, bytes);
    Expect(again == text, "bytes have one base64url form");
  }
}

void CheckNumbers(std::string_view text) {
  constexpr std::int64_t kMax = 1'000'000;
  if (const auto number = http::ReadNumberParameter(text, kMax)) {
    Expect(*number >= 0 && *number <= kMax && std::to_string(*number) == text,
           "a number has one form");
  }
  if (const auto id = http::ParseEventId(text)) {
    Expect(http::ParseEventId(std::to_string(*id)) == id, "an event id is a number");
  }
}

void CheckTimes(std::string_view text) {
  if (const auto time = base::ParseRfc3339(text)) {
    const auto again = base::ParseRfc3339(base::FormatRfc3339Micros(time->time));
    Expect(again && again->time == time->time, "a time is the same after formatting and parsing");
    Expect(base::FormatDate(*time).size() == 10, "a time has a date of 10 characters");
  }
  if (const auto length = base::ParseDuration(text)) {
    Expect(base::ParseDuration(base::FormatDuration(*length)) == length,
           "a duration is the same after formatting and parsing");
  }
}

void CheckHeaders(std::string_view text) {
  if (const auto key = http::ParseIdempotencyKey(text)) {
    Expect(!key->empty() && key->size() <= 255, "an idempotency key has 1 to 255 characters");
    std::string quoted = "\"";
    for (const char c : *key) {
      if (c == '"' || c == '\\') quoted.push_back('\\');
      quoted.push_back(c);
    }
    Expect(http::ParseIdempotencyKey(quoted + '"') == key,
           "an idempotency key in quotes is the same key");
  }
  if (const auto key = http::ReadBearer(text)) {
    Expect(!key->empty() && text.ends_with(*key) && !key->contains(' '),
           "a bearer key is one word");
  }
  const std::string_view trace = http::TraceId(text);
  Expect(trace.empty() || (trace.size() == 32 &&
                           trace.find_first_not_of("0123456789abcdef") == std::string_view::npos),
         "a trace id is 32 digits");
}

void CheckQuery(std::string_view text) {
  const auto values = http::ReadQuery(text, {"limit", "cursor"});
  if (!values) return;
  for (const auto& value : *values) {
    Expect(!value || text.contains(*value), "a parameter's value is part of the query");
    Expect(!value || !value->contains('&'), "a parameter has one value");
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
