#include "app/catalog_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

namespace onsale::app {
namespace {

std::string Line(const std::string& file, const JsonMistake& mistake) {
  return file + ':' + std::to_string(mistake.at.line) + ':' + std::to_string(mistake.at.column) +
         ": " + mistake.path + (mistake.path.empty() ? "" : " ") + mistake.sentence;
}

// Groups the digits of a number: 1234567 becomes "1,234,567".
std::string Grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return text;
}

std::string Counted(std::size_t count, std::string_view one) {
  return Grouped(static_cast<std::int64_t>(count)) + ' ' + std::string(one) +
         (count == 1 ? "" : "s");
}

}  // namespace

std::expected<std::string, std::string> ReadCatalogText(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::error_code no_size;  // set for a pipe, which has no size
  const auto size = std::filesystem::file_size(path, no_size);
  std::string text(no_size ? JsonDocument::kBytesMax + 1
                           : std::min<std::size_t>(size, JsonDocument::kBytesMax + 1),
                   '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad() || std::filesystem::is_directory(path)) {
    const int error = errno != 0 ? errno : EISDIR;
    return std::unexpected(path.string() + ": cannot be read: " + std::strerror(error));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::expected<CatalogFiles, std::vector<std::string>> ReadCatalogFiles(
    std::span<const std::filesystem::path> files, const CatalogBasis& basis) {
  CatalogReader reader(basis);
  std::vector<std::string> lines;
  std::vector<std::string> warnings;
  for (const std::filesystem::path& path : files) {
    const auto text = ReadCatalogText(path);
    if (!text) {
      lines.push_back(text.error());
      continue;
    }
    const auto document = base::ParseJson(*text);
    if (!document) {
      lines.push_back(Line(path.string(), document.error()));
      continue;
    }
    for (const JsonMistake& mistake : reader.Read(*document, path.string())) {
      (mistake.is_warning ? warnings : lines).push_back(Line(path.string(), mistake));
    }
  }
  if (!lines.empty()) return std::unexpected(std::move(lines));
  return CatalogFiles{.spec = reader.TakeSpec(), .warnings = std::move(warnings)};
}

std::string Sentence(const LateSale& late, base::Time now, std::size_t shows) {
  const std::string behind = shows == 0 ? "" : " of " + Counted(shows, "show");
  const std::string from = base::FormatRfc3339(late.sale_opens);
  return "the first sale" + behind + " behind room \"" + late.room + "\" opens at " + from +
         ", but the room opens " +
         (late.room_opens > now ? "at " + base::FormatRfc3339(late.room_opens)
                                : std::string("at once")) +
         "; buyers wait, and nobody is admitted before " + from;
}

std::vector<std::string> SalesAfterTheirRooms(const domain::CatalogSpec& spec, base::Time now) {
  struct Sales {
    std::size_t shows = 0;
    base::Time first = base::Time::max();
  };
  std::map<domain::RoomId, Sales> sales_of;  // of sales that are not over
  for (const domain::Show& show : spec.rows.shows) {
    if (show.sale_closes_at <= now) continue;
    Sales& sales = sales_of[spec.rows.concerts[show.concert.value - 1].room];
    ++sales.shows;
    sales.first = std::min(sales.first, show.sale_opens_at);
  }
  std::vector<std::string> sentences;
  for (const auto& [id, sales] : sales_of) {
    const domain::RoomSpec& room = spec.rooms[id.value - 1];
    const LateSale late{.room = room.slug,
                        .room_opens = std::max(room.opens_at.value_or(now), now),
                        .sale_opens = sales.first};
    if (late.sale_opens > late.room_opens) sentences.push_back(Sentence(late, now, sales.shows));
  }
  return sentences;
}

std::string Summarize(const domain::CatalogSpec& spec) {
  const domain::CatalogRows& rows = spec.rows;
  std::map<domain::ChartId, std::size_t> seats_of;
  for (const auto& seat : rows.seats) ++seats_of[seat.chart];
  std::ostringstream out;
  std::size_t seats_in_all = 0;
  for (const auto& concert : rows.concerts) {
    std::size_t shows = 0;
    std::size_t seats = 0;
    for (const auto& show : rows.shows) {
      if (show.concert != concert.id) continue;
      ++shows;
      seats += seats_of[show.chart];
    }
    seats_in_all += seats;
    const auto& room = spec.rooms[concert.room.value - 1];
    out << "  " << concert.slug << ": " << concert.title << ", " << Counted(shows, "show") << ", "
        << Counted(seats, "seat") << ", room " << room.slug << '\n';
  }
  out << Counted(rows.concerts.size(), "concert") << ", " << Counted(rows.shows.size(), "show")
      << ", " << Counted(seats_in_all, "seat");
  if (!rows.prices.empty()) {
    const auto [least, most] = std::ranges::minmax(rows.prices, {}, &domain::Price::amount);
    out << ", prices " << Grouped(least.amount.minor) << " to " << Grouped(most.amount.minor) << ' '
        << spec.currency;
  }
  out << '\n';
  return out.str();
}

}  // namespace onsale::app
