// Encodes one value for the journal and for an SQL column, and decodes it.
//
// Units:    times in SQLite are text, `2027-04-10T10:00:00.000000Z`, which sorts by time. FromSql
//           also reads the values of PostgreSQL: microseconds since 1970, and ids as 16 bytes.
// Shape:    Field<T> for every type of a row's column. A nil id, nil digest and the epoch are NULL
//           in SQL, unless the column is part of the key. The journal uses base/wire.h. Persisted.
// Owner:    a SqlValue views the row's bytes or its own `scratch`: it must not outlive the row.
// Errors:   Read and FromSql return false for bytes that are not such a value; they check lengths.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/wire.h"
#include "domain/access_key.h"
#include "domain/rows.h"
#include "domain/words.h"

namespace onsale::store {

enum class ColumnType : std::uint8_t { kInteger, kText, kBlob, kTime, kUuid, kJson, kDigest };

// One value of a statement: a parameter, or a column of a result.
struct SqlValue {
  enum class Kind : std::uint8_t { kNull, kInteger, kText, kBlob };
  Kind kind = Kind::kNull;
  std::int64_t number = 0;
  std::string_view bytes;
  std::string scratch;

  void SetNull() { kind = Kind::kNull; }
  void Set(std::int64_t value) { kind = Kind::kInteger, number = value; }
  void Set(std::string_view text) { kind = Kind::kText, bytes = text; }
  void SetBlob(std::string_view value) { kind = Kind::kBlob, bytes = value; }
  void SetScratch() { kind = Kind::kText, bytes = scratch; }
};

void AppendTimeText(base::Time time, std::string& out);
bool ParseTimeText(std::string_view text, base::Time& time);
void AppendSeatsJson(const std::vector<domain::ReservedSeat>& seats, std::string& out);
// Parses the JSON that AppendSeatsJson writes; spaces between tokens are allowed, as SQL tools add
// them.
bool ParseSeatsJson(std::string_view text, std::vector<domain::ReservedSeat>& seats);

template <class T>
struct Field;

template <>
struct Field<std::int64_t> {
  static constexpr ColumnType kType = ColumnType::kInteger;
  static void Write(base::WireWriter& out, std::int64_t v) { out.Signed(v); }
  static bool Read(base::WireReader& in, std::int64_t& v) { return v = in.Signed(), in.ok(); }
  static void ToSql(std::int64_t v, SqlValue& out) { out.Set(v); }
  static bool FromSql(const SqlValue& in, std::int64_t& v) {
    v = in.number;
    return in.kind == SqlValue::Kind::kInteger;
  }
};

template <>
struct Field<std::int32_t> {
  static constexpr ColumnType kType = ColumnType::kInteger;
  static void Write(base::WireWriter& out, std::int32_t v) { out.Signed(v); }
  static bool Read(base::WireReader& in, std::int32_t& v) {
    return Narrow(in.Signed(), v) && in.ok();
  }
  static void ToSql(std::int32_t v, SqlValue& out) { out.Set(std::int64_t{v}); }
  static bool FromSql(const SqlValue& in, std::int32_t& v) {
    return in.kind == SqlValue::Kind::kInteger && Narrow(in.number, v);
  }

