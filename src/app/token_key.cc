#include "app/token_key.h"

#include <algorithm>
#include <array>

#include "app/secret_file.h"
#include "base/ascii.h"
#include "base/random.h"

namespace onsale::app {
namespace {

constexpr std::string_view kTitle = "onsale token keys 1\n";
constexpr std::string_view kSeals = "seals ";
constexpr std::string_view kOpens = "opens ";
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kLineBytes = kSeals.size() + 2 * kKeyBytes + 1;
constexpr std::size_t kFileMax = kTitle.size() + 2 * kLineBytes;

SecretFile TokenKeyFile(const std::filesystem::path& path) {
  return {.what = "token key", .path = path};
}

// Writes text into a Secret's buffer, so that no copy of a key stays in memory. The buffer must be
// large enough for all of it.
class Appender {
 public:
  explicit Appender(base::Secret& into) : into_(into.bytes()) {}
  void Text(std::string_view text) {
    std::ranges::copy(text, into_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += text.size();
  }
  void Line(std::string_view name, const base::SecretKey& key) {
    Text(name);
    for (const std::uint8_t byte : key.bytes()) {
      into_[size_++] = base::HexDigit(byte >> 4);
      into_[size_++] = base::HexDigit(byte & 0xF);
    }
    Text("\n");
  }
  std::size_t size() const { return size_; }

 private:
  std::span<char> into_;
  std::size_t size_ = 0;
};

// Takes a line `NAME 64-DIGITS\n` from the front of the text; nothing if the text begins otherwise.
std::optional<base::SecretKey> TakeLine(std::string_view& text, std::string_view name) {
  if (text.size() < kLineBytes || !text.starts_with(name) || text[kLineBytes - 1] != '\n') {
    return std::nullopt;
  }
  base::SecretKey key;
  for (std::size_t i = 0; i < kKeyBytes; ++i) {
    const int byte = base::HexByte(text.substr(name.size() + 2 * i, 2));
    if (byte < 0) return std::nullopt;
    key.bytes()[i] = static_cast<std::uint8_t>(byte);
  }
  text.remove_prefix(kLineBytes);
  return key;
}

// A random key whose id differs from that of `other`.
base::SecretKey FreshKey(const base::SecretKey* other) {
  base::SecretKey key;
  do base::FillWithRandom(key.bytes());
  while (other != nullptr && http::IdOf(key) == http::IdOf(*other));
  return key;
}

std::expected<http::SealKeys, std::string> Changed(const SecretFile& file,
                                                   const http::SealKeys& keys,
                                                   KeyChangeOrder order) {
  const bool makes = order.change == KeyChange::kRotate || order.change == KeyChange::kAdd;
  if (makes && keys.opens && !order.drop_older) {
    return file.Trouble(
        "it can hold two keys: key " + http::IdOf(*keys.opens).ToHex() +
        ", which only opens tokens, would be removed and the tokens that it sealed would become "
        "invalid. A buyer who requests a token again keeps the queue number. If that is intended, "
        "give --drop-older");
  }
  if (!makes && !keys.opens) {
    return file.Trouble(
        "it holds only one key; `onsale token-key rotate` or `add` creates another");
  }
  switch (order.change) {
    case KeyChange::kRotate:
      return http::SealKeys{.seals = FreshKey(&keys.seals), .opens = keys.seals};
    case KeyChange::kAdd:
      return http::SealKeys{.seals = keys.seals, .opens = FreshKey(&keys.seals)};
    case KeyChange::kSwitch:
      return http::SealKeys{.seals = *keys.opens, .opens = keys.seals};
    case KeyChange::kDrop:
    case KeyChange::kNew:
      break;
  }
  return http::SealKeys{.seals = keys.seals, .opens = {}};
}

std::expected<http::SealKeys, std::string> WriteKeys(const SecretLock& lock, http::SealKeys keys) {
  const base::Secret text = FormatTokenKeys(keys);
  if (auto written = lock.Replace(text.text()); !written) {
    return std::unexpected(written.error());
  }
  return keys;
}

}  // namespace

base::Secret FormatTokenKeys(const http::SealKeys& keys) {
  base::Secret text(kFileMax);
  Appender out(text);
  out.Text(kTitle);
  out.Line(kSeals, keys.seals);
  if (keys.opens) out.Line(kOpens, *keys.opens);
  text.Shorten(out.size());
  return text;
}

std::optional<http::SealKeys> ParseTokenKeys(std::string_view text) {
  if (text.size() == kKeyBytes) {
    base::SecretKey key;
    std::ranges::copy(text, key.bytes().begin());
    return http::SealKeys{.seals = key, .opens = {}};
  }
  if (!text.starts_with(kTitle)) return std::nullopt;
  text.remove_prefix(kTitle.size());
  const auto seals = TakeLine(text, kSeals);
  if (!seals) return std::nullopt;
  http::SealKeys keys{.seals = *seals, .opens = {}};
  if (text.empty()) return keys;
  keys.opens = TakeLine(text, kOpens);
  if (!keys.opens || !text.empty()) return std::nullopt;
  if (http::IdOf(*keys.opens) == http::IdOf(keys.seals)) return std::nullopt;
  return keys;
}

std::expected<std::optional<http::SealKeys>, std::string> ReadTokenKeys(
    const std::filesystem::path& path) {
  const SecretFile file = TokenKeyFile(path);
  const auto text = ReadSecret(file, kFileMax);
  if (!text) return std::unexpected(text.error());
  if (!*text) return std::nullopt;
  auto keys = ParseTokenKeys((*text)->text());
  if (keys) return keys;
  return file.Trouble(
      "it does not hold token keys as `onsale token-key` writes them. Restore the file from a "
      "copy. "
      "If there is no copy, move the file away and run: onsale token-key new");
}

std::expected<http::SealKeys, std::string> MakeTokenKeys(const std::filesystem::path& path) {
  const auto lock = SecretLock::Take(TokenKeyFile(path));
  if (!lock) return std::unexpected(lock.error());
  const auto there = ReadTokenKeys(path);
  if (!there) return std::unexpected(there.error());
  if (*there) return **there;
  return WriteKeys(*lock, {.seals = FreshKey(nullptr), .opens = {}});
}

std::expected<http::SealKeys, std::string> ChangeTokenKeys(const std::filesystem::path& path,
                                                           KeyChangeOrder order) {
  const SecretFile file = TokenKeyFile(path);
  const auto lock = SecretLock::Take(file);
  if (!lock) return std::unexpected(lock.error());
  const auto there = ReadTokenKeys(path);
  if (!there) return std::unexpected(there.error());
  if (order.change == KeyChange::kNew) {
    if (!*there) return WriteKeys(*lock, {.seals = FreshKey(nullptr), .opens = {}});
    return file.Trouble(
        "it exists already; nothing was changed. `onsale token-key rotate` creates a new key and "
        "keeps issued tokens valid");
  }
  if (!*there) return file.Trouble("there is no such file");
  auto keys = Changed(file, **there, order);
  if (!keys) return keys;
  return WriteKeys(*lock, *std::move(keys));
}

}  // namespace onsale::app
