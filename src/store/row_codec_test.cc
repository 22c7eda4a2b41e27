#include <gtest/gtest.h>

#include "store/random_rows_testing.h"

namespace onsale::store {
namespace {

// A visitor that encodes each decoded row again: equal bytes mean equal rows.
struct Echo {
  std::string out;
  template <class Row>
  void Put(const Row& row) {
    out += EncodedRow(row);
  }
  template <class Row>
  void Erase(const Row& row) {
    out += EncodedErasure(row);
  }
};

class RowCodecTest : public testing::Test {
 protected:
  RandomRows random_{1};
};

TEST_F(RowCodecTest, EveryTablesRowsAndErasuresSurviveTheJournal) {
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    for (int i = 0; i < 200; ++i) {
      const Row row = random_.Next<Row>();
      const std::string bytes = EncodedRow(row) + EncodedErasure(row);
      Echo echo;
      EXPECT_TRUE(DecodeRows(bytes, echo)) << Table<Row>::kName;
      EXPECT_EQ(echo.out, bytes) << Table<Row>::kName;
    }
  });
}

TEST_F(RowCodecTest, RowsOfTheFirstLayoutHaveDefaultsForLaterColumns) {
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    std::string bytes;
    base::WireWriter writer(bytes);
    writer.Byte(Table<Row>::kId);
    writer.Byte(static_cast<std::uint8_t>(RowChange::kPut));
    writer.Byte(1);
    const Row row = random_.Next<Row>();
    Row expected;
    ForEachColumn(row, [&](const auto& column, const auto& value) {
      if (column.since > 1) return;
      Field<std::remove_cvref_t<decltype(value)>>::Write(writer, value);
      column.path.Of(expected) = value;
    });
    Echo echo;
    EXPECT_TRUE(DecodeRows(bytes, echo)) << Table<Row>::kName;
    EXPECT_EQ(echo.out, EncodedRow(expected)) << Table<Row>::kName;
  });
}

TEST_F(RowCodecTest, EveryTablesRowsSurviveSql) {
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    const Row row = random_.Next<Row>();
    Row copy;
    ForEachColumn(row, [&copy](const auto& column, const auto& value) {
      using T = std::remove_cvref_t<decltype(value)>;
      SqlValue sql;
      Field<T>::ToSql(value, sql);
      EXPECT_TRUE(Field<T>::FromSql(sql, column.path.Of(copy))) << Table<Row>::kName << column.name;
    });
    EXPECT_EQ(EncodedRow(copy), EncodedRow(row)) << Table<Row>::kName;
  });
}

TEST_F(RowCodecTest, EveryTruncationIsRefused) {
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    const std::string bytes = EncodedRow(random_.Next<Row>());
    for (std::size_t length = 1; length < bytes.size(); ++length) {
      EXPECT_FALSE(DecodeRows(bytes.substr(0, length), Echo{})) << Table<Row>::kName << length;
    }
  });
}

TEST_F(RowCodecTest, ANewerLayoutAndATableOrStatusThatDoesNotExistAreRefused) {
  struct Change {
    std::size_t at;
    int byte;
  };
  // A row has its table, the change, its layout, and for a seat show, number and status.
  for (const Change& change :
       {Change{0, 99}, Change{2, Table<domain::Seat>::kLayout + 1}, Change{5, 9}}) {
    std::string bytes = EncodedRow(domain::Seat{.key = {{1}, {2}}});
    ASSERT_TRUE(DecodeRows(bytes, Echo{}));
    bytes[change.at] = static_cast<char>(change.byte);
    EXPECT_FALSE(DecodeRows(bytes, Echo{})) << change.at;
  }
}

TEST_F(RowCodecTest, RowsOfTheRemovedTableThreeAreSkipped) {
  // Rows of the former table 3: a put of room 1, user "ann", number 7, and its erasure; then a row
  // of a current table.
  const std::string rows =
      std::string("\x03\x01\x01\x01\x03") + "ann\x07" + std::string("\x03\x02\x01\x01\x03") + "ann";
  Echo echo;
  ASSERT_TRUE(DecodeRows(rows + EncodedRow(domain::Wallet{}), echo));
  EXPECT_EQ(echo.out, EncodedRow(domain::Wallet{}));
  for (std::size_t length = 1; length < 8; ++length) {
    EXPECT_FALSE(DecodeRows(rows.substr(0, length), Echo{})) << length;
  }
}

TEST(SchemaTest, TableIdsAreOneToEighteenWithoutThreeInOrder) {
  int before = 0;
  ForEachTable([&before]<class Row>(std::type_identity<Row>) {
    before = before == 2 ? 4 : before + 1;
    EXPECT_EQ(Table<Row>::kId, before);
  });
  EXPECT_EQ(before, 18);
}

}  // namespace
}  // namespace onsale::store