 private:
  static bool Narrow(std::int64_t wide, std::int32_t& v) {
    v = static_cast<std::int32_t>(wide);
    return v == wide;
  }
};

// A bool is 0 or 1, in the journal and in SQL; any other number is refused.
template <>
struct Field<bool> {
  static constexpr ColumnType kType = ColumnType::kInteger;
  static void Write(base::WireWriter& out, bool v) { out.Byte(v); }
  static bool Read(base::WireReader& in, bool& v) {
    const std::uint8_t byte = in.Byte();
    v = byte != 0;
    return in.ok() && byte <= 1;
  }
  static void ToSql(bool v, SqlValue& out) { out.Set(std::int64_t{v}); }
  static bool FromSql(const SqlValue& in, bool& v) {
    v = in.number != 0;
    return in.kind == SqlValue::Kind::kInteger && (in.number == 0 || in.number == 1);
  }
};

// A digest in the journal: the byte 0 for nil, otherwise the byte 1 and the digest's bytes.
template <>
struct Field<base::Sha256Digest> {
  static constexpr ColumnType kType = ColumnType::kDigest;
  static void Write(base::WireWriter& out, const base::Sha256Digest& v) {
    out.Byte(!v.IsNil());
    if (!v.IsNil()) out.Bytes(v.AsText());
  }
  static bool Read(base::WireReader& in, base::Sha256Digest& v);
  static void ToSql(const base::Sha256Digest& v, SqlValue& out) {
    v.IsNil() ? out.SetNull() : out.SetBlob(v.AsText());
  }
  static bool FromSql(const SqlValue& in, base::Sha256Digest& v);
};

// 64-bit words such as digests: in SQL the signed number with the same bits, which SQL can store.
template <>
struct Field<std::uint64_t> {
  static constexpr ColumnType kType = ColumnType::kInteger;
  static void Write(base::WireWriter& out, std::uint64_t v) { out.Fixed64(v); }
  static bool Read(base::WireReader& in, std::uint64_t& v) { return v = in.Fixed64(), in.ok(); }
  static void ToSql(std::uint64_t v, SqlValue& out) { out.Set(static_cast<std::int64_t>(v)); }
  static bool FromSql(const SqlValue& in, std::uint64_t& v) {
    v = static_cast<std::uint64_t>(in.number);
    return in.kind == SqlValue::Kind::kInteger;
  }
};

template <class Tag, class Rep>
struct Field<base::Number<Tag, Rep>> {
  static constexpr ColumnType kType = ColumnType::kInteger;
  using Id = base::Number<Tag, Rep>;
  static void Write(base::WireWriter& out, Id v) { out.Unsigned(v.value); }
  static bool Read(base::WireReader& in, Id& v) {
    const std::uint64_t wide = in.Unsigned();
    v.value = static_cast<Rep>(wide);
    return in.ok() && v.value == wide;
  }
  static void ToSql(Id v, SqlValue& out) { out.Set(static_cast<std::int64_t>(v.value)); }
  static bool FromSql(const SqlValue& in, Id& v) {
    v.value = static_cast<Rep>(in.number);
    return in.kind == SqlValue::Kind::kInteger && in.number >= 0 &&
           v.value == static_cast<std::uint64_t>(in.number);
  }
};

template <>
struct Field<base::Money> {
  static constexpr ColumnType kType = ColumnType::kInteger;
  static void Write(base::WireWriter& out, base::Money v) { out.Signed(v.minor); }
  static bool Read(base::WireReader& in, base::Money& v) { return v.minor = in.Signed(), in.ok(); }
  static void ToSql(base::Money v, SqlValue& out) { out.Set(v.minor); }
  static bool FromSql(const SqlValue& in, base::Money& v) {
    return Field<std::int64_t>::FromSql(in, v.minor);
  }
};

template <>
struct Field<base::Duration> {
  static constexpr ColumnType kType = ColumnType::kInteger;
  static void Write(base::WireWriter& out, base::Duration v) { out.Signed(v.count()); }
  static bool Read(base::WireReader& in, base::Duration& v) {
    return v = base::Duration(in.Signed()), in.ok();
  }
  static void ToSql(base::Duration v, SqlValue& out) { out.Set(v.count()); }
  static bool FromSql(const SqlValue& in, base::Duration& v) {
    v = base::Duration(in.number);
    return in.kind == SqlValue::Kind::kInteger;
  }
};

template <>
struct Field<base::Time> {
  static constexpr ColumnType kType = ColumnType::kTime;
  static void Write(base::WireWriter& out, base::Time v) {
    out.Signed(v.time_since_epoch().count());
  }
  static bool Read(base::WireReader& in, base::Time& v) {
    return v = base::Time(base::Duration(in.Signed())), in.ok();
  }
  static void ToSql(base::Time v, SqlValue& out);
  static bool FromSql(const SqlValue& in, base::Time& v);
};

template <>
struct Field<base::Uuid> {
  static constexpr ColumnType kType = ColumnType::kUuid;
  static void Write(base::WireWriter& out, const base::Uuid& v) {
    out.Bytes({reinterpret_cast<const char*>(v.bytes.data()), v.bytes.size()});
  }
  static bool Read(base::WireReader& in, base::Uuid& v);
  static void ToSql(const base::Uuid& v, SqlValue& out);
  static bool FromSql(const SqlValue& in, base::Uuid& v);
};

template <class Tag>
struct Field<base::TaggedUuid<Tag>> {
  static constexpr ColumnType kType = ColumnType::kUuid;
  using Id = base::TaggedUuid<Tag>;
  static void Write(base::WireWriter& out, const Id& v) { Field<base::Uuid>::Write(out, v.uuid); }
  static bool Read(base::WireReader& in, Id& v) { return Field<base::Uuid>::Read(in, v.uuid); }
  static void ToSql(const Id& v, SqlValue& out) { Field<base::Uuid>::ToSql(v.uuid, out); }
  static bool FromSql(const SqlValue& in, Id& v) { return Field<base::Uuid>::FromSql(in, v.uuid); }
};

template <>
struct Field<std::string> {
  static constexpr ColumnType kType = ColumnType::kText;
  static void Write(base::WireWriter& out, const std::string& v) { out.String(v); }
  static bool Read(base::WireReader& in, std::string& v) { return v = in.String(), in.ok(); }
  static void ToSql(const std::string& v, SqlValue& out) { out.Set(std::string_view(v)); }
  static bool FromSql(const SqlValue& in, std::string& v) {
    v = in.bytes;
    return in.kind == SqlValue::Kind::kText || in.kind == SqlValue::Kind::kBlob;
  }
};

template <>
struct Field<base::UserId> {
  static constexpr ColumnType kType = ColumnType::kText;
  static void Write(base::WireWriter& out, const base::UserId& v) { out.String(v.text()); }
  static bool Read(base::WireReader& in, base::UserId& v);
  static void ToSql(const base::UserId& v, SqlValue& out) { out.Set(std::string_view(v.text())); }
  static bool FromSql(const SqlValue& in, base::UserId& v);
};

template <>
struct Field<domain::Rights> {
  static constexpr ColumnType kType = ColumnType::kText;
  static void Write(base::WireWriter& out, const domain::Rights& v) { out.String(v.text()); }
  static bool Read(base::WireReader& in, domain::Rights& v);
  static void ToSql(const domain::Rights& v, SqlValue& out) {
    out.scratch = v.text();
    out.SetScratch();
  }
  static bool FromSql(const SqlValue& in, domain::Rights& v);
};

template <>
struct Field<std::vector<domain::ReservedSeat>> {
  static constexpr ColumnType kType = ColumnType::kJson;
  using Seats = std::vector<domain::ReservedSeat>;
  static void Write(base::WireWriter& out, const Seats& v);
  static bool Read(base::WireReader& in, Seats& v);
  static void ToSql(const Seats& v, SqlValue& out);
  static bool FromSql(const SqlValue& in, Seats& v);
};

// A set of scopes: their words in SQL, each followed by a space, in the order of their numbers.
template <>
struct Field<domain::ScopeSet> {
  static constexpr ColumnType kType = ColumnType::kText;
  static void Write(base::WireWriter& out, domain::ScopeSet v) { out.Unsigned(v.bits); }
  static bool Read(base::WireReader& in, domain::ScopeSet& v);
  static void ToSql(domain::ScopeSet v, SqlValue& out);
  static bool FromSql(const SqlValue& in, domain::ScopeSet& v);
};

// A value that may be absent: absence is stored as the nil value, which is never present.
template <class T>
struct Field<std::optional<T>> {
  static constexpr ColumnType kType = Field<T>::kType;
  static void Write(base::WireWriter& out, const std::optional<T>& v) {
    Field<T>::Write(out, v.value_or(T{}));
  }
  static bool Read(base::WireReader& in, std::optional<T>& v) {
    return Field<T>::Read(in, v.emplace()) && (Normalise(v), true);
  }
  static void ToSql(const std::optional<T>& v, SqlValue& out) {
    v ? Field<T>::ToSql(*v, out) : out.SetNull();
  }
  static bool FromSql(const SqlValue& in, std::optional<T>& v) {
    return Field<T>::FromSql(in, v.emplace()) && (Normalise(v), true);
  }

 private:
  static void Normalise(std::optional<T>& v) {
    if (*v == T{}) v.reset();
  }
};

// An enumerator: its word in SQL, its number in the journal (listed in field.cc).
template <domain::HasWords Enum>
struct Field<Enum> {
  static constexpr ColumnType kType = ColumnType::kText;
  static void Write(base::WireWriter& out, Enum v) { out.Byte(static_cast<std::uint8_t>(v)); }
  static bool Read(base::WireReader& in, Enum& v) {
    v = static_cast<Enum>(in.Byte());
    return in.ok() && !FindWord(v).empty();
  }
  static void ToSql(Enum v, SqlValue& out) { out.Set(domain::FindStoredWord(v)); }
  static bool FromSql(const SqlValue& in, Enum& v) {
    if (in.kind != SqlValue::Kind::kText) return false;
    for (const Enum value : domain::kEnumerators<Enum>) {
      if (domain::FindStoredWord(value) == in.bytes) return v = value, true;
    }
    return false;
  }
};

}  // namespace onsale::store
