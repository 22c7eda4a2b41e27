// What one I/O thread has to store or log about access keys besides the commands of its
// connections: that a key was used, changes that an operator made without a command, and reads of
// buyers' data.
//
// Shape:    a list of commands, which the thread submits with its others. Nobody waits for their
//           outcomes: if the engine is full they are lost, and the next use is noted again.
//           A key's use is noted at most once in ten minutes.
// Owner:    the I/O thread.
// Threads:  that thread only.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/access_key.h"
#include "domain/command.h"

namespace onsale::http {

inline constexpr base::Duration kKeyUseEvery = std::chrono::minutes(10);

class OperatorNotes {
 public:
  void KeyUsed(const domain::AccessKeyRow& key, base::Time now) {
    if (key.last_used && now - *key.last_used < kKeyUseEvery) return;
    base::Time& noted = noted_[key.id];  // as few as there are keys
    if (noted != base::Time{} && now - noted < kKeyUseEvery) return;
    noted = now;
    commands_.emplace_back(domain::NoteKeyUse{.key = key.id});
  }
  // `before` and `after` are JSON objects.
  void Changed(domain::Actor actor, std::string before, std::string after) {
    commands_.emplace_back(domain::NoteOperatorAction{
        .actor = std::move(actor), .before = std::move(before), .after = std::move(after)});
  }

  // `call` is an operation id, in static storage.
  void BuyerRead(std::string key, std::string_view call) {
    reads_.push_back({.key = std::move(key), .call = call});
  }

  struct Read {
    std::string key;
    std::string_view call;
  };
  std::vector<Read> TakeReads() { return std::exchange(reads_, {}); }

  bool empty() const { return commands_.empty() && reads_.empty(); }
  std::vector<domain::Command> Take() { return std::exchange(commands_, {}); }

 private:
  std::vector<domain::Command> commands_;
  std::vector<Read> reads_;
  std::map<std::string, base::Time, std::less<>> noted_;
};

}  // namespace onsale::http
