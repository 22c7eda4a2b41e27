// A data directory that only its owner may enter, read and write.
//
// Shape:    the directory and `journal` 0700, the store's files in them 0600. What is wider, because an
//           earlier program made it or somebody copied it, is narrowed, and a line for the log says so.
//           Files that are not the store's are left alone, and so is a directory of other things: one
//           that others may use, with something in it and no sale.
// Requires: the directory is there. Nobody else writes in it once this has returned.
// Errors:   kUnavailable, with a sentence that names the path: it, or a file of the store in it, belongs
//           to another user, or its mode cannot be narrowed; or it is a directory of other things, in
//           which nothing was changed.
#pragma once

#include <expected>
#include <functional>
#include <string>

#include "store/store.h"

namespace onsale::store {

std::expected<void, StoreError> MakePrivate(const std::string& directory,
                                            const std::function<void(const std::string&)>& log);

}  // namespace onsale::store
