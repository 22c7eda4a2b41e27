#include "app/token_key_command.h"

#include <ostream>

#include "app/operator_client.h"
#include "app/operator_key.h"
#include "store/postgres/token_keys.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

int Complain(const std::string& sentence, TokenKeyOutput output) {
  output.err << "onsale: " << sentence << '\n';
  return 1;
}

// The mistake in the flags of `onsale token-key`; empty if there is none.
std::string MistakeIn(const TokenKeyTask& task) {
  if (task.url.empty() != task.operator_key_file.empty()) {
    return "--url and --operator-key-file FILE must be given together";
  }
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

int ChangeFile(const TokenKeyTask& task, TokenKeyOutput output) {
  std::filesystem::path file = task.file;
  if (task.file.empty()) file = std::filesystem::path(task.data) / "token.key";
  const auto keys = ChangeTokenKeys(file, {.change = *task.change, .drop_older = task.drop_older});
  if (!keys) return Complain(keys.error(), output);
  output.out << file.string() << ": " << Described(*keys) << ".\n"
             << WhatNext(*task.change) << '\n';
  if (task.store.empty()) return 0;
  const store::PgOptions store{.url = task.store, .allow_insecure = task.allow_insecure_store};
  if (auto done = store::ForgetTokenKeys(store); !done) {
    return Complain(done.error().detail, output);
  }
  output.out << "The sale will use the token key of the node that starts next.\n";
  return 0;
}

std::string AdviceForReload(unsigned status) {
  if (status != 409) return AdviceFor(status);
  return "the server rejected the new keys and keeps the previous ones; its log says why";
}

int Reload(const TokenKeyTask& task, TokenKeyOutput output) {
  auto server = ParseServerUrl(task.url);
  if (!server) return Complain("--url: " + server.error(), output);
  const auto key = LoadOperatorKey(task.operator_key_file);
  if (!key) return Complain(key.error(), output);
  const auto answer = Ask({.server = *std::move(server),
                           .method = "POST",
                           .path = "/v1/operator/token-key/reload",
                           .key = key->text()});
  if (!answer) return Complain(answer.error(), output);
  if (answer->status != 200) return Complain(AdviceForReload(answer->status), output);
  output.out << task.url << " has reloaded its token keys: " << answer->body << '\n';
  return 0;
}

}  // namespace

int ManageTokenKey(const TokenKeyTask& task, TokenKeyOutput output) {
  if (const std::string mistake = MistakeIn(task); !mistake.empty()) {
    return Complain(mistake, output);
  }
  if (task.change) {
    if (const int status = ChangeFile(task, output); status != 0) return status;
  }
  return task.url.empty() ? 0 : Reload(task, output);
}

}  // namespace onsale::app
