// The tables of a sale: one description of each, from which the journal's encoding and the SQL
// follow.
//
// Shape:    a table's first kKeys columns are its key. A column names a member by the path to it.
//           To add a column: append it with `Since(n)`, make the table's kLayout n, and add a step
//           to schema_steps.h; rows written before keep the member's default. Persisted: do not
//           renumber tables (3 was queue_places, see row_codec.h), do not reorder or remove
//           columns. Every table says where its rows are (kHome), whether they may be erased
//           (kErasable), what bounds it and what removes its rows; growth_test.cc checks that.
// Source:   domain/rows.h, domain/access_key.h and domain/catalog.h; see docs/formats.md.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

#include "domain/access_key.h"
#include "domain/catalog.h"
#include "domain/rows.h"
#include "store/field.h"

namespace onsale::store {

// Where a column's value is in a row: a member, or a member of a member.
template <class Row, class Member>
struct MemberPath {
  Member Row::* member;
  template <class R>
  constexpr auto& Of(R& row) const {
    return row.*member;
  }
};
template <class Row, class Part, class Member>
struct PartPath {
  Part Row::* part;
  Member Part::* member;
  template <class R>
  constexpr auto& Of(R& row) const {
    return row.*part.*member;
  }
};

template <class Path>
struct Column {
  const char* name;
  Path path;
  bool blob = false;       // a C++ string that is bytes in SQL
  std::uint8_t since = 1;  // the table's layout that first has the column

  constexpr Column Since(std::uint8_t layout) const { return {name, path, blob, layout}; }
  constexpr Column AsBlob() const { return {name, path, true, since}; }
};

template <class Row, class Member>
constexpr Column<MemberPath<Row, Member>> Col(const char* name, Member Row::* member) {
  return {name, {member}};
}
template <class Row, class Part, class Member>
constexpr Column<PartPath<Row, Part, Member>> Col(const char* name, Part Row::* part,
                                                  Member Part::* member) {
  return {name, {part, member}};
}

namespace internal {
template <std::size_t I, class C>
struct ColumnAt {
  C column;
};
template <class Indexes, class... C>
struct ColumnList;
template <std::size_t... I, class... C>
struct ColumnList<std::index_sequence<I...>, C...> : ColumnAt<I, C>... {};
}  // namespace internal

// The columns of a table, in order. Not a std::tuple, whose constructors are checked against every
// member: that took a source with this header two seconds of compiling.
template <class... C>
struct Columns : internal::ColumnList<std::index_sequence_for<C...>, C...> {
  static constexpr std::size_t kSize = sizeof...(C);
  constexpr explicit Columns(C... column)
      : internal::ColumnList<std::index_sequence_for<C...>, C...>{{column}...} {}

  // Calls f(column) for every column.
  template <class F>
  constexpr void ForEach(F&& f) const {
    ForEach(f, std::index_sequence_for<C...>());
  }

