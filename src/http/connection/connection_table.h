// The connections of one I/O thread, by tag.
//
// Shape:    a tag is a slot and the slot's generation, so that an answer or event for a closed
//           connection matches no later one. A client keeps its tag when another object takes over:
//           a Connection is followed by a StreamConnection, either by a LingeringConnection. All
//           three have OnEvent, Resume, OnDeadline, Drain and Close.
// Owner:    owns the objects. A replaced or removed object lives until DestroyRetired, since one of
//           its functions may be running.
// Threads:  one.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

namespace onsale::http {

class Connection;
class LingeringConnection;
class StreamConnection;

class ConnectionTable {
 public:
  ConnectionTable();
  ~ConnectionTable();
  ConnectionTable(const ConnectionTable&) = delete;
  ConnectionTable& operator=(const ConnectionTable&) = delete;

  // Reserves a tag for a new connection, which the caller then puts.
  std::uint64_t Reserve();
  // Makes `connection` serve the tag, instead of the object that did.
  template <class T>
  T& Put(std::uint64_t tag, std::unique_ptr<T> connection);
  // Removes a closed connection: its tag is no longer found.
  void Remove(std::uint64_t tag);
  // Destroys the objects that were replaced or removed; returns how many connections were removed
  // since the last call.
  std::size_t DestroyRetired();

  bool empty() const { return free_.size() == slots_.size(); }
  bool Has(std::uint64_t tag) const { return SlotOf(tag) != nullptr; }
  // The object that serves the tag, if it is of this type; else null.
  template <class T>
  T* Find(std::uint64_t tag) const {
    const Slot* const slot = SlotOf(tag);
    const auto* const found = slot == nullptr ? nullptr : std::get_if<Owned<T>>(&slot->connection);
    return found == nullptr ? nullptr : found->get();
  }
  // Passes the object that serves the tag to `action`. False if there is none.
  template <class Action>
  bool Visit(std::uint64_t tag, Action action) const {
    const Slot* const slot = SlotOf(tag);
    if (slot == nullptr) return false;
    std::visit([&](const auto& connection) { action(*connection); }, slot->connection);
    return true;
  }
  // Calls action(connection) for each connection in the table, of any of the three types. `action`
  // may replace that connection in the table, or remove it.
  template <class Action>
  void ForEach(Action action) const {
    const auto visit = [&](const auto& connection) {
      if (connection != nullptr) action(*connection);
    };
    for (const Slot& slot : slots_) std::visit(visit, slot.connection);
  }

 private:
  template <class T>
  using Owned = std::unique_ptr<T>;
  using Any = std::variant<Owned<Connection>, Owned<StreamConnection>, Owned<LingeringConnection>>;
  struct Slot {
    Any connection;  // null while the slot is free
    std::uint32_t generation = 0;
  };

  // The slot of a tag; null if its connection is closed.
  const Slot* SlotOf(std::uint64_t tag) const;
  void Retire(std::uint64_t tag, Any next);

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<Any> retired_;
  std::size_t removed_ = 0;
};

}  // namespace onsale::http
