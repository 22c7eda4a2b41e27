// The access keys: `GET /v1/operator/key`, `GET` and `POST /v1/operator/keys`,
// `DELETE /v1/operator/keys/{keyId}`, `POST /v1/operator/keys/{keyId}/rotate`.
//
// The text of a key is in the response that made it, and nowhere else. These calls take no
// Idempotency-Key: a stored answer would be a stored secret. A new key whose response was lost is
// revoked; docs/keys.md says what to do after a rotation.

#include <algorithm>

#include "base/unicode.h"
#include "http/access/access_key_text.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::AccessKeyRow;
using domain::AddAccessKey;
using domain::EndedSecret;
using domain::ListAccessKeys;
using domain::RevokeAccessKey;
using domain::RotateAccessKey;
using domain::ScopeSet;

constexpr std::int64_t kFormerSecondsMax = 31'536'000;   // a year
constexpr std::int64_t kFormerSecondsDefault = 604'800;  // a week

std::string SecretWords() {
  return "former or current";
}
std::string RoleWords() {
  return "owner, manager, box-office, viewer or integrator";
}
std::string ScopeWords() {
  std::string words = "one of";
  for (int i = 0; i < domain::kScopeCount; ++i) {
    words.append(i == 0 ? " " : ", ").append(WordOf(static_cast<domain::Scope>(i)));
  }
  return words;
}

struct KeyBody {
  std::string name;
  std::optional<std::string> role;
  std::optional<std::vector<std::string>> scopes;
  std::optional<std::string> ends_at;

  static constexpr Member kMembers[] = {
      Member::Of<&KeyBody::name>("name", TextBounds{domain::kAccessKeyNameMax}),
      Member::Of<&KeyBody::role>("role", TextBounds{32, RoleWords}),
      Member::Of<&KeyBody::scopes>("scopes", TextsBounds{domain::kScopeCount, 32, ScopeWords}),
      Member::Of<&KeyBody::ends_at>("endsAt", TextBounds{64})};
};

struct RotationBody {
  std::optional<std::int64_t> former_ends_after;
  std::optional<std::string> replaces;
  std::optional<std::string> former_ends_at;

  static constexpr Member kMembers[] = {
      Member::Of<&RotationBody::former_ends_after>("formerEndsAfterSeconds",
                                                   IntegerBounds{0, kFormerSecondsMax}),
      Member::Of<&RotationBody::replaces>("replaces", TextBounds{16, SecretWords}),
      Member::Of<&RotationBody::former_ends_at>("formerEndsAt", TextBounds{64})};
};

// The secret that a rotation ends, and until when the former one is valid as the caller knows.
struct Replaced {
  EndedSecret secret = EndedSecret::kNone;
  base::Time former_seen;
};

std::expected<Replaced, Response> ReplacedBy(const RotationBody& body) {
  if (!body.replaces && !body.former_ends_at) return Replaced{};
  Replaced replaced;
  for (const EndedSecret secret : {EndedSecret::kFormer, EndedSecret::kCurrent}) {
    if (body.replaces == WordOf(secret)) replaced.secret = secret;
  }
  if (replaced.secret == EndedSecret::kNone) {
    return std::unexpected(MemberProblem(
        {.path = "/replaces", .sentence = "Member /replaces must be " + SecretWords() + "."}));
  }
  const auto at = base::ParseRfc3339(body.former_ends_at.value_or(""));
  if (!at) {
    return std::unexpected(MemberProblem(
        {.path = "/formerEndsAt",
         .sentence = "Member /formerEndsAt must be the formerEndsAt of the key as it is now. It "
                     "keeps a repeated call from ending the secret that programs use."}));
  }
  replaced.former_seen = at->time;
  return replaced;
}

std::expected<ScopeSet, Response> ScopesOfRole(const std::string& name) {
  const auto role = std::ranges::find(domain::kRoles, name, &domain::Role::name);
  if (role != domain::kRoles.end()) return role->scopes;
  return std::unexpected(
      MemberProblem({.path = "/role", .sentence = "Member /role must be " + RoleWords() + "."}));
}

