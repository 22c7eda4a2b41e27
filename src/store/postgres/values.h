// Values and rows in PostgreSQL's binary format.
//
// Units:    timestamps in microseconds since 2000-01-01; all numbers big-endian.
// Shape:    a row's columns are those of store/schema.h; many rows are sent as one array per
//           column. A nil id, a nil digest and the epoch are NULL, as in every SQL table.
// Errors:   FromPg returns false for an invalid value; a server's bytes are not trusted.
// Source:   PostgreSQL 15, src/backend/utils/adt: array_send, timestamptz_send, uuid_send.
#pragma once

#include <bit>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/schema.h"

namespace onsale::store {

// A value of a result: NULL, or bytes that live as long as the result.
using PgValue = std::optional<std::string_view>;

// The OID of a column's type in pg_type, which is the same in every database.
enum class PgType : std::uint32_t {
  kBytea = 17,
  kInt8 = 20,
  kText = 25,
  kJson = 114,  // not jsonb, which reorders members
  kTimestamptz = 1184,
  kUuid = 2950
};
PgType PgTypeOf(ColumnType type);
const char* PgTypeName(ColumnType type);

// The parameters of one call, in order.
class PgParameters {
 public:
  PgParameters() = default;
  PgParameters& Number(std::int64_t value);
  PgParameters& Text(std::string_view value);  // for text and bytea
  PgParameters& Uuid(const base::Uuid& value);
  PgParameters& Time(base::Time value);
  PgParameters& Add(std::string bytes);

  const std::vector<std::string>& values() const { return values_; }

 private:
  std::vector<std::string> values_;
};

// A parameter that is a PostgreSQL array: one column's values for many rows.
class PgArray {
 public:
  explicit PgArray(PgType type) : type_(type) {}
  void Null();
  void Add(std::string_view bytes);
  void AddNumber(std::int64_t value);
  // Returns the encoded array. Call last: it moves from the object.
  std::string Finish();

 private:
  const PgType type_;
  std::uint32_t count_ = 0;
  bool has_null_ = false;
  std::string elements_;
};

void AppendBigEndian(std::uint64_t value, std::size_t bytes, std::string& out);
// The value as a number; nullopt unless it has eight bytes.
std::optional<std::int64_t> NumberOf(const PgValue& value);
std::optional<base::Time> TimeOf(const PgValue& value);
std::int64_t MicrosSince2000(base::Time time);

namespace internal {

inline const base::Uuid* UuidIn(const base::Uuid& id) {
  return &id;
}
template <class Tag>
const base::Uuid* UuidIn(const base::TaggedUuid<Tag>& id) {
  return &id.uuid;
}

inline std::string_view BytesOf(const base::Uuid& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

bool ReadUuid(const PgValue& value, base::Uuid& id);

}  // namespace internal

// Converts a value to the form that Field::FromSql reads. False for an invalid value, and for a
// type that is not a PgType.
bool ReadSqlValue(const PgValue& value, PgType type, SqlValue& out);

template <class T>
void AddToArray(const T& member, PgArray& array) {
  constexpr ColumnType kType = Field<T>::kType;
  if constexpr (kType == ColumnType::kTime) {
    if (member == base::Time{}) return array.Null();
    array.AddNumber(MicrosSince2000(member));
  } else if constexpr (kType == ColumnType::kUuid) {
    const base::Uuid& id = *internal::UuidIn(member);
    id.IsNil() ? array.Null() : array.Add(internal::BytesOf(id));
  } else {
    SqlValue value;
    Field<T>::ToSql(member, value);
    switch (value.kind) {
      case SqlValue::Kind::kNull:
        return array.Null();
      case SqlValue::Kind::kInteger:
        return array.AddNumber(value.number);
      case SqlValue::Kind::kText:
      case SqlValue::Kind::kBlob:
        return array.Add(value.bytes);
    }
  }
}

template <class T>
void AddToArray(const std::optional<T>& member, PgArray& array) {
  member ? AddToArray(*member, array) : array.Null();
}

// Reads a column's value; `blob` as in the column's description (schema.h).
template <class T>
bool FromPg(const PgValue& value, bool blob, T& member) {
  SqlValue sql;
  return ReadSqlValue(value, PgTypeOf(blob ? ColumnType::kBlob : Field<T>::kType), sql) &&
         Field<T>::FromSql(sql, member);
}

}  // namespace onsale::store
