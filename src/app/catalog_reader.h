// Reads catalogue documents into one CatalogSpec: concerts with their shows, rooms, charts.
//
// Units:    prices in minor units of the deployment's currency.
// Shape:    documents are read one after the other; a later one may use the rooms and charts of an
//           earlier one, and may not define an id again.
// Owner:    a document may be destroyed once it is read.
// Threads:  one.
// Errors:   Read returns every mistake of a document, in the order of the lines; with any mistake,
//           the spec must not be used.
// Source:   docs/catalog.md and docs/catalog.schema.json.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/chart_reader.h"
#include "app/json_fields.h"
#include "app/time_zone.h"
#include "domain/command.h"
#include "domain/policy_fields.h"

namespace onsale::app {

class Fields;

// The slug of the room of every concert whose catalogue names none.
inline constexpr std::string_view kMainRoom = "main";

inline constexpr std::array<std::string_view, 4> kCatalogMembers{"currency", "rooms", "charts",
                                                                 "concerts"};
inline constexpr auto kRoomMembers = std::apply(
    [](const auto&... field) {
      return std::array{std::string_view("id"), field.json..., std::string_view("opensAt"),
                        std::string_view("presale")};
    },
    domain::kPolicyFields);
inline constexpr std::array<std::string_view, 9> kConcertMembers{
    "id",   "title", "artist", "venue", "timeZone", "room", "maxSeatsPerUser", "maxSeatsPerConcert",
    "shows"};
inline constexpr std::array<std::string_view, 9> kShowMembers{
    "id",     "startsAt", "saleOpensAt", "saleClosesAt",    "chart",
    "prices", "presale",  "orphans",     "accessiblePlaces"};
inline constexpr std::array<std::string_view, 2> kPresaleMembers{"group", "until"};

// Settings that hold for all catalogue files.
struct CatalogBasis {
  std::string currency;       // empty: the first document decides
  domain::RoomPolicy policy;  // of a room whose catalogue gives none
  // Whether an offset that the time zone does not have, or a zone that this machine does not know,
  // is a mistake, and not only a warning. Not at a start: a newer time zone database must not keep
  // a sale from running.
  bool zones_bind = true;
};

class CatalogReader {
 public:
  explicit CatalogReader(CatalogBasis basis);

  // Reads one document and returns its mistakes and warnings. `name` names the document in them.
  std::vector<JsonMistake> Read(const JsonDocument& document, const std::string& name);

  // Returns the specification that was read and leaves the reader empty. Requires: no document had
  // a mistake.
  domain::CatalogSpec TakeSpec();

 private:
  // The name of the document that defines an id, by id.
  using Claims = std::map<std::string, std::string, std::less<>>;
  struct Definition {
    const JsonValue& id;
    std::string path;  // the path of the object that has the id
  };
  struct KnownChart {
    domain::ChartId id;
    std::vector<std::string> categories;
    std::size_t seats = 0;
  };

  void ReadCurrency(Fields& fields);
  void ReadRoom(const JsonValue& value, const std::string& path);
  void ReadChartOf(const JsonValue& value, const std::string& path);
  void ReadConcert(const JsonValue& value, const std::string& path);
  // The concert that a show belongs to, and the time zone of its venue.
  struct Stage {
    domain::ConcertId concert;
    std::string zone_name = {};
    std::optional<TimeZone> zone = {};
  };
  Stage ReadZone(Fields& fields, domain::ConcertId concert);
  // Complains of a member whose time has an offset that the zone does not have then.
  void CheckOffset(Fields& fields, const Stage& stage, std::string_view member,
                   base::OffsetTime time, bool binds);
  void CheckOpenings();
  void ReadShow(const JsonValue& value, const std::string& path, const Stage& stage);
  void ReadSaleWindow(Fields& fields, const Stage& stage, domain::Show& show);
  // How seats of the show may be chosen: what singles are left, who takes accessible places.
  void ReadSeatPolicies(Fields& fields, domain::Show& show);
  // The presale of a room or show; without a group if the member is absent or wrong.
  domain::Presale ReadPresale(const JsonValue& value, const std::string& path);
  void ReadPrices(Fields& fields, const KnownChart* chart, domain::ShowId show);
  // Records that the current document defines the id; a mistake if the id is defined already.
  void Claim(const Definition& definition, Claims& claims);
  domain::RoomId FindRoom(Fields& fields);
  const KnownChart* FindChart(Fields& fields);

  CatalogBasis basis_;
  domain::CatalogSpec spec_;
  Claims rooms_, chart_claims_, concerts_, shows_;
  std::map<std::string, KnownChart, std::less<>> charts_;
  // The opening of a room of the current document, and where it is.
  struct Opening {
    domain::RoomId room;
    base::OffsetTime time;
    JsonPosition at;
    std::string path;
  };
  std::vector<Opening> openings_;
  std::map<domain::RoomId, std::map<std::string, TimeZone>> zones_;  // of the concerts of each room
  std::size_t show_seats_ = 0;  // the seats of all shows together

  std::string document_;  // the document being read; mistakes_ are its mistakes
  std::vector<JsonMistake> mistakes_;
};

}  // namespace onsale::app
