#include "net/descriptor.h"

#include <unistd.h>

namespace onsale::net {

void Descriptor::Close() {
  // Not again after EINTR: Linux has closed it all the same.
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace onsale::net
