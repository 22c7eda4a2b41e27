// `onsale backup` and `onsale restore`: copies a running sale, checks a copy, restores a sale.
//
// Errors:   the exit status: 0 done; 1 damage, or it could not be done; 2 wrong usage. With
//           `--follow` failures are reported and tried again, until the process is ended.
// Owner:    a task must not move after AddTo, which adds its flags to a command.
// Threads:  the main thread.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/command_line.h"
#include "app/operator_call.h"

namespace onsale::app {

// Exactly one of `data` and `url` is set; with `store` the command says what to do instead.
struct BackupTask {
  std::string data;
  OperatorTarget server{.url = {}, .key_file = {}};
  std::string store;
  std::string to;
  bool follows = false;
  bool begins_chain = false;

  void AddTo(CLI::App& command);
};
int Backup(const BackupTask& task, const Invocation& invocation, const CommandStreams& streams);

struct VerifyTask {
  std::string copy;
  std::string scratch;  // empty: the system's folder for temporary files

  void AddTo(CLI::App& command);
};
int VerifyBackup(const VerifyTask& task, const CommandStreams& streams);

struct RestoreTask {
  std::string copy;
  std::string until;  // a commit's number or a time; empty: the last commit
  std::string data;
  std::string store;

  void AddTo(CLI::App& command);
};
int Restore(const RestoreTask& task, const CommandStreams& streams);

}  // namespace onsale::app
