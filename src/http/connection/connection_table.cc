#include "http/connection/connection_table.h"

#include <utility>

#include "base/assert.h"
#include "http/connection/connection.h"
#include "http/connection/lingering_connection.h"
#include "http/connection/stream_connection.h"

namespace onsale::http {
namespace {

std::uint64_t TagOf(std::uint32_t slot, std::uint32_t generation) {
  return (std::uint64_t{generation} << 32) | slot;
}
std::uint32_t IndexOf(std::uint64_t tag) {
  return static_cast<std::uint32_t>(tag);
}
std::uint32_t GenerationOf(std::uint64_t tag) {
  return static_cast<std::uint32_t>(tag >> 32);
}

}  // namespace

ConnectionTable::ConnectionTable() = default;
ConnectionTable::~ConnectionTable() = default;

std::uint64_t ConnectionTable::Reserve() {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  return TagOf(index, slots_[index].generation);
}

template <class T>
T& ConnectionTable::Put(std::uint64_t tag, std::unique_ptr<T> connection) {
  T& put = *connection;
  Retire(tag, std::move(connection));
  return put;
}
template Connection& ConnectionTable::Put(std::uint64_t, std::unique_ptr<Connection>);
template StreamConnection& ConnectionTable::Put(std::uint64_t, std::unique_ptr<StreamConnection>);
template LingeringConnection& ConnectionTable::Put(std::uint64_t,
                                                   std::unique_ptr<LingeringConnection>);

void ConnectionTable::Remove(std::uint64_t tag) {
  Retire(tag, {});
  const std::uint32_t index = IndexOf(tag);
  ++slots_[index].generation;
  free_.push_back(index);
  ++removed_;
}

std::size_t ConnectionTable::DestroyRetired() {
  retired_.clear();
  return std::exchange(removed_, 0);
}

const ConnectionTable::Slot* ConnectionTable::SlotOf(std::uint64_t tag) const {
  const std::uint32_t index = IndexOf(tag);
  if (index >= slots_.size() || slots_[index].generation != GenerationOf(tag)) return nullptr;
  return &slots_[index];
}

void ConnectionTable::Retire(std::uint64_t tag, Any next) {
  ONSALE_ASSERT(Has(tag));
  retired_.push_back(std::exchange(slots_[IndexOf(tag)].connection, std::move(next)));
}

}  // namespace onsale::http
