#include "store/same_outcome_testing.h"

#include <algorithm>
#include <boost/pfr.hpp>

namespace onsale::store {

using namespace domain;

namespace {

bool Same(const SeatMapPtr& a, const SeatMapPtr& b) {
  return a->show == b->show && a->available == b->available && a->statuses == b->statuses;
}

// The person of a reservation is in no answer, and a stored answer does not keep it.
bool Same(const Reservation& a, const Reservation& b) {
  Reservation like_a = b;
  like_a.person = a.person;
  return SameColumns(a, like_a);
}

template <class T>
bool Same(const std::vector<T>& a, const std::vector<T>& b);
bool Same(const ChangedRoomView& a, const ChangedRoomView& b);
template <class T>
bool Same(const std::optional<T>& a, const std::optional<T>& b);

bool Same(const AccessKeysPtr& a, const AccessKeysPtr& b) {
  return a->rows() == b->rows();
}

// Any other value: a row, a value with ==, or a view, which is compared member by member.
template <class T>
bool Same(const T& a, const T& b) {
  if constexpr (requires { Table<T>::kColumns; }) {
    return SameRow(a, b);
  } else if constexpr (requires { a == b; }) {
    return a == b;
  } else {
    const auto members = [](const T& value) { return boost::pfr::structure_tie(value); };
    return std::apply(
        [&](const auto&... of_a) {
          return std::apply([&](const auto&... of_b) { return (Same(of_a, of_b) && ...); },
                            members(b));
        },
        members(a));
  }
}

bool Same(const ChangedRoomView& a, const ChangedRoomView& b) {
  return Same(static_cast<const RoomView&>(a), static_cast<const RoomView&>(b)) &&
         SameRow(a.before, b.before);
}

template <class T>
bool Same(const std::optional<T>& a, const std::optional<T>& b) {
  return a.has_value() == b.has_value() && (!a || Same(*a, *b));
}

template <class T>
bool Same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::ranges::equal(a, b, [](const T& x, const T& y) { return Same(x, y); });
}

}  // namespace

template <>
bool SameRow(const Room& a, const Room& b) {
  Room like_a = b;
  like_a.spec_digest = a.spec_digest;
  like_a.in_catalog = a.in_catalog;
  return SameColumns(a, like_a);
}

template <>
bool SameRow(const OperatorAction& a, const OperatorAction& b) {
  return a.number == b.number && a.at == b.at && Same(a.actor, b.actor) &&
         b.before.starts_with('{') && b.after.starts_with('{');
}

template <>
bool SameRow(const IdempotencyRecord& a, const IdempotencyRecord& b) {
  IdempotencyRecord like_a = b;
  like_a.answer = a.answer;
  return SameColumns(a, like_a);
}

bool SameOutcome(const Outcome& a, const Outcome& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      [&b]<class Tagged>(const Tagged& one) {
        const auto& other = std::get<Tagged>(b).answer;
        if (one.answer.has_value() != other.has_value()) return false;
        return one.answer ? Same(*one.answer, *other) : Same(one.answer.error(), other.error());
      },
      a);
}

}  // namespace onsale::store
