// A copy of a sale on disk: chains, each a base with the frames behind it.
//
// Shape:    COPY/chain-00000001/ has `sale.db` (the base), `journal/` (segments as in a data
//           directory, up to the last frame copied), `manifest` and `copied`. A chain without
//           `manifest` is unfinished: the manifest is written last. Each chain stands alone.
//           Persisted: docs/formats.md.
// Threads:  one at a time.
// Errors:   kUnavailable for errors of the system. A damaged manifest is a state of its chain.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "store/embedded/backup/copy_source.h"

namespace onsale::store {

// What a chain began with.
struct CopyManifest {
  CopyMark base;            // the commit of `sale.db`
  std::uint64_t bytes = 0;  // of `sale.db`
  base::Sha256Digest digest;
  bool operator==(const CopyManifest&) const = default;
};

// Texts of `manifest` and `copied`: lines, then one with the digest of those before. Parse gives
// nothing for any other text.
std::string FormatManifest(const CopyManifest& manifest);
std::optional<CopyManifest> ParseManifest(std::string_view text);
std::string FormatCopied(const CopyMark& mark);
std::optional<CopyMark> ParseCopied(std::string_view text);

struct CopyChain {
  enum class State : std::uint8_t {
    kWhole,
    kUnfinished,  // there is no manifest
    kDamaged,     // the manifest cannot be read
  };

  std::uint32_t number = 0;
  std::string directory;
  State state = State::kUnfinished;
  CopyManifest manifest;  // of a whole one

  std::string BasePath() const { return directory + "/sale.db"; }
  std::string ManifestPath() const { return directory + "/manifest"; }
  JournalDirectory Journal(FileSystem& files) const {
    return {.files = &files, .directory = directory + "/journal"};
  }
};

// The chain with this number, unfinished.
CopyChain ChainOf(const std::string& copy, std::uint32_t number);
// All chains of the copy in this directory, oldest first.
std::expected<std::vector<CopyChain>, StoreError> ChainsIn(FileSystem& files,
                                                           const std::string& copy);
// The last commit that the chain's copier has noted; nothing if there is no readable note. The note
// is not synced, so there may be later frames.
std::expected<std::optional<CopyMark>, StoreError> ReadCopied(FileSystem& files,
                                                              const CopyChain& chain);

// Writes a small file whole: under another name, then renamed. `durable`: synced, and its name too.
Io<void> WriteWhole(FileSystem& files, const std::string& path, std::string_view text,
                    bool durable);
// The digest and the size of a file.
struct FileDigest {
  std::uint64_t bytes = 0;
  base::Sha256Digest digest;
};
// Calls `between`, unless it is empty, after every 64 MiB, and ends early if that returns false:
// to read a large file takes minutes.
Io<FileDigest> DigestOf(File& file, const std::function<bool()>& between = {});

}  // namespace onsale::store
