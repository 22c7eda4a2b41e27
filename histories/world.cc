#include "histories/world.h"

#include <algorithm>

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

// `policies`: members of the show, each after a comma.
void AppendShow(std::string& out, const std::string& id, std::string_view chart,
                std::string_view policies = "") {
  out += R"({"id":")" + id + R"(","startsAt":"2090-05-01T19:00:00+09:00","chart":")";
  out.append(chart) += R"(","prices":{"any":)" + std::to_string(World::kPrice) + "}";
  out.append(policies) += "}";
}

std::string PoliciesOf(std::uint32_t show) {
  return R"(,"orphans":")" + std::string(World::OrphansOf(show)) + '"' +
         (World::NeedsAccess(show) ? R"(,"accessiblePlaces":"access-claim")" : "");
}

void BeginConcert(std::string& out, const std::string& id, std::uint32_t room) {
  out += R"({"id":")" + id + R"(","title":"T","artist":"A","venue":"V","room":"room-)" +
         Text(room) + R"(","maxSeatsPerUser":)";
}

// A row of a section. Rows with an odd number have a wheelchair place at one end; the third row is
// the best of its section.
std::string RowOf(std::uint32_t row, std::uint32_t seats) {
  std::string text = R"({"labels":[")" + Text(row) + R"("],"seats":)" + Text(seats);
  if (row == 3) text += R"(,"rank":50)";
  if (row % 2 == 1 && seats > 3) {
    text += R"(,"access":[{"seat":1,"kind":"wheelchair","companion":2},)"
            R"({"seat":3,"kind":"step-free"}])";
  }
  return text + "}";
}

// Rows of up to kRowSeats seats; every second row has an aisle.
std::string RowsOf(std::uint32_t seats) {
  std::string rows;
  for (std::uint32_t row = 1; seats > 0; ++row) {
    const std::uint32_t here = std::min(seats, World::kRowSeats);
    if (row > 1) rows += ",";
    if (row % 2 == 0 && here == World::kRowSeats) {
      rows += R"({"labels":[")" + Text(row) + R"("],"seats":3,"offset":-150},{"labels":[")" +
              Text(row) + R"("],"seats":4,"offset":150,"continues":true})";
    } else {
      rows += RowOf(row, here);
    }
    seats -= here;
  }
  return rows;
}

void AppendSection(std::string& out, std::string_view name, std::uint32_t first,
                   std::uint32_t depth, std::uint32_t seats) {
  out.append(R"({"id":")").append(name);
  out += R"(","category":"any","firstNumber":)" + Text(first) + R"(,"origin":[0,)" + Text(depth) +
         R"(],"rows":[)" + RowsOf(seats) + "]}";
}

void AppendChart(std::string& out, std::string_view id, std::uint32_t seats) {
  const std::uint32_t in_front = seats > 2 * World::kRowSeats ? 2 * World::kRowSeats : seats;
  out.append(R"({"id":")").append(id);
  out += R"(","name":"N","categories":[{"id":"any","name":"Any","color":"#336699"}],"sections":[)";
  AppendSection(out, World::kSections[0], 1, 500, in_front);
  if (seats > in_front) {
    out += ",";
    AppendSection(out, World::kSections[1], in_front + 1, 1'500, seats - in_front);
  }
  out += "]}";
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
      const std::uint32_t show = (concert - 1) * world.shows_per_concert + i;
      AppendShow(out, ShowName(show), "small", PoliciesOf(show));
    }
    out += "]}";
  }
  return out + "]}\n";
}

std::int64_t World::SectionOf(std::string_view name) {
  const auto at = std::ranges::find(kSections, name);
  return at == std::end(kSections) ? 0 : at - std::begin(kSections) + 1;
}

std::string_view World::OrphansOf(std::uint32_t show) {
  constexpr std::string_view kPolicies[] = {"avoid", "refuse", "allow"};
  return kPolicies[show % std::size(kPolicies)];
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
