#include "http/connection/client_socket.h"

#include <array>
#include <utility>

#include "http/connection/thread_context.h"

namespace onsale::http {
namespace {

// The most reads that discard one client's input before other clients are served.
constexpr int kDiscardsMax = 16;
// The most unacknowledged bytes that a closed connection leaves to the kernel, which may keep
// sending them for minutes.
constexpr std::size_t kLeftToKernelMax = 16 * 1024;

}  // namespace

void ClientSocket::Note(const net::Event& event) {
  readable = readable || event.readable;
  ended = ended || event.ended;
}

void ClientSocket::Await(Wait wait) {
  context.deadlines.Set(hook, wait, context.now, standing);
}

void ClientSocket::EnterAsStranger() {
  if (standing == Standing::kStranger) stranger = context.strangers.Enter(address);
}

void ClientSocket::Become(Standing other) {
  if (standing == other) return;
  standing = other;
  stranger = Strangers::Mark();
  EnterAsStranger();
}

void ClientSocket::Defer() {
  if (std::exchange(deferred, true)) return;
  context.deferred.push_back(tag());
}

net::IoStatus ClientSocket::Discard() {
  std::array<char, 4096> discarded;
  for (int i = 0; i < kDiscardsMax; ++i) {
    const net::IoResult read = net::Read(descriptor, discarded);
    if (read.status == net::IoStatus::kDone) continue;
    readable = false;
    return read.status;
  }
  return net::IoStatus::kDone;
}

bool ClientSocket::MuchIsUnread() const {
  return net::Unacknowledged(descriptor) > kLeftToKernelMax;
}

void ClientSocket::Close() {
  // Makes the kernel drop many unread bytes, or clients could fill its memory with closed
  // connections that no limit counts. While draining, everything is left to the kernel.
  if (!context.draining && MuchIsUnread()) net::DropOnClose(descriptor);
  context.deadlines.Clear(hook);
  descriptor.Close();
  context.connections.Remove(tag());
}

}  // namespace onsale::http
