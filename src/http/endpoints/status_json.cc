#include "http/endpoints/status_json.h"

#include <algorithm>
#include <vector>

#include "domain/words.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

static_assert(static_cast<std::size_t>(ProblemCode::kOutcomeUnknown) + 1 < kProblemsMax);

void WriteCount(JsonWriter& json, std::string_view name, std::uint64_t count) {
  json.Key(name).Integer(static_cast<std::int64_t>(count));
}

void WriteCounts(JsonWriter& json, const Counts& counts) {
  WriteCounts(json, counts.answers, counts.refused, counts.overloaded, counts.failed);
}

std::int64_t Seconds(base::Duration length) {
  return std::chrono::floor<std::chrono::seconds>(std::max(length, base::Duration())).count();
}

void WriteRoom(JsonWriter& json, const domain::FunnelView& view) {
  const domain::Room& room = view.room;
  json.BeginObject();
  json.Key("roomId").String(room.slug);
  json.Key("state").String(WordOf(room.state));
  json.Key("mode").String(WordOf(room.policy.mode));
  json.Key("opensAt");
  room.state == domain::RoomState::kScheduled ? json.String(base::FormatRfc3339(room.opens_at))
                                              : json.Null();
  json.Key("waiting").Integer(room.waiting);
  json.Key("active").Integer(room.active);
  json.Key("capacity").Integer(room.policy.capacity);
  json.Key("joined").Integer(view.funnel.joined);
  json.Key("admitted").Integer(view.funnel.admitted);
  json.Key("admittedPerMinute");
  WriteOptional(json, view.per_minute);
  json.Key("noShows").Integer(view.funnel.no_shows);
  json.Key("frontWaitSeconds");
  view.front_wait ? json.Integer(Seconds(*view.front_wait)) : json.Null();
  json.Key("soldOut").Bool(room.sold_out);
  json.Key("holds").Integer(view.funnel.holds);
  json.Key("paid").Integer(view.funnel.payments);
  json.Key("seatsPerMinute");
  WriteOptional(json, view.seats_per_minute);
  json.EndObject();
}

void WriteShow(JsonWriter& json, const domain::SeatCountsView& view,
               const domain::Catalog& catalog) {
  const domain::Show* const show = catalog.Find(view.show);
  json.BeginObject();
  json.Key("showId").String(show == nullptr ? std::to_string(view.show.value) : show->slug);
  WriteTally(json, view.all);
  json.Key("categories").BeginArray();
  for (const domain::CategoryTally& one : view.categories) {
    json.BeginObject();
    json.Key("categoryId").String(one.category);
    WriteTally(json, one.tally);
    json.EndObject();
  }
  json.EndArray().EndObject();
}

// The problems of an interval that occurred, most frequent first.
void WriteProblems(JsonWriter& json, const Counts& counts) {
  std::vector<std::pair<std::uint64_t, std::string_view>> problems;
  for (const ProblemInfo& info : AllProblems()) {
    const std::uint64_t count = counts.problems[static_cast<std::size_t>(info.code) + 1];
    if (count > 0) problems.emplace_back(count, info.name);
  }
  std::ranges::stable_sort(problems, std::greater(), [](const auto& one) { return one.first; });
  json.BeginArray();
  for (const auto& [count, name] : problems) {
    json.BeginObject();
    json.Key("code").String(name);
    WriteCount(json, "count", count);
    json.EndObject();
  }
  json.EndArray();
}

// What this server has answered: since its start, and in the last interval.
void WriteServer(JsonWriter& json, const Statistics* statistics) {
  const auto recent = statistics == nullptr ? std::nullopt : statistics->Recent();
  json.BeginObject();
  json.Key("startedAt");
  statistics ? json.String(base::FormatRfc3339(statistics->started())) : json.Null();
  WriteCounts(json, statistics == nullptr ? Counts() : statistics->Total());
  json.Key("recent");
  if (recent) {
    json.BeginObject();
    json.Key("seconds").Integer(std::chrono::round<std::chrono::seconds>(recent->length).count());
    WriteCounts(json, recent->counts);
    json.Key("problems");
    WriteProblems(json, recent->counts);
    json.Key("p50Microseconds");
    WriteOptional(json, recent->counts.WaitMicros(50));
    json.Key("p99Microseconds");
    WriteOptional(json, recent->counts.WaitMicros(99));
    json.EndObject();
  } else {
    json.Null();
  }
  json.EndObject();
}

