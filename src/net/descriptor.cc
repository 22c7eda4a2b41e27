#include "net/descriptor.h"

#include <unistd.h>

namespace onsale::net {

void Descriptor::Close() {
  // close is not repeated after EINTR: Linux has closed the descriptor despite the error.
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace onsale::net
