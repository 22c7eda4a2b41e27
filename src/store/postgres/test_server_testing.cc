#include "store/postgres/test_server_testing.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <expected>
#include <memory>
#include <stdexcept>

namespace onsale::store {
namespace {

constexpr const char* kProgram = ONSALE_SOURCE_DIR "/tools/postgres.py";

[[noreturn]] void Fail(const std::string& what) {
  throw std::runtime_error("a PostgreSQL for tests: " + what);
}

// A pipe to or from a child process. Other children must not inherit it: the server would then
// outlive this program.
struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) Fail("no pipe");
    read = ends[0];
    write = ends[1];
  }
  int read;
  int write;
};

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
std::string FreshName() {
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

}  // namespace

TestPostgres::TestPostgres() {
  Launch();
  url_ = ReadLine();
  if (url_.empty()) {
    End();
    Fail(std::string(kProgram) + " did not start a server; see its output above");
  }
}

TestPostgres::~TestPostgres() {
  End();
}

void TestPostgres::Launch() {
  const Pipe orders;
  const Pipe answers;
  orders_ = orders.write;
  answers_ = answers.read;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, orders.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, answers.write, STDOUT_FILENO);
  std::array<char*, 3> words{const_cast<char*>(kProgram), const_cast<char*>("--no-fsync"), nullptr};
  const int error = ::posix_spawn(&process_, kProgram, &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(orders.read);
  ::close(answers.write);
  if (error != 0) Fail(std::string(kProgram) + " cannot be started");
}

void TestPostgres::Tell(std::string_view word) {
  std::string line(word);
  line += '\n';
  const ssize_t written = ::write(orders_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size()) || ReadLine() != "done") {
    Fail("the server did not " + std::string(word));
  }
}

std::string TestPostgres::ReadLine() {
  std::string line;
  char byte = 0;
  while (true) {
    const ssize_t count = ::read(answers_, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || byte == '\n') return line;
    line += byte;
  }
}

void TestPostgres::End() {
  ::close(orders_);
  ::close(answers_);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

const std::string& TestPostgresUrl() {
  static const std::string url = [] {
    if (const char* const given = std::getenv("ONSALE_TEST_POSTGRES")) return std::string(given);
    static const TestPostgres server;
    return server.url();
  }();
  return url;
}

TestDatabase::TestDatabase(const std::string& server_url)
    : server_url_(server_url), name_(FreshName()), url_(WithDatabase(server_url, name_)) {
  if (const auto made = RunAt(server_url_, "CREATE DATABASE " + name_); !made) Fail(made.error());
}

TestDatabase::~TestDatabase() {
  (void)RunAt(server_url_, "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
}

std::string TestDatabase::Run(const std::string& sql) const {
  const auto value = RunAt(url_, sql);
  if (!value) Fail(value.error());
  return *value;
}

}  // namespace onsale::store
