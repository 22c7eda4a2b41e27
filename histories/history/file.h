// A history as a file: operations in the order in which they were answered, and marks.
//
// Shape:    a head with the world, then entries, each with its length: operations (numbers as
//           differences to the entry before, about 40 bytes), marks, and one end. A mark says that
//           every operation still to come began at that moment or later: so a reader need not keep
//           more of a history than was open at once.
// Owner:    each its file.
// Threads:  one.
// Errors:   sentences. A file without its end was not written to its end, and is refused.
#pragma once

#include <cstdio>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "histories/history/op.h"
#include "histories/world.h"

namespace onsale::histories {

struct Mark {
  std::int64_t began_from = 0;  // nanoseconds, as in Op
};
struct End {};
using Entry = std::variant<Op, Mark, End>;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FilePtr = std::unique_ptr<std::FILE, CloseFile>;

class HistoryWriter {
 public:
  static std::expected<HistoryWriter, std::string> Open(const std::string& path,
                                                        const World& world);

  void Add(const Op& op);
  void Add(Mark mark);
  // No operation was left unanswered. False if anything could not be written.
  bool Finish();

 private:
  explicit HistoryWriter(FilePtr file) : file_(std::move(file)) {}
  void Put(std::string_view entry);

  FilePtr file_;
  bool good_ = true;
  std::string entry_;
  std::string head_;
  Op last_;
};

class HistoryReader {
 public:
  static std::expected<HistoryReader, std::string> Open(const std::string& path);

  const World& world() const { return world_; }
  // Nothing follows an End.
  std::expected<Entry, std::string> Next();

 private:
  explicit HistoryReader(FilePtr file) : file_(std::move(file)) {}
  bool ReadHead();
  std::expected<Op, std::string> ReadOp(std::string_view bytes);
  // The next entry's bytes, or nothing.
  bool Take(std::string& bytes);

  FilePtr file_;
  World world_;
  std::string bytes_;
  Op last_;
};

// Calls take(entry) for each until it is false, or nothing follows.
template <class Take>
std::expected<World, std::string> ReadThrough(const std::string& path, Take&& take) {
  auto reader = HistoryReader::Open(path);
  if (!reader) return std::unexpected(reader.error());
  for (bool more = true; more;) {
    auto entry = reader->Next();
    if (!entry) return std::unexpected(entry.error());
    more = !std::holds_alternative<End>(*entry);
    more = take(*std::move(entry)) && more;
  }
  return reader->world();
}

}  // namespace onsale::histories
