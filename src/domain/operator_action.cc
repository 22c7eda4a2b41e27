#include "domain/operator_action.h"

#include <string_view>
#include <utility>

#include "base/decimal.h"
#include "base/escape.h"
#include "domain/operator_commands.h"
#include "domain/room_members.h"
#include "domain/words.h"

namespace onsale::domain {
namespace {

std::string JsonOf(std::string_view text) {
  std::string json;
  base::AppendJsonString(json, text);
  return json;
}
std::string JsonOf(std::int64_t count) {
  return std::to_string(count);
}
std::string JsonOf(Duration length) {
  return JsonOf(base::FormatDuration(length));
}
std::string JsonOf(RoomMode mode) {
  return JsonOf(WordOf(mode));
}
std::string JsonOf(std::optional<Time> time) {
  return time ? JsonOf(base::FormatRfc3339(*time)) : "null";
}
std::string JsonOf(std::optional<std::string_view> text) {
  return text ? JsonOf(*text) : "null";
}
std::string JsonOf(ScopeSet scopes) {
  std::string json;
  for (int i = 0; i < kScopeCount; ++i) {
    const auto scope = static_cast<Scope>(i);
    if (scopes.Has(scope)) (json += json.empty() ? "" : ",") += JsonOf(WordOf(scope));
  }
  return "[" + json + "]";
}

// Collects what differs between two values of the same kind.
// The longest text of seats: kSeatsByHandMax numbers of ten digits, and a slug of 64 bytes.
static_assert(kSeatsByHandMax * 11 + 64 + 64 <= kActionTextMax);

class Difference {
 public:
  Difference(std::string_view kind, std::string_view name) {
    text_.before = text_.after = "{" + JsonOf(kind) + ":" + JsonOf(name);
  }
  template <class T>
  void Note(std::string_view member, const T& before, const T& after) {
    std::string was = JsonOf(before);
    std::string is = JsonOf(after);
    if (was == is) return;
    Append(text_.before, member, was);
    Append(text_.after, member, is);
  }
  void NoteAfter(std::string_view member, std::string_view value) {
    Append(text_.after, member, JsonOf(value));
  }
  ActionText Take() {
    text_.before += '}';
    text_.after += '}';
    return std::move(text_);
  }

 private:
  static void Append(std::string& text, std::string_view member, std::string_view value) {
    text.append(",").append(JsonOf(member)).append(":").append(value);
  }
  ActionText text_;
};

}  // namespace

ActionText TextOf(const Room& before, const Room& after) {
  Difference text("room", after.slug);
  ForEachRoomMember(before, after, [&text](std::string_view name, const auto& was, const auto& is) {
    text.Note(name, was, is);
  });
  return text.Take();
}

ActionText TextOfSeats(const std::string& show, const std::vector<SeatNumber>& seats,
                       bool held_back) {
  std::string text = "{\"show\":" + JsonOf(std::string_view(show)) + ",\"seats\":[";
  for (const SeatNumber number : seats) {
    if (number != seats.front()) text += ',';
    base::AppendDecimal(text, number.value);
  }
  text += "],\"status\":";
  const auto with = [&text](SeatStatus status) { return text + JsonOf(WordOf(status)) + '}'; };
  const std::string on_sale = with(SeatStatus::kAvailable);
  const std::string back = with(SeatStatus::kHeldBack);
  return held_back ? ActionText{on_sale, back} : ActionText{back, on_sale};
}

ActionText TextOf(const Reservation& before, const Reservation& after) {
  Difference text("reservation", after.id.uuid.ToString());
  text.Note("status", WordOf(before.status), WordOf(after.status));
  return text.Take();
}

ActionText TextOf(const CatalogSize& before, const CatalogSize& after, std::string_view changes) {
  const auto of = [](const CatalogSize& size) {
    return R"({"catalogue":"sale","concerts":)" + JsonOf(size.concerts) + R"(,"shows":)" +
           JsonOf(size.shows) + R"(,"seats":)" + JsonOf(size.seats);
  };
  ActionText text{.before = of(before) + '}', .after = of(after)};
  const std::string words = R"(,"changes":)" + JsonOf(changes);
  if (text.after.size() + words.size() < kActionTextMax) text.after += words;
  text.after += '}';
  return text;
}

ActionText TextOf(const AccessKeyRow& before, const AccessKeyRow& after, EndedSecret replaced) {
  Difference text("key", after.id);
  text.Note("name", std::string_view(before.name), std::string_view(after.name));
  text.Note("scopes", before.scopes, after.scopes);
  text.Note("ends", before.ends, after.ends);
  text.Note("formerUntil", before.former_until, after.former_until);
  text.Note("revoked", before.revoked, after.revoked);
  if (replaced != EndedSecret::kNone) text.NoteAfter("replaces", WordOf(replaced));
  return text.Take();
}

void PutAction(const Actor& actor, ActionText text, RowSet& rows, Time now) {
  rows.Put(OperatorAction{.number = rows.LastAction() + 1,
                          .at = now,
                          .actor = actor,
                          .before = std::move(text.before),
                          .after = std::move(text.after)});
}

}  // namespace onsale::domain
