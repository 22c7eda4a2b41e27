// The audit's checks of access keys and operators' changes: docs/rules.md, rule 10.

#include "store/audit.h"

namespace onsale::store {
namespace {

// A key whose row was erased is in the change that revoked it, {"key":"ID",...,"revoked":"TIME"},
// or had an end, which is in the change that made it: {"key":"ID",...,"ends":"TIME"}.
constexpr AuditSql kKeyChecks[] = {
    {.name = "action-numbers",
     .proves = "Operators' changes are numbered from 1 without gaps, in order of time.",
     .count = "SELECT count(*) FROM operator_actions",
     .violations = R"(
SELECT 'change ' || number || ' of an operator is number ' || place ||
       ' or earlier than the one before it'
FROM (SELECT number, at, row_number() OVER numbers AS place, lag(at) OVER numbers AS before
      FROM operator_actions WINDOW numbers AS (ORDER BY number)) AS x
WHERE number <> place OR at < before)"},
    {.name = "action-keys",
     .proves = "Every change that an access key made names a key that exists, was "
               "revoked or had an end.",
     .count = "SELECT count(*) FROM operator_actions WHERE key_id <> ''",
     .violations = R"(
SELECT 'change ' || number || ' names the key ' || key_id ||
       ', which does not exist, was not revoked and had no end'
FROM operator_actions
WHERE key_id <> '' AND key_id NOT IN (SELECT id FROM access_keys) AND
      key_id NOT IN (SELECT substr("after", 9, 8) FROM operator_actions
                     WHERE "after" LIKE '{"key":"%,"revoked":"%' OR
                           "after" LIKE '{"key":"%,"ends":"%'))"},
    {.name = "operator-releases",
     .proves = "Every hold that the operator released is in a change of that moment, and the other "
               "way round.",
     .count = "SELECT count(*) FROM reservations",
     .violations = R"(
SELECT 'the operator released ' || said || ', and no change of that moment says so'
FROM (SELECT '{"reservation":"' || id || '","status":"CANCELLED"}' AS said, ended_at
      FROM reservations WHERE end_reason = 'CANCELLED_BY_OPERATOR'
      EXCEPT SELECT "after", at FROM operator_actions) AS unsaid
UNION ALL
SELECT 'a change of an operator says ' || said || ', and no reservation of that moment does'
FROM (SELECT "after" AS said, at FROM operator_actions WHERE "after" LIKE '{"reservation":"%'
      EXCEPT SELECT '{"reservation":"' || id || '","status":"CANCELLED"}', ended_at
      FROM reservations WHERE end_reason = 'CANCELLED_BY_OPERATOR') AS undone)"},
    {.name = "key-digests",
     .proves = "Every access key has the digest of its secret, and a former one exactly with its "
               "end.",
     .count = "SELECT count(*) FROM access_keys",
     .violations = R"(
SELECT 'access key ' || id || ' has no digest of 32 bytes, or a former one without its end'
FROM access_keys
WHERE (length(digest) = 32 AND coalesce(length(former_digest), 32) = 32 AND
       (former_digest IS NULL) = (former_until IS NULL)) IS NOT TRUE)"},
};

}  // namespace

std::span<const AuditSql> KeyAudit() {
  return kKeyChecks;
}

}  // namespace onsale::store
