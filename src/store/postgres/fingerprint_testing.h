// Prints the outcome of a command as text, so that tests can compare what two stores answered to
// the same command.
//
// Shape:    the text has every member of the outcome except the version of a seat map, which
//           depends on how many commits a store makes.
#pragma once

#include <boost/pfr.hpp>
#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "domain/command.h"

namespace onsale::store {

class Fingerprint {
 public:
  template <class T>
  static std::string Of(const T& value) {
    Fingerprint print;
    print.Add(value);
    return print.text_;
  }

 private:
  template <class T>
    requires std::is_arithmetic_v<T>
  void Add(T value) {
    text_ += std::to_string(value) + ",";
  }
  template <class T>
    requires std::is_enum_v<T>
  void Add(T value) {
    Add(static_cast<int>(value));
  }
  void Add(const std::string& value) { text_ += "'" + value + "',"; }
  void Add(const base::UserId& value) { Add(value.text()); }
  template <class Rep, class Period>
  void Add(std::chrono::duration<Rep, Period> value) {
    Add(value.count());
  }
  void Add(base::Time value) { Add(value.time_since_epoch()); }
  template <class T, std::size_t N>
  void Add(const std::array<T, N>& values) {
    for (const T& value : values) Add(value);
  }
  template <class T>
  void Add(const std::vector<T>& values) {
    text_ += "[";
    for (const T& value : values) Add(value);
    text_ += "]";
  }
  template <class T>
  void Add(const std::optional<T>& value) {
    value ? Add(*value) : void(text_ += "-,");
  }
  template <class T, class E>
  void Add(const std::expected<T, E>& value) {
    text_ += value ? "ok " : "refused ";
    value ? Add(*value) : Add(value.error());
  }
  template <class... T>
  void Add(const std::variant<T...>& value) {
    text_ += std::to_string(value.index()) + ":";
    std::visit([this](const auto& one) { this->Add(one); }, value);
  }
  void Add(const domain::SeatMapPtr& map) {
    Add(map->show);
    Add(map->available);
    Add(map->statuses);
  }
  void Add(const domain::AccessKeysPtr& keys) { Add(keys->rows()); }
  void Add(const domain::ChangedRoomView& view) {
    Add(static_cast<const domain::RoomView&>(view));
    Add(view.before);
  }
  template <class T>
    requires std::is_aggregate_v<T>
  void Add(const T& value) {
    text_ += "{";
    boost::pfr::for_each_field(value, [&](const auto& member) { Add(member); });
    text_ += "}";
  }

  std::string text_;
};

}  // namespace onsale::store
