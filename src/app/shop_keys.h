// The shop's keys of a running server, by which it verifies buyers (`--buyers signed`).
//
// Owner:    the server uses buyers(), and ends before this.
// Threads:  one; the keys are read again on a thread of their own.
// Errors:   logged. Keys that are refused while the server runs change nothing.
#pragma once

#include <memory>

#include "app/log.h"
#include "app/settings.h"
#include "http/access/buyer/key_set_reload.h"
#include "http/access/buyer/token_verifier.h"
#include "outbound/https_client.h"

namespace onsale::app {

class ShopKeys {
 public:
  // `clock` is one that nobody sets. Settings, clock and log outlive the object.
  ShopKeys(const Settings& settings, const base::Clock& clock, Log& log);
  ~ShopKeys() { Stop(); }
  ShopKeys(const ShopKeys&) = delete;
  ShopKeys& operator=(const ShopKeys&) = delete;

  // Reads the keys, and from then on when their source changes. Returns false if there are none.
  bool Start();
  // Ends a request for the keys that is in progress, within a second. Any thread.
  void Stop() { client_.Stop(); }
  const http::SignedBuyers& buyers() const { return buyers_; }

 private:
  outbound::HttpsClient client_;  // for a URL
  const std::unique_ptr<http::KeySetSource> source_;
  http::CurrentKeySet keys_;
  http::KeySetReload reload_;
  const http::SignedBuyers buyers_;
};

}  // namespace onsale::app
