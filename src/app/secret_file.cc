#include "app/secret_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace onsale::app {
namespace {

bool IsOursOrRoots(const struct stat& status) {
  return status.st_uid == ::geteuid() || status.st_uid == 0;
}

// The bits of a mode that no secret may have. The group may read a file of root's, if this process
// is not root: Kubernetes mounts secrets so, and PostgreSQL takes its keys so.
mode_t BitsOfOthers(const struct stat& status) {
  const bool is_given_to_group = status.st_uid == 0 && ::geteuid() != 0;
  return is_given_to_group ? (S_IRWXG & ~S_IRGRP) | S_IRWXO : S_IRWXG | S_IRWXO;
}

std::expected<void, std::string> CheckStatus(const SecretFile& file, Closed closed,
                                             const struct stat& status) {
  const bool is_secret = closed == Closed::kToReaders;
  if (!S_ISREG(status.st_mode)) return file.Trouble("it is not a regular file");
  if (!IsOursOrRoots(status)) {
    return file.Trouble("it belongs to another user (uid " + std::to_string(status.st_uid) +
                        "), who can " + (is_secret ? "read and " : "") + "change it; run: chown " +
                        std::to_string(::geteuid()) + " " + file.path.string());
  }
  if (is_secret && (status.st_mode & BitsOfOthers(status)) != 0) {
    return file.Trouble("other users may read it; run: chmod 600 " + file.path.string());
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return file.Trouble("other users may write it; run: chmod go-w " + file.path.string());
  }
  return {};
}

std::filesystem::path FolderOf(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

}  // namespace

std::unexpected<std::string> SecretFile::Trouble(std::string_view sentence) const {
  return std::unexpected(what + " " + path.string() + ": " + std::string(sentence));
}

std::unexpected<std::string> SecretFile::SystemTrouble(std::string_view verb) const {
  const int error = errno;
  return Trouble("cannot " + std::string(verb) + ": " + std::strerror(error));
}

std::expected<std::optional<OpenedFile>, std::string> OpenOwned(const SecretFile& file,
                                                                Closed closed) {
  // O_NONBLOCK: if the path names a pipe, opening it must not wait for a writer.
  OpenedFile opened{.descriptor = net::Descriptor(
                        ::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)),
                    .status = {}};
  const net::Descriptor& in = opened.descriptor;
  if (!in.open() && errno == ENOENT) return std::nullopt;
  if (!in.open()) return file.SystemTrouble("open it");
  if (::fstat(in.get(), &opened.status) != 0) return file.SystemTrouble("examine it");
  if (auto good = CheckStatus(file, closed, opened.status); !good) {
    return std::unexpected(good.error());
  }
  return opened;
}

std::optional<std::size_t> ReadFully(int fd, std::span<char> room) {
  std::size_t size = 0;
  while (size < room.size()) {
    const ssize_t read = ::read(fd, room.data() + size, room.size() - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return std::nullopt;
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  return size;
}

std::expected<std::optional<base::Secret>, std::string> ReadSecret(const SecretFile& file,
                                                                   std::size_t bytes_max) {
  const auto in = OpenOwned(file, Closed::kToReaders);
  if (!in) return std::unexpected(in.error());
  if (!*in) return std::nullopt;
  base::Secret secret(bytes_max + 1);
  const auto size = ReadFully((*in)->descriptor.get(), secret.bytes());
  if (!size) return file.SystemTrouble("read it");
  secret.Shorten(*size);
  return secret;
}

std::expected<SecretLock, std::string> SecretLock::Take(SecretFile file) {
  net::Descriptor folder(::open(FolderOf(file.path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.open()) return file.SystemTrouble("open its directory");
  while (::flock(folder.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return file.SystemTrouble("lock its directory");
  }
  return SecretLock(std::move(file), std::move(folder));
}

std::expected<void, std::string> SecretLock::Replace(std::string_view bytes) const {
  const std::string name = file_.path.filename().string();
  const std::string draft = name + ".new";
  const int folder = folder_.get();
  if (auto no_link = RefuseLink(); !no_link) return no_link;
  // Removes only the draft's name: if the draft is a link, its target stays.
  if (::unlinkat(folder, draft.c_str(), 0) != 0 && errno != ENOENT) {
    return file_.SystemTrouble("remove the old draft " + draft);
  }
  auto done = WriteDraft(draft, bytes);
  if (done && ::renameat(folder, draft.c_str(), folder, name.c_str()) != 0) {
    done = file_.SystemTrouble("rename its draft");
  }
  if (!done) {
    ::unlinkat(folder, draft.c_str(), 0);
    return done;
  }
  if (::fsync(folder) != 0) return file_.SystemTrouble("sync its directory");
  return {};
}

std::expected<void, std::string> SecretLock::WriteDraft(const std::string& name,
                                                        std::string_view bytes) const {
  const net::Descriptor out(::openat(folder_.get(), name.c_str(),
                                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!out.open()) return file_.SystemTrouble("create it");
  // Sets mode 0600 again, because a umask may have removed rights of the owner.
  if (::fchmod(out.get(), 0600) != 0) return file_.SystemTrouble("set its mode");
  if (auto given = GiveToOwner(out.get()); !given) return given;
  // Repeats a short write: only the next write returns the reason, for example a full disk.
  while (!bytes.empty()) {
    const ssize_t written = ::write(out.get(), bytes.data(), bytes.size());
    if (written < 0) return file_.SystemTrouble("write it");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(out.get()) != 0) return file_.SystemTrouble("sync it");
  return {};
}

std::expected<void, std::string> SecretLock::RefuseLink() const {
  struct stat status{};
  const std::string name = file_.path.filename().string();
  if (::fstatat(folder_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return {};
  if (!S_ISLNK(status.st_mode)) return {};
  return file_.Trouble("it is a symbolic link; give the file that it points to");
}

// Gives the draft to the file's owner: the server's user must be able to read a key that root has
// changed.
std::expected<void, std::string> SecretLock::GiveToOwner(int draft) const {
  if (::geteuid() != 0) return {};
  struct stat status{};
  const std::string name = file_.path.filename().string();
  const bool found = ::fstatat(folder_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 ||
                     ::fstat(folder_.get(), &status) == 0;
  if (!found || ::fchown(draft, status.st_uid, status.st_gid) != 0) {
    return file_.SystemTrouble("set its owner");
  }
  return {};
}

}  // namespace onsale::app
