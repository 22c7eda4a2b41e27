#include "store/command_text.h"

#include <algorithm>
#include <tuple>

#include "base/ascii.h"
#include "domain/policy_fields.h"
#include "store/row_codec.h"
#include "store/value_words.h"

namespace onsale::store {
namespace {

using domain::Command;
using domain::LoadCatalog;

// The members of a command, or of a room's specification, as a tuple of references.
template <class C>
auto FieldsOf(C& c) {
  using namespace domain;
  using T = std::remove_const_t<C>;
  if constexpr (std::is_same_v<T, IssueToken>) {
    return std::tie(c.user, c.room, c.idempotency_key);
  } else if constexpr (std::is_same_v<T, ListShows>) {
    return std::tie(c.caller, c.concert);
  } else if constexpr (std::is_same_v<T, ReadSeats>) {
    return std::tie(c.caller, c.show);
  } else if constexpr (std::is_same_v<T, HoldSeats>) {
    return std::tie(c.caller, c.show, c.seats, c.fresh_id, c.idempotency_key);
  } else if constexpr (std::is_same_v<T, ReadReservation> || std::is_same_v<T, CancelReservation>) {
    return std::tie(c.caller, c.id);
  } else if constexpr (std::is_same_v<T, ReadBalance>) {
    return std::tie(c.user);
  } else if constexpr (std::is_same_v<T, ChargeBalance>) {
    return std::tie(c.user, c.amount, c.fresh_id, c.idempotency_key);
  } else if constexpr (std::is_same_v<T, PayReservation>) {
    return std::tie(c.caller, c.id, c.fresh_id, c.idempotency_key);
  } else if constexpr (std::is_same_v<T, ReadDrawEntries>) {
    return std::tie(c.room, c.after, c.limit);
  } else if constexpr (std::is_same_v<T, ChangeRoom>) {
    const auto policy =
        std::apply([&to = c.change](const auto&... field) { return std::tie(to.*field.change...); },
                   kPolicyFields);
    return std::tuple_cat(std::tie(c.room), policy,
                          std::tie(c.change.state, c.change.opens_at, c.fresh_seed));
  } else if constexpr (std::is_same_v<T, ListRooms>) {
    return std::tuple<>();
  } else if constexpr (std::is_same_v<T, RoomSpec>) {
    const auto policy = std::apply(
        [&from = c.policy](const auto&... field) { return std::tie(from.*field.member...); },
        kPolicyFields);
    return std::tuple_cat(std::tie(c.slug), policy,
                          std::tie(c.opens_at, c.from_settings, c.fresh_seed));
  } else if constexpr (std::is_same_v<T, WatchSeats>) {
    return std::tie(c.show);
  } else if constexpr (requires { c.caller; }) {
    return std::tie(c.caller);  // ReadToken, WatchToken, LeaveQueue, ListReservations
  } else {
    return std::tie(c.room);  // ReadRoom, ReadDraw, ReadFunnel
  }
}

template <class T>
void PutFields(WordWriter& words, const T& from) {
  std::apply([&words](const auto&... field) { (words.Put(field), ...); }, FieldsOf(from));
}

template <class T>
void GetFields(WordReader& words, T& to) {
  std::apply([&words](auto&... field) { (words.Get(field), ...); }, FieldsOf(to));
}

void PutCatalog(WordWriter& words, const domain::CatalogSpec& spec) {
  std::string bytes;
  base::WireWriter out(bytes);
  ForEachTableAt<Home::kCatalog>([&]<class Row>(std::type_identity<Row>) {
    for (const Row& row : spec.rows.*Table<Row>::kRows) EncodePut(out, row);
  });
  std::string hex;
  for (const char byte : bytes) base::AppendHex(hex, static_cast<std::uint8_t>(byte));
  words.Put(spec.currency);
  words.Put(hex);
  words.Put(std::uint64_t{spec.rooms.size()});
  for (const domain::RoomSpec& room : spec.rooms) PutFields(words, room);
}

struct CatalogVisitor {
  domain::CatalogRows& rows;
  template <class Row>
  void Put(const Row& row) {
    if constexpr (Table<Row>::kHome == Home::kCatalog) (rows.*Table<Row>::kRows).push_back(row);
  }
  template <class Row>
  void Erase(const Row&) {}
};

bool GetCatalog(WordReader& words, domain::CatalogSpec& spec) {
  std::string hex;
  std::uint64_t rooms = 0;
  words.Get(spec.currency);
  words.Get(hex);
  words.Get(rooms);
  for (; words.ok() && rooms > 0; --rooms) GetFields(words, spec.rooms.emplace_back());
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(base::HexValue(hex[i]) * 16 + base::HexValue(hex[i + 1]));
  }
  return DecodeRows(bytes, CatalogVisitor{spec.rows}).has_value();
}

// A command with default values, of the type at `index` of domain::Command.
template <std::size_t I = 0>
Command Blank(std::size_t index) {
  if constexpr (I + 1 < std::variant_size_v<Command>) {
    if (index != I) return Blank<I + 1>(index);
  }
  return std::variant_alternative_t<I, Command>{};
}

}  // namespace

std::string CommandText(const Command& command) {
  std::string line = kCommandNames[command.index()];
  WordWriter words(line);
  std::visit(
      [&words]<class C>(const C& c) {
        if constexpr (std::is_same_v<C, LoadCatalog>) {
          PutCatalog(words, c.spec);
        } else {
          PutFields(words, c);
        }
      },
      command);
  return line;
}

std::optional<Command> ParseCommand(const std::string& line) {
  WordReader words(line);
  const std::string name = words.Word();
  const auto* const found = std::ranges::find(kCommandNames, name);
  if (found == std::end(kCommandNames)) return std::nullopt;
  Command command = Blank(static_cast<std::size_t>(found - kCommandNames));
  bool good = true;
  std::visit(
      [&]<class C>(C& c) {
        if constexpr (std::is_same_v<C, LoadCatalog>) {
          good = GetCatalog(words, c.spec);
        } else {
          GetFields(words, c);
        }
      },
      command);
  if (!good || !words.ok() || !words.AtEnd()) return std::nullopt;
  return command;
}

}  // namespace onsale::store
