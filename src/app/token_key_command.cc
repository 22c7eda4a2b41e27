#include "app/token_key_command.h"

#include <ostream>

#include "store/postgres/token_keys.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

// The mistake in the flags of `onsale token-key`; empty if there is none.
std::string MistakeIn(const TokenKeyTask& task) {
  if (task.url.empty() && !task.key_file.empty()) return "--key-file FILE is for --url";
  if (!task.change) return task.url.empty() ? "name the server: --url http://ADDRESS:PORT" : "";
  if (task.data.empty() == task.file.empty()) {
    return "name the token key file: --data DIR, or --token-key-file FILE";
  }
  if (task.store.empty()) return "";
  const auto mistake = store::MistakeInUrl(task.store);
  return mistake ? "--store: " + *mistake : "";
}

std::string Described(const http::SealKeys& keys) {
  const http::SealKeyIds ids = IdsOf(keys);
  std::string text = "key " + ids.seals.ToHex() + " seals tokens";
  if (ids.opens) text += ", key " + ids.opens->ToHex() + " only opens them";
  return text;
}

std::string_view WhatNext(KeyChange change) {
  switch (change) {
    case KeyChange::kNew:
      return "Queue tokens issued before become invalid; a buyer who requests a token again keeps "
             "the "
             "queue number. Keep a copy of the file apart from the sale's backups.";
    case KeyChange::kRotate:
    case KeyChange::kSwitch:
      return "Next: run `onsale token-key reload` for every server of the sale. A day after the "
             "last "
             "token of the other key has ended, run `onsale token-key drop`.";
    case KeyChange::kAdd:
      return "Next: copy the file to every node and run `onsale token-key reload` for each. When "
             "all "
             "nodes have both keys, run `onsale token-key switch`.";
    case KeyChange::kDrop:
      return "Next: run `onsale token-key reload` for every server of the sale. Tokens of the "
             "removed "
             "key are invalid then.";
  }
  return {};
}

int ChangeFile(const TokenKeyTask& task, const CommandStreams& streams) {
  std::filesystem::path file = task.file;
  if (task.file.empty()) file = std::filesystem::path(task.data) / "token.key";
  const auto keys = ChangeTokenKeys(file, {.change = *task.change, .drop_older = task.drop_older});
  if (!keys) return ComplainOf({keys.error(), kExitFailed}, streams);
  streams.out << file.string() << ": " << Described(*keys) << ".\n"
              << WhatNext(*task.change) << '\n';
  if (task.store.empty()) return kExitDone;
  const store::PgOptions store{.url = task.store, .allow_insecure = task.allow_insecure_store};
  if (auto done = store::ForgetTokenKeys(store); !done) {
    return ComplainOf({done.error().detail, kExitFailed}, streams);
  }
  streams.out << "The sale will use the token key of the node that starts next.\n";
  return kExitDone;
}

OperatorTarget TargetOf(const TokenKeyTask& task) {
  return {.url = task.url, .key_file = task.key_file};
}

int Reload(const TokenKeyTask& task, const Invocation& invocation, const CommandStreams& streams) {
  const OperatorTarget target = TargetOf(task);
  const auto answer =
      CallServer(target, invocation, {.method = "POST", .path = "/v1/operator/token-key/reload"});
  if (!answer) return ComplainOf(answer.error(), streams);
  streams.out << task.url << " has reloaded its token keys: " << *answer << '\n';
  return kExitDone;
}

}  // namespace

int ManageTokenKey(const TokenKeyTask& task, const Invocation& invocation,
                   const CommandStreams& streams) {
  if (const std::string mistake = MistakeIn(task); !mistake.empty()) {
    return ComplainOf({mistake, kExitUsage}, streams);
  }
  // Before the file is changed: a mistake in how the server is called changes nothing.
  if (!task.url.empty()) {
    const auto key = FindKey(TargetOf(task), invocation);
    if (!key) return ComplainOf(key.error(), streams);
  }
  if (task.change) {
    if (const int status = ChangeFile(task, streams); status != kExitDone) return status;
  }
  return task.url.empty() ? kExitDone : Reload(task, invocation, streams);
}

}  // namespace onsale::app
