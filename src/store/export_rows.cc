#include "store/export_rows.h"

#include "base/booking_number.h"
#include "domain/words.h"

namespace onsale::store {
namespace {

// Sets the cell to what `text_of` makes of the value; a value that is not set stays absent.
template <class T, class Text>
bool ReadAs(const SqlValue& value, ExportCell& cell, Text text_of) {
  if (value.kind == SqlValue::Kind::kNull) return true;
  T typed{};
  if (!Field<T>::FromSql(value, typed)) return false;
  cell = text_of(typed);
  return true;
}

bool ReadText(TableRow values, ExportCell& cell) {
  return ReadAs<std::string>(values[0], cell, [](const std::string& text) { return text; });
}

bool ReadNumber(TableRow values, ExportCell& cell) {
  return ReadAs<std::int64_t>(values[0], cell, [](std::int64_t number) { return number; });
}

bool ReadFlag(TableRow values, ExportCell& cell) {
  return ReadAs<bool>(values[0], cell, [](bool flag) { return flag; });
}

bool ReadId(TableRow values, ExportCell& cell) {
  return ReadAs<base::Uuid>(values[0], cell, [](const base::Uuid& id) { return id.ToString(); });
}

bool ReadTime(TableRow values, ExportCell& cell) {
  return ReadAs<base::Time>(values[0], cell,
                            [](base::Time time) { return base::FormatRfc3339(time); });
}

bool ReadBookingNumber(TableRow values, ExportCell& cell) {
  return ReadAs<base::Uuid>(values[0], cell, [](const base::Uuid& id) {
    return base::BookingText(base::BookingNumberOf(base::ReservationId{id}));
  });
}

// The word of the API, which may differ from that of the table; NONE is absence.
template <class Enum>
bool ReadWord(TableRow values, ExportCell& cell) {
  Enum value{};
  if (!Field<Enum>::FromSql(values[0], value)) return false;
  const std::string_view word = domain::FindWord(value);
  if (word != "NONE") cell = std::string(word);
  return true;
}

// A start and the venue's offset in minutes.
bool ReadStart(TableRow values, ExportCell& cell) {
  if (values[1].kind == SqlValue::Kind::kNull) return true;
  std::int32_t minutes = 0;
  if (!Field<std::int32_t>::FromSql(values[1], minutes)) return false;
  return ReadAs<base::Time>(values[0], cell, [minutes](base::Time time) {
    return base::FormatRfc3339(base::OffsetTime{time, std::chrono::minutes(minutes)});
  });
}

// As the ticket names the seat within its row: what follows the last hyphen of the label.
bool ReadPrintedSeat(TableRow values, ExportCell& cell) {
  return ReadAs<std::string>(
      values[0], cell, [](const std::string& label) { return label.substr(label.rfind('-') + 1); });
}

// Seconds; -1 is absence.
bool ReadEstimate(TableRow values, ExportCell& cell) {
  if (!ReadNumber(values, cell)) return false;
  if (cell == ExportCell(std::int64_t{-1})) cell = {};
  return true;
}

bool ReadSeatNumbers(TableRow values, ExportCell& cell) {
  using Seats = std::vector<domain::ReservedSeat>;
  return ReadAs<Seats>(values[0], cell, [](const Seats& seats) {
    std::vector<std::int64_t> numbers;
    for (const domain::ReservedSeat& seat : seats) numbers.push_back(seat.number.value);
    return numbers;
  });
}

// That of the sale, which every room has; of the concerts if no program has started since rooms
// have it.
constexpr const char* kCurrency =
    "coalesce((SELECT nullif(max(currency), '') FROM rooms), "
    "(SELECT nullif(max(currency), '') FROM concerts))";

constexpr const char* kShowJoins =
    " LEFT JOIN shows AS s ON s.id = t.show_id LEFT JOIN concerts AS c ON c.id = s.concert_id"
    " LEFT JOIN rooms AS m ON m.id = t.room_id";

// `{seats}` joins the seats of reservation `r` as `j`.
constexpr const char* kBookingJoins =
    " LEFT JOIN reservations AS r ON r.id = t.reservation_id"
    " LEFT JOIN shows AS s ON s.id = r.show_id LEFT JOIN concerts AS c ON c.id = s.concert_id"
    "{seats} LEFT JOIN chart_seats AS h ON h.chart_id = s.chart_id AND h.number = {seatNumber}"
    " LEFT JOIN categories AS g ON g.chart_id = h.chart_id AND g.slug = h.category";

constexpr ExportColumn kReservations[] = {
    {"reservationId", "t.id", ReadId},
    {"bookingNumber", "t.id", ReadBookingNumber},
    {"status", "t.status", ReadWord<domain::ReservationStatus>},
    {"userId", "t.user_id", ReadText},
    {"roomId", "m.slug", ReadText},
    {"queueNumber", "t.place", ReadNumber},
    {"concertId", "c.slug", ReadText},
    {"showId", "s.slug", ReadText},
    {"seatNumbers", "t.seats", ReadSeatNumbers},
    {"amount", "t.amount", ReadNumber},
    {"currency", kCurrency, ReadText},
    {"createdAt", "t.created_at", ReadTime},
    {"heldUntil", "t.held_until", ReadTime},
    {"paymentId", "t.payment_id", ReadId},
    {"paidAt", "t.paid_at", ReadTime},
    {"endedBecause", "t.end_reason", ReadWord<domain::EndReason>},
    {"endedAt", "t.ended_at", ReadTime},
};

constexpr ExportColumn kPayments[] = {
    {"paymentId", "t.id", ReadId},
    {"reservationId", "t.reservation_id", ReadId},
    {"bookingNumber", "t.reservation_id", ReadBookingNumber},
    {"userId", "t.user_id", ReadText},
    {"amount", "t.amount", ReadNumber},
    {"currency", kCurrency, ReadText},
    {"paidAt", "t.paid_at", ReadTime},
};

constexpr ExportColumn kLedger[] = {
    {"userId", "t.user_id", ReadText},
    {"number", "t.number", ReadNumber},
    {"kind", "t.kind", ReadWord<domain::LedgerKind>},
    {"entryId", "t.id", ReadId},
    {"reservationId", "t.reservation_id", ReadId},
    {"debit", "t.debit", ReadText},
    {"credit", "t.credit", ReadText},
    {"amount", "t.amount", ReadNumber},
    {"balanceAfter", "t.balance_after", ReadNumber},
    {"currency", kCurrency, ReadText},
    {"createdAt", "t.at", ReadTime},
};

constexpr ExportColumn kTokens[] = {
    {"roomId", "m.slug", ReadText},
    {"queueNumber", "t.place", ReadNumber},
    {"userId", "t.user_id", ReadText},
    {"status", "t.status", ReadWord<domain::TokenStatus>},
    {"expiredBecause", "t.expiry_reason", ReadWord<domain::ExpiryReason>},
    {"issuedAt", "t.issued_at", ReadTime},
    {"admittedAt", "t.activated_at", ReadTime},
    {"chooseUntil", "t.choose_until", ReadTime},
    {"activeUntil", "t.active_until", ReadTime},
    {"claimed", "t.claimed", ReadFlag},
    {"estimatedWaitSeconds", "t.estimated_wait_s", ReadEstimate},
};

// As `GET /v1/operator/bookings` has them.
constexpr ExportColumn kBookings[] = {
    {"bookingNumber", "t.reservation_id", ReadBookingNumber},
    {"reservationId", "t.reservation_id", ReadId},
    {"paymentId", "t.id", ReadId},
    {"paidAt", "t.paid_at", ReadTime},
    {"userId", "t.user_id", ReadText},
    {"concertId", "c.slug", ReadText},
    {"title", "c.title", ReadText},
    {"venue", "c.venue", ReadText},
    {"showId", "s.slug", ReadText},
    {"startsAt", "s.starts_at, s.utc_offset_min", ReadStart, 2},
    {"currency", kCurrency, ReadText},
    {"section", "h.section", ReadText},
    {"row", "h.seat_row", ReadText},
    {"seat", "h.label", ReadPrintedSeat},
    {"label", "coalesce(h.label, CAST({seatNumber} AS TEXT))", ReadText},
    {"categoryName", "g.name", ReadText},
    {"price", "{seatPrice}", ReadNumber},
};

constexpr ExportKind kKinds[] = {
    {"bookings", "payments", {{{"id"}}}, "paid_at", kBookingJoins, ", j.key", kBookings},
    {"reservations", "reservations", {{{"id"}}}, "created_at", kShowJoins, "", kReservations},
    {"payments", "payments", {{{"id"}}}, "paid_at", "", "", kPayments},
    {"ledger",
     "ledger_entries",
     {{{"user_id", ExportKey::kText}, {"number", ExportKey::kNumber}}},
     "at",
     "",
     "",
     kLedger},
    {"tokens",
     "queue_tokens",
     {{{"room_id", ExportKey::kNumber}, {"place", ExportKey::kNumber}}},
     "issued_at",
     " LEFT JOIN rooms AS m ON m.id = t.room_id",
     "",
     kTokens},
};

struct DialectText {
  std::string_view name;
  const char* sqlite;
  const char* postgres;
};
constexpr DialectText kDialectTexts[] = {
    {"{seats}", " LEFT JOIN json_each(r.seats) AS j ON true",
     " LEFT JOIN LATERAL json_array_elements(r.seats) WITH ORDINALITY AS j(value, key) ON true"},
    {"{seatNumber}", "(j.value ->> '$.number')", "(j.value ->> 'number')::bigint"},
    {"{seatPrice}", "(j.value ->> '$.price')", "(j.value ->> 'price')::bigint"}};

std::string InDialect(std::string sql, SqlDialect dialect) {
  for (const auto& [name, sqlite, postgres] : kDialectTexts) {
    const std::string_view text = dialect == SqlDialect::kSqlite ? sqlite : postgres;
    for (std::size_t at = sql.find(name); at != std::string::npos; at = sql.find(name, at)) {
      sql.replace(at, name.size(), text);
      at += text.size();
    }
  }
  return sql;
}

// The names of the key's columns, each after `before`.
std::string KeyNames(const ExportKind& kind, const std::string& before) {
  std::string names;
  for (const ExportKeyColumn& column : kind.key) {
    if (column.name != nullptr) names += (names.empty() ? "" : ", ") + before + column.name;
  }
  return names;
}

// Reads the rows after a key, `$1` and perhaps `$2`. The table is cut to a page before it is
// joined, so that no plan reads more of it.
std::string PageSql(const ExportKind& kind, const ExportRange& range, SqlDialect dialect) {
  std::string columns = KeyNames(kind, "t.");
  for (const ExportColumn& column : kind.columns) columns += std::string(", ") + column.sql;
  std::size_t parameter = 0;
  std::string after;
  for (const ExportKeyColumn& column : kind.key) {
    if (column.name == nullptr) continue;
    after += (after.empty() ? "$" : ", $") + std::to_string(++parameter);
  }
  std::string where = "(" + KeyNames(kind, "") + ") > (" + after + ")";
  if (range.since)
    where += std::string(" AND ") + kind.time + " >= $" + std::to_string(++parameter);
  if (range.until) where += std::string(" AND ") + kind.time + " < $" + std::to_string(++parameter);
  return InDialect("SELECT " + columns + " FROM (SELECT * FROM " + kind.table + " WHERE " + where +
                       " ORDER BY " + KeyNames(kind, "") + " LIMIT " +
                       std::to_string(range.rows_at_once) + ") AS t" + kind.joins + " ORDER BY " +
                       KeyNames(kind, "t.") + kind.line_order,
                   dialect);
}

// A key before that of every row.
TableParameter FirstKey(ExportKey type) {
  switch (type) {
    case ExportKey::kUuid:
      return base::Uuid();
    case ExportKey::kText:
      return std::string();
    case ExportKey::kNumber:
      return std::int64_t{-1};
  }
  return std::int64_t{-1};
}

// Sets the parameter to a row's value; false if it is of another type.
bool ReadKeyPart(const SqlValue& value, TableParameter& parameter) {
  return std::visit(
      [&value]<class T>(T& typed) {
        return value.kind != SqlValue::Kind::kNull && Field<T>::FromSql(value, typed);
      },
      parameter);
}

class LineReader {
 public:
  explicit LineReader(const ExportKind& kind) : kind_(kind), cells_(kind.columns.size()) {
    for (const ExportKeyColumn& column : kind.key) {
      if (column.name != nullptr) key_.push_back(FirstKey(column.type));
    }
  }

