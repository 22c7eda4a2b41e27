#include <gmock/gmock.h>

#include "http/access/access_key_text.h"
#include "http/access/operator_notes.h"
#include "http/testing/endpoint_testing.h"
#include "store/actions_question.h"

namespace onsale::http {
namespace {

using domain::AddAccessKey;
using domain::RefusalCode;
using domain::RotateAccessKey;
using domain::Scope;
using testing::HasSubstr;

class OperatorKeysTest : public EndpointTest {
 protected:
  domain::AccessKeyRow ViewerKey() const {
    return {.id = "AbCd1234",
            .name = "door",
            .scopes = domain::ScopeSet{}.With(Scope::kRoomsRead).With(Scope::kMetrics),
            .created = now_};
  }
};

TEST_F(OperatorKeysTest, ARoleOrAListOfScopesMakesAKey) {
  const auto viewer =
      Asked<AddAccessKey>(kAddKeyEndpoint, {.body = R"({"name":"door","role":"viewer"})"});
  EXPECT_EQ(viewer.scopes, ViewerKey().scopes);
  EXPECT_EQ(viewer.ends, std::nullopt);
  EXPECT_TRUE(domain::IsAccessKeyId(viewer.id));
  const auto listed = Asked<AddAccessKey>(
      kAddKeyEndpoint,
      {.body = R"({"name":"a","scopes":["audit"],"endsAt":"2030-01-01T00:00:00Z"})"});
  EXPECT_EQ(listed.scopes, domain::ScopeSet{}.With(Scope::kAudit));
  EXPECT_EQ(listed.ends, base::ParseRfc3339("2030-01-01T00:00:00Z")->time);
}

TEST_F(OperatorKeysTest, ABadBodyIsRefusedWithItsMember) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"role":"viewer"})", "invalid-member /name"},
      {R"({"name":"","role":"viewer"})", "invalid-member /name"},
      {R"({"name":"a\u0000","role":"viewer"})", "invalid-member /name"},
      {R"({"name":"\u202ea","role":"viewer"})", "invalid-member /name"},
      {R"({"name":"a"})", "invalid-member /scopes"},
      {R"({"name":"a","role":"viewer","scopes":["audit"]})", "invalid-member /scopes"},
      {R"({"name":"a","role":"Owner"})", "invalid-member /role"},
      {R"({"name":"a","scopes":[]})", "invalid-member /scopes"},
      {R"({"name":"a","scopes":["audit","audits"]})", "invalid-member /scopes/1"},
      {R"({"name":"a","scopes":["audit","audit"]})", "invalid-member /scopes/1"},
      {R"({"name":"a","role":"viewer","endsAt":"tomorrow"})", "invalid-member /endsAt"},
      {R"({"name":"a","role":"viewer","endsAt":"2027-04-01T09:00:00Z"})", "invalid-member /endsAt"},
  };
  for (const auto& [body, expected] : cases) {
    EXPECT_EQ(Refused(kAddKeyEndpoint, {.body = body}), expected) << body;
  }
  for (const char* body :
       {R"({"formerEndsAfterSeconds":-1})", R"({"formerEndsAfterSeconds":31536001})"}) {
    EXPECT_EQ(Refused(kRotateKeyEndpoint, {.body = body, .parameter = "AbCd1234"}),
              "invalid-member /formerEndsAfterSeconds");
  }
  for (const char* body : {R"({"replaces":""})", R"({"replaces":"Former"})", R"({"replaces":1})",
                           R"({"formerEndsAt":"2027-04-08T09:00:00Z"})"}) {
    EXPECT_EQ(Refused(kRotateKeyEndpoint, {.body = body, .parameter = "AbCd1234"}),
              "invalid-member /replaces");
  }
  for (const char* body :
       {R"({"replaces":"former"})", R"({"replaces":"current","formerEndsAt":"tomorrow"})"}) {
    EXPECT_EQ(Refused(kRotateKeyEndpoint, {.body = body, .parameter = "AbCd1234"}),
              "invalid-member /formerEndsAt");
  }
  for (const char* id : {"", "AbCd123", "AbCd12345", "AbCd123_"}) {
    EXPECT_EQ(Refused(kRotateKeyEndpoint, {.body = "{}", .parameter = id}), "access-key-not-found");
    EXPECT_EQ(Refused(kRevokeKeyEndpoint, {.parameter = id}), "access-key-not-found");
  }
}

