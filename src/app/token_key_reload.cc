#include "app/token_key_reload.h"

#include <memory>
#include <utility>

#include "store/postgres/token_keys.h"

namespace onsale::app {
namespace {

std::string NameOf(const http::SealKeyIds& ids) {
  return ids.opens ? ids.seals.ToHex() + " and " + ids.opens->ToHex() : ids.seals.ToHex();
}

}  // namespace

std::expected<http::SealKeys, std::string> StartingTokenKeys(const TokenKeyLocation& location,
                                                             bool has_tokens) {
  const auto keys = ReadTokenKeys(location.file);
  if (!keys) return std::unexpected(keys.error());
  if (*keys) return **keys;
  if (!has_tokens) return MakeTokenKeys(location.file);
  return std::unexpected(
      "token key " + location.file.string() +
      ": there is no such file, but queue tokens were issued that only its key opens. Restore the "
      "file from a copy or, with several nodes, copy it from another node. If it is lost, "
      "`onsale token-key new --token-key-file " +
      location.file.string() + (location.store.empty() ? "" : " --store URL") +
      "` creates a new key: issued tokens become invalid, and a buyer who requests a token again "
      "keeps the queue number");
}

std::expected<void, std::string> AgreeOnTokenKeys(const TokenKeyLocation& location,
                                                  const http::SealKeys& keys) {
  if (location.store.empty()) return {};
  store::TokenKeyDigests digests{.seals = http::DigestOf(keys.seals), .opens = {}};
  if (keys.opens) digests.opens = http::DigestOf(*keys.opens);
  const auto agreed = store::ShowTokenKeys(
      {.url = location.store, .allow_insecure = location.allow_insecure_store}, digests);
  if (!agreed) return std::unexpected(agreed.error().detail);
  return {};
}

void TokenKeyReload::Reload(Done done) {
  // `done` is shared with the task: Run destroys a task that it does not start, and `done` is
  // needed then.
  const auto answer = std::make_shared<Done>(std::move(done));
  const auto started =
      tasks_.Run([this, answer] { return [answer, result = Read()] { (*answer)(result); }; });
  if (started == base::TaskThread::Start::kStarted) return;
  log_.Warn("token keys not reloaded", {{"reason", started == base::TaskThread::Start::kBusy
                                                       ? "another reload is running"
                                                       : "the system cannot start a thread"}});
  (*answer)(std::unexpected(http::TokenKeysRefused{}));
}

TokenKeyReload::Result TokenKeyReload::Read() {
  const http::SealKeyIds before = IdsOf(in_use_.Get());
  const auto keys = Acceptable();
  if (!keys) {
    log_.Error("token keys rejected; the previous ones stay in use", {{"reason", keys.error()}});
    return std::unexpected(http::TokenKeysRefused{});
  }
  const http::SealKeyIds now = IdsOf(*keys);
  if (now != before) in_use_.Replace(*keys);
  log_.Info("token keys reloaded", {{"before", NameOf(before)}, {"now", NameOf(now)}});
  return now;
}

std::expected<http::SealKeys, std::string> TokenKeyReload::Acceptable() const {
  const auto keys = ReadTokenKeys(location_.file);
  if (!keys) return std::unexpected(keys.error());
  if (!*keys) return std::unexpected(location_.file.string() + ": there is no such file");
  const http::SealKeyId in_use = IdsOf(in_use_.Get()).seals;
  if (!IdsOf(**keys).Contains(in_use)) {
    return std::unexpected(
        location_.file.string() + ": it does not hold key " + in_use.ToHex() +
        ", which seals tokens now, so that those tokens would become invalid. If "
        "that is intended, restart the server");
  }
  if (auto agreed = AgreeOnTokenKeys(location_, **keys); !agreed) {
    return std::unexpected(agreed.error());
  }
  return **keys;
}

}  // namespace onsale::app
