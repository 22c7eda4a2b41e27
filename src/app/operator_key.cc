#include "app/operator_key.h"

#include <algorithm>

#include "app/secret_file.h"
#include "app/setting_values.h"

namespace onsale::app {
namespace {

constexpr std::size_t kKeyMin = 16;
constexpr std::size_t kKeyMax = 256;
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kMakeOne = "; make one with: openssl rand -base64 32";

bool IsVisible(char c) {
  return c > ' ' && c < '\x7f';
}

}  // namespace

std::expected<base::Secret, std::string> LoadOperatorKey(const std::filesystem::path& path) {
  if (const auto mistake = MistakeInKeyFile(path)) {
    return std::unexpected("--key-file: " + *mistake);
  }
  const SecretFile file{.what = "operator key", .path = path};
  auto read = ReadSecret(file, kKeyMax + kLineEnd.size());
  if (!read) return std::unexpected(read.error());
  if (!*read) return file.Trouble("cannot open it: there is no such file");
  base::Secret key = std::move(**read);
  if (key.text().ends_with('\n')) key.Shorten(key.text().size() - 1);
  if (key.text().ends_with('\r')) key.Shorten(key.text().size() - 1);
  if (!std::ranges::all_of(key.text(), IsVisible)) {
    return file.Trouble("it must contain one line of visible ASCII characters without spaces" +
                        std::string(kMakeOne));
  }
  if (key.text().size() < kKeyMin || key.text().size() > kKeyMax) {
    return file.Trouble("the key must have 16 to 256 characters" + std::string(kMakeOne));
  }
  return key;
}

}  // namespace onsale::app