std::expected<ScopeSet, Response> ScopesOf(const KeyBody& body) {
  if (body.role.has_value() == body.scopes.has_value()) {
    return std::unexpected(
        MemberProblem({.path = "/scopes", .sentence = "Give either a role or a list of scopes."}));
  }
  if (body.role) return ScopesOfRole(*body.role);
  ScopeSet scopes;
  for (std::size_t i = 0; i < body.scopes->size(); ++i) {
    const auto scope = domain::ScopeOf((*body.scopes)[i]);
    const std::string path = "/scopes/" + std::to_string(i);
    if (!scope || scopes.Has(*scope)) {
      return std::unexpected(MemberProblem(
          {.path = path,
           .sentence = "Member " + path +
                       (scope ? " repeats a scope." : " must be " + ScopeWords() + ".")}));
    }
    scopes = scopes.With(*scope);
  }
  return scopes;
}

std::expected<std::optional<base::Time>, Response> EndOf(const KeyBody& body, base::Time now) {
  if (!body.ends_at) return std::nullopt;
  const auto at = base::ParseRfc3339(*body.ends_at);
  if (at && at->time > now) return at->time;
  return std::unexpected(MemberProblem(
      {.path = "/endsAt",
       .sentence = "endsAt must be a date and time with an offset that is still to come, such as "
                   "\"2030-04-01T20:00:00+09:00\"."}));
}

// Makes the text of the key that this call answers with.
NewAccessKey MakeKey(Call& call, std::string_view id = {}) {
  NewAccessKey key = MakeAccessKey(call.services.key_environment, id);
  call.new_key = std::move(key.text);
  return key;
}

Step BeginAdd(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  auto body = ReadBody<KeyBody>(call.request.body);
  if (!body) return std::move(body).error();
  if (base::FindInvisible(body->name)) {
    return MemberProblem(
        {.path = "/name", .sentence = "Member /name must not have characters that nobody sees."});
  }
  auto scopes = ScopesOf(*body);
  if (!scopes) return std::move(scopes).error();
  auto ends = EndOf(*body, call.services.clock.Now());
  if (!ends) return std::move(ends).error();
  auto actor = ActorOf(spec, call);
  if (!actor) return std::move(actor).error();
  const NewAccessKey key = MakeKey(call);
  return domain::Command(AddAccessKey{.actor = *std::move(actor),
                                      .id = key.id,
                                      .name = std::move(body->name),
                                      .scopes = *scopes,
                                      .digest = key.digest,
                                      .ends = *ends});
}

Response NoSuchKey() {
  return Problem(ProblemCode::kAccessKeyNotFound, "No access key has this id.");
}

Step BeginRotate(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  auto body = ReadBody<RotationBody>(call.request.body);
  if (!body) return std::move(body).error();
  const auto replaced = ReplacedBy(*body);
  if (!replaced) return replaced.error();
  auto actor = ActorOf(spec, call);
  if (!actor) return std::move(actor).error();
  if (!domain::IsAccessKeyId(call.parameters[0])) return NoSuchKey();
  const NewAccessKey key = MakeKey(call, call.parameters[0]);
  const std::chrono::seconds former(body->former_ends_after.value_or(kFormerSecondsDefault));
  return domain::Command(RotateAccessKey{.actor = *std::move(actor),
                                         .id = key.id,
                                         .digest = key.digest,
                                         .former_until = call.services.clock.Now() + former,
                                         .ends = replaced->secret,
                                         .former_seen = replaced->former_seen});
}

Step BeginRevoke(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  auto actor = ActorOf(spec, call);
  if (!actor) return std::move(actor).error();
  if (!domain::IsAccessKeyId(call.parameters[0])) return NoSuchKey();
  return domain::Command(
      RevokeAccessKey{.actor = *std::move(actor), .id = std::string(call.parameters[0])});
}

Asked<ListAccessKeys> AskKeys(const Call&) {
  return ListAccessKeys{};
}

void WriteTime(JsonWriter& json, std::string_view name, const std::optional<base::Time>& time) {
  json.Key(name);
  time ? json.String(base::FormatRfc3339(*time)) : json.Null();
}

