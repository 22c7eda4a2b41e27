// Files that hold a secret: read and written so that nobody else reads, plants or swaps them.
//
// Shape:    a secret is a regular file that belongs to this process's user or to root, and that
//           nobody else may read or write. It may be reached through a symbolic link, as secrets are
//           mounted into containers: what counts is the file at its end.
//           It is replaced as a whole: a draft beside it (`NAME.new`, mode 0600, never through a
//           link), synced, renamed, the folder synced. A draft that a crash has left is thrown away.
//           A new file that root writes belongs to the owner of the old one, or of the folder.
// Threads:  any.
// Errors:   a sentence for the operator, which never shows what the file holds.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "base/secret.h"
#include "net/descriptor.h"

namespace onsale::app {

struct SecretFile {
  std::string what;  // `token key`: how each sentence begins
  std::filesystem::path path;

  std::unexpected<std::string> Trouble(std::string_view sentence) const;
  // `cannot VERB: ` and the system's reason.
  std::unexpected<std::string> SystemTrouble(std::string_view verb) const;
};

// At most `bytes_max` + 1 bytes of it: one more than allowed says that it is too long. Nothing if
// there is no such file.
std::expected<std::optional<base::Secret>, std::string> ReadSecret(const SecretFile& file,
                                                                   std::size_t bytes_max);

// Keeps other processes from changing the file between a read and a Replace. Waits for them.
class SecretLock {
 public:
  static std::expected<SecretLock, std::string> Take(SecretFile file);

  // Refuses a name that is a link: the file that it leads to would stay as it was.
  std::expected<void, std::string> Replace(std::string_view bytes) const;

 private:
  SecretLock(SecretFile file, net::Descriptor folder)
      : file_(std::move(file)), folder_(std::move(folder)) {}
  std::expected<void, std::string> WriteDraft(const std::string& name,
                                              std::string_view bytes) const;
  std::expected<void, std::string> GiveToOwner(int draft) const;
  std::expected<void, std::string> RefuseLink() const;

  SecretFile file_;
  net::Descriptor folder_;  // carries the lock
};

}  // namespace onsale::app
