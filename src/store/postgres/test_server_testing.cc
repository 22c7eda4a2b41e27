#include "store/postgres/test_server_testing.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <expected>
#include <memory>
#include <stdexcept>

#include "base/source_dir_testing.h"

namespace onsale::store {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  throw std::runtime_error("a PostgreSQL for tests: " + what);
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Runs SQL as TestDatabase::Run does, but returns an error's message.
std::expected<std::string, std::string> RunAt(const std::string& url, const std::string& sql) {
  const Connection connection(PQconnectdb(url.c_str()), &PQfinish);
  // Fails, too, if there is no connection.
  const Result result(PQexec(connection.get(), sql.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK) return "";
  if (status != PGRES_TUPLES_OK) return std::unexpected(PQerrorMessage(connection.get()));
  const bool is_null = PQntuples(result.get()) == 0 || PQgetisnull(result.get(), 0, 0) != 0;
  return is_null ? "NULL" : PQgetvalue(result.get(), 0, 0);
}

// A database name with the process id, because other programs use the same server.
std::string FreshDatabaseName() {
  static std::atomic<unsigned> number{0};
  return "test_cc_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
}

// The connection string with another database name.
std::string WithDatabase(const std::string& url, const std::string& name) {
  const std::size_t authority = url.find("://");
  const std::size_t path =
      authority == std::string::npos ? authority : url.find('/', authority + 3);
  if (path == std::string::npos) Fail("no database in '" + url + "'");
  const std::size_t query = url.find('?', path);
  return url.substr(0, path + 1) + name + (query == std::string::npos ? "" : url.substr(query));
}

// A server of its own. It stops when its input ends, so also if this program crashes.
class Server {
 public:
  Server() {
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    // Other children must not inherit the pipes: the server would then outlive this program.
    if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) {
      Fail("no pipe");
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    std::string program = base::SourceDir() + "/tools/postgres.py";
    std::string flag = "--no-fsync";
    std::array<char*, 3> words{program.data(), flag.data(), nullptr};
    const int error =
        ::posix_spawn(&process_, program.c_str(), &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(input[0]);
    ::close(output[1]);
    if (error != 0) Fail(program + " cannot be started");
    input_ = input[1];
    for (char byte = 0; ::read(output[0], &byte, 1) == 1 && byte != '\n';) url_ += byte;
    ::close(output[0]);
    if (url_.empty()) Fail(program + " did not start a server; see its output above");
  }
  ~Server() {
    ::close(input_);
    ::waitpid(process_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  const std::string& url() const { return url_; }

 private:
  pid_t process_ = -1;
  int input_ = -1;
  std::string url_;
};

}  // namespace

const std::string& TestPostgresUrl() {
  static const std::string url = [] {
    if (const char* const given = std::getenv("ONSALE_TEST_POSTGRES")) return std::string(given);
    static const Server server;
    return server.url();
  }();
  return url;
}

TestDatabase::TestDatabase()
    : name_(FreshDatabaseName()), url_(WithDatabase(TestPostgresUrl(), name_)) {
  if (const auto made = RunAt(TestPostgresUrl(), "CREATE DATABASE " + name_); !made) {
    Fail(made.error());
  }
}

TestDatabase::~TestDatabase() {
  (void)RunAt(TestPostgresUrl(), "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
}

std::string TestDatabase::Run(const std::string& sql) const {
  const auto value = RunAt(url_, sql);
  if (!value) Fail(value.error());
  return *value;
}

void TestDatabase::EndSessions() const {
  Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

}  // namespace onsale::store
