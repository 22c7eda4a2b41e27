#include "http/access/buyer/claims.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/json_document.h"
#include "base/utf8.h"
#include "http/access/buyer/quoted_name.h"

namespace onsale::http {
namespace {

using base::JsonKind;
using base::JsonValue;

constexpr std::int64_t kSecondsMax = 253'402'300'799;  // the end of the year 9999
constexpr std::size_t kTokenIdBytesMax = 128;
constexpr std::size_t kPersonBytesMin = 16;
constexpr std::size_t kPersonBytesMax = 64;
constexpr std::size_t kGroupsMax = 16;
constexpr std::size_t kAudiencesMax = 16;

struct ReadClaims {
  BuyerClaims claims;
  std::string_view issuer;
  std::vector<std::string_view> audiences;
  std::optional<base::Time> not_before;
};

bool IsText(const JsonValue& value) {
  return value.kind == JsonKind::kString;
}

std::optional<base::Time> TimeOf(const JsonValue& value) {
  if (value.kind != JsonKind::kInteger) return std::nullopt;
  if (value.integer < 0 || value.integer > kSecondsMax) return std::nullopt;
  return base::Time(std::chrono::seconds(value.integer));
}

bool ReadTime(const JsonValue& value, base::Time& into) {
  const auto time = TimeOf(value);
  if (time) into = *time;
  return time.has_value();
}

bool ReadIssuer(const JsonValue& value, ReadClaims& read) {
  read.issuer = value.text;
  return IsText(value);
}

bool ReadAudience(const JsonValue& value, ReadClaims& read) {
  if (IsText(value)) read.audiences = {value.text};
  if (value.kind != JsonKind::kArray) return IsText(value);
  for (const JsonValue& item : value.items) read.audiences.push_back(item.text);
  return value.items.size() <= kAudiencesMax && std::ranges::all_of(value.items, IsText);
}

bool ReadUser(const JsonValue& value, ReadClaims& read) {
  const auto user = IsText(value) ? base::UserId::Parse(value.text) : std::nullopt;
  if (user) read.claims.user = *user;
  return user.has_value();
}

bool ReadIssuedAt(const JsonValue& value, ReadClaims& read) {
  return ReadTime(value, read.claims.issued_at);
}

bool ReadExpiry(const JsonValue& value, ReadClaims& read) {
  return ReadTime(value, read.claims.expires_at) && read.claims.expires_at > read.claims.issued_at;
}

bool ReadNotBefore(const JsonValue& value, ReadClaims& read) {
  read.not_before = TimeOf(value);
  return read.not_before.has_value();
}

bool ReadTokenId(const JsonValue& value, ReadClaims& read) {
  read.claims.token_id = value.text;
  return IsText(value) && !value.text.empty() && value.text.size() <= kTokenIdBytesMax &&
         std::ranges::all_of(value.text, [](char c) { return c > ' ' && c < '\x7F'; });
}

bool ReadPerson(const JsonValue& value, ReadClaims& read) {
  read.claims.person = value.text;
  return IsText(value) && IsPersonName(value.text);
}

bool ReadGroups(const JsonValue& value, ReadClaims& read) {
  for (const JsonValue& item : value.items) read.claims.groups.push_back(item.text);
  return value.kind == JsonKind::kArray && value.items.size() <= kGroupsMax &&
         std::ranges::all_of(value.items, [](const JsonValue& item) {
           return IsText(item) && base::IsSlug(item.text);
         });
}

bool ReadAccess(const JsonValue& value, ReadClaims& read) {
  read.claims.may_take_accessible = value.boolean;
  return value.kind == JsonKind::kBool;
}

struct TokenClaim {
  std::string_view name;
  bool is_required;
  bool (*read)(const JsonValue& value, ReadClaims& read);  // false: not as wanted
  std::string_view wanted;
};
constexpr std::string_view kSecondsWanted =
    "a whole number of seconds since 1970, up to the year 9999";
// `exp` follows `iat`, with which it is compared.
constexpr TokenClaim kTokenClaims[] = {
    {"iss", true, ReadIssuer, "a string: the issuer that the server is configured with"},
    {"aud", true, ReadAudience,
     "a string or a list of at most 16 strings, among them the configured audience"},
    {"sub", true, ReadUser,
     "a user id: a string of 1 to 255 bytes of visible characters in NFC, with no part between / "
     "or \\ that is empty, . or .., and without an escape such as %41"},
    {"iat", true, ReadIssuedAt, kSecondsWanted},
    {"exp", true, ReadExpiry,
     R"(a whole number of seconds since 1970, later than "iat", up to the year 9999)"},
    {"nbf", false, ReadNotBefore, kSecondsWanted},
    {"jti", false, ReadTokenId, "a string of 1 to 128 visible ASCII characters"},
    {"person", false, ReadPerson, "a string of 16 to 64 letters, digits, _ and -"},
    {"groups", false, ReadGroups,
     "a list of at most 16 names, each of 1 to 64 of a-z, 0-9 and -, not starting with -"},
    {"access", false, ReadAccess, "true or false"},
};

std::unexpected<BuyerTokenRefusal> RefusedClaims(BuyerTokenReason reason) {
  return std::unexpected(BuyerTokenRefusal{.reason = reason, .name = {}, .wanted = {}});
}

std::unexpected<BuyerTokenRefusal> BadClaim(std::string_view name, std::string_view wanted) {
  return std::unexpected(BuyerTokenRefusal{
      .reason = BuyerTokenReason::kBadClaim, .name = std::string(name), .wanted = wanted});
}

std::expected<BuyerClaims, BuyerTokenRefusal> CheckClaims(ReadClaims read,
                                                          const BuyerTokenRules& rules,
                                                          base::Time now) {
  const BuyerClaims& claims = read.claims;
  if (read.issuer != rules.issuer) return RefusedClaims(BuyerTokenReason::kWrongIssuer);
  if (std::ranges::find(read.audiences, rules.audience) == read.audiences.end()) {
    return RefusedClaims(BuyerTokenReason::kWrongAudience);
  }
  // Together with the check of `iat` this bounds how far ahead of now a token expires.
  if (claims.expires_at - claims.issued_at > kTokenLifetimeMax) {
    return RefusedClaims(BuyerTokenReason::kLifetimeTooLong);
  }
  const base::Time valid_from = std::max(claims.issued_at, read.not_before.value_or(base::Time()));
  if (valid_from > now + kTokenClockTolerance) return RefusedClaims(BuyerTokenReason::kNotYetValid);
  if (now >= claims.expires_at + kTokenClockTolerance)
    return RefusedClaims(BuyerTokenReason::kExpired);
  return std::move(read.claims);
}

}  // namespace

bool IsPersonName(std::string_view name) {
  return name.size() >= kPersonBytesMin && name.size() <= kPersonBytesMax &&
         std::ranges::all_of(name, [](char c) {
           return base::IsAsciiAlphanumeric(static_cast<unsigned char>(c)) || c == '_' || c == '-';
         });
}

std::expected<BuyerClaims, BuyerTokenRefusal> ReadBuyerClaims(std::string_view json,
                                                              const BuyerTokenRules& rules,
                                                              base::Time now) {
  const auto document = base::ParseJson(json);
  if (!document || document->root.kind != JsonKind::kObject) {
    return RefusedClaims(BuyerTokenReason::kMalformed);
  }
  if (!document->duplicates.empty()) {
    return BadClaim(document->duplicates.front().path, "given once");
  }
  ReadClaims read;
  for (const TokenClaim& claim : kTokenClaims) {
    const JsonValue* const value = document->root.Find(claim.name);
    if (value == nullptr ? claim.is_required : !claim.read(*value, read)) {
      return BadClaim(claim.name, claim.wanted);
    }
  }
  return CheckClaims(std::move(read), rules, now);
}

std::string_view WordOf(BuyerTokenReason reason) {
  constexpr std::array<std::string_view, 11> kWords = {
      "missing",           "malformed",     "bad-header",   "unknown-key",
      "bad-signature",     "bad-claim",     "wrong-issuer", "wrong-audience",
      "lifetime-too-long", "not-yet-valid", "expired"};
  static_assert(kWords.size() == static_cast<std::size_t>(BuyerTokenReason::kExpired) + 1);
  return kWords[static_cast<std::size_t>(reason)];
}

std::string BuyerTokenRefusal::Sentence() const {
  switch (reason) {
    case BuyerTokenReason::kMissing:
      return "The buyer token is missing; send it as Authorization: Bearer TOKEN.";
    case BuyerTokenReason::kMalformed:
      return "The bearer is neither an access key nor a signed JSON Web Token: at most 4096 "
             "bytes, three parts of "
             "base64url without padding, joined by dots, of which the first two are JSON objects.";
    case BuyerTokenReason::kBadHeader:
      return "Member " + QuotedName(name) + " of the header must be " + std::string(wanted) + '.';
    case BuyerTokenReason::kUnknownKey:
      return "No key of the key set has the \"kid\" of the token; publish a key before you sign "
             "with it, and send the token again after 30 seconds.";
    case BuyerTokenReason::kBadSignature:
      return "The signature is not that of the key that \"kid\" names over this header and these "
             "claims.";
    case BuyerTokenReason::kBadClaim:
      return "Claim " + QuotedName(name) + " must be " + std::string(wanted) + '.';
    case BuyerTokenReason::kWrongIssuer:
      return "Claim \"iss\" is not the issuer that the server is configured with.";
    case BuyerTokenReason::kWrongAudience:
      return "Claim \"aud\" does not name the audience that the server is configured with.";
    case BuyerTokenReason::kLifetimeTooLong:
      return "Claim \"exp\" is more than 10 minutes after \"iat\"; sign tokens for a shorter time.";
    case BuyerTokenReason::kNotYetValid:
      return "Claim \"iat\" or \"nbf\" is more than 30 seconds ahead of the server's clock.";
    case BuyerTokenReason::kExpired:
      return "The token has expired; sign a new one.";
  }
  return "";
}

}  // namespace onsale::http
