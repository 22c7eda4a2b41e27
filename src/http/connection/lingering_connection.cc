#include "http/connection/lingering_connection.h"

#include <memory>
#include <utility>

#include "http/connection/thread_context.h"

namespace onsale::http {

void LingeringConnection::TakeOver(ClientSocket client) {
  ConnectionTable& connections = client.context.connections;
  const std::uint64_t tag = client.tag();
  connections.Put(tag, std::make_unique<LingeringConnection>(std::move(client))).Start();
}

LingeringConnection::LingeringConnection(ClientSocket client)
    : client_(std::move(client)),
      until_(client_.context.now + client_.context.options.write_timeout) {}

void LingeringConnection::Start() {
  if (!net::ShutdownWrites(client_.descriptor)) return Close();
  client_.Await(client_.MuchIsUnread() ? Wait::kUnread : Wait::kLinger);
  if (client_.readable) Discard();
}

void LingeringConnection::OnEvent(const net::Event& event) {
  client_.Note(event);
  if (!client_.deferred) Resume();
}

void LingeringConnection::Resume() {
  client_.deferred = false;
  if (client_.readable) Discard();
}

void LingeringConnection::Discard() {
  switch (client_.Discard()) {
    case net::IoStatus::kDone:
      return client_.Defer();
    case net::IoStatus::kWouldBlock:
      return;
    case net::IoStatus::kEnded:
      return OnDeadline();  // the client may read on
    case net::IoStatus::kBroken:
      return Close();
  }
}

void LingeringConnection::OnDeadline() {
  if (!client_.MuchIsUnread() || client_.context.now >= until_) return Close();
  client_.Await(Wait::kLinger);
}

}  // namespace onsale::http
