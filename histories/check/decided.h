// Reads the files of decided batches (store/decided_log.h) of all nodes, in order of commit.
//
// Shape:    of several groups that make one commit, the one decided last counts: the earlier ones
//           did not become durable. A commit's batches come first, then the batches that changed
//           nothing after it. Open finds the groups; only one of them is in memory at a time.
// Threads:  one.
// Errors:   sentences.
#pragma once

#include <cstdint>
#include <expected>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/command.h"

namespace onsale::histories {

struct DecidedBatch {
  base::Time at;
  std::uint64_t number = 0;
  bool due_only = false;  // only due rows: more were due than one batch may handle
  std::vector<domain::Command> commands;
};

struct DecidedGroup {
  std::uint64_t commit = 0;
  bool writes = false;  // the batches make the commit; otherwise they changed nothing after it
  std::vector<DecidedBatch> batches;
};

class DecidedFiles {
 public:
  static std::expected<DecidedFiles, std::string> Open(std::span<const std::string> paths);

  // The next group; nothing after the last one.
  std::expected<std::optional<DecidedGroup>, std::string> Next();

 private:
  struct Place {
    std::uint64_t commit = 0;
    bool reads = false;
    std::int64_t at_us = 0;  // when its last batch was decided
    std::size_t file = 0;
    std::int64_t offset = 0;
  };

  void Index(std::size_t file);

  std::vector<std::ifstream> files_;
  std::vector<Place> places_;
  std::size_t next_ = 0;
};

}  // namespace onsale::histories
