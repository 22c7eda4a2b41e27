#include "app/access_key_file.h"

#include "app/setting_values.h"
#include "http/access/access_key_text.h"

namespace onsale::app {
namespace {

constexpr std::size_t kLineMax = 128;

}  // namespace

std::expected<std::optional<base::Secret>, std::string> ReadKeyLine(const SecretFile& file) {
  auto line = ReadSecret(file, kLineMax);
  if (!line || !*line) return line;
  base::Secret& text = **line;
  if (text.text().ends_with('\n')) text.Shorten(text.text().size() - 1);
  if (text.text().ends_with('\r')) text.Shorten(text.text().size() - 1);
  return line;
}

std::expected<base::Secret, std::string> LoadAccessKey(const std::filesystem::path& path) {
  if (const auto mistake = MistakeInKeyFile(path)) {
    return std::unexpected("--key-file: " + *mistake);
  }
  const SecretFile file{.what = "access key", .path = path};
  auto line = ReadKeyLine(file);
  if (!line) return std::unexpected(line.error());
  if (!*line) return file.Trouble("cannot open it: there is no such file");
  if (http::ParseAccessKey((*line)->text())) return std::move(**line);
  return file.Trouble(
      "it must contain one line, an access key as `onsale key add` prints it: ons_live_...");
}

}  // namespace onsale::app
