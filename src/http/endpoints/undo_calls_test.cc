// Undoing operators' changes: which rows can be undone, by which command, and what is refused.
#include "domain/operator_action.h"
#include "http/endpoints/undo_reader.h"
#include "http/testing/endpoint_testing.h"
#include "store/actions_question.h"

namespace onsale::http {
namespace {

using domain::OperatorAction;
using domain::RoomState;
using domain::UndoRoomChange;
using domain::UndoSeats;
using store::OperatorActionsQuestion;

class UndoCallsTest : public EndpointTest {
 protected:
  std::optional<Undo> Read(std::string before, std::string after) {
    return UndoOf({.before = std::move(before), .after = std::move(after)}, *services_.catalog);
  }
  std::optional<Undo> Read(const domain::Room& before, const domain::Room& after) {
    const domain::ActionText text = TextOf(before, after);
    return Read(text.before, text.after);
  }
  Response Undone(std::string_view number, OperatorActionsQuestion::Answer found,
                  domain::ScopeSet scopes = domain::kAllScopes) {
    return Answered<OperatorActionsQuestion>(
        kUndoActionEndpoint, {.parameter = number, .scopes = scopes}, std::move(found));
  }

  const OperatorAction paused_{.number = 41,
                               .before = R"({"room":"main","state":"OPEN"})",
                               .after = R"({"room":"main","state":"PAUSED"})"};
  const OperatorAction held_back_{
      .number = 42,
      .before = R"({"show":"spring-1","seats":[1,3],"status":"AVAILABLE"})",
      .after = R"({"show":"spring-1","seats":[1,3],"status":"HELD_BACK"})"};
};

TEST_F(UndoCallsTest, EveryMemberThatAnOperatorCanChangeIsUndone) {
  using std::chrono::seconds;
  const domain::Room before{.slug = "main"};
  domain::Room after = before;
  after.state = RoomState::kScheduled;
  after.opens_at = now_;
  after.presale = {.group = "fans", .until = now_ + seconds(1)};
  after.notice = {.korean = "곧 \"열림\"", .english = "soon", .set_at = now_};
  after.policy = {.capacity = 1,
                  .waiting_max = 2,
                  .active_time = seconds(3),
                  .hold_time = std::chrono::milliseconds(4'500),
                  .mode = domain::RoomMode::kDraw,
                  .entry_per_minute = 6,
                  .entry_burst = 7,
                  .claim_time = seconds(8)};
  const auto undo = std::get<UndoRoomChange>(Read(before, after).value());
  EXPECT_EQ(undo.room, "main");
  EXPECT_EQ(undo.after.state, RoomState::kScheduled);
  EXPECT_EQ(undo.after.opens_at, now_);
  EXPECT_EQ(undo.after.presale_group, "fans");
  EXPECT_EQ(undo.after.presale_until, now_ + seconds(1));
  EXPECT_EQ(undo.after.notice_korean, "곧 \"열림\"");
  EXPECT_EQ(undo.after.notice_english, "soon");
  EXPECT_EQ(undo.before.opens_at, domain::Time{});
  EXPECT_EQ(undo.before.presale_group, "");
  EXPECT_EQ(undo.before.notice_english, "");
  domain::ForEachPolicyField([&](const auto& field) {
    EXPECT_EQ(undo.before.policy.*field.change, before.policy.*field.member) << field.json;
    EXPECT_EQ(undo.after.policy.*field.change, after.policy.*field.member) << field.json;
  });
}

TEST_F(UndoCallsTest, MembersThatDidNotChangeAreLeftAlone) {
  const auto undo = std::get<UndoRoomChange>(Read(paused_.before, paused_.after).value());
  EXPECT_EQ(undo.before, domain::RoomMembers{.state = RoomState::kOpen});
  EXPECT_EQ(undo.after, domain::RoomMembers{.state = RoomState::kPaused});
}

TEST_F(UndoCallsTest, SeatsHeldBackOrPutOnSaleAreUndone) {
  const auto undo = std::get<UndoSeats>(Read(held_back_.before, held_back_.after).value());
  EXPECT_EQ(undo.show, domain::ShowId{1});
  EXPECT_EQ(undo.seats, (std::vector<domain::SeatNumber>{{1}, {3}}));
  EXPECT_TRUE(undo.held_back);
  EXPECT_FALSE(std::get<UndoSeats>(Read(held_back_.after, held_back_.before).value()).held_back);
}

// Rows are stored input: none of these may reach a rule.
TEST_F(UndoCallsTest, ATextOfAnotherFormIsNotUndone) {
  const std::pair<const char*, const char*> texts[] = {
      {"", ""},
      {"[]", "[]"},
      {"{}", "{}"},
      {R"({"key":"AbCd1234","name":""})", R"({"key":"AbCd1234","name":"x"})"},
      {R"({"reservation":"1","status":"HELD"})", R"({"reservation":"1","status":"CANCELLED"})"},
      {R"({"room":"main"})", R"({"room":"main"})"},
      {R"({"room":"main","capacity":1})", R"({"room":"side","capacity":2})"},
      {R"({"room":"A","capacity":1})", R"({"room":"A","capacity":2})"},
      {R"({"room":7,"capacity":1})", R"({"room":7,"capacity":2})"},
      {R"({"room":"main","capacity":0})", R"({"room":"main","capacity":2})"},
      {R"({"room":"main","capacity":"1"})", R"({"room":"main","capacity":"2"})"},
      {R"({"room":"main","capacity":1})", R"({"room":"main","capacity":2,"entryBurst":3})"},
      {R"({"room":"main","capacity":1,"capacity":1})",
       R"({"room":"main","capacity":2,"capacity":2})"},
      {R"({"room":"main","holdTime":"0s"})", R"({"room":"main","holdTime":"5m"})"},
      {R"({"room":"main","holdTime":300})", R"({"room":"main","holdTime":301})"},
      {R"({"room":"main","mode":"OPEN"})", R"({"room":"main","mode":"FIFO"})"},
      {R"({"room":"main","colour":"red"})", R"({"room":"main","colour":"blue"})"},
      {R"({"room":"main","state":"SCHEDULED"})", R"({"room":"main","state":"OPEN"})"},
      {R"({"room":"main","state":"SCHEDULED","opensAt":null})",
       R"({"room":"main","state":"OPEN","opensAt":null})"},
      {R"({"room":"main","opensAt":"soon"})", R"({"room":"main","opensAt":"later"})"},
      {R"({"room":"main","presaleGroup":"A B"})", R"({"room":"main","presaleGroup":"a"})"},
      {R"({"room":"main","noticeKorean":""})", R"({"room":"main","noticeKorean":"a"})"},
      {R"({"show":"winter","seats":[1],"status":"AVAILABLE"})",
       R"({"show":"winter","seats":[1],"status":"HELD_BACK"})"},
      {R"({"show":"spring-1","seats":[],"status":"AVAILABLE"})",
       R"({"show":"spring-1","seats":[],"status":"HELD_BACK"})"},
      {R"({"show":"spring-1","seats":[3,1],"status":"AVAILABLE"})",
       R"({"show":"spring-1","seats":[3,1],"status":"HELD_BACK"})"},
      {R"({"show":"spring-1","seats":[1,1],"status":"AVAILABLE"})",
       R"({"show":"spring-1","seats":[1,1],"status":"HELD_BACK"})"},
      {R"({"show":"spring-1","seats":[4294967296],"status":"AVAILABLE"})",
       R"({"show":"spring-1","seats":[4294967296],"status":"HELD_BACK"})"},
      {R"({"show":"spring-1","seats":[1],"status":"AVAILABLE"})",
       R"({"show":"spring-1","seats":[2],"status":"HELD_BACK"})"},
      {R"({"show":"spring-1","seats":[1],"status":"HELD"})",
       R"({"show":"spring-1","seats":[1],"status":"HELD_BACK"})"},
      {R"({"show":"spring-1","status":"AVAILABLE","seats":[1]})",
       R"({"show":"spring-1","status":"HELD_BACK","seats":[1]})"}};
  for (const auto& [before, after] : texts) EXPECT_FALSE(Read(before, after)) << before;
  const std::string long_text(domain::kNoticeMax + 1, 'x');
  EXPECT_FALSE(Read(R"({"room":"main","noticeEnglish":null})",
                    R"({"room":"main","noticeEnglish":")" + long_text + R"("})"));
}

TEST_F(UndoCallsTest, TheChangeOfTheNumberIsReadAndThenUndone) {
  const Input input{
      .parameter = "41", .reason = "by mistake", .scopes = domain::ScopeSet{domain::kAllScopes}};
  const auto asked = AskedStore<OperatorActionsQuestion>(kUndoActionEndpoint, input);
  EXPECT_EQ(asked.before, 42);
  EXPECT_EQ(asked.limit, 1U);
  const auto room = AskedAfter<UndoRoomChange, OperatorActionsQuestion>(
      kUndoActionEndpoint, input, OperatorActionsQuestion::Answer{paused_});
  EXPECT_EQ(room.actor.call, "undoOperatorAction");
  EXPECT_EQ(room.actor.key, "AbCd1234");
  EXPECT_EQ(room.actor.reason, "by mistake");
  EXPECT_FALSE(room.fresh_seed.IsNil());
  const auto seats = AskedAfter<UndoSeats, OperatorActionsQuestion>(
      kUndoActionEndpoint, {.parameter = "42", .scopes = domain::kAllScopes},
      OperatorActionsQuestion::Answer{held_back_});
  EXPECT_EQ(seats.actor.call, "undoOperatorAction");
  constexpr std::string_view kAnswer = R"({"undone":41,"number":57})";
  const domain::UndoneView view{.number = 57};
  EXPECT_EQ(Finished<UndoRoomChange>(kUndoActionEndpoint, input, view).body, kAnswer);
  EXPECT_EQ(Finished<UndoSeats>(kUndoActionEndpoint, input, view).body, kAnswer);
}

TEST_F(UndoCallsTest, AMissingOrOtherChangeIsRefused) {
  EXPECT_EQ(VerdictOf(Undone("40", {})), "404 action-not-found");
  EXPECT_EQ(VerdictOf(Undone("99", {paused_})), "404 action-not-found");
  const OperatorAction key{.number = 7,
                           .before = R"({"key":"AbCd1234","revoked":null})",
                           .after = R"({"key":"AbCd1234","revoked":"2027-04-01T09:00:00.123Z"})"};
  EXPECT_EQ(VerdictOf(Undone("7", {key})), "409 action-not-undoable");
  for (const std::string_view number : {"0", "-1", "x", "9223372036854775807"}) {
    EXPECT_EQ(Refused(kUndoActionEndpoint, {.parameter = number}),
              "invalid-parameter actionNumber");
  }
  EXPECT_EQ(VerdictOf(Answered<OperatorActionsQuestion>(
                kUndoActionEndpoint, {.parameter = "41", .scopes = domain::kAllScopes},
                std::unexpected(store::StoreError{store::StoreErrorCode::kCorrupt, "x"}))),
            "500 data-damaged");
}

TEST_F(UndoCallsTest, TheKeyNeedsTheScopeOfTheChange) {
  const auto audit = domain::ScopeSet{}.With(domain::Scope::kAudit);
  EXPECT_EQ(VerdictOf(Undone("41", {paused_}, audit.With(domain::Scope::kSeatsWrite))),
            "403 scope-required");
  const Response seats = Undone("42", {held_back_}, audit.With(domain::Scope::kRoomsWrite));
  EXPECT_TRUE(seats.body.contains(R"("scope":"seats:write")")) << seats.body;
}

TEST_F(UndoCallsTest, EveryRefusalIsDescribed) {
  using enum domain::RefusalCode;
  ExpectRefusalsDescribed<UndoRoomChange>(
      kUndoActionEndpoint, {kRoomUnknown, kUndoConflict, kDrawCommitted, kRoomInUse});
  ExpectRefusalsDescribed<UndoSeats>(kUndoActionEndpoint, {kUndoConflict});
}

TEST_F(UndoCallsTest, TheListSaysWhatCanBeUndone) {
  OperatorAction released{.number = 43,
                          .before = R"({"reservation":"1","status":"HELD"})",
                          .after = R"({"reservation":"1","status":"CANCELLED"})"};
  const Response list = Answered<OperatorActionsQuestion>(
      kListActionsEndpoint, {}, OperatorActionsQuestion::Answer{released, held_back_});
  EXPECT_TRUE(list.body.contains(R"("status":"CANCELLED"},"undoable":false})")) << list.body;
  EXPECT_TRUE(list.body.contains(R"("status":"HELD_BACK"},"undoable":true})")) << list.body;
}

}  // namespace
}  // namespace onsale::http
