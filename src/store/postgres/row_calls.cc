#include "store/postgres/row_calls.h"

#include "base/assert.h"
#include "store/postgres/tables.h"
#include "store/row_batch.h"

namespace onsale::store {
namespace {

template <class Row>
std::string PutName() {
  return std::string("put_") + Table<Row>::kName;
}
template <class Row>
std::string InsertName() {
  return std::string("insert_") + Table<Row>::kName;
}
template <class Row>
std::string EraseName() {
  return std::string("erase_") + Table<Row>::kName;
}

// The PostgreSQL types of a table's columns, computed once.
template <class Row>
const std::vector<PgType>& TypesOf() {
  static const std::vector<PgType> kTypes = [] {
    std::vector<PgType> types;
    for (const ColumnText& column : TextOf<Row>().columns) types.push_back(PgTypeOf(column.type));
    return types;
  }();
  return kTypes;
}

// Collects rows, or the keys of rows, as one array for each column.
template <class Row>
class Columns {
 public:
  explicit Columns(std::size_t columns = SIZE_MAX) {
    for (const PgType type : TypesOf<Row>()) {
      if (arrays_.size() < columns) arrays_.emplace_back(type);
    }
  }
  void AddRow(const Row& row) {
    ++count_;
    auto array = arrays_.begin();
    ForEachColumn(row, [&array](const auto&, const auto& member) { AddToArray(member, *array++); });
  }
  void AddKey(const Row& row) {
    ++count_;
    auto array = arrays_.begin();
    std::apply([&array](const auto&... key) { (AddToArray(key, *array++), ...); }, KeyOf(row));
  }
  // Adds a call with the arrays, unless there are no rows. Moves from the arrays.
  void Call(std::string statement, std::vector<PgCall>& calls) {
    if (count_ == 0) return;
    PgCall& call = calls.emplace_back(PgCall{.statement = std::move(statement)});
    for (PgArray& array : arrays_) call.parameters.Add(array.Finish());
  }

 private:
  std::vector<PgArray> arrays_;
  std::size_t count_ = 0;
};

template <class Row>
void AddCalls(const RowVersions<Row>& rows, const UndoLog& before, std::vector<PgCall>& calls) {
  Columns<Row> erased(Table<Row>::kKeys);
  Columns<Row> made;
  Columns<Row> replaced;
  for (const std::uint32_t at : rows.LastInOrder()) {
    const auto& version = rows.versions[at];
    if (version.erased) {
      erased.AddKey(version.row);
    } else if (IsHistory(Table<Row>::kHome) || before.IsMade(version.row)) {
      made.AddRow(version.row);
    } else {
      replaced.AddRow(version.row);
    }
  }
  erased.Call(EraseName<Row>(), calls);
  // Rows are replaced before new ones are inserted: a user's old token must end before a new one is
  // live.
  replaced.Call(PutName<Row>(), calls);
  made.Call(InsertName<Row>(), calls);
}

}  // namespace

Pg<void> PrepareRowCalls(PgConnection& connection) {
  Pg<void> done;
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    const TableText table = TextOf<Row>();
    if (done) done = connection.Prepare(InsertName<Row>(), PgInsertSql(table));
    if (done) done = connection.Prepare(PutName<Row>(), PgUpsertSql(table));
    if (done) done = connection.Prepare(EraseName<Row>(), PgDeleteSql(table));
  });
  return done;
}

std::vector<PgCall> RowCalls(std::string_view rows, const UndoLog& before) {
  RowBatch batch;
  const bool good = DecodeRows(rows, batch).has_value();
  ONSALE_ASSERT(good);  // this process encoded the rows
  std::vector<PgCall> calls;
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    if (!batch.Of<Row>().versions.empty()) AddCalls(batch.Of<Row>(), before, calls);
  });
  return calls;
}

}  // namespace onsale::store
