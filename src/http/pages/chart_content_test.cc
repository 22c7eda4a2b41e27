#include "http/pages/chart_content.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <random>

#include "base/assert.h"
#include "http/pages/chart_pages.h"
#include "http/pages/compression.h"

namespace onsale::http {
namespace {

using boost::json::value;
using domain::ChartSeat;
using domain::SeatAccess;

domain::CatalogPtr CatalogOf(std::vector<ChartSeat> seats) {
  domain::CatalogRows rows;
  rows.charts = {{.id = {1}, .slug = "hall", .name = "The Hall"}};
  rows.categories = {{.chart = {1}, .slug = "a", .name = "Standard", .color = "#112233"},
                     {.chart = {1}, .slug = "b", .name = "Best", .color = "#445566", .rank = 1}};
  rows.seats = std::move(seats);
  return std::make_shared<const domain::Catalog>(std::move(rows));
}

std::string ContentOf(const domain::Catalog& catalog) {
  return ChartContent(catalog, *catalog.Find(domain::ChartId{1}), SectionsOf(catalog, {1}));
}

// Reads a chart's columns as docs/seat-maps.md describes them.
class Decoder {
 public:
  explicit Decoder(const std::string& content) : chart_(boost::json::parse(content)) {
    seats_.resize(static_cast<std::size_t>(chart_.at("seats").as_int64()), {.chart = {1}});
    ReadNumbers();
    ReadRows();
    ReadPositions();
    ReadTickets();
    ReadRest();
  }
  const std::vector<ChartSeat>& seats() const { return seats_; }

 private:
  std::vector<std::int64_t> List(const char* path) const {
    std::vector<std::int64_t> out;
    for (const value& item : chart_.at_pointer(path).as_array()) out.push_back(item.as_int64());
    return out;
  }
  static std::string Text(const value& text) { return std::string(text.as_string()); }