// Leaves the object open.
void WriteKeyAndScopes(JsonWriter& json, const AccessKeyRow& key) {
  json.BeginObject();
  json.Key("keyId").String(key.id);
  json.Key("name").String(key.name);
  json.Key("scopes").BeginArray();
  for (int i = 0; i < domain::kScopeCount; ++i) {
    const auto scope = static_cast<domain::Scope>(i);
    if (key.scopes.Has(scope)) json.String(WordOf(scope));
  }
  json.EndArray();
}

// Leaves the object open.
void WriteKey(JsonWriter& json, const AccessKeyRow& key) {
  WriteKeyAndScopes(json, key);
  json.Key("createdAt").String(base::FormatRfc3339(key.created));
  WriteTime(json, "endsAt", key.ends);
  WriteTime(json, "revokedAt", key.revoked);
  WriteTime(json, "lastUsedAt", key.last_used);
  WriteTime(json, "formerEndsAt", key.former_until);
}

// The caller's own key. Whoever has a key may read what it may do.
Step BeginReadOwn(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  const Services& services = call.services;
  // Never null: the caller was found among the same keys.
  const AccessKeyRow* const key = services.access_keys->Find(call.caller.key->id);
  std::string out;
  {
    JsonWriter json(out);
    WriteKeyAndScopes(json, *key);
    json.Key("kind").String(WordOf(services.key_environment));
    WriteTime(json, "endsAt", key->ends);
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

Response ReplyKeys(const Call&, const domain::AccessKeysPtr& keys) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject().Key("keys").BeginArray();
    for (const AccessKeyRow& key : keys->rows()) {
      WriteKey(json, key);
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  return PersonalReply(200, std::move(out));
}

template <unsigned Status>
Response ReplyKey(const Call& call, const AccessKeyRow& key) {
  std::string out;
  {
    JsonWriter json(out);
    WriteKey(json, key);
    if (!call.new_key.text().empty()) json.Key("key").String(call.new_key.text());
    json.EndObject();
  }
  return PersonalReply(Status, std::move(out));
}

}  // namespace

constexpr Endpoint kReadOwnKeyEndpoint{.spec = {.method = Method::kGet,
                                                .path = "/v1/operator/key",
                                                .operation_id = "readOwnKey",
                                                .needs = {.any_key = true}},
                                       .begin = BeginReadOwn};

constexpr Endpoint kListKeysEndpoint =
    CommandEndpoint<AskKeys, ReplyKeys>({.method = Method::kGet,
                                         .path = "/v1/operator/keys",
                                         .operation_id = "listAccessKeys",
                                         .needs = {.scope = domain::Scope::kKeysWrite}});

constexpr Endpoint kAddKeyEndpoint{.spec = {.method = Method::kPost,
                                            .path = "/v1/operator/keys",
                                            .operation_id = "addAccessKey",
                                            .needs = {.scope = domain::Scope::kKeysWrite},
                                            .body = KeyBody::kMembers},
                                   .begin = BeginAdd,
                                   .finish = FinishCommand<AddAccessKey, ReplyKey<201>>};

constexpr Endpoint kRotateKeyEndpoint{.spec = {.method = Method::kPost,
                                               .path = "/v1/operator/keys/{keyId}/rotate",
                                               .operation_id = "rotateAccessKey",
                                               .needs = {.scope = domain::Scope::kKeysWrite},
                                               .body = RotationBody::kMembers},
                                      .begin = BeginRotate,
                                      .finish = FinishCommand<RotateAccessKey, ReplyKey<200>>};

constexpr Endpoint kRevokeKeyEndpoint{.spec = {.method = Method::kDelete,
                                               .path = "/v1/operator/keys/{keyId}",
                                               .operation_id = "revokeAccessKey",
                                               .needs = {.scope = domain::Scope::kKeysWrite}},
                                      .begin = BeginRevoke,
                                      .finish = FinishCommand<RevokeAccessKey, ReplyKey<200>>};

}  // namespace onsale::http
