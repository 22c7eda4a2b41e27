#include "http/access/buyer/key_set.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/json_document.h"
#include "http/access/base64url.h"
#include "http/access/buyer/quoted_name.h"

namespace onsale::http {
namespace {

using base::JsonKind;
using base::JsonValue;

// The kinds of keys that are known: a key of another kind is skipped.
struct KeyForm {
  std::string_view type;   // `kty`
  std::string_view curve;  // `crv`; empty if the type has none
  SignatureAlgorithm algorithm;
};
constexpr KeyForm kForms[] = {{"EC", "P-256", SignatureAlgorithm::kEs256},
                              {"OKP", "Ed25519", SignatureAlgorithm::kEdDsa},
                              {"RSA", "", SignatureAlgorithm::kRs256}};

// Members that only private keys have.
constexpr std::string_view kPrivateMembers[] = {"d", "p", "q", "dp", "dq", "qi", "oth"};

// A text member; empty if it is absent or not a text.
std::string_view TextOf(const JsonValue& object, std::string_view name) {
  const JsonValue* const member = object.Find(name);
  return member != nullptr && member->kind == JsonKind::kString ? member->text : std::string_view();
}

// Whether a member is absent or this text.
bool MayBe(const JsonValue& object, std::string_view name, std::string_view text) {
  return object.Find(name) == nullptr || TextOf(object, name) == text;
}

bool MayVerify(const JsonValue& key) {
  const JsonValue* const operations = key.Find("key_ops");
  if (operations == nullptr) return true;
  return std::ranges::any_of(operations->items, [](const JsonValue& operation) {
    return operation.kind == JsonKind::kString && operation.text == "verify";
  });
}

// The bytes of a base64url member; empty if it is absent or malformed.
std::string BytesOf(const JsonValue& object, std::string_view name) {
  return DecodeBase64Url(TextOf(object, name)).value_or("");
}

// Why a key is skipped; nothing if it is to be used, in the form that is then returned.
std::expected<KeyForm, std::string_view> UseOf(const JsonValue& key) {
  const auto form = std::ranges::find_if(kForms, [&](const KeyForm& known) {
    return TextOf(key, "kty") == known.type && TextOf(key, "crv") == known.curve;
  });
  if (form == std::end(kForms)) {
    return std::unexpected(
        R"(its "kty" and "crv" are none of EC with P-256, OKP with Ed25519, and RSA)");
  }
  if (!MayBe(key, "use", "sig")) return std::unexpected(R"(its "use" is not "sig")");
  if (!MayVerify(key)) return std::unexpected(R"(its "key_ops" do not include "verify")");
  if (!MayBe(key, "alg", NameOf(form->algorithm))) {
    return std::unexpected(R"(its "alg" is not ES256, EdDSA or RS256 as its "kty" requires)");
  }
  const std::string_view id = TextOf(key, "kid");
  if (id.empty() || id.size() > KeySet::kIdBytesMax) {
    return std::unexpected(R"(it has no "kid" of 1 to 128 bytes, which a token could name)");
  }
  return *form;
}

VerifyingKey::Made MakeKey(const JsonValue& key, SignatureAlgorithm algorithm) {
  const bool is_private = std::ranges::any_of(
      kPrivateMembers, [&](std::string_view name) { return key.Find(name) != nullptr; });
  if (is_private) {
    return std::unexpected("is a private key, and no longer secret; replace it by a new one");
  }
  switch (algorithm) {
    case SignatureAlgorithm::kEs256:
      return VerifyingKey::Es256({.x = BytesOf(key, "x"), .y = BytesOf(key, "y")});
    case SignatureAlgorithm::kEdDsa:
      return VerifyingKey::EdDsa(BytesOf(key, "x"));
    case SignatureAlgorithm::kRs256:
      return VerifyingKey::Rs256({.modulus = BytesOf(key, "n"), .exponent = BytesOf(key, "e")});
  }
  return std::unexpected("has no known algorithm");
}

// The key in messages: by its id, or by its position if it has none.
std::string NameOfKey(const JsonValue& key, std::size_t index) {
  const std::string_view id = TextOf(key, "kid");
  return "key " + (id.empty() ? std::to_string(index + 1) : QuotedName(id));
}

// Checks the document as a whole; the list of its keys.
std::expected<const JsonValue*, std::string> ListOf(const base::JsonDocument& document) {
  if (!document.duplicates.empty()) {
    const base::JsonMistake& first = document.duplicates.front();
    return std::unexpected("line " + std::to_string(first.at.line) + ": member " +
                           QuotedName(first.path) + " is given twice; remove one of them");
  }
  const JsonValue* const list = document.root.Find("keys");
  if (list == nullptr || list->kind != JsonKind::kArray) {
    return std::unexpected(R"(this is not a key set; give an object with a list "keys")");
  }
  if (list->items.size() > KeySet::kKeysMax) {
    return std::unexpected("there are more than 64 keys; remove those that sign nothing");
  }
  return list;
}

}  // namespace

const VerifyingKey* KeySet::Find(std::string_view id) const {
  const auto found = std::ranges::find(keys_, id, &Key::id);
  return found == keys_.end() ? nullptr : &found->key;
}

std::expected<ParsedKeySet, std::string> ParseKeySet(std::string_view document) {
  if (document.size() > KeySet::kBytesMax) {
    return std::unexpected("the key set is larger than 256 KiB; remove keys that sign nothing");
  }
  const auto parsed = base::ParseJson(document);
  if (!parsed) {
    return std::unexpected("line " + std::to_string(parsed.error().at.line) + ": " +
                           parsed.error().sentence);
  }
  const auto list = ListOf(*parsed);
  if (!list) return std::unexpected(list.error());
  std::vector<KeySet::Key> keys;
  std::vector<std::string> warnings;
  for (const JsonValue& item : (*list)->items) {
    const std::string name =
        NameOfKey(item, static_cast<std::size_t>(&item - (*list)->items.data()));
    const auto use = UseOf(item);
    if (!use) {
      warnings.push_back(name + " is skipped: " + std::string(use.error()));
      continue;
    }
    const std::string_view id = TextOf(item, "kid");
    if (std::ranges::find(keys, id, &KeySet::Key::id) != keys.end()) {
      return std::unexpected("two keys have the \"kid\" of " + name + "; give each its own");
    }
    auto key = MakeKey(item, use->algorithm);
    if (!key) return std::unexpected(name + ' ' + std::string(key.error()));
    keys.push_back({std::string(id), std::move(*key)});
  }
  if (!keys.empty()) return ParsedKeySet{KeySet(std::move(keys)), std::move(warnings)};
  return std::unexpected("there is not one key that can verify a token" +
                         (warnings.empty() ? "" : ": " + warnings.front()));
}

}  // namespace onsale::http