  // Reads a line and its key; false if a value is not of its column's type.
  bool Read(TableRow values) {
    for (TableParameter& part : key_) {
      if (!ReadKeyPart(values.front(), part)) return false;
      values = values.subspan(1);
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const ExportColumn& column = kind_.columns[i];
      cells_[i] = {};
      if (!column.read(values.first(column.width), cells_[i])) return false;
      values = values.subspan(column.width);
    }
    return true;
  }

  std::span<const ExportCell> cells() const { return cells_; }
  // The last row's.
  const std::vector<TableParameter>& key() const { return key_; }

 private:
  const ExportKind& kind_;
  std::vector<ExportCell> cells_;
  std::vector<TableParameter> key_;
};

}  // namespace

std::span<const ExportKind> ExportKinds() {
  return kKinds;
}

std::expected<void, StoreError> ForEachExportLine(
    TableReader& tables, const ExportKind& kind, const ExportRange& range,
    const std::function<bool(std::span<const ExportCell>)>& on_line) {
  const std::string sql = PageSql(kind, range, tables.scope().dialect);
  LineReader reader(kind);
  for (;;) {
    TableQuery query{.sql = sql, .parameters = reader.key()};
    if (range.since) query.parameters.emplace_back(*range.since);
    if (range.until) query.parameters.emplace_back(*range.until);
    bool any = false;
    bool good = true;
    bool wanted = true;
    const auto done = tables.ForEach(query, [&](TableRow values) {
      any = true;
      good = good && reader.Read(values);
      wanted = wanted && good && on_line(reader.cells());
    });
    if (!done) return done;
    if (!good) {
      return std::unexpected(StoreError{StoreErrorCode::kCorrupt,
                                        std::string("a row of ") + kind.table +
                                            " holds an impossible value; was it edited by hand?"});
    }
    if (!any || !wanted) return {};
  }
}

}  // namespace onsale::store
