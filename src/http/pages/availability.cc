#include "http/pages/availability.h"

#include <openssl/evp.h>

#include <array>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::SeatMap;
using domain::SeatStatus;

constexpr std::size_t kStates = 4;
using StateCounts = std::array<std::int64_t, kStates>;

SeatState StateOf(SeatStatus status, bool for_sale) {
  switch (status) {
    case SeatStatus::kAvailable:
      break;
    case SeatStatus::kHeld:
      return SeatState::kHeld;
    case SeatStatus::kSold:
      return SeatState::kSold;
    case SeatStatus::kHeldBack:
      return SeatState::kNotForSale;
  }
  return for_sale ? SeatState::kAvailable : SeatState::kNotForSale;
}

const domain::Show& ShowOf(const ChartSet& charts, const SeatMap& map) {
  const domain::Show* const show = charts.catalog()->Find(map.show);
  ONSALE_ASSERT(show != nullptr);
  ONSALE_ASSERT(charts.catalog()->SeatsOf(show->chart).size() == map.statuses.size());
  return *show;
}

// Calls `visit(section, category)` for each section of the show's chart; the category is null if it
// is unknown.
template <class Visit>
void ForEachSection(const ChartSet& charts, const domain::Show& show, Visit&& visit) {
  const auto categories = charts.catalog()->CategoriesOf(show.chart);
  for (const ChartSection& section : charts.Of(show.chart).sections) {
    visit(section, section.category < categories.size() ? &categories[section.category] : nullptr);
  }
}

bool IsForSale(const ChartSet& charts, const domain::Show& show, const domain::Category* category) {
  return category != nullptr && charts.catalog()->PriceOf(show.id, category->slug).has_value();
}

// Calls `visit(index, state)` for each seat, then `end(section, category)` for each section.
template <class Visit, class End>
void ForEachState(const ChartSet& charts, const SeatMap& map, Visit&& visit, End&& end) {
  const domain::Show& show = ShowOf(charts, map);
  ForEachSection(charts, show, [&](const ChartSection& section, const domain::Category* category) {
    const bool for_sale = IsForSale(charts, show, category);
    for (std::size_t i = section.first; i < section.first + section.seats; ++i) {
      visit(i, StateOf(map.statuses[i], for_sale));
    }
    end(section, category);
  });
}

void AppendBase64(std::string& out, const std::string& bytes) {
  const std::size_t at = out.size();
  constexpr std::size_t kIn = 3;  // so many bytes become kOut characters
  constexpr std::size_t kOut = 4;
  const std::size_t length = (bytes.size() + kIn - 1) / kIn * kOut;
  out.resize(at + length + 1);  // OpenSSL appends a zero
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()) + at,
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  out.resize(at + length);
}

void WriteCounts(JsonWriter& json, const StateCounts& counts) {
  json.Key("seatsTotal").Integer(counts[0] + counts[1] + counts[2] + counts[3]);
  json.Key("seatsAvailable").Integer(counts[static_cast<std::size_t>(SeatState::kAvailable)]);
  json.Key("seatsHeld").Integer(counts[static_cast<std::size_t>(SeatState::kHeld)]);
  json.Key("seatsSold").Integer(counts[static_cast<std::size_t>(SeatState::kSold)]);
}

void Add(StateCounts& sum, const StateCounts& counts) {
  for (std::size_t i = 0; i < kStates; ++i) sum[i] += counts[i];
}

}  // namespace

std::string AvailabilityJson(const ChartSet& charts, const SeatMap& map) {
  constexpr std::size_t kPerByte = 4;
  std::string packed((map.statuses.size() + kPerByte - 1) / kPerByte, '\0');
  std::int64_t available = 0;
  std::vector<std::int64_t> by_section;
  std::int64_t of_section = 0;
  ForEachState(
      charts, map,
      [&](std::size_t i, SeatState state) {
        const unsigned bits = static_cast<unsigned>(state) << (2 * (i % kPerByte));
        packed[i / kPerByte] = static_cast<char>(static_cast<unsigned char>(packed[i / kPerByte]) |
                                                 static_cast<unsigned char>(bits));
        of_section += state == SeatState::kAvailable ? 1 : 0;
      },
      [&](const ChartSection&, const domain::Category*) {
        by_section.push_back(of_section);
        available += std::exchange(of_section, 0);
      });
  std::string states = "\"";
  AppendBase64(states, packed);
  states.push_back('"');
  std::string out;
  out.reserve(states.size() + by_section.size() * 6 + 160);
  JsonWriter json(out);
  json.BeginObject();
  json.Key("version").Integer(static_cast<std::int64_t>(map.version));
  json.Key("chart").String(charts.Of(ShowOf(charts, map).chart).digest);
  json.Key("seatsAvailable").Integer(available);
  json.Key("sections").BeginArray();
  for (const std::int64_t count : by_section) json.Integer(count);
  json.EndArray();
  json.Key("states").Raw(states);
  json.EndObject();
  return out;
}

std::string ChangesJson(const ChartSet& charts, const SeatMap& before, const SeatMap& map) {
  ONSALE_ASSERT(before.statuses.size() == map.statuses.size());
  struct Change {
    std::size_t first;
    std::size_t count;
    SeatState state;
  };
  std::vector<Change> changes;
  std::int64_t available = 0;
  ForEachState(
      charts, map,
      [&](std::size_t i, SeatState state) {
        available += state == SeatState::kAvailable ? 1 : 0;
        if (before.statuses[i] == map.statuses[i]) return;
        if (!changes.empty() && changes.back().first + changes.back().count == i &&
            changes.back().state == state) {
          ++changes.back().count;
        } else {
          changes.push_back({i, 1, state});
        }
      },
      [](const ChartSection&, const domain::Category*) {});
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("version").Integer(static_cast<std::int64_t>(map.version));
  json.Key("seatsAvailable").Integer(available);
  json.Key("changes").BeginArray();
  for (const Change& change : changes) {
    json.Integer(static_cast<std::int64_t>(change.first));
    json.Integer(static_cast<std::int64_t>(change.count));
    json.Integer(static_cast<std::int64_t>(change.state));
  }
  json.EndArray();
  json.EndObject();
  return out;
}

std::string SummaryJson(const ChartSet& charts, const SeatMap& map) {
  const domain::Show& show = ShowOf(charts, map);
  const auto categories = charts.catalog()->CategoriesOf(show.chart);
  std::vector<StateCounts> by_category(categories.size());
  StateCounts all{};
  StateCounts counts{};
  std::string of_sections;
  {
    JsonWriter json(of_sections);
    json.BeginArray();
    ForEachState(
        charts, map,
        [&counts](std::size_t, SeatState state) { ++counts[static_cast<std::size_t>(state)]; },
        [&](const ChartSection& section, const domain::Category* category) {
          json.BeginObject();
          json.Key("section").String(section.name);
          json.Key("categoryId").String(category == nullptr ? std::string_view() : category->slug);
          WriteCounts(json, counts);
          json.EndObject();
          if (category != nullptr) Add(by_category[section.category], counts);
          Add(all, counts);
          counts = {};
        });
    json.EndArray();
  }
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("showId").String(show.slug);
  json.Key("chart").String(charts.Of(show.chart).digest);
  WriteCounts(json, all);
  json.Key("categories").BeginArray();
  for (std::size_t i = 0; i < categories.size(); ++i) {
    json.BeginObject();
    json.Key("categoryId").String(categories[i].slug);
    WriteCounts(json, by_category[i]);
    json.EndObject();
  }
  json.EndArray();
  json.Key("sections").Raw(of_sections);
  json.EndObject();
  return out;
}

}  // namespace onsale::http
