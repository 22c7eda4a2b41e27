#include "app/store_command.h"

#include <ostream>

#include "app/command_line.h"
#include "app/owner_key.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/tables.h"
#include "store/postgres/url.h"
#include "store/schema_steps.h"

namespace onsale::app {
namespace {

int Complain(const std::string& sentence, int status, StoreOutput output) {
  output.err << "onsale: " << sentence << '\n';
  return status;
}

// Prints the owner key of a sale that has none yet.
int AddOwner(const StoreTask& task, StoreOutput output) {
  const base::SystemClock clock;
  store::PostgresOptions options;
  options.url = task.url;
  options.allow_insecure = task.allow_insecure;
  const auto opened = store::PostgresStore::Open(options, clock);
  if (!opened) return Complain(opened.error().detail, kExitFailed, output);
  const auto made =
      MakeOwnerKey(**opened, {.file = {}, .environment = EnvironmentOf(task.environment)});
  const auto closed = (*opened)->Close();
  if (!made) return Complain(made.error(), kExitFailed, output);
  if (!closed) return Complain(closed.error().detail, kExitFailed, output);
  if (*made) output.out << "The owner key, shown once:\n" << (*made)->text.text() << '\n';
  return kExitDone;
}

}  // namespace

int PrepareStore(const StoreTask& task, StoreOutput output) {
  if (auto mistake = store::MistakeInUrl(task.url))
    return Complain("--store: " + *mistake, kExitUsage, output);
  const auto connection =
      store::PgConnection::Open({.url = task.url, .allow_insecure = task.allow_insecure});
  if (!connection) return Complain(connection.error().text, kExitFailed, output);
  const auto before = store::PrepareTables(**connection);
  if (!before) return Complain(before.error().detail, kExitFailed, output);
  output.out << "The tables are ready, in layout " << store::kPgLayout;
  if (*before != 0 && *before != store::kPgLayout) output.out << "; they had " << *before;
  output.out << ".\n";
  return AddOwner(task, output);
}

}  // namespace onsale::app
