// Encodes stored answers (the answers kept with idempotency keys) as bytes.
//
// Shape:    byte 1 is the kind (1 token, 2 hold, 3 top-up, 4 payment), byte 2 the version of its
//           layout; then base/wire.h values in the order of answer.cc. Persisted: do not renumber.
// Errors:   DecodeAnswer returns nothing for bytes that are not such an answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/views.h"

namespace onsale::domain {

std::string EncodeAnswer(const TokenView& view);
std::string EncodeAnswer(const ReservationView& view);
std::string EncodeAnswer(const TopUpView& view);
std::string EncodeAnswer(const PaymentView& view);

template <class View>
std::optional<View> DecodeAnswer(std::string_view bytes);
template <>
std::optional<TokenView> DecodeAnswer<TokenView>(std::string_view bytes);
template <>
std::optional<ReservationView> DecodeAnswer<ReservationView>(std::string_view bytes);
template <>
std::optional<TopUpView> DecodeAnswer<TopUpView>(std::string_view bytes);
template <>
std::optional<PaymentView> DecodeAnswer<PaymentView>(std::string_view bytes);

}  // namespace onsale::domain
