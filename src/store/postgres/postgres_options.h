// The options of the store over PostgreSQL, without the store: settings need no more of it.
//
// Threads:  a plain value.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "domain/limits.h"

namespace onsale::store {

class DecidedLog;

struct PostgresOptions {
  std::string url;              // a libpq URL; it may name several hosts
  bool allow_insecure = false;  // see PgOptions
  // The clock by which batches are decided; null means the database's, which all nodes share, as
  // long as it is not ahead of this node's.
  const base::Clock* time = nullptr;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(3);
  std::chrono::milliseconds answer_timeout = std::chrono::seconds(8);
  // How long a batch that could not be committed is tried again before it is refused.
  std::chrono::milliseconds patience = std::chrono::seconds(2);
  std::chrono::milliseconds reconnect_interval = std::chrono::milliseconds(200);
  // If the wait for the head's lock takes longer than this, a further round trip adds the batches
  // that arrived meanwhile.
  std::chrono::microseconds long_lock = std::chrono::milliseconds(1);
  // How often a node without requests reads the commits of other nodes.
  std::chrono::milliseconds follow_interval = std::chrono::milliseconds(500);
  // How long a database that lacks commits known to this node counts as a stale primary, and is
  // refused. After this time it counts as restored from a backup.
  std::chrono::milliseconds stale_primary_timeout = std::chrono::seconds(30);
  // The server ends a session that holds the head and is idle for longer than this. If a batch took
  // a fifth of this time to decide, the next one gets more.
  std::chrono::milliseconds silence_max = std::chrono::seconds(5);
  // How long a shutdown waits for the outcome of the last commit.
  std::chrono::milliseconds shutdown_timeout = std::chrono::seconds(5);
  domain::Limits limits = {};
  DecidedLog* decided = nullptr;  // for tests; may be null
  std::function<void(const std::string&)> log;
  std::function<void(const std::string&)> log_error;  // for errors that need an operator
};

}  // namespace onsale::store
