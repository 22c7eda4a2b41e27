// A small catalogue, and a fixture that reads it with changes.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "app/catalog_file.h"
#include "base/temp_directory_testing.h"

namespace onsale::app {

inline constexpr std::string_view kSmall = R"({
  "currency": "KRW",
  "charts": [
    {"id": "hall", "name": "Hall",
     "categories": [{"id": "gold", "name": "Gold", "color": "#d4a017"},
                    {"id": "blue", "name": "Blue", "color": "#0000ff"}],
     "sections": [
       {"id": "A", "category": "gold", "firstNumber": 101, "origin": [0, 300],
        "seatSpacing": 50, "rowSpacing": 80, "rows": [{"labels": ["1", "2"], "seats": 3}]},
       {"id": "B", "category": "blue", "firstNumber": 1, "origin": [-1000, 500], "facing": 90,
        "rows": [{"labels": ["1"], "seats": 1, "offset": 25}, {"labels": ["2"], "seats": 2}]}
     ]}
  ],
  "concerts": [
    {"id": "one", "title": "One", "artist": "Band", "venue": "Hall",
     "shows": [{"id": "one-1", "startsAt": "2030-05-01T00:30:00+09:00", "chart": "hall",
                "prices": {"gold": 90000, "blue": 50000}}]}
  ]
}
)";

class CatalogFileTest : public testing::Test {
 protected:
  using Contents = std::expected<domain::CatalogSpec, std::vector<std::string>>;

  Contents Read(std::vector<std::string> texts, const CatalogBasis& basis = {}) {
    std::vector<std::filesystem::path> files;
    for (const std::string& text : texts) {
      files.push_back(folder_.Write("f" + std::to_string(files.size()) + ".json", text));
    }
    auto contents = ReadCatalogFiles(files, basis);
    if (!contents) return std::unexpected(std::move(contents.error()));
    warnings_ = std::move(contents->warnings);
    return std::move(contents->spec);
  }
  static domain::CatalogSpec Valid(Contents contents) {
    EXPECT_TRUE(contents.has_value()) << contents.error().front();
    return contents ? *std::move(contents) : domain::CatalogSpec{};
  }
  // The catalogue kSmall with its first occurrence of each `from` replaced by `to`; `'` stands for
  // a quotation mark.
  static std::string With(std::initializer_list<std::pair<std::string, std::string>> changes) {
    std::string text(kSmall);
    for (auto [from, to] : changes) {
      std::ranges::replace(from, '\'', '"');
      std::ranges::replace(to, '\'', '"');
      const std::size_t at = text.find(from);
      EXPECT_NE(at, std::string::npos) << from;
      if (at != std::string::npos) text.replace(at, from.size(), to);
    }
    return text;
  }
  Contents ReadWith(std::string_view from, std::string_view to) {
    return Read({With({{std::string(from), std::string(to)}})});
  }
  domain::CatalogSpec SpecWith(std::string_view from, std::string_view to) {
    return Valid(ReadWith(from, to));
  }
  std::vector<std::string> MistakesWith(std::string_view from, std::string_view to) {
    const Contents contents = ReadWith(from, to);
    return contents ? std::vector<std::string>{} : contents.error();
  }
  domain::CatalogSpec Small() { return Valid(Read({std::string(kSmall)})); }
  // The catalogue kSmall with these rooms.
  domain::CatalogSpec WithRooms(const std::string& rooms, const CatalogBasis& basis = {}) {
    return Valid(Read({With({{"'charts'", "'rooms': [" + rooms + "], 'charts'"}})}, basis));
  }

  base::TempDirectory folder_;
  std::vector<std::string> warnings_;  // of the last files without a mistake
};

}  // namespace onsale::app
