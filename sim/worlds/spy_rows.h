// Rows in plain maps that record every change: the store of a small world, cheap to copy.
//
// Owner:    a returned pointer lives until the next Put or Erase of that row type.
// Threads:  one.
#pragma once

#include "domain/map_rows_testing.h"
#include "store/row_codec.h"

namespace onsale::sim {

class SpyRows final : public domain::MapRows {
 public:
  std::string written;  // rows put since the last clear(), encoded as in a journal frame

  using MapRows::Erase;
  using MapRows::Put;
  void Put(const domain::Room& row) override { Note(row); }
  void Put(const domain::RoomFunnel& row) override { Note(row); }
  void Put(const domain::QueueToken& row) override { Note(row); }
  void Put(const domain::Seat& row) override { Note(row); }
  void Put(const domain::Reservation& row) override { Note(row); }
  void Put(const domain::Wallet& row) override { Note(row); }
  void Put(const domain::IdempotencyRecord& row) override { Note(row); }
  void Put(const domain::LedgerEntry& row) override { Note(row); }
  void Put(const domain::Payment& row) override { Note(row); }
  void Put(const domain::AccessKeyRow& row) override { Note(row); }
  void Put(const domain::OperatorAction& row) override { Note(row); }
  void Erase(const domain::AccessKeyRow& key) override {
    base::WireWriter writer(written);
    store::EncodeErase(writer, key);
    MapRows::Erase(key);
  }

 private:
  template <class Row>
  void Note(const Row& row) {
    base::WireWriter writer(written);
    store::EncodePut(writer, row);
    MapRows::Put(row);
  }
};

}  // namespace onsale::sim
