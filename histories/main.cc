// The command line of histories; `./dev histories` prints its usage.

#include <fstream>
#include <iostream>
#include <span>

#include "base/decimal.h"
#include "histories/check/check.h"
#include "histories/crowd/recorder.h"

namespace onsale::histories {
namespace {

using base::ReadDecimal;

constexpr const char* kUsage =
    "usage: histories catalogue [WORLD]            prints the catalogue for the server\n"
    "       histories record [WORLD] --node HOST:PORT [--node ...] --out FILE\n"
    "                 [--operator HOST:PORT [--operator ...] --key-file FILE]\n"
    "                 [--operations N] [--sessions N] [--buyers N] [--seed N]\n"
    "                 [--forget SHARE] [--prefix TEXT] [--silence SECONDS]\n"
    "       histories check FILE DECIDED...        exit status 0: strictly serialisable; 1: not\n"
    "       histories show FILE                    prints the operations with their answers\n"
    "WORLD: [--rooms N] [--concerts N] [--shows N] [--seats N] [--user-seats N] [--capacity N]\n"
    "       [--active-ms N] [--hold-ms N], the same for catalogue and record\n"
    "--operator: releases reservations and holds seats back, too, at the operator's address of a\n"
    "server or of some nodes, with the access key (seats:write) in the first line of FILE\n";
enum : int { kGood = 0, kWrong = 1, kUsageError = 2 };

struct CommandLine {
  World world;
  Recorder::Options record;
  std::string out;
  std::string key_file;
};

bool ParseNode(std::string_view text, std::vector<net::Address>& nodes) {
  const std::size_t colon = text.rfind(':');
  net::Address node;
  if (colon == std::string_view::npos || !ReadDecimal(text.substr(colon + 1), node.port)) {
    return false;
  }
  node.host = text.substr(0, colon);
  nodes.push_back(std::move(node));
  return true;
}

bool ParseFlag(std::string_view flag, std::string_view value, CommandLine& line) {
  Recorder::Options& record = line.record;
  if (!flag.starts_with("--")) return false;
  if (SetOfWorld(flag.substr(2), value, line.world)) return true;
  if (flag == "--node") return ParseNode(value, record.nodes);
  if (flag == "--operator") return ParseNode(value, record.operators);
  if (flag == "--key-file") return !(line.key_file = value).empty();
  if (flag == "--out") return !(line.out = value).empty();
  if (flag == "--operations") return ReadDecimal(value, record.operations);
  if (flag == "--sessions") return ReadDecimal(value, record.sessions) && record.sessions > 0;
  if (flag == "--buyers") return ReadDecimal(value, record.buyers) && record.buyers > 0;
  if (flag == "--seed") return ReadDecimal(value, record.seed);
  if (flag == "--forget") return ReadDecimal(value, record.forget);
  if (flag == "--prefix") return !(record.prefix = value).empty();
  std::int64_t seconds = 0;
  if (flag != "--silence" || !ReadDecimal(value, seconds)) return false;
  record.silence_most = std::chrono::seconds(seconds);
  return true;
}

std::optional<CommandLine> Parse(std::span<char* const> arguments) {
  CommandLine line;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size() || !ParseFlag(arguments[i], arguments[i + 1], line)) {
      return std::nullopt;
    }
  }
  return line;
}

int Complain(const std::string& what) {
  std::cerr << "histories: " << what << '\n';
  return kUsageError;
}

// The access key of the operator's calls; empty without one. False if the file has no key.
bool ReadKey(const std::string& path, std::string& key) {
  return path.empty() || (std::getline(std::ifstream(path), key) && !key.empty());
}

int Record(CommandLine line) {
  if (line.record.nodes.empty() || line.out.empty()) return Complain("needs --node and --out");
  if (line.record.operators.empty() != line.key_file.empty()) {
    return Complain("needs both --operator and --key-file, or neither");
  }
  if (!ReadKey(line.key_file, line.record.operator_key)) {
    return Complain("no key in " + line.key_file);
  }
  World world = line.world;
  world.nodes = static_cast<std::uint32_t>(line.record.nodes.size());
  auto history = HistoryWriter::Open(line.out, world);
  if (!history) return Complain(history.error());
  Recorder recorder(world, line.record, *history);
  const auto done = recorder.Run();
  const Recorder::Figures& figures = recorder.figures();
  const double seconds = std::chrono::duration<double>(figures.time).count();
  std::cout << "recorded " << figures.recorded << " operations in " << seconds << " s; "
            << figures.lost << " answers lost, " << figures.forgotten << " forgotten, "
            << figures.refused << " times 503" << (figures.sold_out ? "; a room sold out" : "")
            << '\n';
  return done ? kGood : Complain(done.error());
}

int CheckFile(const std::string& path, std::span<char* const> decided) {
  const auto verdict = Check(path, std::vector<std::string>(decided.begin(), decided.end()));
  if (!verdict) return Complain(verdict.error());
  std::cout << TextOf(*verdict);
  if (verdict->wrong.empty()) {
    std::cout << "strictly serialisable\n";
    return kGood;
  }
  std::cout << "NOT strictly serialisable: " << verdict->wrong << '\n';
  return kWrong;
}

int Show(const std::string& path) {
  const auto read = ReadThrough(path, [](const Entry& entry) {
    if (const Op* const op = std::get_if<Op>(&entry)) std::cout << TextOf(*op) << '\n';
    return true;
  });
  return read ? kGood : Complain(read.error());
}

int Main(std::span<char* const> arguments) {
  const std::string_view command = arguments.size() > 1 ? arguments[1] : "";
  if (command == "check" && arguments.size() > 3) {
    return CheckFile(arguments[2], arguments.subspan(3));
  }
  if (command == "show" && arguments.size() == 3) return Show(arguments[2]);
  const bool known = command == "catalogue" || command == "record";
  auto line = known ? Parse(arguments.subspan(2)) : std::nullopt;
  if (!line) {
    std::cerr << kUsage;
    return kUsageError;
  }
  if (command == "record") return Record(*std::move(line));
  std::cout << CatalogueOf(line->world);
  return kGood;
}

}  // namespace
}  // namespace onsale::histories

int main(int argc, char** argv) {
  return onsale::histories::Main(std::span(argv, static_cast<std::size_t>(argc)));
}
