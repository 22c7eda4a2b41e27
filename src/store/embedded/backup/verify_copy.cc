#include "store/embedded/backup/verify_copy.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "store/embedded/backup/take_out.h"
#include "store/embedded/tables/directory_at_rest.h"

namespace onsale::store {
namespace {

// A new folder below another one, removed with its content.
class ScratchFolder {
 public:
  static std::expected<ScratchFolder, StoreError> Make(const std::string& parent) {
    std::string path = parent + "/onsale-verify-XXXXXX";
    if (::mkdtemp(path.data()) != nullptr) return ScratchFolder(std::move(path));
    return std::unexpected(
        Unavailable(IoError{.path = path, .attempt = "create directory", .error_number = errno}));
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

std::expected<void, StoreError> CheckChain(CheckedChain& checked, const CopyChain& chain,
                                           const std::string& scratch) {
  const auto folder = ScratchFolder::Make(scratch);
  if (!folder) return std::unexpected(folder.error());
  const auto note = [&checked](const StoreError& error) -> std::expected<void, StoreError> {
    if (error.code != StoreErrorCode::kCorrupt) return std::unexpected(error);
    checked.damage = error.detail;
    return {};
  };
  const auto last = TakeOut(PosixFileSystem(), chain, {}, folder->path());
  if (!last) return note(last.error());
  checked.last = *last;
  auto report = AuditDirectory(folder->path());
  if (!report) return note(report.error());
  checked.audit = *std::move(report);
  return {};
}

}  // namespace

std::expected<std::vector<CheckedChain>, StoreError> VerifyCopy(const std::string& copy,
                                                                const std::string& scratch) {
  const auto chains = ChainsIn(PosixFileSystem(), copy);
  if (!chains) return std::unexpected(chains.error());
  std::vector<CheckedChain> all;
  for (const CopyChain& chain : *chains) {
    if (chain.state == CopyChain::State::kUnfinished) continue;
    CheckedChain& checked = all.emplace_back(CheckedChain{.directory = chain.directory,
                                                          .base = chain.manifest.base,
                                                          .last = chain.manifest.base,
                                                          .damage = {},
                                                          .audit = {}});
    if (chain.state == CopyChain::State::kDamaged) {
      checked.damage = chain.ManifestPath() + " cannot be read";
      continue;
    }
    if (auto done = CheckChain(checked, chain, scratch); !done)
      return std::unexpected(done.error());
  }
  return all;
}

}  // namespace onsale::store
