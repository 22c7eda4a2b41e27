#include "app/operator_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "net/descriptor.h"

namespace onsale::app {
namespace {

constexpr std::size_t kKeyMin = 16;
constexpr std::size_t kKeyMax = 256;
constexpr std::string_view kMakeOne = "; make one with: openssl rand -base64 32";

std::unexpected<std::string> Trouble(const std::filesystem::path& file, std::string_view what) {
  return std::unexpected("operator key " + file.string() + ": " + std::string(what));
}

// The file's bytes; one more than any key has if it is longer.
std::expected<std::string, std::string> ReadStart(const std::filesystem::path& file, int fd) {
  std::array<char, kKeyMax + 3> bytes;
  const ssize_t size = ::read(fd, bytes.data(), bytes.size());
  if (size < 0) return Trouble(file, std::string("cannot read it: ") + std::strerror(errno));
  return std::string(bytes.data(), static_cast<std::size_t>(size));
}

bool IsVisible(char c) {
  return c > ' ' && c < '\x7f';
}

}  // namespace

std::expected<std::string, std::string> LoadOperatorKey(const std::filesystem::path& file) {
  // Without O_NONBLOCK a pipe of that name would keep the start waiting.
  const net::Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!in.open()) return Trouble(file, std::string("cannot open it: ") + std::strerror(errno));
  struct stat status{};
  if (::fstat(in.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Trouble(file, "it is no file");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Trouble(file, "others may read it; run: chmod 600 " + file.string());
  }
  auto key = ReadStart(file, in.get());
  if (!key) return key;
  if (key->ends_with('\n')) key->pop_back();
  if (key->ends_with('\r')) key->pop_back();
  if (!std::ranges::all_of(*key, IsVisible)) {
    return Trouble(file, "it must hold one line of visible ASCII characters, without spaces" +
                             std::string(kMakeOne));
  }
  if (key->size() < kKeyMin || key->size() > kKeyMax) {
    return Trouble(file, "the key must have 16 to 256 characters" + std::string(kMakeOne));
  }
  return key;
}

}  // namespace onsale::app
