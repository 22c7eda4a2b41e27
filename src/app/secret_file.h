// Reads and writes files that hold a secret, so that other users cannot read or replace them.
//
// Shape:    a secret is a regular file that belongs to this process's user or to root and that
//           other users may neither read nor write. Reading follows a symbolic link, because
//           containers mount secrets through links, and checks the link's target.
//           A change writes a draft beside the file (`NAME.new`, mode 0600, not through a link),
//           syncs the draft, renames it to the file's name and syncs the folder. A draft that a
//           crash has left is removed.
//           A file that root writes gets the owner of the old file, or else of the folder.
// Threads:  any.
// Errors:   a sentence for the operator, without the file's contents.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "base/secret.h"
#include "net/descriptor.h"

namespace onsale::app {

struct SecretFile {
  std::string what;  // begins each sentence, e.g. `token key`
  std::filesystem::path path;

  std::unexpected<std::string> Trouble(std::string_view sentence) const;
  // An error sentence: `cannot VERB: ` and the system's reason.
  std::unexpected<std::string> SystemTrouble(std::string_view verb) const;
};

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
