// Whose token a credential is, so that a script stays a script when somebody's arrival is left out.
//
// Shape:    a credential names a place, and places shift when one buyer fewer has come. What stays is
//           whose token it was: the first of this user in this room, the second, ...
// Threads:  one.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "sim/ground/ground.h"
#include "sim/script.h"

namespace onsale::sim {

class Owners {
 public:
  // Learns the tokens that were issued; gives those that are new.
  std::vector<TokenOwner> Note(const Settled& settled);
  // Puts into each command the token that its owner has in this life.
  void Resolve(const Script& script, Step& step) const;

 private:
  std::map<std::pair<domain::RoomId, domain::UserId>, std::vector<domain::Credential>> tokens_;
};

}  // namespace onsale::sim
