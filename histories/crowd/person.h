// A buyer of the recorder, and what the buyer knows from the latest answers. Several sessions may
// act for one buyer at a time.
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
  std::int64_t seats = 0;  // bits
};

// An answered request, kept so that it can be repeated with its idempotency key.
struct Answered {
  std::uint64_t number = 0;
  Kind kind = Kind::kTopUp;
  std::uint32_t room = 0;
  std::uint32_t token = 0;
  std::string request;
  Words arguments;
};

struct Person {
  std::uint32_t user = 0;  // from 1; part of the user's name
  std::uint32_t room = 1;
  std::string token_text;  // empty: no token yet
  std::uint32_t token = 0;
  Status status = Status::kWaiting;
  std::vector<Seen> seen;          // reservations, oldest first
  std::vector<Answered> answered;  // the latest few with an idempotency key
  std::uint32_t turns = 0;         // how often the buyer joined
  std::uint32_t busy = 0;          // sessions acting for the buyer now
};

}  // namespace onsale::histories
