// Fuzz target: any bytes as a catalogue file. Text that is not JSON is refused; every mistake has a
// position within the file; a file without mistakes can be loaded, and loading it again changes
// nothing.

#include <algorithm>

#include "app/catalog_reader.h"
#include "domain/sale_testing.h"
#include "fuzz/expect.h"
#include "fuzz/json_grammar.h"

namespace onsale::fuzz {
namespace {

// Larger catalogues are not loaded: they would only take longer.
constexpr std::size_t kSeatsMax = 500;
constexpr std::size_t kShowsMax = 20;

void CheckMistake(const base::JsonMistake& mistake, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  Expect(mistake.at.line >= 1 && mistake.at.line <= lines, "a mistake is on a line of the file");
  Expect(mistake.at.column >= 1 && mistake.at.column <= text.size() + 1,
         "a mistake has a column of its line");
  Expect(!mistake.sentence.empty(), "a mistake has a sentence");
}

void CheckChart(const domain::CatalogRows& rows) {
  Expect(std::ranges::adjacent_find(rows.seats,
                                    [](const auto& a, const auto& b) {
                                      return a.chart == b.chart && a.number >= b.number;
                                    }) == rows.seats.end(),
         "a chart's seats are in order, each once");
}

void Load(const domain::CatalogSpec& spec) {
  domain::MapRows rows;
  const base::Time now(std::chrono::hours(24));
  for (int round = 0; round < 2; ++round) {
    const std::int64_t before = rows.changes;
    const domain::Command command(domain::LoadCatalog{spec});
    const auto outcomes = domain::DecideBatch({&command, 1}, rows, now).value();
    const auto& answer = domain::AnswerOf<domain::LoadCatalog>(outcomes.front());
    Expect(answer.has_value(), "a catalogue without mistakes can be loaded");
    Expect(round == 0 || rows.changes == before, "loading a catalogue again changes nothing");
  }
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale;
  using namespace onsale::fuzz;
  const std::string_view text = AsText(data, size);
  const auto document = base::ParseJson(text);
  if (!document) {
    CheckMistake(document.error(), text);
    return 0;
  }
  Expect(IsJson(text), "an accepted file is JSON");
  app::CatalogReader reader({.currency = "", .policy = {}});
  const auto mistakes = reader.Read(*document, "input");
  for (const base::JsonMistake& mistake : mistakes) CheckMistake(mistake, text);
  if (!mistakes.empty()) return 0;
  domain::CatalogSpec spec = reader.TakeSpec();
  for (domain::RoomSpec& room : spec.rooms) room.fresh_seed = base::Sha256Of("seed");
  CheckChart(spec.rows);
  if (spec.rows.seats.size() > kSeatsMax || spec.rows.shows.size() > kShowsMax) return 0;
  Load(spec);
  return 0;
}
