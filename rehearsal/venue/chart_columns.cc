#include "rehearsal/venue/chart_columns.h"

#include <cstdlib>
#include <span>

#include "rehearsal/wire/json_scan.h"

namespace onsale::rehearsal {
namespace {

// A hall is smaller. Sums of so few values of this size fit into 64 bits.
constexpr std::int64_t kDistanceMost = 1'000'000'000;
// No column has more values than two for each seat.
constexpr std::size_t kValuesMost = 2 * kSeatsMost;

using Numbers = std::vector<std::int64_t>;

// Takes values from the front of a column; nothing at its end.
class Column {
 public:
  explicit Column(std::span<const std::int64_t> values) : left_(values) {}

  std::optional<std::int64_t> Take() {
    if (left_.empty()) return std::nullopt;
    const std::int64_t value = left_.front();
    left_ = left_.subspan(1);
    return value;
  }
  bool AtEnd() const { return left_.empty(); }

 private:
  std::span<const std::int64_t> left_;
};

bool ReadNumbers(std::string_view json, Numbers& numbers) {
  bool sound = true;
  const bool whole = ForEachElement(json, [&](std::string_view value) {
    const auto number = AsInteger(value);
    const bool is_small = number && *number >= -kDistanceMost && *number <= kDistanceMost;
    sound = sound && is_small && numbers.size() < kValuesMost;
    if (sound) numbers.push_back(*number);
  });
  return whole && sound;
}

struct Section {
  std::string_view name;
  std::int64_t category = 0;
  std::int64_t rows = 0;
  std::int64_t seats = 0;
};

// The members of the chart, not held against each other yet.
struct Content {
  std::int64_t format = 0;
  std::int64_t seats = 0;
  std::vector<std::string_view> categories;
  std::vector<Section> sections;
  std::vector<std::string_view> row_labels;
  Numbers row_seats;
  Numbers numbers;
  Numbers pieces, x, y, dx, dy, steps;
};

bool ReadSections(std::string_view json, std::vector<Section>& sections) {
  bool sound = true;
  const bool whole = ForEachElement(json, [&](std::string_view object) {
    Section section;
    std::optional<std::string_view> name;
    const auto take = [&](std::string_view value, std::int64_t& target) {
      const auto number = AsInteger(value);
      sound = sound && number && *number >= 0 && *number <= kDistanceMost;
      target = number.value_or(0);
    };
    // A name with an escape stays as it is written: it only has to differ from others.
    const bool read = ForEachMember(object, [&](std::string_view key, std::string_view value) {
      if (key == "section") name = value;
      if (key == "category") take(value, section.category);
      if (key == "rows") take(value, section.rows);
      if (key == "seats") take(value, section.seats);
    });
    sound = sound && read && name && sections.size() < kSeatsMost;
    section.name = name.value_or("");
    if (sound) sections.push_back(section);
  });
  return whole && sound;
}

bool ReadCategories(std::string_view json, std::vector<std::string_view>& categories) {
  bool sound = true;
  const bool whole = ForEachElement(json, [&](std::string_view object) {
    std::string_view id;
    const bool read = ForEachMember(object, [&](std::string_view key, std::string_view value) {
      if (key == "categoryId") id = AsText(value).value_or("");
    });
    sound = sound && read && !id.empty();
    categories.push_back(id);
  });
  return whole && sound;
}

bool ReadRows(std::string_view json, Content& content) {
  bool sound = true;
  const bool whole = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key == "labels") {
      sound = ForEachElement(
                  value, [&](std::string_view label) { content.row_labels.push_back(label); }) &&
              sound;
    }
    if (key == "seats") sound = ReadNumbers(value, content.row_seats) && sound;
  });
  return whole && sound && content.row_labels.size() == content.row_seats.size();
}

bool ReadPositions(std::string_view json, Content& content) {
  bool sound = true;
  const bool whole = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    const auto read = [&](std::string_view name, Numbers& column) {
      if (key == name) sound = ReadNumbers(value, column) && sound;
    };
    read("seats", content.pieces);
    read("x", content.x);
    read("y", content.y);
    read("dx", content.dx);
    read("dy", content.dy);
    read("steps", content.steps);
  });
  return whole && sound;
}

std::optional<Content> ReadContent(std::string_view json) {
  Content content;
  bool sound = true;
  const bool whole = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key == "format") content.format = AsInteger(value).value_or(0);
    if (key == "seats") content.seats = AsInteger(value).value_or(0);
    if (key == "categories") sound = ReadCategories(value, content.categories) && sound;
    if (key == "sections") sound = ReadSections(value, content.sections) && sound;
    if (key == "rows") sound = ReadRows(value, content) && sound;
    if (key == "numbers") sound = ReadNumbers(value, content.numbers) && sound;
    if (key == "positions") sound = ReadPositions(value, content) && sound;
  });
  const bool fits = content.seats >= 1 && content.seats <= static_cast<std::int64_t>(kSeatsMost);
  if (!whole || !sound || content.format != 1 || !fits) return std::nullopt;
  return content;
}