 private:
  template <class F, std::size_t... I>
  constexpr void ForEach(F& f, std::index_sequence<I...>) const {
    (f(static_cast<const internal::ColumnAt<I, C>&>(*this).column), ...);
  }
};

template <std::size_t I, class C>
constexpr const C& GetColumn(const internal::ColumnAt<I, C>& at) {
  return at.column;
}

// Why a table does not grow without limit, in words. growth_test.cc requires both members for every
// table.
struct Growth {
  const char* bounded_by;  // what limits the number of rows
  const char* removed_by;  // what removes rows
};

// Where the rows of a table are while a sale runs.
enum class Home : std::uint8_t {
  kMemory,   // in MemoryRows, each row by itself
  kCatalog,  // in the immutable catalogue, which is replaced as a whole
  kHistory,  // not in memory: rows are only inserted, and not loaded
  kNumbered  // as kHistory, but the row with the largest key is loaded: the next one follows it
};
constexpr bool IsHistory(Home home) {
  return home == Home::kHistory || home == Home::kNumbered;
}

template <class Row>
struct Table;

// Common to the tables of the catalogue. Each adds kRows, its member of CatalogRows.
struct CatalogTable {
  static constexpr Home kHome = Home::kCatalog;
  static constexpr bool kErasable = true;
  static constexpr Growth kGrowth{
      .bounded_by = "what the operator's catalogue files list",
      .removed_by = "nothing, except seats, categories and prices that a later file omits"};
};

template <>
struct Table<domain::Room> {
  using R = domain::Room;
  using P = domain::RoomPolicy;
  using W = domain::RateWindow;
  using D = domain::Draw;
  using T = domain::RankWindow;
  using S = domain::Presale;
  using N = domain::Notice;
  static constexpr std::uint8_t kId = 1;
  static constexpr const char* kName = "rooms";
  static constexpr std::uint8_t kLayout = 9;
  static constexpr Home kHome = Home::kMemory;
  static constexpr bool kErasable = false;
  static constexpr Growth kGrowth{
      .bounded_by = "the rooms that the operator's catalogue files name",
      .removed_by = "nothing: queue numbers and draws outlive a catalogue"};
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns = Columns(
      Col("id", &R::id), Col("slug", &R::slug), Col("capacity", &R::policy, &P::capacity),
      Col("waiting_max", &R::policy, &P::waiting_max),
      Col("active_time_us", &R::policy, &P::active_time),
      Col("hold_time_us", &R::policy, &P::hold_time), Col("state", &R::state),
      Col("last_place", &R::last_number), Col("last_admitted", &R::last_admitted),
      Col("active", &R::active), Col("waiting", &R::waiting),
      Col("rate_window_start", &R::rate, &W::start),
      Col("rate_window_admitted", &R::rate, &W::current),
      Col("rate_previous_admitted", &R::rate, &W::previous),
      Col("mode", &R::policy, &P::mode).Since(2),
      Col("entry_per_minute", &R::policy, &P::entry_per_minute).Since(2),
      Col("entry_burst", &R::policy, &P::entry_burst).Since(2),
      Col("claim_time_us", &R::policy, &P::claim_time).Since(2),
      Col("opens_at", &R::opens_at).Since(2), Col("entry_due", &R::entry_due).Since(2),
      Col("sold_out", &R::sold_out).Since(2), Col("draw_seed", &R::draw, &D::seed).Since(2),
      Col("draw_commitment", &R::draw, &D::commitment).Since(2),
      Col("draw_list_hash", &R::draw, &D::list_hash).Since(2),
      Col("draw_before", &R::draw, &D::before).Since(2),
      Col("drawn_at", &R::draw, &D::drawn_at).Since(2),
      Col("draw_entries", &R::draw, &D::entries).Since(2),
      Col("spec_digest", &R::spec_digest).Since(2), Col("active_max", &R::active_max).Since(3),
      Col("in_catalog", &R::in_catalog).Since(4),
      Col("turn_window_start", &R::rank_window, &T::start).Since(5),
      Col("turn_at_window", &R::rank_window, &T::current).Since(5),
      Col("turn_at_previous_window", &R::rank_window, &T::previous).Since(5),
      Col("sale_from", &R::sale_from).Since(6), Col("offer_due", &R::offer_due).Since(6),
      Col("currency", &R::currency).Since(6), Col("presale_group", &R::presale, &S::group).Since(7),
      Col("presale_until", &R::presale, &S::until).Since(7),
      Col("notice_korean", &R::notice, &N::korean).Since(8),
      Col("notice_english", &R::notice, &N::english).Since(8),
      Col("notice_at", &R::notice, &N::set_at).Since(8),
      Col("last_archived", &R::last_archived).Since(9));
};

template <>
struct Table<domain::QueueToken> {
  using R = domain::QueueToken;
  using K = domain::QueueTokenKey;
  static constexpr std::uint8_t kId = 2;
  static constexpr const char* kName = "queue_tokens";
  static constexpr std::uint8_t kLayout = 3;
  static constexpr Home kHome = Home::kMemory;
  static constexpr bool kErasable = false;
  static constexpr Growth kGrowth{
      .bounded_by = "in memory, Limits::tokens_per_window per user, room and hour of about a day",
      .removed_by = "nothing from the tables; from memory, Room::last_archived"};
  static constexpr std::size_t kKeys = 2;
  static constexpr auto kColumns = Columns(
      Col("room_id", &R::key, &K::room), Col("place", &R::key, &K::number),
      Col("user_id", &R::user), Col("status", &R::status), Col("expiry_reason", &R::expiry_reason),
      Col("issued_at", &R::issued_at), Col("activated_at", &R::activated_at),
      Col("choose_until", &R::choose_until), Col("active_until", &R::active_until),
      Col("claimed", &R::claimed).Since(2), Col("estimated_wait_s", &R::estimated_wait_s).Since(2),
      Col("rights", &R::rights).Since(3));
};

template <>
struct Table<domain::Concert> : CatalogTable {
  using R = domain::Concert;
  static constexpr std::uint8_t kId = 4;
  static constexpr const char* kName = "concerts";
  static constexpr std::uint8_t kLayout = 4;
  static constexpr auto kRows = &domain::CatalogRows::concerts;
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns =
      Columns(Col("id", &R::id), Col("slug", &R::slug), Col("title", &R::title),
              Col("artist", &R::artist), Col("venue", &R::venue), Col("room_id", &R::room),
              Col("seats_per_user_max", &R::seats_per_user_max),
              Col("currency", &R::currency).Since(2), Col("time_zone", &R::time_zone).Since(3),
              Col("seats_per_concert_max", &R::seats_per_concert_max).Since(4));
};

template <>
struct Table<domain::Show> : CatalogTable {
  using R = domain::Show;
  static constexpr std::uint8_t kId = 5;
  static constexpr const char* kName = "shows";
  static constexpr std::uint8_t kLayout = 4;
  static constexpr auto kRows = &domain::CatalogRows::shows;
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns =
      Columns(Col("id", &R::id), Col("slug", &R::slug), Col("concert_id", &R::concert),
              Col("chart_id", &R::chart), Col("starts_at", &R::starts_at), Col("date", &R::date),
              Col("sale_opens_at", &R::sale_opens_at), Col("sale_closes_at", &R::sale_closes_at),
              Col("utc_offset_min", &R::utc_offset_min).Since(2),
              Col("presale_group", &R::presale, &domain::Presale::group).Since(3),
              Col("presale_until", &R::presale, &domain::Presale::until).Since(3),
              Col("orphans", &R::orphans).Since(4),
              Col("accessible_places", &R::accessible_places).Since(4));
};

template <>
struct Table<domain::Chart> : CatalogTable {
  using R = domain::Chart;
  static constexpr std::uint8_t kId = 6;
  static constexpr const char* kName = "charts";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr auto kRows = &domain::CatalogRows::charts;
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns =
      Columns(Col("id", &R::id), Col("slug", &R::slug), Col("name", &R::name));
};

template <>
struct Table<domain::Category> : CatalogTable {
  using R = domain::Category;
  static constexpr std::uint8_t kId = 7;
  static constexpr const char* kName = "categories";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr auto kRows = &domain::CatalogRows::categories;
  static constexpr std::size_t kKeys = 2;
  static constexpr auto kColumns =
      Columns(Col("chart_id", &R::chart), Col("slug", &R::slug), Col("name", &R::name),
              Col("color", &R::color), Col("rank", &R::rank));
};

template <>
struct Table<domain::ChartSeat> : CatalogTable {
  using R = domain::ChartSeat;
  static constexpr std::uint8_t kId = 8;
  static constexpr const char* kName = "chart_seats";
  static constexpr std::uint8_t kLayout = 2;
  static constexpr auto kRows = &domain::CatalogRows::seats;
  static constexpr std::size_t kKeys = 2;
  static constexpr auto kColumns =
      Columns(Col("chart_id", &R::chart), Col("number", &R::number), Col("section", &R::section),
              Col("seat_row", &R::row), Col("label", &R::label), Col("category", &R::category),
              Col("x_cm", &R::x_cm), Col("y_cm", &R::y_cm), Col("access", &R::access).Since(2),
              Col("pair_number", &R::pair).Since(2), Col("row_rank", &R::rank).Since(2));
};

template <>
struct Table<domain::Price> : CatalogTable {
  using R = domain::Price;
  static constexpr std::uint8_t kId = 9;
  static constexpr const char* kName = "prices";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr auto kRows = &domain::CatalogRows::prices;
  static constexpr std::size_t kKeys = 2;
  static constexpr auto kColumns =
      Columns(Col("show_id", &R::show), Col("category", &R::category), Col("amount", &R::amount));
};

template <>
struct Table<domain::Seat> {
  using R = domain::Seat;
  using K = domain::SeatKey;
  static constexpr std::uint8_t kId = 10;
  static constexpr const char* kName = "seats";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr Home kHome = Home::kMemory;
  static constexpr bool kErasable = true;
  static constexpr Growth kGrowth{
      .bounded_by = "one per seat of a show's chart",
      .removed_by = "a catalogue file whose chart no longer has the seat"};
  static constexpr std::size_t kKeys = 2;
  static constexpr auto kColumns =
      Columns(Col("show_id", &R::key, &K::show), Col("number", &R::key, &K::number),
              Col("status", &R::status), Col("reservation_id", &R::reservation),
              Col("held_until", &R::held_until));
};

template <>
struct Table<domain::Reservation> {
  using R = domain::Reservation;
  using K = domain::QueueTokenKey;
  static constexpr std::uint8_t kId = 11;
  static constexpr const char* kName = "reservations";
  static constexpr std::uint8_t kLayout = 3;
  static constexpr Home kHome = Home::kMemory;
  static constexpr bool kErasable = false;
  static constexpr Growth kGrowth{
      .bounded_by = "Limits::holds_per_turn per turn, and so per queue token",
      .removed_by = "nothing from the tables; from memory, Room::last_archived, unless paid"};
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns = Columns(
      Col("id", &R::id), Col("room_id", &R::token, &K::room), Col("place", &R::token, &K::number),
      Col("user_id", &R::user), Col("show_id", &R::show), Col("seats", &R::seats),
      Col("amount", &R::amount), Col("status", &R::status), Col("created_at", &R::created_at),
      Col("held_until", &R::held_until), Col("payment_id", &R::payment),
      Col("paid_at", &R::paid_at), Col("end_reason", &R::end_reason).Since(2),
      Col("ended_at", &R::ended_at).Since(2), Col("person", &R::person).Since(3));
};

template <>
struct Table<domain::Wallet> {
  using R = domain::Wallet;
  static constexpr std::uint8_t kId = 12;
  static constexpr const char* kName = "wallets";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr Home kHome = Home::kMemory;
  static constexpr bool kErasable = false;
  static constexpr Growth kGrowth{
      .bounded_by = "one per user who was topped up; users are not bounded yet",
      .removed_by = "nothing"};
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns =
      Columns(Col("user_id", &R::user), Col("balance", &R::balance), Col("entries", &R::entries));
};

template <>
struct Table<domain::LedgerEntry> {
  using R = domain::LedgerEntry;
  static constexpr std::uint8_t kId = 13;
  static constexpr const char* kName = "ledger_entries";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr Home kHome = Home::kHistory;
  static constexpr bool kErasable = false;
  static constexpr Growth kGrowth{.bounded_by = "nothing: one per top-up or payment, on disk only",
                                  .removed_by = "nothing: the books are kept"};
  static constexpr std::size_t kKeys = 2;
  static constexpr auto kColumns =
      Columns(Col("user_id", &R::user), Col("number", &R::number), Col("id", &R::id),
              Col("kind", &R::kind), Col("debit", &R::debit), Col("credit", &R::credit),
              Col("amount", &R::amount), Col("balance_after", &R::balance_after),
              Col("reservation_id", &R::reservation), Col("at", &R::at));
};

template <>
struct Table<domain::Payment> {
  using R = domain::Payment;
  static constexpr std::uint8_t kId = 14;
  static constexpr const char* kName = "payments";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr Home kHome = Home::kHistory;
  static constexpr bool kErasable = false;
  static constexpr Growth kGrowth{.bounded_by = "one per reservation, on disk only",
                                  .removed_by = "nothing: the books are kept"};
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns =
      Columns(Col("id", &R::id), Col("reservation_id", &R::reservation), Col("user_id", &R::user),
              Col("amount", &R::amount), Col("paid_at", &R::paid_at));
};

template <>
struct Table<domain::IdempotencyRecord> {
  using R = domain::IdempotencyRecord;
  using K = domain::IdempotencyRecordKey;
  using F = domain::Fingerprint;
  static constexpr std::uint8_t kId = 15;
  static constexpr const char* kName = "idempotency_records";
  static constexpr std::uint8_t kLayout = 2;
  static constexpr Home kHome = Home::kMemory;
  static constexpr bool kErasable = true;
  static constexpr Growth kGrowth{
      .bounded_by = "Limits::keys_per_user per user at a time; users are not bounded yet",
      .removed_by = "time, kIdempotencyTime after the change"};
  static constexpr std::size_t kKeys = 2;
  static constexpr auto kColumns =
      Columns(Col("user_id", &R::key, &K::user), Col("key", &R::key, &K::key),
              Col("fingerprint_high", &R::fingerprint, &F::high),
              Col("fingerprint_low", &R::fingerprint, &F::low), Col("answer", &R::answer).AsBlob(),
              Col("expires_at", &R::expires_at),
              Col("fingerprint_third", &R::fingerprint, &F::third).Since(2),
              Col("fingerprint_fourth", &R::fingerprint, &F::fourth).Since(2));
};

template <>
struct Table<domain::RoomFunnel> {
  using R = domain::RoomFunnel;
  using W = domain::RateWindow;
  static constexpr std::uint8_t kId = 16;
  static constexpr const char* kName = "room_funnels";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr Home kHome = Home::kMemory;
  static constexpr bool kErasable = false;
  static constexpr Growth kGrowth{.bounded_by = "one per room", .removed_by = "nothing"};
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns = Columns(
      Col("room_id", &R::room), Col("joined", &R::joined), Col("admitted", &R::admitted),
      Col("left_waiting", &R::left_waiting), Col("left_waiting_time_us", &R::left_waiting_time),
      Col("left_active", &R::left_active), Col("no_shows", &R::no_shows),
      Col("timed_out", &R::timed_out), Col("holds", &R::holds), Col("payments", &R::payments),
      Col("seats_sold", &R::seats_sold), Col("sales_window_start", &R::sales, &W::start),
      Col("sales_window_seats", &R::sales, &W::current),
      Col("sales_previous_seats", &R::sales, &W::previous), Col("estimates", &R::estimates),
      Col("estimate_error_us", &R::estimate_error));
};

template <>
struct Table<domain::AccessKeyRow> {
  using R = domain::AccessKeyRow;
  static constexpr std::uint8_t kId = 17;
  static constexpr const char* kName = "access_keys";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr Home kHome = Home::kMemory;
  static constexpr bool kErasable = true;  // since layout 9
  static constexpr Growth kGrowth{
      .bounded_by = "kAccessKeyRowsMax, and one more whenever all owner keys were lost",
      .removed_by = "AddAccessKey at that bound: the one that was revoked longest ago"};
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns = Columns(
      Col("id", &R::id), Col("name", &R::name), Col("scopes", &R::scopes),
      Col("digest", &R::digest), Col("former_digest", &R::former),
      Col("former_until", &R::former_until), Col("created_at", &R::created),
      Col("ends_at", &R::ends), Col("revoked_at", &R::revoked), Col("last_used_at", &R::last_used));
};

template <>
struct Table<domain::OperatorAction> {
  using R = domain::OperatorAction;
  using A = domain::Actor;
  static constexpr std::uint8_t kId = 18;
  static constexpr const char* kName = "operator_actions";
  static constexpr std::uint8_t kLayout = 1;
  static constexpr Home kHome = Home::kNumbered;
  static constexpr bool kErasable = false;
  static constexpr Growth kGrowth{.bounded_by = "nothing: one per operator's change, on disk only",
                                  .removed_by = "nothing: who changed what is kept"};
  static constexpr std::size_t kKeys = 1;
  static constexpr auto kColumns =
      Columns(Col("number", &R::number), Col("at", &R::at), Col("key_id", &R::actor, &A::key),
              Col("call", &R::actor, &A::call), Col("reason", &R::actor, &A::reason),
              Col("before", &R::before), Col("after", &R::after));
};

template <template <class> class Of>
using ForTables =
    std::tuple<Of<domain::Room>, Of<domain::QueueToken>, Of<domain::Concert>, Of<domain::Show>,
               Of<domain::Chart>, Of<domain::Category>, Of<domain::ChartSeat>, Of<domain::Price>,
               Of<domain::Seat>, Of<domain::Reservation>, Of<domain::Wallet>,
               Of<domain::LedgerEntry>, Of<domain::Payment>, Of<domain::IdempotencyRecord>,
               Of<domain::RoomFunnel>, Of<domain::AccessKeyRow>, Of<domain::OperatorAction>>;

// Checks a table's description: rows of history are never erased, and a table of the catalogue
// names its member of CatalogRows.
template <class Row>
concept HasTable =
    requires {
      { Table<Row>::kHome } -> std::same_as<const Home&>;
      { Table<Row>::kErasable } -> std::same_as<const bool&>;
    } && (!IsHistory(Table<Row>::kHome) || !Table<Row>::kErasable) &&
    (Table<Row>::kHome != Home::kCatalog || requires(domain::CatalogRows rows) {
      { rows.*Table<Row>::kRows } -> std::same_as<std::vector<Row>&>;
    });

inline constexpr std::size_t kTables = std::tuple_size_v<ForTables<std::type_identity>>;

// Persisted: do not renumber. 3 was the id of a table that is gone.
static_assert(
    std::apply([](auto... row) { return std::array{Table<typename decltype(row)::type>::kId...}; },
               ForTables<std::type_identity>{}) ==
    std::array<std::uint8_t, kTables>{1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18});

// The position of the row's table in ForTables.
template <class Row>
inline constexpr std::size_t kTableIndex = [] {
  std::size_t index = 0;
  bool found = false;
  std::apply(
      [&](auto... row) {
        (((found = found || std::is_same_v<typename decltype(row)::type, Row>),
          index += found ? 0 : 1),
         ...);
      },
      ForTables<std::type_identity>{});
  return index;
}();

namespace internal {
template <class F, class... Row>
void ForEachOf(F& f, const std::tuple<std::type_identity<Row>...>*) {
  static_assert((HasTable<Row> && ...));
  (f(std::type_identity<Row>()), ...);
}
}  // namespace internal

// Calls f(std::type_identity<Row>) for every table, in order of table id.
template <class F>
void ForEachTable(F&& f) {
  internal::ForEachOf(f, static_cast<const ForTables<std::type_identity>*>(nullptr));
}

// As ForEachTable, but only for the tables of one home.
template <Home At, class F>
void ForEachTableAt(F&& f) {
  ForEachTable([&f]<class Row>(std::type_identity<Row> row) {
    if constexpr (Table<Row>::kHome == At) f(row);
  });
}

namespace internal {
template <Home At, template <class> class Of, class... Row>
auto Select(std::tuple<std::type_identity<Row>...>) {
  return std::tuple_cat(
      std::conditional_t<Table<Row>::kHome == At, std::tuple<Of<Row>>, std::tuple<>>()...);
}
}  // namespace internal

// A tuple of Of<Row> for the tables of one home.
template <Home At, template <class> class Of>
using ForTablesAt = decltype(internal::Select<At, Of>(ForTables<std::type_identity>{}));

// Calls f(column, member) for every column of `row`.
template <class Row, class F>
constexpr void ForEachColumn(Row& row, F&& f) {
  Table<std::remove_const_t<Row>>::kColumns.ForEach(
      [&](const auto& column) { f(column, column.path.Of(row)); });
}

namespace internal {
template <class Row, std::size_t... I>
auto KeyTie(Row& row, std::index_sequence<I...>) {
  return std::tie(GetColumn<I>(Table<std::remove_const_t<Row>>::kColumns).path.Of(row)...);
}
}  // namespace internal

// A tuple of references to the members of the row's key; such tuples compare as keys do.
template <class Row>
auto KeyOf(Row& row) {
  constexpr std::size_t kKeys = Table<std::remove_const_t<Row>>::kKeys;
  return internal::KeyTie(row, std::make_index_sequence<kKeys>());
}

}  // namespace onsale::store
