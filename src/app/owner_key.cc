#include "app/owner_key.h"

#include <future>
#include <ostream>

#include "app/access_key_file.h"
#include "app/command_line.h"
#include "app/secret_file.h"
#include "app/setting_values.h"
#include "app/wording.h"
#include "store/embedded/embedded_store.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

using Added = std::expected<domain::AccessKeyRow, domain::Refusal>;

bool HasOwnerKey(const store::Store& store) {
  const auto keys = store.access_keys();
  return keys != nullptr && std::ranges::any_of(keys->rows(), &domain::AccessKeyRow::IsOwner);
}

// The key in the file, which is made if it does not exist.
std::expected<http::NewAccessKey, std::string> KeyIn(const OwnerKeyRequest& request) {
  const SecretFile file{.what = "owner key", .path = request.file};
  const auto lock = SecretLock::Take(file);
  if (!lock) return std::unexpected(lock.error());
  auto there = ReadKeyLine(file);
  if (!there) return std::unexpected(there.error());
  if (!*there) {
    http::NewAccessKey key = http::MakeAccessKey(request.environment);
    const std::string line = std::string(key.text.text()) + '\n';
    if (auto written = lock->Replace(line); !written) return std::unexpected(written.error());
    return key;
  }
  base::Secret text = std::move(**there);
  const auto read = http::ParseAccessKey(text.text());
  if (!read || read->environment != request.environment) {
    return file.Trouble(
        "the sale has no owner key yet, and this file, to which a new one would be written, holds "
        "something else than a " +
        std::string(WordOf(request.environment)) +
        " key; nothing was changed. Move the file away, or give another with --owner-key-file");
  }
  return http::NewAccessKey{
      .id = std::string(read->id), .text = std::move(text), .digest = read->digest};
}

// Commits the command and waits for its outcome. While more is due than one batch may handle, a
// batch decides no command.
std::expected<Added, std::string> Commit(store::Store& store, const domain::AddOwnerKey& command) {
  for (;;) {
    std::promise<std::expected<store::Committed, store::StoreError>> promise;
    auto future = promise.get_future();
    store.Commit({command}, [&promise](auto result) { promise.set_value(std::move(result)); });
    const auto result = future.get();
    if (!result) return std::unexpected(result.error().detail);
    if (!result->outcomes.empty())
      return domain::AnswerOf<domain::AddOwnerKey>(result->outcomes.front());
  }
}

int Complain(const std::string& sentence, int status, RecoverOutput output) {
  output.err << "onsale: " << sentence << '\n';
  return status;
}

int RecoverFrom(store::Store& store, const RecoverTask& task, RecoverOutput output) {
  auto made = MakeOwnerKey(
      store, {.file = {}, .environment = EnvironmentOf(task.environment), .force = true});
  const auto closed = store.Close();
  if (!made) return Complain(made.error(), kExitFailed, output);
  if (!closed) return Complain(closed.error().detail, kExitFailed, output);
  output.err << "A new owner key, shown once:\n";
  output.out << (*made)->text.text() << '\n';
  output.err << "Revoke the lost keys: onsale key list, onsale key revoke ID\n";
  return kExitDone;
}

int RecoverDirectory(const RecoverTask& task, const base::Clock& clock, RecoverOutput output) {
  if (auto path = ParsePath(task.data); !path) {
    return Complain("--data: " + path.error(), kExitUsage, output);
  }
  if (!std::filesystem::exists(std::filesystem::path(task.data) / "sale.db")) {
    return Complain("--data: there is no sale in this directory", kExitUsage, output);
  }
  store::EmbeddedOptions options;
  options.directory = task.data;
  const auto opened = store::EmbeddedStore::Open(std::move(options), clock);
  if (!opened) return Complain(opened.error().detail, kExitFailed, output);
  return RecoverFrom(**opened, task, output);
}

