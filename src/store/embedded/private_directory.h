// Restricts a data directory and the files in it to their owner.
//
// Shape:    the directory and `journal` get mode 0700, the store's files in them 0600; each change
//           is logged. Other files keep their mode. A directory that other users may access, and
//           that has files but no sale, is refused unchanged.
// Requires: the directory exists. No other user writes in it afterwards.
// Errors:   kUnavailable, with a sentence that names the path: the directory or a file of the store
//           belongs to another user, its mode cannot be changed, or the directory has other files.
#pragma once

#include <expected>
#include <functional>
#include <string>

#include "store/store.h"

namespace onsale::store {

std::expected<void, StoreError> MakePrivate(const std::string& directory,
                                            const std::function<void(const std::string&)>& log);

}  // namespace onsale::store
