// Reads and writes files that hold a secret, so that other users cannot read or replace them.
//
// Shape:    a secret is a regular file that belongs to this process's user or to root and that
//           other users may neither read nor write; one of root's its group may read, too, if this
//           process is another user's. Reading follows a symbolic link, because
//           containers mount secrets through links, and checks the link's target.
//           A change writes a draft beside the file (`NAME.new`, mode 0600, not through a link),
//           syncs the draft, renames it to the file's name and syncs the folder. A draft that a
//           crash has left is removed.
//           A file that root writes gets the owner of the old file, or else of the folder.
// Threads:  any.
// Errors:   a sentence for the operator, without the file's contents.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/secret.h"
#include "net/descriptor.h"

namespace onsale::app {

// A file that only its owner may change, and that others may read only if it holds no secret.
struct SecretFile {
  std::string what;  // begins each sentence, e.g. `token key`
  std::filesystem::path path;

  std::unexpected<std::string> Trouble(std::string_view sentence) const;
  // An error sentence: `cannot VERB: ` and the system's reason.
  std::unexpected<std::string> SystemTrouble(std::string_view verb) const;
};

// What other users must not be able to do with a file: read and write it, or only write it.
enum class Closed : std::uint8_t { kToReaders, kToWriters };
struct OpenedFile {
  net::Descriptor descriptor;
  struct stat status;
};
// Opens a regular file that belongs to this process's user or to root and is closed to others.
// Nothing if there is no such file; errno is then ENOENT.
std::expected<std::optional<OpenedFile>, std::string> OpenOwned(const SecretFile& file,
                                                                Closed closed);
// Reads from the descriptor until `room` is full or the file ends; returns how much. Nothing if a
// read fails; errno has the reason.
std::optional<std::size_t> ReadFully(int fd, std::span<char> room);

// Reads a secret file, but at most `bytes_max` + 1 bytes: the extra byte shows the caller that the
// file is too long. Nothing if there is no such file.
std::expected<std::optional<base::Secret>, std::string> ReadSecret(const SecretFile& file,
                                                                   std::size_t bytes_max);

// A lock between processes for reading a file and then replacing it. Take waits until the lock is
// free.
class SecretLock {
 public:
  static std::expected<SecretLock, std::string> Take(SecretFile file);

  // Replaces the file's contents. Refuses a symbolic link: the rename would replace the link and
  // not its target.
  std::expected<void, std::string> Replace(std::string_view bytes) const;

 private:
  SecretLock(SecretFile file, net::Descriptor folder)
      : file_(std::move(file)), folder_(std::move(folder)) {}
  std::expected<void, std::string> WriteDraft(const std::string& name,
                                              std::string_view bytes) const;
  std::expected<void, std::string> GiveToOwner(int draft) const;
  std::expected<void, std::string> RefuseLink() const;

  SecretFile file_;
  net::Descriptor folder_;  // holds the lock
};

}  // namespace onsale::app
