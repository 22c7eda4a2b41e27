#include "app/buyer_key_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "http/access/buyer/key_set.h"
#include "net/descriptor.h"

namespace onsale::app {
namespace {

bool IsSameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

// Reads the rest of a file, but at most one byte more than a key set may have. Nothing if a read
// fails; errno has the reason.
std::optional<std::string> ReadKeySet(int fd) {
  std::string text(http::KeySet::kBytesMax + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t read = ::read(fd, text.data() + size, text.size() - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return std::nullopt;
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  text.resize(size);
  return text;
}

}  // namespace

BuyerKeyFile::Result BuyerKeyFile::Read(Why why) {
  const auto before = std::exchange(read_, std::nullopt);
  // O_NONBLOCK: if the path names a pipe, opening it must not wait for a writer.
  const net::Descriptor in(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status{};
  if (!in.open()) return SystemTrouble("open it");
  if (::fstat(in.get(), &status) != 0) return SystemTrouble("examine it");
  if (auto good = CheckStatus(status); !good) return std::unexpected(good.error());
  if (why == Why::kDue && before && IsSameFile(*before, status)) {
    read_ = status;
    return std::nullopt;
  }
  auto text = ReadKeySet(in.get());
  if (!text) return SystemTrouble("read it");
  read_ = status;
  return text;
}

std::expected<void, std::string> BuyerKeyFile::CheckStatus(const struct stat& status) const {
  if (!S_ISREG(status.st_mode)) return Trouble("it is not a regular file");
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    return Trouble("it belongs to another user (uid " + std::to_string(status.st_uid) +
                   "), who can change it; run: chown " + std::to_string(::geteuid()) + ' ' +
                   path_.string());
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Trouble("other users may write it; run: chmod go-w " + path_.string());
  }
  return {};
}

std::unexpected<std::string> BuyerKeyFile::Trouble(std::string_view sentence) const {
  return std::unexpected("buyer keys " + path_.string() + ": " + std::string(sentence));
}

std::unexpected<std::string> BuyerKeyFile::SystemTrouble(std::string_view verb) const {
  const int error = errno;
  return Trouble("cannot " + std::string(verb) + ": " + std::strerror(error));
}

}  // namespace onsale::app
