#include "histories/world.h"

#include "base/decimal.h"

namespace onsale::histories {
namespace {

struct Field {
  std::string_view name;
  std::uint32_t World::* value;
  std::uint32_t most;
};

constexpr Field kFields[] = {{"rooms", &World::rooms, 64},
                             {"concerts", &World::concerts_per_room, 900},
                             {"shows", &World::shows_per_concert, 50},
                             {"seats", &World::seats_per_show, World::kSeatsMost},
                             {"user-seats", &World::seats_per_user_max, 50},
                             {"capacity", &World::capacity, 100'000},
                             {"active-ms", &World::active_ms, 600'000},
                             {"hold-ms", &World::hold_ms, 600'000}};

std::string Text(std::uint32_t number) {
  return std::to_string(number);
}

void AppendShow(std::string& out, const std::string& id, std::string_view chart) {
  out += R"({"id":")" + id + R"(","startsAt":"2090-05-01T19:00:00+09:00","chart":")";
  out.append(chart) += R"(","prices":{"any":)" + std::to_string(World::kPrice) + "}}";
}

void BeginConcert(std::string& out, const std::string& id, std::uint32_t room) {
  out += R"({"id":")" + id + R"(","title":"T","artist":"A","venue":"V","room":"room-)" +
         Text(room) + R"(","maxSeatsPerUser":)";
}

void AppendChart(std::string& out, std::string_view id, std::uint32_t seats) {
  out.append(R"({"id":")").append(id);
  out += R"(","name":"N","categories":[{"id":"any","name":"Any","color":"#336699"}],)"
         R"("sections":[{"id":"A","category":"any","firstNumber":1,"origin":[0,500],)"
         R"("rows":[{"labels":["1"],"seats":)" +
         Text(seats) + "}]}]}";
}

}  // namespace

bool SetOfWorld(std::string_view name, std::string_view value, World& world) {
  for (const Field& field : kFields) {
    if (field.name != name) continue;
    std::uint32_t& number = world.*field.value;
    return base::ReadDecimal(value, number) && number >= 1 && number <= field.most;
  }
  return false;
}

std::string CatalogueOf(const World& world) {
  std::string out = R"({"currency":"KRW","rooms":[)";
  for (std::uint32_t room = 1; room <= world.rooms; ++room) {
    if (room > 1) out += ",";
    out += R"({"id":"room-)" + Text(room) + R"(","capacity":)" + Text(world.capacity) +
           R"(,"activeTime":")" + Text(world.active_ms) + R"(ms","holdTime":")" +
           Text(world.hold_ms) + R"(ms","claimTime":"0s"})";
  }
  out += R"(],"charts":[)";
  AppendChart(out, "small", world.seats_per_show);
  out += ",";
  AppendChart(out, "spare", 10);
  out += R"(],"concerts":[)";
  // The shows that nobody books come first in the catalogue, so that the server's search for a free
  // seat in a room ends at once.
  for (std::uint32_t room = 1; room <= world.rooms; ++room) {
    if (room > 1) out += ",";
    BeginConcert(out, "spare-" + Text(room), room);
    out += R"(1,"shows":[)";
    AppendShow(out, "spare-show-" + Text(room), "spare");
    out += "]}";
  }
  for (std::uint32_t concert = 1; concert <= world.concerts(); ++concert) {
    out += ",\n";
    BeginConcert(out, ConcertName(concert), world.RoomOfConcert(concert));
    out += Text(world.seats_per_user_max) + R"(,"shows":[)";
    for (std::uint32_t i = 1; i <= world.shows_per_concert; ++i) {
      if (i > 1) out += ",";
      AppendShow(out, ShowName((concert - 1) * world.shows_per_concert + i), "small");
    }
    out += "]}";
  }
  return out + "]}\n";
}

std::string ConcertName(std::uint32_t concert) {
  return "c-" + Text(concert);
}

std::string ShowName(std::uint32_t show) {
  return "s-" + Text(show);
}

std::optional<std::uint32_t> NumberOf(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  return base::ParseDecimal<std::uint32_t>(name.substr(prefix.size()));
}

}  // namespace onsale::histories
