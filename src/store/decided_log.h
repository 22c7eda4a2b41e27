// Appends every batch that a store decides to a file, before it is durable or answered. Only for
// histories/check, which replays the file; a switch for tests turns it on.
//
// Shape:    lines. A group is the batches of one commit, or batches that changed nothing:
//             writes COMMIT       these batches make this commit, if it becomes durable
//             reads COMMIT        these batches changed nothing after this commit
//             batch AT NUMBER     a batch, with the time at which it was decided (microseconds) and
//                                 its number of Committed::batch
//             due AT              a batch of due rows only, because more were due than one batch
//                                 may handle
//             COMMAND ...         a command of the batch, command_text.h
//             end
//           A commit that is tried again is written again: of several `writes` of one commit, the
//           one that was decided last counts. A group without `end` does not count.
// Threads:  any.
// Errors:   Open: a sentence. A group that cannot be written is missing, and so the check of the
//           answers to its commands fails.
#pragma once

#include <expected>
#include <memory>
#include <span>
#include <string>

#include "base/mutex.h"
#include "domain/command.h"

namespace onsale::store {

class DecidedLog {
 public:
  // Appends to the file, which only its owner may read: it contains what idempotency keys and draw
  // seeds protect.
  static std::expected<std::unique_ptr<DecidedLog>, std::string> Open(const std::string& path);
  ~DecidedLog();
  DecidedLog(const DecidedLog&) = delete;
  DecidedLog& operator=(const DecidedLog&) = delete;

  // The lines of a batch, for Append.
  static std::string BatchText(base::Time at, std::uint64_t number,
                               std::span<const domain::Command> commands);
  static std::string DueText(base::Time at);

  // Appends a group; `batches` are the lines of its batches, in order.
  void AppendWrites(std::uint64_t commit_number, const std::string& batches);
  void AppendReads(std::uint64_t commit_number, const std::string& batches);

 private:
  explicit DecidedLog(int file) : file_(file) {}
  void Append(const std::string& group);

  base::Mutex mutex_;
  const int file_;
};

}  // namespace onsale::store
