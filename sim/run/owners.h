// The owner of each queue token, so that a script still works when a join is removed from it.
//
// Shape:    a credential contains a queue number, and numbers shift when a join is removed. A token
//           is therefore named by its owner: the first token of this user in this room, the second,
//           ...
// Threads:  one.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "sim/script.h"
#include "sim/system/system_under_test.h"

namespace onsale::sim {

class Owners {
 public:
  // Records the tokens that the step issued; returns the new ones.
  std::vector<TokenOwner> Note(const StepResult& result);
  // Replaces the token of each command by the one that its owner has in this replay.
  void Resolve(const Script& script, Step& step) const;

 private:
  std::map<std::pair<domain::RoomId, domain::UserId>, std::vector<domain::Credential>> tokens_;
};

}  // namespace onsale::sim