  void ReadNumbers() {
    const auto pieces = List("/numbers");
    std::size_t at = 0;
    for (std::size_t i = 0; i < pieces.size(); i += 2) {
      for (std::int64_t k = 0; k < pieces[i + 1]; ++k) {
        seats_.at(at++).number = {static_cast<std::uint32_t>(pieces[i] + k)};
      }
    }
    EXPECT_EQ(at, seats_.size());
  }
  void ReadRows() {
    const auto sizes = List("/rows/seats");
    const auto& labels = chart_.at_pointer("/rows/labels").as_array();
    std::size_t at = 0;
    std::size_t row = 0;
    for (const value& section : chart_.at("sections").as_array()) {
      const std::size_t begin = at;
      const value& category = chart_.at("categories")
                                  .as_array()
                                  .at(static_cast<std::size_t>(section.at("category").as_int64()));
      for (std::int64_t i = 0; i < section.at("rows").as_int64(); ++i, ++row) {
        for (std::int64_t k = 0; k < sizes.at(row); ++k) {
          ChartSeat& seat = seats_.at(at++);
          seat.section = Text(section.at("section"));
          seat.row = Text(labels.at(row));
          seat.category = Text(category.at("categoryId"));
        }
      }
      EXPECT_EQ(static_cast<std::int64_t>(at - begin), section.at("seats").as_int64());
    }
    EXPECT_EQ(at, seats_.size());
    EXPECT_EQ(row, labels.size());
  }
  void ReadPositions() {
    const auto pieces = List("/positions/seats");
    const auto x = List("/positions/x");
    const auto y = List("/positions/y");
    const auto dx = List("/positions/dx");
    const auto dy = List("/positions/dy");
    const auto steps = List("/positions/steps");
    std::size_t at = 0;
    std::size_t line = 0;
    std::size_t step = 0;
    std::int64_t from_x = 0;
    std::int64_t from_y = 0;
    const auto place = [&](std::int64_t to_x, std::int64_t to_y) {
      seats_.at(at).x_cm = to_x;
      seats_.at(at++).y_cm = to_y;
    };
    const auto between = [](std::int64_t distance, std::int64_t i, std::int64_t count) {
      const auto share = static_cast<double>(distance * i) / static_cast<double>(count - 1);
      return static_cast<std::int64_t>(std::floor(share + 0.5));
    };
    for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
      from_x += x.at(piece);
      from_y += y.at(piece);
      place(from_x, from_y);
      const std::int64_t count = pieces[piece];
      for (std::int64_t i = 1; i < count; ++i) {
        place(from_x + between(dx.at(line), i, count), from_y + between(dy.at(line), i, count));
      }
      if (count > 0) ++line;
      for (std::int64_t i = 1; i < -count; ++i, step += 2) {
        place(seats_[at - 1].x_cm + steps.at(step), seats_[at - 1].y_cm + steps.at(step + 1));
      }
    }
    EXPECT_EQ(at, seats_.size());
    EXPECT_EQ(line, dx.size());
    EXPECT_EQ(step, steps.size());
  }
  void ReadTickets() {
    const auto first = List("/tickets/first");
    const auto step = List("/tickets/step");
    const auto& texts = chart_.at_pointer("/tickets/texts").as_array();
    std::size_t at = 0;
    std::size_t numbered = 0;
    std::size_t text = 0;
    for (const std::int64_t count : List("/tickets/seats")) {
      for (std::int64_t i = 0; i < count; ++i) {
        ChartSeat& seat = seats_.at(at++);
        const std::int64_t number = first.at(numbered) + i * step.at(numbered);
        seat.label = seat.section + '-' + seat.row + '-' + std::to_string(number);
      }
      if (count > 0) ++numbered;
      for (std::int64_t i = 0; i < -count; ++i) seats_.at(at++).label = Text(texts.at(text++));
    }
    EXPECT_EQ(at, seats_.size());
    EXPECT_EQ(text, texts.size());
  }
  void ReadRest() {
    const std::pair<const char*, SeatAccess> kinds[] = {{"wheelchair", SeatAccess::kWheelchair},
                                                        {"companion", SeatAccess::kCompanion},
                                                        {"step-free", SeatAccess::kStepFree}};
    for (const auto& [name, kind] : kinds) {
      if (!chart_.at("access").as_object().contains(name)) continue;
      const auto pieces = List(("/access/" + std::string(name)).c_str());
      for (std::size_t i = 0; i < pieces.size(); i += 2) {
        for (std::int64_t k = 0; k < pieces[i + 1]; ++k) At(pieces[i] + k).access = kind;
      }
    }
    const auto pairs = List("/pairs");
    for (std::size_t i = 0; i < pairs.size(); i += 2) {
      At(pairs[i]).pair = At(pairs[i + 1]).number;
      At(pairs[i + 1]).pair = At(pairs[i]).number;
    }
    const auto ranks = List("/ranks");
    for (std::size_t i = 0; i < ranks.size(); i += 3) {
      for (std::int64_t k = 0; k < ranks[i + 1]; ++k) At(ranks[i] + k).rank = ranks[i + 2];
    }
  }
  ChartSeat& At(std::int64_t index) { return seats_.at(static_cast<std::size_t>(index)); }

