// The source of a copy that reads a running server through its operator's address.
//
// Shape:    the base in pieces of at most a mebibyte, the journal's bytes as they are: the copier
//           checks everything. While the server makes the base, frames are copied; otherwise one
//           request at a time.
// Threads:  one, which has another one for the base.
// Errors:   kUnavailable, with a sentence: the server is not reached, or refuses the call.
#pragma once

#include "app/operator_call.h"
#include "store/embedded/backup/copy_source.h"

namespace onsale::app {

class ServedSource final : public store::CopySource {
 public:
  // Both must outlive it.
  ServedSource(const OperatorTarget& server, const Invocation& invocation)
      : server_(server), invocation_(invocation) {}

  Result<std::optional<std::string>> Read(store::JournalPlace from, std::size_t bytes_max) override;
  Result<store::CopyMark> CopyBase(const Target& target, const Between& between) override;

 private:
  // Asks for a base, and waits until it is made.
  Result<std::string> MakeBase(const Between& between);
  Result<std::string> Call(const OperatorRequest& request);

  const OperatorTarget& server_;
  const Invocation& invocation_;
};

}  // namespace onsale::app
