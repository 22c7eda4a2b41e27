#include "histories/history/file.h"

#include <array>
#include <cstring>

#include "base/wire.h"

namespace onsale::histories {
namespace {

constexpr std::string_view kMagic = "onsale history 4\n";
constexpr std::size_t kBufferBytes = 1 << 20;
// The largest entry in bytes: larger than any answer of the API.
constexpr std::size_t kEntryBytesMax = 1 << 20;
enum : std::uint8_t { kOpEntry = 1, kMarkEntry = 2, kEndEntry = 3 };

constexpr std::array kWorldFields = {&World::rooms,
                                     &World::concerts_per_room,
                                     &World::shows_per_concert,
                                     &World::seats_per_show,
                                     &World::seats_per_user_max,
                                     &World::capacity,
                                     &World::active_ms,
                                     &World::hold_ms,
                                     &World::nodes};

FilePtr OpenFile(const std::string& path, const char* mode) {
  FilePtr file(std::fopen(path.c_str(), mode));
  if (file) std::setvbuf(file.get(), nullptr, _IOFBF, kBufferBytes);
  return file;
}

void PutWords(base::WireWriter& out, const Words& words) {
  out.Unsigned(words.size());
  for (const std::int64_t word : words) out.Signed(word);
}

bool TakeWords(base::WireReader& in, Words& words) {
  const std::uint64_t count = in.Unsigned();
  if (count > in.remaining()) return false;
  words.resize(count);
  for (std::int64_t& word : words) word = in.Signed();
  return in.ok();
}

std::int64_t Ahead(std::uint64_t now, std::uint64_t before) {
  return static_cast<std::int64_t>(now - before);
}

}  // namespace

std::expected<HistoryWriter, std::string> HistoryWriter::Open(const std::string& path,
                                                              const World& world) {
  FilePtr file = OpenFile(path, "wb");
  if (!file) return std::unexpected("cannot write " + path + ": " + std::strerror(errno));
  HistoryWriter writer(std::move(file));
  std::string head(kMagic);
  base::WireWriter out(head);
  for (const auto field : kWorldFields) out.Fixed32(world.*field);
  writer.good_ = std::fwrite(head.data(), 1, head.size(), writer.file_.get()) == head.size();
  return writer;
}

void HistoryWriter::Put(std::string_view entry) {
  head_.clear();
  base::WireWriter(head_).Fixed32(static_cast<std::uint32_t>(entry.size()));
  good_ = good_ && std::fwrite(head_.data(), 1, head_.size(), file_.get()) == head_.size() &&
          std::fwrite(entry.data(), 1, entry.size(), file_.get()) == entry.size();
}

void HistoryWriter::Add(const Op& op) {
  entry_.clear();
  base::WireWriter out(entry_);
  out.Byte(kOpEntry);
  out.Byte(static_cast<std::uint8_t>(op.kind));
  out.Byte(static_cast<std::uint8_t>(op.result));
  out.Byte(op.lost);
  out.Signed(Ahead(op.number, last_.number));
  out.Signed(op.key == 0 ? 0 : Ahead(op.number, op.key) + 1);
  out.Signed(op.answered - last_.answered);
  out.Signed(op.answered - op.sent);
  out.Signed(op.sent - op.began);
  out.Signed(Ahead(op.commit, last_.commit));
  out.Signed(op.at_us - last_.at_us);
  out.Signed(Ahead(op.engine_batch, last_.engine_batch));
  out.Unsigned(op.index);
  out.Unsigned(op.user);
  out.Unsigned(op.room);
  out.Unsigned(op.token);
  PutWords(out, op.arguments);
  PutWords(out, op.response);
  Put(entry_);
  last_.number = op.number;
  last_.answered = op.answered;
  if (!op.HasOrder()) return;
  last_.commit = op.commit;
  last_.at_us = op.at_us;
  last_.engine_batch = op.engine_batch;
}

void HistoryWriter::Add(Mark mark) {
  entry_.clear();
  base::WireWriter out(entry_);
  out.Byte(kMarkEntry);
  out.Signed(mark.began_from);
  Put(entry_);
}

bool HistoryWriter::Finish() {
  entry_.assign(1, kEndEntry);
  Put(entry_);
  good_ = std::fflush(file_.get()) == 0 && good_;
  return good_;
}

std::expected<HistoryReader, std::string> HistoryReader::Open(const std::string& path) {
  FilePtr file = OpenFile(path, "rb");
  if (!file) return std::unexpected("cannot read " + path + ": " + std::strerror(errno));
  HistoryReader reader(std::move(file));
  if (!reader.ReadHead()) return std::unexpected(path + " is not a history file");
  return reader;
}

bool HistoryReader::ReadHead() {
  std::string head(kMagic.size() + kWorldFields.size() * 4, '\0');
  if (std::fread(head.data(), 1, head.size(), file_.get()) != head.size()) return false;
  if (!head.starts_with(kMagic)) return false;
  base::WireReader in(std::string_view(head).substr(kMagic.size()));
  for (const auto field : kWorldFields) world_.*field = in.Fixed32();
  // Refuses a world that would need too much memory or too many bits: seats are 62 bits of a
  // number, rooms 64.
  for (const auto field : kWorldFields) {
    if (world_.*field == 0 || world_.*field > 1'000'000) return false;
  }
  return world_.seats_per_show <= World::kSeatsMost && world_.rooms <= 64;
}

bool HistoryReader::Take(std::string& bytes) {
  char size_bytes[4];
  if (std::fread(size_bytes, 1, 4, file_.get()) != 4) return false;
  const std::uint32_t size = base::WireReader({size_bytes, 4}).Fixed32();
  if (size == 0 || size > kEntryBytesMax) return false;
  bytes.resize(size);
  return std::fread(bytes.data(), 1, size, file_.get()) == size;
}

std::expected<Entry, std::string> HistoryReader::Next() {
  if (!Take(bytes_)) {
    return std::unexpected("the history has no end: the recorder did not finish");
  }
  const std::string_view rest = std::string_view(bytes_).substr(1);
  switch (bytes_.front()) {
    case kOpEntry: {
      auto op = ReadOp(rest);
      if (!op) return std::unexpected(op.error());
      return *std::move(op);
    }
    case kMarkEntry:
      return Mark{base::WireReader(rest).Signed()};
    case kEndEntry:
      return End{};
    default:
      return std::unexpected("the history is damaged: unknown kind of entry");
  }
}

std::expected<Op, std::string> HistoryReader::ReadOp(std::string_view bytes) {
  base::WireReader in(bytes);
  Op op;
  const std::uint8_t kind = in.Byte();
  const std::uint8_t result = in.Byte();
  op.kind = static_cast<Kind>(kind);
  op.result = static_cast<ResultCode>(result);
  op.lost = in.Byte() != 0;
  const auto plus = [&in](std::uint64_t before) {
    return before + static_cast<std::uint64_t>(in.Signed());
  };
  op.number = plus(last_.number);
  const std::int64_t key = in.Signed();
  op.key = key == 0 ? 0 : op.number - static_cast<std::uint64_t>(key - 1);
  op.answered = last_.answered + in.Signed();
  op.sent = op.answered - in.Signed();
  op.began = op.sent - in.Signed();
  op.commit = plus(last_.commit);
  op.at_us = last_.at_us + in.Signed();
  op.engine_batch = plus(last_.engine_batch);
  op.index = static_cast<std::uint32_t>(in.Unsigned());
  op.user = static_cast<std::uint32_t>(in.Unsigned());
  op.room = static_cast<std::uint32_t>(in.Unsigned());
  op.token = static_cast<std::uint32_t>(in.Unsigned());
  const bool whole = TakeWords(in, op.arguments) && TakeWords(in, op.response) && in.AtEnd();
  if (!whole || kind >= kKinds || result >= kResultCodes || op.room > world_.rooms) {
    return std::unexpected("the history is damaged: an operation that cannot be read");
  }
  last_.number = op.number;
  last_.answered = op.answered;
  if (op.HasOrder()) {
    last_.commit = op.commit;
    last_.at_us = op.at_us;
    last_.engine_batch = op.engine_batch;
  }
  return op;
}

}  // namespace onsale::histories
