// The currencies of ISO 4217.
#pragma once

#include <string_view>

namespace onsale::base {

// Whether `code` is the code of a currency in which people pay, such as `KRW`: no precious metals,
// no units of account, no codes for tests. Codes that were withdrawn lately still count.
bool IsCurrency(std::string_view code);

}  // namespace onsale::base
