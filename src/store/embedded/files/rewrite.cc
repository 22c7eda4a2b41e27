#include "store/embedded/files/rewrite.h"

#include <algorithm>

namespace onsale::store {

Io<void> Rewrite(File& file, const ByteRange& range) {
  constexpr std::uint64_t kChunk = 1 << 20;
  std::string bytes;
  for (std::uint64_t at = range.from; at < range.to; at += bytes.size()) {
    bytes.resize(static_cast<std::size_t>(std::min(kChunk, range.to - at)));
    const auto got = file.Read(at, bytes);
    if (!got) return std::unexpected(got.error());
    if (*got == 0) break;  // the file shrank
    bytes.resize(*got);
    if (auto done = file.Write(at, bytes); !done) return done;
  }
  return {};
}

Io<void> RewriteAndSync(FileSystem& files, const std::string& path) {
  const auto file = OpenIfThere(files, path, OpenMode::kReadWrite);
  if (!file) return std::unexpected(file.error());
  if (*file == nullptr) return {};
  const auto size = (*file)->Size();
  if (!size) return std::unexpected(size.error());
  auto done = Rewrite(**file, {.from = 0, .to = *size});
  if (done) done = (*file)->Sync();
  return done;
}

}  // namespace onsale::store