int RecoverDatabase(const RecoverTask& task, const base::Clock& clock, RecoverOutput output) {
  if (auto mistake = store::MistakeInUrl(task.store)) {
    return Complain("--store: " + *mistake, kExitUsage, output);
  }
  store::PostgresOptions options;
  options.url = task.store;
  options.allow_insecure = task.allow_insecure_store;
  const auto opened = store::PostgresStore::Open(options, clock);
  if (!opened) return Complain(opened.error().detail, kExitFailed, output);
  return RecoverFrom(**opened, task, output);
}

}  // namespace

http::KeyEnvironment EnvironmentOf(std::string_view word) {
  return word == "test" ? http::KeyEnvironment::kTest : http::KeyEnvironment::kLive;
}

std::filesystem::path OwnerKeyFileOf(const std::filesystem::path& data) {
  std::filesystem::path folder = data.lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // `data/`
  // `.` and `..` have no name that the file's could begin with.
  if (const auto name = folder.filename(); name.empty() || name == "." || name == "..") {
    std::error_code unknown;
    folder = std::filesystem::absolute(folder, unknown).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
  }
  return folder += "-owner.key";
}

std::expected<std::optional<MadeOwnerKey>, std::string> MakeOwnerKey(
    store::Store& store, const OwnerKeyRequest& request) {
  if (!request.force && HasOwnerKey(store)) return std::nullopt;
  auto key =
      request.file.empty()
          ? std::expected<http::NewAccessKey, std::string>(http::MakeAccessKey(request.environment))
          : KeyIn(request);
  if (!key) return std::unexpected(key.error());
  const auto added = Commit(store, {.actor = {.key = {}, .call = "addOwnerKey", .reason = {}},
                                    .id = key->id,
                                    .name = "owner",
                                    .digest = key->digest,
                                    .force = request.force});
  if (!added) return std::unexpected("cannot store the owner key: " + added.error());
  if (added->has_value()) return MadeOwnerKey{.id = key->id, .text = std::move(key->text)};
  // Another node was first.
  if (added->error().code == domain::RefusalCode::kOwnerKeyExists) return std::nullopt;
  return std::unexpected("cannot store the owner key: the sale has a key with the id " + key->id +
                         "; move the owner key file away");
}

std::optional<std::string> OtherEnvironmentIn(const OwnerKeyRequest& request) {
  const SecretFile file{.what = "owner key", .path = request.file};
  const auto line = ReadKeyLine(file);
  const auto key = line && *line ? http::ParseAccessKey((*line)->text()) : std::nullopt;
  if (!key || key->environment == request.environment) return std::nullopt;
  const std::string here(WordOf(request.environment));
  return file
      .Trouble("it holds a " + std::string(WordOf(key->environment)) +
               " key, and this server accepts " + here +
               " keys; if the sale has none, run: onsale key recover --key-environment " + here)
      .error();
}

void RecoverTask::AddTo(CLI::App& command) {
  command.add_option("--data", data, "The data directory of a sale whose server is stopped")
      ->type_name("DIR");
  command.add_option("--store", store, "The database of a sale in PostgreSQL")->type_name("URL");
  command.add_flag("--allow-insecure-store", allow_insecure_store, kAllowInsecureMeaning);
  AddKeyEnvironment(command, environment);
}

void AddKeyEnvironment(CLI::App& command, std::string& environment) {
  command
      .add_option("--key-environment", environment,
                  "live or test, as the server has it [default: live]")
      ->check(CLI::IsMember({"live", "test"}))
      ->option_text("WORD");
}

int RecoverOwnerKey(const RecoverTask& task, RecoverOutput output) {
  if (task.data.empty() == task.store.empty()) {
    return Complain("name one sale: --data DIR, or --store postgresql://...", kExitUsage, output);
  }
  const base::SystemClock clock;
  return task.store.empty() ? RecoverDirectory(task, clock, output)
                            : RecoverDatabase(task, clock, output);
}

}  // namespace onsale::app