void WriteStore(JsonWriter& json, const StoreHealth& health) {
  json.BeginObject();
  json.Key("foldBehindSeconds");
  health.tables_behind ? json.Integer(Seconds(*health.tables_behind)) : json.Null();
  json.Key("clockBehindSeconds").Integer(Seconds(health.clock_behind));
  json.Key("clockHeldSeconds").Integer(Seconds(health.clock_held));
  json.EndObject();
}

struct Bounds {
  std::size_t rooms = SIZE_MAX;
  std::size_t shows = SIZE_MAX;
  std::size_t bytes = SIZE_MAX;
};

// No show is written as more bytes.
std::size_t BytesMax(const domain::SeatCountsView& show) {
  std::size_t bytes = 512;
  for (const domain::CategoryTally& one : show.categories) bytes += 256 + one.category.size();
  return bytes;
}

std::string Json(const StatusSource& source, const Bounds& bounds) {
  const auto& rooms = source.sale.rooms;
  const auto& shows = source.sale.shows;
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("countedAt").String(base::FormatRfc3339(source.now));
    WriteNumbers(json, NumbersOf(source.sale));
    json.Key("rooms").BeginArray();
    std::size_t shown = 0;
    for (; shown < std::min(rooms.size(), bounds.rooms); ++shown) WriteRoom(json, rooms[shown]);
    json.EndArray();
    WriteCount(json, "roomsLeftOff", rooms.size() - shown);
    json.Key("shows").BeginArray();
    for (shown = 0; shown < std::min(shows.size(), bounds.shows); ++shown) {
      const std::size_t most = BytesMax(shows[shown]);
      if (most > bounds.bytes || out.size() > bounds.bytes - most) break;
      WriteShow(json, shows[shown], source.catalog);
    }
    json.EndArray();
    WriteCount(json, "showsLeftOff", shows.size() - shown);
    json.Key("server");
    WriteServer(json, source.statistics);
    json.Key("store");
    WriteStore(json, source.health);
    json.EndObject();
  }
  return out;
}

}  // namespace

void WriteOptional(JsonWriter& json, const std::optional<std::int64_t>& number) {
  number ? json.Integer(*number) : json.Null();
}

void WriteCounts(JsonWriter& json, std::uint64_t answers, std::uint64_t refused,
                 std::uint64_t overloaded, std::uint64_t failed) {
  WriteCount(json, "answers", answers);
  WriteCount(json, "refused", refused);
  WriteCount(json, "overloaded", overloaded);
  WriteCount(json, "failed", failed);
}

void WriteNumbers(JsonWriter& json, const SaleNumbers& numbers) {
  json.Key("waiting").Integer(numbers.waiting);
  json.Key("active").Integer(numbers.active);
  json.Key("seatsTotal").Integer(numbers.seats);
  json.Key("seatsHeld").Integer(numbers.held);
  json.Key("seatsSold").Integer(numbers.sold);
  json.Key("seatsPerMinute");
  WriteOptional(json, numbers.seats_per_minute);
}

void WriteTally(JsonWriter& json, const domain::SeatTally& tally) {
  json.Key("seatsTotal").Integer(tally.seats);
  json.Key("seatsFree").Integer(tally.free);
  json.Key("seatsHeld").Integer(tally.held);
  json.Key("seatsSold").Integer(tally.sold);
  json.Key("seatsHeldBack").Integer(tally.held_back());
}

std::string StatusJson(const StatusSource& source) {
  return Json(source, {});
}

SharedBytes StatusEvent(const StatusSource& source) {
  const std::string data =
      Json(source, {.rooms = kStreamRoomsMax, .shows = kStreamShowsMax, .bytes = kStreamBytesMax});
  std::string bytes;
  bytes.reserve(data.size() + 32);
  AppendEvent(bytes, {.name = "status", .data = data});
  return Share(std::move(bytes));
}

}  // namespace onsale::http
