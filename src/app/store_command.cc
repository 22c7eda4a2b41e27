#include "app/store_command.h"

#include <ostream>

#include "store/postgres/tables.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

int Complain(const std::string& sentence, StoreOutput output) {
  output.err << "onsale: " << sentence << '\n';
  return 1;
}

}  // namespace

int PrepareStore(const StoreTask& task, StoreOutput output) {
  if (auto mistake = store::MistakeInUrl(task.url)) return Complain("--store: " + *mistake, output);
  const auto connection =
      store::PgConnection::Open({.url = task.url, .allow_insecure = task.allow_insecure});
  if (!connection) return Complain(connection.error().text, output);
  if (auto done = store::PrepareTables(**connection); !done) {
    return Complain(done.error().detail, output);
  }
  output.out << "The tables are ready, in layout " << store::kPgLayout << ".\n";
  return 0;
}

}  // namespace onsale::app
