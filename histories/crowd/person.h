// A buyer as the recorder knows them: what it was told last. Several sessions act for one buyer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "histories/history/op.h"

namespace onsale::histories {

struct Seen {
  base::Uuid id;
  Hold status = Hold::kHeld;
};

// A request that was answered, to be sent once more with its key.
struct Answered {
  std::uint64_t number = 0;
  Kind kind = Kind::kCharge;
  std::uint32_t room = 0;
  std::uint32_t token = 0;
  std::string request;
  Words ask;
};

struct Person {
  std::uint32_t user = 0;  // from 1; the name is made of it
  std::uint32_t room = 1;
  std::string token_text;  // empty: none yet
  std::uint32_t token = 0;
  Status status = Status::kWaiting;
  std::vector<Seen> seen;          // reservations, the last at the end
  std::vector<Answered> answered;  // the last few with a key
  std::uint32_t turns = 0;         // how often they have joined
  std::uint32_t busy = 0;          // sessions that act for them now
};

}  // namespace onsale::histories
