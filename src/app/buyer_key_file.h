// The file of the shop's public keys, read again when it changes.
//
// Shape:    a regular file that belongs to this process's user or to root and that no other user
//           may write: whoever writes it can sign in as any buyer. A symbolic link is followed, as
//           containers mount files through links. A change is a new inode, size, or modification
//           time. Replace the file by renaming: a half-written one is refused until it is whole.
// Threads:  one at a time.
// Errors:   a sentence for the operator. After an error the file is read again, changed or not.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "app/secret_file.h"
#include "http/access/buyer/key_set_source.h"

namespace onsale::app {

class BuyerKeyFile final : public http::KeySetSource {
 public:
  explicit BuyerKeyFile(std::filesystem::path path)
      : file_{.what = "buyer keys", .path = std::move(path)} {}

  Result Read(Why why) override;

 private:
  const SecretFile file_;
  std::optional<struct stat> read_;  // of the file when it was last read; nothing after an error
};

}  // namespace onsale::app