using Seats = std::span<PlacedSeat>;

bool PlaceNumbers(const Content& content, Seats seats) {
  Column column(content.numbers);
  std::size_t next = 0;
  std::int64_t last = 0;
  while (!column.AtEnd()) {
    const auto first = column.Take();
    const auto count = column.Take();
    if (!count || *first <= last || *count < 1) return false;
    if (*count > std::ssize(seats) - static_cast<std::int64_t>(next)) return false;
    last = *first + *count - 1;
    if (last > kNumberMost) return false;
    for (std::int64_t number = *first; number <= last; ++number) {
      seats[next++].number = static_cast<std::uint32_t>(number);
    }
  }
  return next == seats.size();
}

bool PlaceRows(const Content& content, Seats seats) {
  std::size_t next = 0;
  std::size_t row = 0;
  for (const Section& section : content.sections) {
    if (section.category >= std::ssize(content.categories)) return false;
    const std::size_t end_of_section = next + static_cast<std::size_t>(section.seats);
    for (std::int64_t i = 0; i < section.rows; ++i, ++row) {
      if (row == content.row_seats.size()) return false;
      const std::int64_t count = content.row_seats[row];
      if (count < 1 || count > std::ssize(seats) - static_cast<std::int64_t>(next)) return false;
      for (std::int64_t k = 0; k < count; ++k, ++next) {
        seats[next].category = content.categories[static_cast<std::size_t>(section.category)];
        seats[next].section = section.name;
        seats[next].row = content.row_labels[row];
      }
    }
    if (next != end_of_section) return false;
  }
  return next == seats.size() && row == content.row_seats.size();
}

// Walks over the pieces of `positions`, each from where the piece before began.
class Positions {
 public:
  Positions(const Content& content, Seats seats)
      : pieces_(content.pieces),
        x_(content.x),
        y_(content.y),
        dx_(content.dx),
        dy_(content.dy),
        steps_(content.steps),
        left_(seats) {}

  bool Place() {
    while (!pieces_.AtEnd()) {
      const std::int64_t count = pieces_.Take().value_or(0);
      const auto from_x = x_.Take();
      const auto from_y = y_.Take();
      if (count == 0 || std::abs(count) > std::ssize(left_) || !from_x || !from_y) return false;
      from_ = {from_.x + *from_x, from_.y + *from_y};
      const Seats piece = left_.first(static_cast<std::size_t>(std::abs(count)));
      left_ = left_.subspan(piece.size());
      if (!(count > 0 ? Straight(piece) : Crooked(piece))) return false;
    }
    return left_.empty() && x_.AtEnd() && y_.AtEnd() && dx_.AtEnd() && dy_.AtEnd() &&
           steps_.AtEnd();
  }

 private:
  struct Point {
    std::int64_t x = 0;
    std::int64_t y = 0;
  };

  // floor(distance * i / last + 1/2), also for a distance below 0.
  static std::int64_t Share(std::int64_t distance, std::int64_t i, std::int64_t last) {
    const std::int64_t above = 2 * distance * i + last;
    const std::int64_t below = 2 * last;
    const std::int64_t quotient = above / below;
    return above % below < 0 ? quotient - 1 : quotient;
  }

  bool Straight(Seats piece) {
    const auto dx = dx_.Take();
    const auto dy = dy_.Take();
    if (!dx || !dy) return false;
    const std::int64_t last = std::ssize(piece) - 1;
    for (std::int64_t i = 0; i <= last; ++i) {
      PlacedSeat& seat = piece[static_cast<std::size_t>(i)];
      seat.x = from_.x + (i == 0 ? 0 : Share(*dx, i, last));
      seat.y = from_.y + (i == 0 ? 0 : Share(*dy, i, last));
    }
    return true;
  }

  bool Crooked(Seats piece) {
    Point at = from_;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (i > 0) {
        const auto dx = steps_.Take();
        const auto dy = steps_.Take();
        if (!dx || !dy) return false;
        at = {at.x + *dx, at.y + *dy};
      }
      piece[i].x = at.x;
      piece[i].y = at.y;
    }
    return true;
  }

  Column pieces_, x_, y_, dx_, dy_, steps_;
  Seats left_;
  Point from_;
};

}  // namespace

std::optional<std::vector<PlacedSeat>> ReadColumns(std::string_view json) {
  const auto content = ReadContent(json);
  if (!content) return std::nullopt;
  std::vector<PlacedSeat> seats(static_cast<std::size_t>(content->seats));
  if (!PlaceNumbers(*content, seats) || !PlaceRows(*content, seats) ||
      !Positions(*content, seats).Place()) {
    return std::nullopt;
  }
  return seats;
}

}  // namespace onsale::rehearsal