TEST_F(OperatorKeysTest, ARotationNamesTheSecretThatItReplacesAndTheTimeThatTheCallerKnows) {
  using enum domain::EndedSecret;
  const std::pair<const char*, domain::EndedSecret> cases[] = {
      {"{}", kNone},
      {R"({"replaces":"former","formerEndsAt":"2027-04-08T09:00:00.123Z"})", kFormer},
      {R"({"replaces":"current","formerEndsAt":"2027-04-08T18:00:00.123+09:00"})", kCurrent}};
  for (const auto& [body, ends] : cases) {
    Call call = MakeCall({.body = body, .parameter = "AbCd1234"});
    auto step = kRotateKeyEndpoint.begin(kRotateKeyEndpoint.spec, call);
    const auto& command = std::get<RotateAccessKey>(std::get<domain::Command>(step));
    EXPECT_EQ(command.ends, ends) << body;
    if (ends != kNone) EXPECT_EQ(command.former_seen, now_ + std::chrono::days(7)) << body;
  }
}

TEST_F(OperatorKeysTest, TheTextIsInTheAnswerThatMadeTheKeyAndInNoOther) {
  Call call = MakeCall({.body = "{}", .parameter = "AbCd1234"});
  auto step = kRotateKeyEndpoint.begin(kRotateKeyEndpoint.spec, call);
  const auto& command = std::get<RotateAccessKey>(std::get<domain::Command>(step));
  EXPECT_EQ(command.former_until, now_ + std::chrono::days(7));
  domain::AccessKeyRow row = ViewerKey();
  row.digest = command.digest;
  row.former_until = command.former_until;
  const Response response = Checked(
      kRotateKeyEndpoint,
      kRotateKeyEndpoint.finish(call, domain::Outcome(domain::OutcomeFor<RotateAccessKey>{row})));
  const std::size_t at = response.body.find("\"key\":\"") + 7;
  const auto text = ParseAccessKey(std::string_view(response.body).substr(at, 68));
  ASSERT_TRUE(text.has_value()) << response.body;
  EXPECT_EQ(text->digest, command.digest);
  EXPECT_EQ(text->id, "AbCd1234");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));

  const auto keys = std::make_shared<const domain::AccessKeys>(std::vector{row});
  EXPECT_EQ(Finished<domain::ListAccessKeys>(kListKeysEndpoint, {}, keys).body,
            R"({"keys":[{"keyId":"AbCd1234","name":"door","scopes":["rooms:read","metrics"],)"
            R"("createdAt":"2027-04-01T09:00:00.123Z","endsAt":null,"revokedAt":null,)"
            R"("lastUsedAt":null,"formerEndsAt":"2027-04-08T09:00:00.123Z"}]})");
  EXPECT_THAT(Finished<domain::RevokeAccessKey>(kRevokeKeyEndpoint, {}, row).body,
              testing::Not(HasSubstr("ons_")));
}

