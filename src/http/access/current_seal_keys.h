// The keys in use that seal and open queue tokens (current_value.h). A thread makes a TokenSeal of
// its own from them.
#pragma once

#include "http/access/current_value.h"
#include "http/access/token_seal.h"

namespace onsale::http {

class CurrentSealKeys : public CurrentValue<SealKeys> {
 public:
  using CurrentValue::CurrentValue;
};

}  // namespace onsale::http
