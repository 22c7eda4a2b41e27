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
std::string EraseName() {
  return std::string("erase_") + Table<Row>::kName;
}

template <class Row>
std::vector<PgArray> ArraysOf(std::size_t columns) {
  std::vector<PgArray> arrays;
  for (const ColumnText& column : TextOf<Row>().columns) {
    if (arrays.size() < columns) arrays.emplace_back(PgTypeOf(column.type));
  }
  return arrays;
}

PgParameters Finished(std::vector<PgArray>& arrays) {
  PgParameters parameters;
  for (PgArray& array : arrays) parameters.Add(array.Finish());
  return parameters;
}

template <class Row>
struct Writes {
  const RowVersions<Row>& rows;
  const std::vector<std::uint32_t> order = rows.LastInOrder();

  void AddErasures(std::vector<PgCall>& calls) const {
    auto arrays = ArraysOf<Row>(Table<Row>::kKeys);
    bool any = false;
    for (const std::uint32_t at : order) {
      if (!rows.versions[at].erased) continue;
      any = true;
      auto array = arrays.begin();
      std::apply([&array](const auto&... key) { (AddToArray(key, *array++), ...); },
                 KeyOf(rows.versions[at].row));
    }
    if (any) calls.push_back({EraseName<Row>(), Finished(arrays)});
  }

  void AddPuts(std::vector<PgCall>& calls) const {
    auto arrays = ArraysOf<Row>(SIZE_MAX);
    bool any = false;
    for (const std::uint32_t at : order) {
      if (rows.versions[at].erased) continue;
      any = true;
      auto array = arrays.begin();
      ForEachColumn(rows.versions[at].row,
                    [&array](const auto&, const auto& member) { AddToArray(member, *array++); });
    }
    if (any) calls.push_back({PutName<Row>(), Finished(arrays)});
  }
};

}  // namespace

Pg<void> PrepareRowCalls(PgConnection& connection) {
  Pg<void> done;
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    const TableText table = TextOf<Row>();
    const std::string put = kIsHistory<Row> ? PgInsertSql(table) : PgUpsertSql(table);
    if (done) done = connection.Prepare(PutName<Row>(), put);
    if (done) done = connection.Prepare(EraseName<Row>(), PgDeleteSql(table));
  });
  return done;
}

std::vector<PgCall> RowCalls(std::string_view rows) {
  RowBatch batch;
  const bool good = DecodeRows(rows, batch).has_value();
  ONSALE_ASSERT(good);  // this process has just encoded them
  std::vector<PgCall> calls;
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    if (batch.Of<Row>().versions.empty()) return;
    const Writes<Row> writes{batch.Of<Row>()};
    writes.AddErasures(calls);
    writes.AddPuts(calls);
  });
  return calls;
}

}  // namespace onsale::store
