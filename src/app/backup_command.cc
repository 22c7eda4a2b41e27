#include "app/backup_command.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <ostream>
#include <system_error>
#include <utility>

#include "app/audit.h"
#include "app/restored_mark.h"
#include "app/scratch_folder.h"
#include "app/served_source.h"
#include "app/setting_values.h"
#include "app/token_key.h"
#include "app/wording.h"
#include "base/decimal.h"
#include "net/descriptor.h"
#include "store/embedded/backup/copier.h"
#include "store/embedded/backup/directory_source.h"
#include "store/embedded/backup/restore.h"
#include "store/embedded/backup/verify_copy.h"

namespace onsale::app {
namespace {

namespace fs = std::filesystem;

// How often a follower looks for new frames, and how long it waits after a failure or a new chain.
constexpr int kLookMillis = 200;
constexpr int kRetryMillis = 5'000;

constexpr std::string_view kPostgresAdvice =
    "a sale in PostgreSQL is backed up and restored with PostgreSQL's own tools: pgBackRest copies "
    "the database and archives its log (`archive-push`), checks a backup (`pgbackrest verify`), "
    "and "
    "`pgbackrest restore --type=time --target=TIME` brings any moment back; then run `onsale "
    "token-key new --store URL` and pause the rooms before anybody is admitted. See "
    "docs/postgresql.md";

int ComplainOfUsage(const std::string& sentence, const CommandStreams& streams) {
  return ComplainOf({sentence, kExitUsage}, streams);
}

std::string CopyMarkText(const store::CopyMark& mark) {
  return "commit " + std::to_string(mark.last.commit_number) + " of " +
         base::FormatRfc3339Micros(mark.now);
}

// One process writes a copy at a time.
std::expected<net::Descriptor, std::string> LockCopy(const std::string& copy) {
  net::Descriptor folder(::open(copy.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.open()) {
    return std::unexpected("cannot open " + copy + ": " + std::generic_category().message(errno));
  }
  if (::flock(folder.get(), LOCK_EX | LOCK_NB) == 0) return folder;
  return std::unexpected(copy + " is being written by another `onsale backup`");
}

// A directory with other files in it is not a copy, and does not become one.
std::string MistakeInTarget(const std::string& copy, const std::string& data) {
  std::error_code error;
  const fs::path to = fs::weakly_canonical(copy, error);
  if (!data.empty()) {
    const fs::path from = fs::weakly_canonical(data, error);
    const auto end = std::mismatch(from.begin(), from.end(), to.begin(), to.end()).first;
    if (end == from.end()) return "the copy must not be inside the data directory";
  }
  for (const auto& entry : fs::directory_iterator(copy, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("chain-") && name != "lost+found") {
      std::string reason = copy;
      reason += " has other files (";
      reason += name;
      return reason += ") and is not a copy of a sale: give a new directory";
    }
  }
  return {};
}

void ReportCopied(const store::CopyProgress& progress, const std::string& copy,
                  const CommandStreams& streams) {
  streams.out << store::ChainOf(copy, progress.chain).directory << ": ";
  if (!progress.began.empty()) streams.out << "a new chain, because " << progress.began << "; ";
  streams.out << progress.frames << (progress.frames == 1 ? " commit" : " commits")
              << " copied, the last is " << CopyMarkText(progress.last) << '\n'
              << std::flush;
}

// A signal ends the copying at once, wherever it is: a copy is whole at every moment, as it must be
// after a power cut. A follower that is ended has done its work.
void EndAtSignals(bool follows) {
  using Handler = void (*)(int);
  const Handler handler = follows ? Handler([](int) { ::_exit(kExitDone); })
                                  : Handler([](int signal) { ::_exit(128 + signal); });
  for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, handler);
}

// Copies until a signal ends the process.
[[noreturn]] void Follow(store::Copier& copier, const std::string& copy,
                         const CommandStreams& streams) {
  std::string trouble;
  for (;;) {
    const auto copied = copier.CopyNew();
    if (!copied && copied.error().detail != trouble) {
      trouble = copied.error().detail;
      streams.err << "onsale: cannot copy, and tries again: " << trouble << '\n' << std::flush;
    }
    const bool began = copied && !copied->began.empty();
    if (copied && (began || !trouble.empty())) ReportCopied(*copied, copy, streams);
    if (copied) trouble.clear();
    // A base is much to read, so that one follows another only after a pause.
    ::poll(nullptr, 0, copied && !began ? kLookMillis : kRetryMillis);
  }
}

int CopyFrom(store::CopySource& source, const BackupTask& task, const CommandStreams& streams) {
  store::FileSystem& files = store::PosixFileSystem();
  auto made = files.MakeDirectory(task.to);
  if (made) made = files.SyncDirectory(task.to + "/..");
  if (!made) return ComplainOf({made.error().Text(), kExitFailed}, streams);
  if (const std::string mistake = MistakeInTarget(task.to, task.data); !mistake.empty()) {
    return ComplainOfUsage("--to: " + mistake, streams);
  }
  const auto lock = LockCopy(task.to);
  if (!lock) return ComplainOf({lock.error(), kExitFailed}, streams);
  EndAtSignals(task.follows);
  store::Copier copier(source, files, task.to);
  if (task.begins_chain) copier.BeginChain();
  if (task.follows) Follow(copier, task.to, streams);
  const auto copied = copier.CopyNew();
  if (!copied) return ComplainOf({copied.error().detail, kExitFailed}, streams);
  ReportCopied(*copied, task.to, streams);
  return kExitDone;
}

// The scratch folder is gone when this returns.
std::expected<std::vector<store::CheckedChain>, std::string> CheckedChains(
    const std::string& copy, const std::string& scratch) {
  const auto folder = ScratchFolder::Make(scratch);
  if (!folder) return std::unexpected(folder.error());
  auto chains = store::VerifyCopy(copy, (*folder)->path());
  if (!chains) return std::unexpected(chains.error().detail);
  return *std::move(chains);
}

std::string KeysText(const std::vector<domain::AccessKeyRow>& keys) {
  std::string text;
  for (const domain::AccessKeyRow& key : keys) {
    text += (text.empty() ? "" : ", ") + key.id + " (" + Printable(key.name) + ")";
  }
  return text.empty() ? "none" : text;
}

void ReportRestored(const store::Restored& restored, const std::string& data,
                    const CommandStreams& streams) {
  streams.out << data << ": the sale of " << restored.chain << " as of "
              << CopyMarkText(restored.from) << ".\nIts rooms are PAUSED, " << restored.ended_tokens
              << " queue tokens have ended, and " << data
              << "/token.key is new. Older queue tokens are invalid, unless the server is started "
                 "with another\n"
                 "token key (--token-key-file, ONSALE_TOKEN_KEY_FILE): use the new one.\n"
                 "Access keys that are valid, with the secrets of that moment: "
              << KeysText(restored.keys)
              << ".\nBefore you open a room: revoke keys that were revoked since, and see in "
                 "docs/operating.md what happens to those who bought after that moment.\n";
}

}  // namespace

void BackupTask::AddTo(CLI::App& command) {
  command.add_option("--data", data, "The data directory of the sale, running or stopped")
      ->type_name("DIR");
  command
      .add_option("--url", server.url,
                  "The operator's address of a running server, such as http://127.0.0.1:8081")
      ->type_name("URL");
  command
      .add_option("--key-file", server.key_file,
                  "An access key of that server with the scope `backup`")
      ->type_name("FILE");
  command.add_option("--store", store, "A sale in PostgreSQL: says what to do instead")
      ->type_name("URL");
  command.add_option("--to", to, "The folder of the copy; created if there is none")
      ->type_name("DIR");
  command.add_flag("--follow", follows, "Keep copying, until the process is ended");
  command.add_flag("--new-chain", begins_chain,
                   "Begin a new chain, so that older ones can be removed");
  command.footer(
      "Examples:\n"
      "  onsale backup --data ./data --to /backup/sale --follow\n"
      "  onsale backup --url http://127.0.0.1:8081 --key-file backup.key --to /backup/sale\n"
      "  onsale backup verify /backup/sale");
}

void VerifyTask::AddTo(CLI::App& command) {
  command.add_option("COPY", copy, "The folder of the copy")->required()->option_text(" ");
  command
      .add_option("--scratch", scratch,
                  "A folder with room for the sale [default: $TMPDIR, or /tmp]")
      ->option_text("DIR");
  command.footer("Exit status: 0 if every chain is whole and its audit passes, otherwise 1.");
}

void RestoreTask::AddTo(CLI::App& command) {
  command.add_option("COPY", copy, "The folder of the copy")->required()->option_text(" ");
  command
      .add_option("--until", until,
                  "The moment: the number of a commit, or a time [default: the last commit]")
      ->option_text("MOMENT");
  command.add_option("--data", data, "The new data directory: missing, or empty")->type_name("DIR");
  command.add_option("--store", store, "A sale in PostgreSQL: says what to do instead")
      ->type_name("URL");
  command.footer(
      "The restored sale has its rooms PAUSED and a new token key, and all turns have ended:\n"
      "docs/operating.md says what to do before it continues.\n\n"
      "Example:\n"
      "  onsale restore /backup/sale --until 2027-04-01T20:00:00+09:00 --data ./restored");
}

int Backup(const BackupTask& task, const Invocation& invocation, const CommandStreams& streams) {
  if (!task.store.empty()) return ComplainOfUsage(std::string(kPostgresAdvice), streams);
  if (task.data.empty() == task.server.url.empty()) {
    return ComplainOfUsage("name one sale: --data DIR, or --url http://ADDRESS:PORT", streams);
  }
  if (task.to.empty()) return ComplainOfUsage("name the copy: --to DIR", streams);
  for (const auto& [flag, path] :
       {std::pair("--data: ", &task.data), std::pair("--to: ", &task.to)}) {
    if (path->empty()) continue;
    if (auto good = ParsePath(*path); !good) return ComplainOfUsage(flag + good.error(), streams);
  }
  if (!task.data.empty()) {
    std::error_code ignored;
    if (!fs::exists(task.data + "/journal", ignored)) {
      return ComplainOfUsage("there is no sale in " + task.data + ": it has no journal/", streams);
    }
    store::DirectorySource source(store::PosixFileSystem(), task.data);
    return CopyFrom(source, task, streams);
  }
  ServedSource source(task.server, invocation);
  return CopyFrom(source, task, streams);
}

int VerifyBackup(const VerifyTask& task, const CommandStreams& streams) {
  std::error_code error;
  const std::string scratch =
      task.scratch.empty() ? fs::temp_directory_path(error).string() : task.scratch;
  const auto chains = CheckedChains(task.copy, scratch);
  if (!chains) return ComplainOf({chains.error(), kExitFailed}, streams);
  if (chains->empty()) {
    return ComplainOf({"there is no whole chain in " + task.copy, kExitFailed}, streams);
  }
  bool good = true;
  for (const store::CheckedChain& chain : *chains) {
    good &= chain.is_good();
    streams.out << chain.directory << ": ";
    if (!chain.damage.empty()) {
      streams.out << "DAMAGED: " << chain.damage << '\n';
      continue;
    }
    streams.out << "from " << CopyMarkText(chain.base) << " to " << CopyMarkText(chain.last)
                << (chain.is_good() ? "; the audit passes\n" : "; THE AUDIT FAILS\n");
    if (!chain.is_good()) streams.out << AuditTable(*chain.audit);
  }
  return good ? kExitDone : kExitFailed;
}

int Restore(const RestoreTask& task, const CommandStreams& streams) {
  if (!task.store.empty()) return ComplainOfUsage(std::string(kPostgresAdvice), streams);
  if (task.data.empty()) return ComplainOfUsage("name the new directory: --data NEW", streams);
  if (auto path = ParsePath(task.data); !path) {
    return ComplainOfUsage("--data: " + path.error(), streams);
  }
  store::CopyMoment moment;
  if (!task.until.empty()) {
    const auto number = base::ParseDecimal<std::uint64_t>(task.until);
    const auto time = base::ParseRfc3339(task.until);
    if (!number && !time) {
      return ComplainOfUsage(
          "--until: is neither the number of a commit nor a time like 2027-04-01T20:00:00+09:00",
          streams);
    }
    moment = number ? store::CopyMoment(*number) : store::CopyMoment(time->time);
  }
  const auto restored = store::RestoreSale(
      {.copy = task.copy,
       .moment = moment,
       .data = task.data,
       .finish = [](const std::string& folder) -> std::expected<void, std::string> {
         const auto keys = MakeTokenKeys(fs::path(folder) / "token.key");
         if (!keys) return std::unexpected(keys.error());
         return MakeRestoredMark(folder);
       }});
  if (!restored) return ComplainOf({restored.error().detail, kExitFailed}, streams);
  ReportRestored(*restored, task.data, streams);
  return kExitDone;
}

}  // namespace onsale::app
