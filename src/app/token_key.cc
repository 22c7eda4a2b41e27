#include "app/token_key.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace onsale::app {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

std::unexpected<std::string> Trouble(const std::filesystem::path& file, std::string_view what) {
  return std::unexpected("token key " + file.string() + ": " + std::string(what));
}

std::unexpected<std::string> SystemTrouble(const std::filesystem::path& file,
                                           std::string_view verb) {
  return Trouble(file, std::string("cannot ") + std::string(verb) + ": " + std::strerror(errno));
}

// Writes beside the file first: a crash in between leaves no half of a key under its name.
std::expected<TokenKey, std::string> Make(const std::filesystem::path& file) {
  TokenKey key{};
  if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
    return SystemTrouble(file, "draw random bytes");
  }
  const std::filesystem::path draft = file.string() + ".new";
  const Descriptor out(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!out.ok()) return SystemTrouble(file, "create it");
  if (::write(out.get(), key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
      ::fsync(out.get()) != 0 || ::rename(draft.c_str(), file.c_str()) != 0) {
    return SystemTrouble(file, "write it");
  }
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const Descriptor folder_fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder_fd.ok() || ::fsync(folder_fd.get()) != 0)
    return SystemTrouble(file, "sync its folder");
  return key;
}

}  // namespace

std::expected<TokenKey, std::string> LoadTokenKey(const std::filesystem::path& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.ok()) return errno == ENOENT ? Make(file) : SystemTrouble(file, "open it");
  struct stat status{};
  if (::fstat(in.get(), &status) != 0) return SystemTrouble(file, "look at it");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Trouble(file, "others may read it; run: chmod 600 " + file.string());
  }
  TokenKey key{};
  if (status.st_size != static_cast<off_t>(key.size()) ||
      ::read(in.get(), key.data(), key.size()) != static_cast<ssize_t>(key.size())) {
    return Trouble(file,
                   "it must hold exactly 32 bytes. Without it every queue token that is out is "
                   "invalid: restore it from a backup, or remove it to have a new one made");
  }
  return key;
}

}  // namespace onsale::app
