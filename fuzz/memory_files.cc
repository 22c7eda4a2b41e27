#include "fuzz/memory_files.h"

#include <algorithm>
#include <cerrno>

namespace onsale::fuzz {
namespace {

class MemoryFile final : public store::File {
 public:
  explicit MemoryFile(std::shared_ptr<std::string> content) : content_(std::move(content)) {}

  store::Io<void> Write(std::uint64_t offset, std::string_view bytes) override {
    content_->resize(std::max<std::size_t>(content_->size(), offset + bytes.size()), '\0');
    std::ranges::copy(bytes, content_->begin() + static_cast<std::ptrdiff_t>(offset));
    return {};
  }
  store::Io<std::size_t> Read(std::uint64_t offset, std::span<char> into) override {
    if (offset >= content_->size()) return 0;
    return content_->copy(into.data(), into.size(), static_cast<std::size_t>(offset));
  }
  store::Io<void> Sync() override { return {}; }
  store::Io<std::uint64_t> Size() override { return content_->size(); }

 private:
  const std::shared_ptr<std::string> content_;
};

std::unexpected<store::IoError> Missing(const std::string& path) {
  return std::unexpected(store::IoError{.path = path, .attempt = "open", .error_number = ENOENT});
}

}  // namespace

store::Io<std::unique_ptr<store::File>> MemoryFiles::Open(const std::string& path,
                                                          store::OpenMode mode) {
  const bool create = mode == store::OpenMode::kCreateEmpty;
  if (create) contents[path] = std::make_shared<std::string>();
  const auto found = contents.find(path);
  if (found == contents.end()) return Missing(path);
  return std::make_unique<MemoryFile>(found->second);
}

store::Io<std::vector<std::string>> MemoryFiles::List(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& [path, content] : contents) {
    if (path.starts_with(directory + "/")) names.push_back(path.substr(directory.size() + 1));
  }
  return names;
}

store::Io<void> MemoryFiles::Rename(const store::RenamePaths& paths) {
  auto node = contents.extract(paths.from);
  if (node.empty()) return Missing(paths.from);
  contents.erase(paths.to);
  node.key() = paths.to;
  contents.insert(std::move(node));
  return {};
}

store::Io<void> MemoryFiles::Remove(const std::string& path) {
  if (contents.erase(path) == 0) return Missing(path);
  return {};
}

}  // namespace onsale::fuzz
