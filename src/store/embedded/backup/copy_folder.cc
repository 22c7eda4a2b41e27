#include "store/embedded/backup/copy_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/decimal.h"

namespace onsale::store {
namespace {

constexpr std::string_view kManifestTitle = "onsale copy 1";
constexpr std::string_view kCopiedTitle = "onsale copied 1";
constexpr std::string_view kSealWord = "sha256 ";
constexpr std::string_view kChainPrefix = "chain-";
constexpr std::size_t kChainDigits = 8;
constexpr std::size_t kSmallFileMax = 4096;

std::string Sealed(std::string text) {
  const std::string digest = base::Sha256Of(text).ToHex();
  return text.append(kSealWord).append(digest).append("\n");
}

void AppendMark(std::string& text, const CopyMark& mark) {
  text.append("commit ").append(std::to_string(mark.last.commit_number));
  text.append("\nhash ").append(std::to_string(mark.last.hash));
  text.append("\ntime-us ").append(std::to_string(mark.now.time_since_epoch().count()));
  text.append("\n");
}

// Takes the lines of a text one by one. What it accepts is compared with what Format writes, so it
// checks little.
class SealedLines {
 public:
  explicit SealedLines(std::string_view text) : rest_(text) {}

  bool Skip(std::string_view line) { return Take() == line; }
  // The value of a line `NAME VALUE`; empty if the name is another one.
  std::string_view Value(std::string_view name) {
    const std::string_view line = Take();
    if (!line.starts_with(name) || line.size() <= name.size()) return {};
    return line.substr(name.size() + 1);
  }
  template <class Number>
  bool Read(std::string_view name, Number& number) {
    return base::ReadDecimal(Value(name), number);
  }
  bool ReadMark(CopyMark& mark) {
    std::int64_t now = 0;
    if (!Read("commit", mark.last.commit_number) || !Read("hash", mark.last.hash)) return false;
    if (!Read("time-us", now)) return false;
    mark.now = base::Time(base::Duration(now));
    return true;
  }

 private:
  std::string_view Take() {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return line;
  }
  std::string_view rest_;
};

std::expected<std::optional<std::string>, StoreError> ReadSmall(FileSystem& files,
                                                                const std::string& path) {
  const auto file = files.Open(path, OpenMode::kRead);
  if (!file && file.error().error_number == ENOENT) return std::nullopt;
  if (!file) return std::unexpected(Unavailable(file.error()));
  std::string text(kSmallFileMax, '\0');
  const auto got = (*file)->Read(0, text);
  if (!got) return std::unexpected(Unavailable(got.error()));
  text.resize(*got);
  return text;
}

std::optional<std::uint32_t> ChainNumber(std::string_view name) {
  if (name.size() != kChainPrefix.size() + kChainDigits || !name.starts_with(kChainPrefix)) {
    return std::nullopt;
  }
  return base::ParseDecimal<std::uint32_t>(name.substr(kChainPrefix.size()));
}

}  // namespace

std::string FormatManifest(const CopyManifest& manifest) {
  std::string text(kManifestTitle);
  text += '\n';
  AppendMark(text, manifest.base);
  text.append("bytes ").append(std::to_string(manifest.bytes));
  text.append("\nbase ").append(manifest.digest.ToHex()).append("\n");
  return Sealed(std::move(text));
}

std::optional<CopyManifest> ParseManifest(std::string_view text) {
  CopyManifest manifest;
  SealedLines lines(text);
  if (!lines.Skip(kManifestTitle) || !lines.ReadMark(manifest.base)) return std::nullopt;
  if (!lines.Read("bytes", manifest.bytes)) return std::nullopt;
  const auto digest = base::Sha256Digest::ParseHex(lines.Value("base"));
  if (!digest) return std::nullopt;
  manifest.digest = *digest;
  return FormatManifest(manifest) == text ? std::optional(manifest) : std::nullopt;
}

std::string FormatCopied(const CopyMark& mark) {
  std::string text(kCopiedTitle);
  text += '\n';
  AppendMark(text, mark);
  return Sealed(std::move(text));
}

std::optional<CopyMark> ParseCopied(std::string_view text) {
  CopyMark mark;
  SealedLines lines(text);
  if (!lines.Skip(kCopiedTitle) || !lines.ReadMark(mark)) return std::nullopt;
  return FormatCopied(mark) == text ? std::optional(mark) : std::nullopt;
}

CopyChain ChainOf(const std::string& copy, std::uint32_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "/chain-%08u", number);
  return {.number = number, .directory = copy + name, .manifest = {}};
}

std::expected<std::vector<CopyChain>, StoreError> ChainsIn(FileSystem& files,
                                                           const std::string& copy) {
  const auto names = files.List(copy);
  if (!names) return std::unexpected(Unavailable(names.error()));
  std::vector<CopyChain> chains;
  for (const std::string& name : *names) {
    const auto number = ChainNumber(name);
    if (!number) continue;
    CopyChain chain = ChainOf(copy, *number);
    const auto text = ReadSmall(files, chain.ManifestPath());
    if (!text) return std::unexpected(text.error());
    if (*text) {
      const auto manifest = ParseManifest(**text);
      chain.state = manifest ? CopyChain::State::kWhole : CopyChain::State::kDamaged;
      if (manifest) chain.manifest = *manifest;
    }
    chains.push_back(std::move(chain));
  }
  return chains;
}

std::expected<std::optional<CopyMark>, StoreError> ReadCopied(FileSystem& files,
                                                              const CopyChain& chain) {
  const auto text = ReadSmall(files, chain.directory + "/copied");
  if (!text) return std::unexpected(text.error());
  return *text ? ParseCopied(**text) : std::nullopt;
}

Io<void> WriteWhole(FileSystem& files, const std::string& path, std::string_view text,
                    bool durable) {
  const std::string draft = path + ".tmp";
  auto file = files.Open(draft, OpenMode::kCreateEmpty);
  if (!file) return std::unexpected(file.error());
  auto done = (*file)->Write(0, text);
  if (done && durable) done = (*file)->Sync();
  if (done) done = files.Rename({.from = draft, .to = path});
  if (done && durable) done = files.SyncDirectory(path.substr(0, path.rfind('/')));
  return done;
}

Io<FileDigest> DigestOf(File& file, const std::function<bool()>& between) {
  constexpr std::uint64_t kBetweenBytes = std::uint64_t{64} << 20;
  base::Sha256 digest;
  FileDigest found;
  std::string bytes(std::size_t{1} << 20, '\0');
  for (;;) {
    const auto got = file.Read(found.bytes, bytes);
    if (!got) return std::unexpected(got.error());
    if (*got == 0) break;
    digest.Add(std::string_view(bytes).substr(0, *got));
    found.bytes += *got;
    if (between && found.bytes % kBetweenBytes == 0 && !between()) break;
  }
  found.digest = digest.Finish();
  return found;
}

}  // namespace onsale::store
