// The file format of a history: operations in the order of their answers, and marks.
//
// Shape:    a head with the world, then entries with their lengths: operations (numbers as
//           differences to the previous entry, about 40 bytes), marks, and one end. A mark promises
//           that every later operation began at that moment or after it, so that a reader keeps
//           only as many operations as were in progress at once.
// Owner:    each object owns its file.
// Threads:  one.
// Errors:   sentences. A file without an end is incomplete, and is refused.
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
  std::int64_t began_from = 0;  // nanoseconds, as Op::began
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
  // Writes the end of the file. Call only when every operation is answered. False if anything could
  // not be written.
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
  // Returns one entry after the other; the last is End.
  std::expected<Entry, std::string> Next();

 private:
  explicit HistoryReader(FilePtr file) : file_(std::move(file)) {}
  bool ReadHead();
  std::expected<Op, std::string> ReadOp(std::string_view bytes);
  // Reads the bytes of the next entry. False at the end of the file or for an invalid length.
  bool Take(std::string& bytes);

  FilePtr file_;
  World world_;
  std::string bytes_;
  Op last_;
};

// Calls take(entry) for each entry, until it returns false or the End is reached.
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
