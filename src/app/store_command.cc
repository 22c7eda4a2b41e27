#include "app/store_command.h"

#include <ostream>

#include "app/command_line.h"
#include "store/postgres/tables.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

int Complain(const std::string& sentence, int status, StoreOutput output) {
  output.err << "onsale: " << sentence << '\n';
  return status;
}

}  // namespace

int PrepareStore(const StoreTask& task, StoreOutput output) {
  if (auto mistake = store::MistakeInUrl(task.url))
    return Complain("--store: " + *mistake, kExitUsage, output);
  const auto connection =
      store::PgConnection::Open({.url = task.url, .allow_insecure = task.allow_insecure});
  if (!connection) return Complain(connection.error().text, kExitFailed, output);
  if (auto done = store::PrepareTables(**connection); !done) {
    return Complain(done.error().detail, kExitFailed, output);
  }
  output.out << "The tables are ready, in layout " << store::kPgLayout << ".\n";
  return kExitDone;
}

}  // namespace onsale::app