  value chart_;
  std::vector<ChartSeat> seats_;
};

// Expects that the content of these seats says the same, but for a centimetre.
void ExpectSame(const std::vector<ChartSeat>& seats, const std::string& what) {
  SCOPED_TRACE(what);
  std::vector<ChartSeat> decoded = Decoder(ContentOf(*CatalogOf(seats))).seats();
  ASSERT_EQ(decoded.size(), seats.size());
  for (std::size_t i = 0; i < seats.size(); ++i) {
    EXPECT_LE(std::abs(decoded[i].x_cm - seats[i].x_cm), 1) << i;
    EXPECT_LE(std::abs(decoded[i].y_cm - seats[i].y_cm), 1) << i;
    decoded[i].x_cm = seats[i].x_cm;
    decoded[i].y_cm = seats[i].y_cm;
    EXPECT_TRUE(decoded[i] == seats[i]) << i << ' ' << decoded[i].label << ' ' << seats[i].label;
  }
}

ChartSeat SeatAt(std::uint32_t number, std::int64_t x, std::int64_t y) {
  return {.chart = {1},
          .number = {number},
          .section = "Floor",
          .row = "A",
          .label = "Floor-A-" + std::to_string(number),
          .category = "a",
          .x_cm = x,
          .y_cm = y};
}

// The example of docs/seat-maps.md.
TEST(ChartContentTest, TheContentIsAsTheDocumentShows) {
  std::vector<ChartSeat> seats = {SeatAt(1, -50, 300), SeatAt(2, 0, 300), SeatAt(3, 61, 307)};
  seats[0].access = SeatAccess::kWheelchair;
  seats[0].pair = {2};
  seats[1].access = SeatAccess::kCompanion;
  seats[1].pair = {1};
  seats[2].category = "b";
  seats[2].label = "Best 7";
  EXPECT_EQ(
      ContentOf(*CatalogOf(seats)),
      R"({"format":1,"chartId":"hall","name":"The Hall","seats":3,"bounds":[-50,300,61,307],)"
      R"("stageWidthCm":100,"categories":[{"categoryId":"a","name":"Standard","color":"#112233"},)"
      R"({"categoryId":"b","name":"Best","color":"#445566"}],"sections":[{"section":"Floor",)"
      R"("category":0,"rows":1,"seats":2,"outline":[-50,300,0,300]},{"section":"Floor",)"
      R"("category":1,"rows":1,"seats":1,"outline":[61,307]}],"rows":{"labels":["A","A"],)"
      R"("seats":[2,1]},"numbers":[1,3],"positions":{"seats":[2,1],"x":[-50,111],"y":[300,7],)"
      R"("dx":[50,0],"dy":[0,0],"steps":[]},"tickets":{"seats":[2,-1],"first":[1],"step":[1],)"
      R"("texts":["Best 7"]},"access":{"wheelchair":[0,1],"companion":[1,1]},"pairs":[0,1],)"
      R"("ranks":[]})");
}

TEST(ChartContentTest, AStraightRowIsOnePieceAndAnotherOneIsExact) {
  std::vector<ChartSeat> seats;
  for (std::uint32_t i = 0; i < 40; ++i) seats.push_back(SeatAt(i + 1, 10 + i * 47, i * 13 / 7));
  EXPECT_TRUE(ContentOf(*CatalogOf(seats)).contains(R"("positions":{"seats":[40],)"));
  seats[20].y_cm += 3;
  const std::string content = ContentOf(*CatalogOf(seats));
  EXPECT_TRUE(content.contains(R"("positions":{"seats":[20,3,17],)")) << content;
  for (ChartSeat& seat : seats) seat.y_cm += seat.number.value * seat.number.value % 17;
  const std::string irregular = ContentOf(*CatalogOf(seats));
  EXPECT_TRUE(irregular.contains(R"("positions":{"seats":[-40],)")) << irregular;
  const std::vector<ChartSeat> decoded = Decoder(irregular).seats();
  EXPECT_EQ(decoded, seats);
}

TEST(ChartContentTest, DamagedPositionsAndPairsDoNotDisturb) {
  std::vector<ChartSeat> seats = {SeatAt(1, INT64_MIN, INT64_MAX), SeatAt(2, INT64_MAX, 0),
                                  SeatAt(3, 0, INT64_MIN), SeatAt(4, 5, 5)};
  seats[0].access = SeatAccess::kWheelchair;
  seats[0].pair = {99};
  const std::string content = ContentOf(*CatalogOf(seats));
  EXPECT_EQ(Decoder(content).seats()[3].x_cm, 5);
  EXPECT_TRUE(content.contains(R"("pairs":[])"));
  EXPECT_TRUE(ContentOf(*CatalogOf({})).contains(R"("bounds":[0,0,0,0])"));
}

// Rows of every form, of 1 to 40 seats, in numbers with gaps and in sections that alternate.
std::vector<ChartSeat> RandomHall(std::mt19937& random) {
  const auto below = [&random](int bound) {
    return static_cast<std::int64_t>(random() % static_cast<unsigned>(bound));
  };
  const auto one_in = [&below](int bound) { return below(bound) == 0; };
  std::vector<ChartSeat> seats;
  std::uint32_t number = 0;
  for (std::int64_t row = below(12) + 1; row > 0; --row) {
    ChartSeat seat = SeatAt(0, below(9'000) - 4'500, below(9'000));
    seat.section = "S" + std::to_string(below(3));
    seat.row = one_in(4) ? "가-" + std::to_string(below(3)) : std::to_string(below(3));
    seat.category = one_in(2) ? "a" : "b";
    const std::int64_t jitter = one_in(2) ? below(30) + 1 : 1;
    const std::int64_t dx = below(120) - 60;
    const std::int64_t dy = below(30) - 15;
    std::int64_t ticket = below(100);
    const std::int64_t step = below(7) - 3;
    for (std::int64_t i = below(40) + 1; i > 0; --i) {
      number += one_in(9) ? static_cast<std::uint32_t>(below(50)) + 2 : 1;
      seat.number = {number};
      ticket += one_in(8) ? 1 + below(9) : step;
      seat.label = seat.section + "-" + seat.row + "-" + std::to_string(ticket);
      if (one_in(9)) seat.label = "Box " + std::to_string(number);
      if (one_in(20)) seat.label = seat.section + "-" + seat.row + "-0" + std::to_string(number);
      seat.x_cm += dx + below(static_cast<int>(jitter));
      seat.y_cm += dy + below(static_cast<int>(jitter));
      seat.access = one_in(9) ? SeatAccess::kStepFree : SeatAccess::kNone;
      seat.rank = one_in(9) ? 1 + below(1'000) : seat.rank;
      seats.push_back(seat);
    }
  }
  for (std::size_t i = 1; i < seats.size(); i += 7) {
    if (!one_in(3)) continue;
    seats[i - 1].access = SeatAccess::kWheelchair;
    seats[i - 1].pair = seats[i].number;
    seats[i].access = SeatAccess::kCompanion;
    seats[i].pair = seats[i - 1].number;
  }
  return seats;
}

TEST(ChartContentTest, EverySeatOfEveryHallIsDecoded) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    ExpectSame(RandomHall(random), "seed " + std::to_string(seed));
    if (HasFailure()) return;
  }
}

// docs/seat-maps.md: 12,828 seats, each at a place of its own, in 45 KB. The arena itself is
// measured by tests/test_seat_maps.py.
TEST(ChartContentTest, AHallWithoutAnyRegularityTakes45KilobytesCompressed) {
  std::mt19937 random(5);
  std::vector<ChartSeat> seats;
  for (std::uint32_t i = 0; i < 12'828; ++i) {
    const auto jitter = [&random] { return static_cast<std::int64_t>(random() % 101) - 50; };
    ChartSeat seat = SeatAt(i + 1, static_cast<std::int64_t>(i % 20) * 50 + jitter(),
                            static_cast<std::int64_t>(i / 20) * 90 + jitter());
    seat.section = std::to_string(i / 300);
    seat.row = std::to_string(i / 20 % 15 + 1);
    seat.label = seat.section + '-' + seat.row + '-' + std::to_string(i % 20 + 1);
    seats.push_back(seat);
  }
  const std::string content = ContentOf(*CatalogOf(seats));
  RecordProperty("plain", std::to_string(content.size()));
  EXPECT_LE(Compress(content, Coding::kGzip, Effort::kOnce).size(), 45'000U);
  EXPECT_LE(Compress(content, Coding::kBrotli, Effort::kOnce).size(), 45'000U);
}

TEST(ChartContentTest, ChartsOfEqualContentShareTheirPageAcrossCatalogues) {
  ChartPages pages;
  const auto first = CatalogOf({SeatAt(1, 0, 0), SeatAt(2, 50, 0)});
  const ChartSetPtr charts = pages.Of(first);
  EXPECT_EQ(pages.Of(first), charts);
  const ChartPage& page = charts->Of({1});
  EXPECT_EQ(charts->Find(page.digest), page.page.get());
  EXPECT_EQ(charts->Find(std::string(32, '0')), nullptr);
  EXPECT_EQ(page.digest.size(), 32U);
  const ChartSetPtr same = pages.Of(CatalogOf({SeatAt(1, 0, 0), SeatAt(2, 50, 0)}));
  EXPECT_NE(same, charts);
  EXPECT_EQ(same->Of({1}).page, page.page);
  const ChartSetPtr other = pages.Of(CatalogOf({SeatAt(1, 0, 0), SeatAt(2, 51, 0)}));
  EXPECT_NE(other->Of({1}).digest, page.digest);
  EXPECT_EQ(other->Find(page.digest), nullptr);
  EXPECT_EQ(ChartUrl("/shop", "ab"), "/shop/v1/charts/ab");
}

}  // namespace
}  // namespace onsale::http
