#include "http/access/buyer/token_verifier.h"

#include <optional>
#include <string>

#include "base/ascii.h"
#include "base/json_document.h"
#include "http/access/base64url.h"

namespace onsale::http {
namespace {

std::unexpected<BuyerTokenRefusal> RefuseToken(BuyerTokenReason reason) {
  return std::unexpected(BuyerTokenRefusal{.reason = reason, .name = {}, .wanted = {}});
}

std::unexpected<BuyerTokenRefusal> BadHeader(std::string_view name, std::string_view wanted) {
  return std::unexpected(BuyerTokenRefusal{
      .reason = BuyerTokenReason::kBadHeader, .name = std::string(name), .wanted = wanted});
}

struct TokenParts {
  std::string_view header;     // encoded
  std::string_view claims;     // encoded
  std::string_view covered;    // what the signature covers: header and claims
  std::string_view signature;  // encoded
};

std::optional<TokenParts> SplitToken(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == last || token.find('.', first + 1) != last) return std::nullopt;
  return TokenParts{.header = token.substr(0, first),
                    .claims = token.substr(first + 1, last - first - 1),
                    .covered = token.substr(0, last),
                    .signature = token.substr(last + 1)};
}

struct TokenHeader {
  std::string algorithm;
  std::string key;
};

bool IsKnownType(const base::JsonValue& type) {
  return type.kind == base::JsonKind::kString && (base::EqualsIgnoringCase(type.text, "JWT") ||
                                                  base::EqualsIgnoringCase(type.text, "at+jwt"));
}

std::expected<TokenHeader, BuyerTokenRefusal> ReadHeader(std::string_view json) {
  const auto document = base::ParseJson(json);
  if (!document || document->root.kind != base::JsonKind::kObject) {
    return RefuseToken(BuyerTokenReason::kMalformed);
  }
  if (!document->duplicates.empty()) {
    return BadHeader(document->duplicates.front().path, "given once");
  }
  const base::JsonValue& root = document->root;
  if (root.Find("crit") != nullptr) return BadHeader("crit", "absent: no extension is supported");
  if (const auto* const type = root.Find("typ"); type != nullptr && !IsKnownType(*type)) {
    return BadHeader("typ", "JWT, at+jwt or absent");
  }
  const auto* const algorithm = root.Find("alg");
  if (algorithm == nullptr || algorithm->kind != base::JsonKind::kString) {
    return BadHeader("alg", "ES256, EdDSA or RS256");
  }
  const auto* const key = root.Find("kid");
  if (key == nullptr || key->kind != base::JsonKind::kString) {
    return BadHeader("kid", "the \"kid\" of the key that signed, as in the key set");
  }
  return TokenHeader{.algorithm = algorithm->text, .key = key->text};
}

}  // namespace

std::expected<BuyerClaims, BuyerTokenRefusal> BuyerTokenVerifier::Verify(std::string_view token,
                                                                         base::Time now) {
  if (token.empty()) return RefuseToken(BuyerTokenReason::kMissing);
  if (token.size() > kTokenBytesMax) return RefuseToken(BuyerTokenReason::kMalformed);
  const auto parts = SplitToken(token);
  if (!parts) return RefuseToken(BuyerTokenReason::kMalformed);
  const auto header_json = DecodeBase64Url(parts->header);
  const auto claims_json = DecodeBase64Url(parts->claims);
  const auto signature = DecodeBase64Url(parts->signature);
  if (!header_json || !claims_json || !signature) return RefuseToken(BuyerTokenReason::kMalformed);
  const auto header = ReadHeader(*header_json);
  if (!header) return std::unexpected(header.error());

  if (keys_.version() != used_version_) {
    used_version_ = keys_.version();
    used_ = keys_.Get();
  }
  const VerifyingKey* const key = used_->Find(header->key);
  if (key == nullptr) {
    keys_.ReportUnknownKey();
    return RefuseToken(BuyerTokenReason::kUnknownKey);
  }
  if (header->algorithm != NameOf(key->algorithm())) {
    return BadHeader("alg", "the algorithm of the key that \"kid\" names");
  }
  if (!key->Verify(parts->covered, *signature)) return RefuseToken(BuyerTokenReason::kBadSignature);
  return ReadBuyerClaims(*claims_json, rules_, now);
}

}  // namespace onsale::http
