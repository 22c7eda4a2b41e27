#include "app/served_source.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <future>
#include <stop_token>

#include "base/decimal.h"
#include "base/sha256.h"
#include "http/backup_source.h"

namespace onsale::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kBasePath = "/v1/operator/backup/base";
// How long one piece may take, and how often frames are copied while a base is made.
constexpr std::chrono::seconds kPieceTime{60};
constexpr std::chrono::milliseconds kBetweenInterval{200};

std::unexpected<store::StoreError> Unserved(std::string sentence) {
  return std::unexpected(
      store::StoreError{store::StoreErrorCode::kUnavailable, std::move(sentence)});
}

// What the response to the request for a base says.
struct ServedBase {
  store::CopyMark mark;
  std::uint64_t bytes = 0;
  base::Sha256Digest digest;
};

std::optional<ServedBase> ReadServedBase(const std::string& text) {
  try {
    const json::object body = json::parse(text).as_object();
    ServedBase served;
    served.mark.last.commit_number = body.at("commit").to_number<std::uint64_t>();
    served.bytes = body.at("bytes").to_number<std::uint64_t>();
    const std::string_view hash(body.at("hash").as_string());
    const auto at = base::ParseRfc3339Micros(std::string_view(body.at("at").as_string()));
    if (!at || !base::ReadDecimal(hash, served.mark.last.hash)) return std::nullopt;
    const auto digest =
        base::Sha256Digest::ParseHex(std::string_view(body.at("sha256").as_string()));
    if (!digest) return std::nullopt;
    served.mark.now = *at;
    served.digest = *digest;
    return served;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

ServedSource::Result<std::string> ServedSource::Call(const OperatorRequest& request) {
  auto answer = CallServer(server_, invocation_, request);
  if (answer) return *std::move(answer);
  return Unserved(answer.error().sentence);
}

ServedSource::Result<std::optional<std::string>> ServedSource::Read(store::JournalPlace from,
                                                                    std::size_t bytes_max) {
  std::string bytes;
  // The server sends at most kBackupPieceMax at once.
  while (bytes.size() < bytes_max) {
    const std::string path =
        "/v1/operator/backup/journal?segment=" + std::to_string(from.segment) +
        "&offset=" + std::to_string(from.offset + bytes.size()) +
        "&limit=" + std::to_string(std::min(bytes_max - bytes.size(), http::kBackupPieceMax));
    const auto piece = Call({.path = path, .within = kPieceTime});
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) return std::nullopt;
    const std::size_t size = piece->size() - 1;
    if (piece->front() != http::kBackupSegmentIsThere || size > bytes_max - bytes.size()) {
      return Unserved("the server's response is not a piece of a journal");
    }
    bytes.append(*piece, 1);
    if (size < http::kBackupPieceMax) break;
  }
  return bytes;
}

// A base of a large sale takes minutes, in which a busy server removes the frames behind it.
ServedSource::Result<std::string> ServedSource::MakeBase(const Between& between) {
  std::stop_source stop;
  auto made = std::async(std::launch::async, [this, &stop] {
    return Call({.method = "POST", .path = kBasePath, .stop = stop.get_token()});
  });
  while (made.wait_for(kBetweenInterval) != std::future_status::ready) {
    if (auto done = between(); !done) {
      stop.request_stop();
      return std::unexpected(done.error());
    }
  }
  return made.get();
}

ServedSource::Result<store::CopyMark> ServedSource::CopyBase(const Target& target,
                                                             const Between& between) {
  const auto made = MakeBase(between);
  if (!made) return std::unexpected(made.error());
  const auto base = ReadServedBase(*made);
  if (!base) return Unserved("the server's response is not a base of a backup");
  const auto file = target.files.Open(target.path, store::OpenMode::kCreateEmpty);
  if (!file) return std::unexpected(store::Unavailable(file.error()));
  base::Sha256 digest;
  for (std::uint64_t at = 0; at < base->bytes;) {
    const std::string path = std::string(kBasePath) + "?offset=" + std::to_string(at);
    const auto piece = Call({.path = path, .within = kPieceTime});
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty() || piece->size() > base->bytes - at) {
      return Unserved("the server no longer has the base of this backup");
    }
    if (auto done = (*file)->Write(at, *piece); !done) {
      return std::unexpected(store::Unavailable(done.error()));
    }
    digest.Add(*piece);
    at += piece->size();
    if (auto done = between(); !done) return std::unexpected(done.error());
  }
  if (digest.Finish() != base->digest) {
    return Unserved("the base did not arrive as it was sent, or another backup replaced it");
  }
  return base->mark;
}

}  // namespace onsale::app
