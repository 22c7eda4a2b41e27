// The members of a plain struct as a tuple of references, in the order of their declaration.
//
// Shape:    a struct is an aggregate of at most kMembersMax members without bases and arrays.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace onsale::base {

inline constexpr std::size_t kMembersMax = 12;

namespace members {

// Converts to a member of any type; never evaluated.
struct AnyMember {
  template <class T>
  operator T() const;
};

template <class T, std::size_t... I>
constexpr bool IsMadeOf(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), AnyMember{})...}; };
}

template <class T, std::size_t N = kMembersMax + 1>
constexpr std::size_t Count() {
  if constexpr (N == 0 || IsMadeOf<T>(std::make_index_sequence<N>())) {
    return N;
  } else {
    return Count<T, N - 1>();
  }
}

}  // namespace members

template <class T>
constexpr auto MembersOf(T& of) {
  constexpr std::size_t kCount = members::Count<std::remove_const_t<T>>();
  static_assert(kCount <= kMembersMax, "one more case below");
  // A binding of another number of members does not compile.
  if constexpr (kCount == 0) {
    return std::tie();
  } else if constexpr (kCount == 1) {
    auto& [a] = of;
    return std::tie(a);
  } else if constexpr (kCount == 2) {
    auto& [a, b] = of;
    return std::tie(a, b);
  } else if constexpr (kCount == 3) {
    auto& [a, b, c] = of;
    return std::tie(a, b, c);
  } else if constexpr (kCount == 4) {
    auto& [a, b, c, d] = of;
    return std::tie(a, b, c, d);
  } else if constexpr (kCount == 5) {
    auto& [a, b, c, d, e] = of;
    return std::tie(a, b, c, d, e);
  } else if constexpr (kCount == 6) {
    auto& [a, b, c, d, e, f] = of;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (kCount == 7) {
    auto& [a, b, c, d, e, f, g] = of;
    return std::tie(a, b, c, d, e, f, g);
  } else if constexpr (kCount == 8) {
    auto& [a, b, c, d, e, f, g, h] = of;
    return std::tie(a, b, c, d, e, f, g, h);
  } else if constexpr (kCount == 9) {
    auto& [a, b, c, d, e, f, g, h, i] = of;
    return std::tie(a, b, c, d, e, f, g, h, i);
  } else if constexpr (kCount == 10) {
    auto& [a, b, c, d, e, f, g, h, i, j] = of;
    return std::tie(a, b, c, d, e, f, g, h, i, j);
  } else if constexpr (kCount == 11) {
    auto& [a, b, c, d, e, f, g, h, i, j, k] = of;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k);
  } else {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l] = of;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l);
  }
}

}  // namespace onsale::base
