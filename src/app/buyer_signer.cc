#include "app/buyer_signer.h"

#include "app/secret_file.h"
#include "base/escape.h"

namespace onsale::app {
namespace {

constexpr std::size_t kKeyFileBytesMax = 16 << 10;
constexpr std::chrono::minutes kLifetime{5};

// Appends a member and its comma.
void Append(std::string& object, std::string_view name, std::string_view value) {
  object.append("\"").append(name).append("\":");
  base::AppendJsonString(object, value);
  object += ',';
}

std::string SecondsOf(base::Time time) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

}  // namespace

BuyerSigner::BuyerSigner(http::SigningKey key, const Options& options)
    : key_(std::move(key)), header_("{"), claims_("{") {
  Append(header_, "kid", options.key_id);
  header_.append(R"("alg":")").append(NameOf(key_.algorithm())).append("\"}");
  Append(claims_, "iss", options.rules.issuer);
  Append(claims_, "aud", options.rules.audience);
}

std::expected<BuyerSigner, std::string> BuyerSigner::Load(const Options& options) {
  const SecretFile file{.what = "buyers' signing key", .path = options.key_file};
  const auto pem = ReadSecret(file, kKeyFileBytesMax);
  if (!pem) return std::unexpected(pem.error());
  if (!*pem) return file.Trouble("cannot open it: there is no such file");
  auto key = http::SigningKey::FromPem((*pem)->text());
  if (!key) return file.Trouble(key.error());
  return BuyerSigner(*std::move(key), options);
}

std::string BuyerSigner::TokenOf(std::string_view user, base::Time now) const {
  std::string claims = claims_;
  claims.append(R"("sub":")").append(user);
  claims.append(R"(","iat":)").append(SecondsOf(now));
  claims.append(R"(,"exp":)").append(SecondsOf(now + kLifetime)).append("}");
  return key_.Token(header_, claims);
}

}  // namespace onsale::app