TEST_F(OperatorKeysTest, AKeyReadsWhatItMayDo) {
  domain::AccessKeyRow row = ViewerKey();
  row.ends = base::ParseRfc3339("2027-04-02T09:00:00Z")->time;
  services_.access_keys = std::make_shared<const domain::AccessKeys>(std::vector{row});
  services_.key_environment = KeyEnvironment::kTest;
  const Response response = Answered(kReadOwnKeyEndpoint, {.scopes = row.scopes});
  EXPECT_EQ(response.content(),
            R"({"keyId":"AbCd1234","name":"door","scopes":["rooms:read","metrics"],)"
            R"("kind":"test","endsAt":"2027-04-02T09:00:00.000Z"})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));

  row.ends = {};
  services_.access_keys = std::make_shared<const domain::AccessKeys>(std::vector{row});
  services_.key_environment = KeyEnvironment::kLive;
  EXPECT_THAT(std::string(Answered(kReadOwnKeyEndpoint, {.scopes = row.scopes}).content()),
              HasSubstr(R"("kind":"live","endsAt":null})"));
}

TEST_F(OperatorKeysTest, EveryRefusalIsDescribed) {
  using enum RefusalCode;
  ExpectRefusalsDescribed<AddAccessKey>(kAddKeyEndpoint,
                                        {kScopeExceeded, kAccessKeyExists, kTooManyAccessKeys});
  ExpectRefusalsDescribed<RotateAccessKey>(
      kRotateKeyEndpoint, {kScopeExceeded, kAccessKeyUnknown, kAccessKeyEnded, kRotationConflict});
  ExpectRefusalsDescribed<domain::RevokeAccessKey>(
      kRevokeKeyEndpoint, {kScopeExceeded, kAccessKeyUnknown, kLastOwnerKey});
}

TEST_F(OperatorKeysTest, AReasonIsKeptWithTheChange) {
  const auto asked = [this](std::string_view reason) {
    Call call = MakeCall({.parameter = "AbCd1234"});
    call.caller.key = KeyHolder{.id = "EfGh5678", .scopes = domain::kAllScopes};
    call.request.reason = reason;
    return kRevokeKeyEndpoint.begin(kRevokeKeyEndpoint.spec, call);
  };
  const auto step = asked("door%20team%3A %EB%B6%84%EC%8B%A4");
  const auto& actor = std::get<domain::RevokeAccessKey>(std::get<domain::Command>(step)).actor;
  EXPECT_EQ(actor.key, "EfGh5678");
  EXPECT_EQ(actor.call, "revokeAccessKey");
  EXPECT_EQ(actor.reason, "door team: 분실");
  for (const std::string& bad :
       {std::string(201, 'x'), std::string("100%"), std::string("%0A"), std::string("%FF"),
        std::string("\xEB\xB6\x84"), std::string("%20"), std::string("%C2%A0 %E3%80%80")}) {
    EXPECT_EQ(VerdictOf(std::get<Response>(asked(bad))), "400 invalid-parameter") << bad;
  }
}

TEST_F(OperatorKeysTest, ChangesArePagedNewestFirst) {
  const domain::OperatorAction action{
      .number = 2,
      .at = now_,
      .actor = {.key = "AbCd1234", .call = "changeRoom", .reason = "rush"},
      .before = R"({"capacity":100})",
      .after = R"({"capacity":500})"};
  using store::OperatorActionsQuestion;
  const Response response = Answered<OperatorActionsQuestion>(
      kListActionsEndpoint, {}, OperatorActionsQuestion::Answer{action});
  EXPECT_EQ(response.body,
            R"({"actions":[{"number":2,"at":"2027-04-01T09:00:00.123Z","keyId":"AbCd1234",)"
            R"("call":"changeRoom","reason":"rush","before":{"capacity":100},)"
            R"("after":{"capacity":500},"undoable":false}],"nextCursor":"AAAAAAAAAAI"})");
  EXPECT_EQ(AskedStore<OperatorActionsQuestion>(kListActionsEndpoint,
                                                {.query = "cursor=AAAAAAAAAAI&limit=7"})
                .before,
            2);
  EXPECT_EQ(Refused(kListActionsEndpoint, {.query = "limit=101"}), "invalid-parameter limit");
}

TEST(OperatorNotesTest, AKeysUseIsNotedOnceInTenMinutes) {
  OperatorNotes notes;
  domain::AccessKeyRow key{.id = "AbCd1234"};
  const base::Time now{std::chrono::hours(1'000)};
  notes.KeyUsed(key, now);
  notes.KeyUsed(key, now + std::chrono::minutes(9));  // the note may be on its way
  EXPECT_EQ(notes.Take().size(), 1U);
  notes.KeyUsed(key, now + std::chrono::minutes(10));
  EXPECT_EQ(notes.Take().size(), 1U);
  key.last_used = now + std::chrono::minutes(15);  // noted by another thread
  notes.KeyUsed(key, now + std::chrono::minutes(21));
  EXPECT_TRUE(notes.empty());
}

}  // namespace
}  // namespace onsale::http
