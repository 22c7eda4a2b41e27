#include "store/postgres/values.h"

#include <utility>

#include "store/row_values.h"

namespace onsale::store {
namespace {

constexpr base::Time kYear2000 =
    base::Time(std::chrono::sys_days(std::chrono::year(2000) / std::chrono::January / 1));

// The OIDs are those of PostgreSQL's pg_type.dat; they are sent to the server.
static_assert(std::to_underlying(PgType::kBytea) == 17 && std::to_underlying(PgType::kInt8) == 20 &&
              std::to_underlying(PgType::kText) == 25 && std::to_underlying(PgType::kJson) == 114 &&
              std::to_underlying(PgType::kTimestamptz) == 1184 &&
              std::to_underlying(PgType::kUuid) == 2950);

constexpr std::int64_t kFarMax = std::int64_t{1} << 62;

std::uint64_t BigEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = (value << 8) | static_cast<std::uint8_t>(c);
  return value;
}

}  // namespace

void AppendBigEndian(std::uint64_t value, std::size_t bytes, std::string& out) {
  for (std::size_t i = bytes; i-- > 0;) out += static_cast<char>(value >> (8 * i));
}

PgType PgTypeOf(ColumnType type) {
  switch (type) {
    case ColumnType::kInteger:
      return PgType::kInt8;
    case ColumnType::kText:
      return PgType::kText;
    case ColumnType::kTime:
      return PgType::kTimestamptz;
    case ColumnType::kUuid:
      return PgType::kUuid;
    case ColumnType::kJson:
      return PgType::kJson;
    case ColumnType::kBlob:
    case ColumnType::kDigest:
      break;
  }
  return PgType::kBytea;
}

const char* PgTypeName(ColumnType type) {
  switch (PgTypeOf(type)) {
    case PgType::kInt8:
      return "bigint";
    case PgType::kText:
      return "text";
    case PgType::kTimestamptz:
      return "timestamptz";
    case PgType::kUuid:
      return "uuid";
    case PgType::kJson:
      return "json";
    case PgType::kBytea:
      break;
  }
  return "bytea";
}

PgParameters& PgParameters::Add(std::string bytes) {
  values_.push_back(std::move(bytes));
  return *this;
}

PgParameters& PgParameters::Number(std::int64_t value) {
  std::string bytes;
  AppendBigEndian(static_cast<std::uint64_t>(value), 8, bytes);
  return Add(std::move(bytes));
}

PgParameters& PgParameters::Text(std::string_view value) {
  return Add(std::string(value));
}

PgParameters& PgParameters::Uuid(const base::Uuid& value) {
  return Text(internal::BytesOf(value));
}

PgParameters& PgParameters::Time(base::Time value) {
  return Number(MicrosSince2000(value));
}

void PgArray::Null() {
  AppendBigEndian(0xFFFFFFFF, 4, elements_);
  has_null_ = true;
  ++count_;
}

void PgArray::Add(std::string_view bytes) {
  AppendBigEndian(bytes.size(), 4, elements_);
  elements_ += bytes;
  ++count_;
}

void PgArray::AddNumber(std::int64_t value) {
  AppendBigEndian(8, 4, elements_);
  AppendBigEndian(static_cast<std::uint64_t>(value), 8, elements_);
  ++count_;
}

std::string PgArray::Finish() {
  std::string out;
  out.reserve(elements_.size() + 20);
  AppendBigEndian(1, 4, out);  // one dimension
  AppendBigEndian(has_null_ ? 1 : 0, 4, out);
  AppendBigEndian(static_cast<std::uint32_t>(type_), 4, out);
  AppendBigEndian(count_, 4, out);
  AppendBigEndian(1, 4, out);  // indexes start at 1
  return out + elements_;
}

std::int64_t MicrosSince2000(base::Time time) {
  return (time - kYear2000).count();
}

std::optional<std::int64_t> NumberOf(const PgValue& value) {
  if (!value || value->size() != 8) return std::nullopt;
  return static_cast<std::int64_t>(BigEndian(*value));
}

std::optional<base::Time> TimeOf(const PgValue& value) {
  const auto us = NumberOf(value);
  // Refuses the largest and the smallest timestamp, which mean infinity in PostgreSQL.
  if (!us || *us > kFarMax || *us < -kFarMax) return std::nullopt;
  const base::Time time = kYear2000 + base::Duration(*us);
  return IsPossible(time) ? std::optional(time) : std::nullopt;
}

namespace internal {

bool ReadUuid(const PgValue& value, base::Uuid& id) {
  id = {};
  if (!value) return true;
  if (value->size() != id.bytes.size()) return false;
  std::copy(value->begin(), value->end(), id.bytes.begin());
  return true;
}

}  // namespace internal

bool ReadSqlValue(const PgValue& value, PgType type, SqlValue& out) {
  if (!value) return out.SetNull(), true;
  switch (type) {
    case PgType::kInt8: {
      const auto number = NumberOf(value);
      if (number) out.Set(*number);
      return number.has_value();
    }
    case PgType::kTimestamptz: {
      const auto time = TimeOf(value);
      if (time) out.Set(time->time_since_epoch().count());
      return time.has_value();
    }
    case PgType::kUuid:
      out.SetBlob(*value);
      return value->size() == sizeof(base::Uuid::bytes);
    case PgType::kBytea:
      out.SetBlob(*value);
      return true;
    case PgType::kText:
    case PgType::kJson:
      out.Set(*value);
      return true;
  }
  return false;
}

}  // namespace onsale::store
