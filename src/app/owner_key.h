// The first access key of a sale, with all scopes: the owner's. Whoever has it makes the others.
//
// Shape:    an owner key file is a secret file (secret_file.h) of one line: the text of the key. If
//           the sale has no owner key yet, the key in the file becomes it; if there is no file, a
//           new key is written to one. The file is written before the sale knows the key, so that a
//           crash in between loses nothing.
//           The file is beside the data directory and not in it: a backup of the sale must not
//           contain the key to it.
// Errors:   sentences for the operator, without the key.
// Threads:  the main thread.
#pragma once

#include <CLI/CLI.hpp>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "base/secret.h"
#include "http/access/access_key_text.h"
#include "store/store.h"

namespace onsale::app {

// `data-owner.key` for the data directory `data`.
std::filesystem::path OwnerKeyFileOf(const std::filesystem::path& data);

struct OwnerKeyRequest {
  std::filesystem::path file;  // empty: the key is only returned
  http::KeyEnvironment environment = http::KeyEnvironment::kLive;
  bool force = false;  // also if the sale has an owner key: all of them are lost
};

struct MadeOwnerKey {
  std::string id;
  base::Secret text;
};

// Gives the sale an owner key if it has none. Nothing if it has one. Commits to the store: call it
// while nothing else does.
std::expected<std::optional<MadeOwnerKey>, std::string> MakeOwnerKey(
    store::Store& store, const OwnerKeyRequest& request);

// A sentence if the file has a key that a server of this environment does not accept.
std::optional<std::string> OtherEnvironmentIn(const OwnerKeyRequest& request);

// The flag --key-environment of commands that make an owner key, and what its word means.
void AddKeyEnvironment(CLI::App& command, std::string& environment);
http::KeyEnvironment EnvironmentOf(std::string_view word);

// `onsale key recover`: makes another owner key for a sale whose owner keys are all lost, and
// prints it. The exit status: 0 done, 1 an error, 2 wrong usage.
struct RecoverTask {
  std::string data;   // a data directory whose server is stopped; or
  std::string store;  // a PostgreSQL URL
  bool allow_insecure_store = false;
  std::string environment = "live";

  // Adds the flags to `command`; `*this` must not move.
  void AddTo(CLI::App& command);
};
struct RecoverOutput {
  std::ostream& out;
  std::ostream& err;
};
int RecoverOwnerKey(const RecoverTask& task, RecoverOutput output);

}  // namespace onsale::app
