#include "app/buyer_key_file.h"

#include <cerrno>
#include <string>
#include <utility>

#include "http/access/buyer/key_set.h"

namespace onsale::app {
namespace {

bool IsSameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

BuyerKeyFile::Result BuyerKeyFile::Read(Why why) {
  const auto before = std::exchange(read_, std::nullopt);
  const auto in = OpenOwned(file_, Closed::kToWriters);
  if (!in) return std::unexpected(in.error());
  if (!*in) return file_.SystemTrouble("open it");
  const struct stat& status = (*in)->status;
  if (why == Why::kDue && before && IsSameFile(*before, status)) {
    read_ = status;
    return std::nullopt;
  }
  std::string text(http::KeySet::kBytesMax + 1, '\0');  // one more shows that it is too long
  const auto size = ReadFully((*in)->descriptor.get(), text);
  if (!size) return file_.SystemTrouble("read it");
  text.resize(*size);
  read_ = status;
  return text;
}

}  // namespace onsale::app
