// The tree of commands: their flags and meanings, and what runs each.
//
// Owner:    holds the values that CLI11 parsed, so it must not move.
// Threads:  the main thread.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/audit.h"
#include "app/backup_command.h"
#include "app/catalog_command.h"
#include "app/catalog_drawing.h"
#include "app/command_line.h"
#include "app/demo.h"
#include "app/export_command.h"
#include "app/health_command.h"
#include "app/key_command.h"
#include "app/operator_commands.h"
#include "app/owner_key.h"
#include "app/rehearse.h"
#include "app/setting_flags.h"
#include "app/store_command.h"
#include "app/token_key_command.h"
#include "app/verify_draw.h"

namespace onsale::app {

class Commands {
 public:
  Commands(const Invocation& invocation, const CommandStreams& streams);
  Commands(const Commands&) = delete;
  Commands& operator=(const Commands&) = delete;

  CLI::App& program() { return program_; }
  // Runs the command that program() has parsed; returns the exit status.
  int Run();

 private:
  void AddServer();
  void AddDemo();
  void AddHealth();
  void AddConfig();
  void AddCatalog();
  void AddAudit();
  void AddBackup();
  void AddRestore();
  void AddRehearse();
  void AddStore();
  void AddTokenKey();
  void AddClock();
  void AddRoom();
  void AddStatus();
  void AddLimits();
  void AddKey();
  void AddTarget(CLI::App& command, OperatorTarget& target);
  void AddVerifyDraw();
  void AddAboutItself();
  CLI::App& AddCommand(CLI::App& above, const std::string& name, const std::string& meaning);
  // Adds a command that `run` runs.
  CLI::App& AddCommand(CLI::App& above, const std::string& name, const std::string& meaning,
                       std::function<int()> run);
  void WarnOfClearText(const CLI::App& command) const;
  int Complain(const std::string& sentence);
  int ShowHelp();
  int ShowCompletion();

  const Invocation& invocation_;
  const CommandStreams& streams_;
  CLI::App program_;
  std::string group_;  // the heading of the commands that are added next
  std::vector<std::pair<const CLI::App*, std::function<int()>>> runs_;
  // Where commands send an access key: the values of their flags.
  std::vector<std::pair<const CLI::App*, const std::string*>> called_;

  std::unique_ptr<SettingFlags> serve_flags_;
  std::unique_ptr<SettingFlags> config_flags_;
  bool config_as_json_ = false;
  std::vector<std::string> catalog_files_;
  std::string catalog_to_write_;
  CatalogDrawingTask drawing_;
  ApplyTask apply_;
  AuditTask audit_;
  BackupTask backup_;
  VerifyTask verify_;
  RestoreTask restore_;
  DemoFlags demo_;
  HealthQuestion health_;
  RehearseFlags rehearse_;
  StoreTask store_;
  TokenKeyTask token_key_;
  VerifyDrawTask verify_draw_;
  RoomTask room_;
  KeyTask key_;
  RecoverTask recover_;
  OperatorTarget status_;
  bool status_watch_ = false;
  std::string buyer_;
  std::vector<std::string> booking_;
  ExportTask export_;
  LimitChange limit_change_;
  std::vector<std::string> help_words_;
  std::string shell_;
  bool version_as_json_ = false;
};

}  // namespace onsale::app
