// Fuzz target: a journal of a few commits in one or two segments, with any damage to its bytes. A
// replay must give a prefix of the commits written or report the damage; it may drop only damaged
// commits after the last intact one without a report; a second replay must give the same.

#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/expect.h"
#include "store/embedded/journal/journal_reader.h"
#include "store/embedded/testing/faulty_disk_testing.h"

namespace onsale::fuzz {
namespace {

using store::ChainLink;

constexpr std::size_t kSegmentBytes = 2048;

// A frame as it was written, and its position in the journal.
struct Written {
  std::string path;
  std::size_t offset;
  std::string bytes;
  std::string rows;
  ChainLink link;
};

class Journal {
 public:
  explicit Journal(Bytes& bytes) {
    const std::size_t first = bytes.Next() % 6;
    const std::size_t second = bytes.Next() % 6;
    AddSegment(bytes, first);
    // A second segment follows only a first one that has frames, as in a real journal.
    if (first > 0 && second > 0) AddSegment(bytes, second - 1);
  }

  store::JournalDirectory directory() { return {.files = &disk_, .directory = "j"}; }
  const std::vector<Written>& written() const { return written_; }
  const std::vector<std::string>& paths() const { return paths_; }
  std::string& At(const std::string& path) { return disk_.BytesOf(path); }

  bool IsIntact(const Written& frame) {
    const std::string& content = At(frame.path);
    return content.size() >= frame.offset &&
           std::string_view(content).substr(frame.offset).starts_with(frame.bytes);
  }
  bool IsWhole() const { return damage_ == 0; }

  // Damages segments: overwrites bytes, zeroes all bytes from an offset, or truncates.
  void Damage(Bytes& bytes) {
    while (!bytes.empty()) {
      const std::uint8_t what = bytes.Next();
      std::string& content = At(paths_[what % paths_.size()]);
      const std::size_t at = (std::size_t{bytes.Next()} << 8 | bytes.Next()) % (kSegmentBytes + 1);
      const auto value = static_cast<char>(bytes.Next());
      if (at >= content.size()) continue;
      const std::string before = content;
      switch (what / 2 % 4) {
        case 0:
          std::fill(content.begin() + static_cast<std::ptrdiff_t>(at), content.end(), '\0');
          break;
        case 1:
          content.resize(at);
          break;
        default:
          content[at] = value;
      }
      if (content != before) ++damage_;
    }
  }

 private:
  void AddSegment(Bytes& bytes, std::size_t frames) {
    const auto number = static_cast<std::uint32_t>(paths_.size() + 1);
    const std::string path = directory().PathOf(number);
    std::string content = store::EncodeSegmentHeader({.number = number, .before = last_});
    for (std::size_t i = 0; i < frames; ++i) {
      const std::size_t size = 1 + bytes.Next() % 64;
      std::string rows(bytes.Take(size));
      rows.resize(size, 'r');
      std::string frame = store::NewFrame() + rows;
      last_ = store::SealFrame({.before = last_, .now = base::Time(base::Duration(7))}, frame);
      written_.push_back({path, content.size(), frame, rows, last_});
      content += frame;
    }
    content.resize(kSegmentBytes, '\0');
    paths_.push_back(path);
    const auto file = disk_.Open(path, store::OpenMode::kCreateEmpty);
    Expect(file && (*file)->Write(0, content) && (*file)->Sync(), "the disk has no faults");
  }

  store::FaultyDisk disk_;
  std::vector<std::string> paths_;
  std::vector<Written> written_;
  ChainLink last_;
  std::size_t damage_ = 0;
};

struct Reading {
  std::size_t frames = 0;
  bool good = false;
  ChainLink last;
  bool operator==(const Reading&) const = default;
};

Reading Read(Journal& journal) {
  Reading reading;
  const std::vector<Written>& written = journal.written();
  const auto result = store::ReplayJournal(
      journal.directory(), {}, [&](const store::Frame& frame) -> std::expected<void, std::string> {
        Expect(reading.frames < written.size(), "only written frames are read");
        const Written& wanted = written[reading.frames++];
        Expect(frame.link == wanted.link && frame.rows == wanted.rows,
               "a frame is read as it was written");
        return {};
      });
  reading.good = result.has_value();
  if (reading.good) reading.last = result->last;
  Expect(reading.good || !result.error().detail.empty(), "damage is reported with a sentence");
  return reading;
}

void Check(Journal& journal, const Reading& reading) {
  const std::vector<Written>& written = journal.written();
  if (journal.IsWhole()) {
    Expect(reading.good && reading.frames == written.size(), "without damage every frame is read");
  }
  if (!reading.good) return;
  const ChainLink last = reading.frames == 0 ? ChainLink{} : written[reading.frames - 1].link;
  Expect(reading.last == last, "writing continues after the last frame read");
  for (std::size_t i = reading.frames; i < written.size(); ++i) {
    Expect(!journal.IsIntact(written[i]), "no intact commit is dropped");
  }
  Expect(Read(journal) == reading, "a second replay reads the same");
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  const std::string_view input = AsText(data, size);
  (void)onsale::store::DecodeSegmentHeader(input);
  (void)onsale::store::DecodeFrame(input, size);

  Bytes bytes(input);
  Journal journal(bytes);
  journal.Damage(bytes);
  Check(journal, Read(journal));
  return 0;
}
