#include "http/testing/endpoint_testing.h"
#include "store/draw_question.h"

namespace onsale::http {
namespace {

using domain::ChangeNotice;
using domain::ChangeRoom;
using domain::ListRooms;
using domain::ReadDraw;
using domain::ReadDrawEntries;
using domain::ReadFunnel;
using domain::ReadRoom;
using domain::RefusalCode;

class RoomCallsTest : public EndpointTest {
 protected:
  domain::RoomView View() const {
    domain::Room room{.id = domain::kMainRoom, .slug = "main"};
    room.policy.entry_per_minute = 600;
    room.policy.claim_time = std::chrono::seconds(30);
    room.last_admitted = {1'200};
    room.active = 90;
    room.waiting = 8'000;
    return {.room = room, .per_minute = 240};
  }
  domain::DrawView Pending() const {
    return {.room_slug = "main",
            .opens_at = now_,
            .draw = {.commitment = base::Sha256Of("abc")},
            .entries = 3};
  }
  domain::RoomChange Change(std::string_view body) {
    return Asked<ChangeRoom>(kChangeRoomEndpoint, {.body = body, .parameter = "main"}).change;
  }
};

TEST_F(RoomCallsTest, ARoomIsReadByItsNameIfThatIsOne) {
  EXPECT_EQ(Asked<ReadRoom>(kReadRoomEndpoint, {.parameter = "vip"}).room, "vip");
  for (const std::string_view name : {"", "A", "-x", "a%20b", "a/b"}) {
    for (const Endpoint* const endpoint :
         {&kReadRoomEndpoint, &kReadDrawEndpoint, &kReadFunnelEndpoint}) {
      EXPECT_EQ(Refused(*endpoint, {.parameter = name}), "room-not-found") << name;
    }
  }
}

TEST_F(RoomCallsTest, ARoomIsPublicAndCacheableForASecond) {
  const Response response = Finished<ReadRoom>(kReadRoomEndpoint, {}, View());
  EXPECT_EQ(response.body,
            R"({"roomId":"main","state":"OPEN","opensAt":null,"opensInSeconds":null,)"
            R"("lastAdmittedRank":1200,"admittedPerMinute":240,"waiting":8000,"active":90,)"
            R"("soldOut":false,"mode":"FIFO","capacity":100,"claimTimeSeconds":30})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: public, max-age=1"));
}

TEST_F(RoomCallsTest, ARoomHasItsNotice) {
  domain::RoomView view = View();
  view.room.notice = {.korean = "잠시", .english = "a \"moment\"", .set_at = now_};
  const std::string notice = R"("notice":{"korean":"잠시","english":"a \"moment\"",)"
                             R"("setAt":"2027-04-01T09:00:00.123Z"})";
  EXPECT_TRUE(Finished<ReadRoom>(kReadRoomEndpoint, {}, view).body.contains(notice));
  view.room.notice.english.clear();
  EXPECT_TRUE(
      Finished<ReadRoom>(kReadRoomEndpoint, {}, view).body.contains(R"({"korean":"잠시","setAt")"));
}

TEST_F(RoomCallsTest, ANoticeIsSetAndRemoved) {
  const Input input{.body = R"({"korean":"잠시 <b>","english":"wait"})",
                    .parameter = "main",
                    .reason = "power cut"};
  const auto set = Asked<ChangeNotice>(kSetNoticeEndpoint, input);
  EXPECT_EQ(set.room, "main");
  EXPECT_EQ(set.korean, "잠시 <b>");
  EXPECT_EQ(set.english, "wait");
  EXPECT_EQ(set.actor.reason, "power cut");
  const auto one = Asked<ChangeNotice>(kSetNoticeEndpoint,
                                       {.body = R"({"english":"wait"})", .parameter = "main"});
  EXPECT_EQ(one.korean, "");
  const auto removed = Asked<ChangeNotice>(kRemoveNoticeEndpoint, {.parameter = "main"});
  EXPECT_EQ(removed.korean + removed.english, "");
  EXPECT_EQ(removed.actor.call, "removeNotice");
  ExpectRefusalsDescribed<ChangeNotice>(kSetNoticeEndpoint, {domain::RefusalCode::kRoomUnknown});
  ExpectRefusalsDescribed<ChangeNotice>(kRemoveNoticeEndpoint, {domain::RefusalCode::kRoomUnknown});
  const domain::ChangedRoomView changed{View(), View().room};
  EXPECT_TRUE(Finished<ChangeNotice>(kSetNoticeEndpoint, {}, changed).body.contains("policy"));
}

TEST_F(RoomCallsTest, BadNoticesAreRefused) {
  const auto refused = [this](std::string_view body) {
    return Refused(kSetNoticeEndpoint, {.body = body, .parameter = "main"});
  };
  EXPECT_EQ(refused("{}"), "invalid-member /korean");
  EXPECT_EQ(refused(R"({"korean":""})"), "invalid-member /korean");
  EXPECT_EQ(refused(R"({"korean":null,"english":"a"})"), "invalid-member /korean");
  EXPECT_EQ(refused(R"({"english":"a\uffff"})"), "invalid-member /english");
  EXPECT_EQ(refused(R"({"english":"a\u0007"})"), "invalid-member /english");
  EXPECT_EQ(refused(R"({"korean":"가","english":"a\u202eb"})"), "invalid-member /english");
  EXPECT_EQ(refused(R"({"korean":"\u3000 \u00a0"})"), "invalid-member /korean");
  EXPECT_EQ(refused(R"({"english":"a","german":"b"})"), "invalid-member /german");
  EXPECT_EQ(refused(R"({"english":")" + std::string(domain::kNoticeMax + 1, 'a') + R"("})"),
            "invalid-member /english");
  EXPECT_EQ(refused(R"({"english":")" + std::string(domain::kNoticeMax, 'a') + R"("})"), "none");
  EXPECT_EQ(Refused(kSetNoticeEndpoint, {.body = R"({"english":"a"})", .parameter = "A"}),
            "room-not-found");
}

TEST_F(RoomCallsTest, ARoomHasTheTimeFromWhichItAdmits) {
  const auto shows = [this](const domain::RoomView& view, std::string_view members) {
    return Finished<ReadRoom>(kReadRoomEndpoint, {}, view).body.contains(members);
  };
  domain::RoomView scheduled = View();
  scheduled.room.state = domain::RoomState::kScheduled;
  scheduled.room.opens_at = now_ + std::chrono::seconds(5);
  EXPECT_TRUE(shows(scheduled, R"("state":"SCHEDULED","opensAt":"2027-04-01T09:00:05.123Z",)"
                               R"("opensInSeconds":5)"));
  domain::RoomView open = View();
  open.admits_from = now_;  // when its sale opens
  EXPECT_TRUE(shows(open, R"("state":"OPEN","opensAt":"2027-04-01T09:00:00.123Z")"));
}

TEST_F(RoomCallsTest, RefusalsAreDescribed) {
  using enum RefusalCode;
  ExpectRefusalsDescribed<ReadRoom>(kReadRoomEndpoint, {kRoomUnknown});
  ExpectRefusalsDescribed<ReadDraw>(kReadDrawEndpoint, {kDrawUnknown});
  ExpectRefusalsDescribed<ReadDrawEntries>(kReadDrawEntriesEndpoint, {kDrawPending});
  ExpectRefusalsDescribed<ChangeRoom>(kChangeRoomEndpoint, {kRoomInUse, kDrawCommitted});
}

TEST_F(RoomCallsTest, ADrawHasItsSeedOnlyOnceDrawn) {
  const std::string digest = base::Sha256Of("abc").ToHex();
  EXPECT_EQ(Finished<ReadDraw>(kReadDrawEndpoint, {}, Pending()).body,
            R"({"roomId":"main","opensAt":"2027-04-01T09:00:00.123Z","drawnAt":null,)"
            R"("entryCount":3,"ranksBefore":0,)"
            R"("commitment":")" +
                digest + R"(","seed":null,"listHash":null})");
  domain::DrawView drawn = Pending();
  drawn.draw.drawn_at = now_;
  drawn.draw.seed = base::Sha256Of("seed");
  const std::string body = Finished<ReadDraw>(kReadDrawEndpoint, {}, drawn).body;
  EXPECT_NE(body.find("\"seed\":\"" + base::Sha256Of("seed").ToHex()), std::string::npos);
  EXPECT_NE(body.find("\"listHash\":\"" + std::string(64, '0')), std::string::npos);
}

TEST_F(RoomCallsTest, EntriesAreLinesOfText) {
  const Response response =
      Finished<ReadDrawEntries>(kReadDrawEntriesEndpoint, {}, {{{1, now_}, {2, now_}}});
  EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(response.body, "1 2027-04-01T09:00:00.123000Z\n2 2027-04-01T09:00:00.123000Z\n");
}

// Anybody may make these calls, and the tables have one reader.
TEST_F(RoomCallsTest, FewCallsAtATimeWaitForTheEntriesOfOldDraws) {
  constexpr std::size_t kMost = 4;
  Call call = MakeCall({.parameter = "main"});
  kReadDrawEntriesEndpoint.begin(kReadDrawEntriesEndpoint.spec, call);
  std::vector<std::unique_ptr<store::Question>> waiting;
  std::vector<std::string> verdicts;
  const auto ask = [&] {
    auto question = kReadDrawEntriesEndpoint.next(
        call, domain::Outcome(
                  domain::OutcomeFor<ReadDrawEntries>{std::vector<domain::DrawEntry>{{1, {}}}}));
    question->ask(
        {.store = [&](auto asked) { waiting.push_back(std::move(asked)); },
         .token_keys = nullptr,
         .request_log = nullptr},
        [&](Finisher finish) { verdicts.push_back(VerdictOf(std::get<Response>(finish(call)))); });
  };
  for (std::size_t i = 0; i < kMost + 2; ++i) ask();
  EXPECT_EQ(waiting.size(), kMost);
  EXPECT_EQ(verdicts, std::vector<std::string>(2, "503 unavailable"));
  waiting.pop_back();  // as at a stop: without an answer
  ask();
  EXPECT_EQ(waiting.size(), kMost);
  waiting.front()->Finish(std::unexpected(store::StoreError{}));
  waiting.erase(waiting.begin());
  ask();
  EXPECT_EQ(waiting.size(), kMost);
}

TEST_F(RoomCallsTest, EntriesThatAreNotInMemoryAreReadFromTheTables) {
  using store::DrawEntriesQuestion;
  Call call = MakeCall({.query = "after=3&limit=2", .parameter = "main"});
  kReadDrawEntriesEndpoint.begin(kReadDrawEntriesEndpoint.spec, call);
  const auto after = [&call](ReadDrawEntries::Answer answer) {
    return kReadDrawEntriesEndpoint.next(
        call, domain::Outcome(domain::OutcomeFor<ReadDrawEntries>{std::move(answer)}));
  };
  EXPECT_FALSE(after(std::vector<domain::DrawEntry>{{4, now_}, {5, now_}}));
  EXPECT_FALSE(after(std::vector<domain::DrawEntry>{}));
  EXPECT_FALSE(after(domain::Refuse(RefusalCode::kDrawPending)));

  const auto answer_with = [&](store::AnswerTo<DrawEntriesQuestion> answer) {
    auto question = after(std::vector<domain::DrawEntry>{{4, {}}, {5, now_}});
    Response response;
    const auto ask = [&](std::unique_ptr<store::Question> asked) {
      auto& entries = dynamic_cast<store::QuestionOf<DrawEntriesQuestion>&>(*asked);
      EXPECT_EQ(entries.question.room, "main");
      EXPECT_EQ(entries.question.after, 3);
      EXPECT_EQ(entries.question.limit, 2);
      entries.done(std::move(answer));
    };
    question->ask({.store = ask, .token_keys = nullptr, .request_log = nullptr},
                  [&](Finisher finish) { response = std::get<Response>(finish(call)); });
    return response;
  };
  EXPECT_EQ(answer_with(std::vector<domain::DrawEntry>{{4, now_}, {5, now_}}).body,
            "4 2027-04-01T09:00:00.123000Z\n5 2027-04-01T09:00:00.123000Z\n");
  EXPECT_EQ(VerdictOf(answer_with(std::unexpected(store::StoreError{}))), "503 unavailable");
}

TEST_F(RoomCallsTest, EntriesAreReadInPages) {
  const std::tuple<std::string_view, std::int64_t, std::int64_t> cases[] = {
      {"", 0, 1'000},
      {"after=100&limit=50", 100, 50},
      {"after=4294967296&limit=1000", INT64_C(1) << 32, 1'000}};
  for (const auto& [query, after, limit] : cases) {
    const auto page =
        Asked<ReadDrawEntries>(kReadDrawEntriesEndpoint, {.query = query, .parameter = "main"});
    EXPECT_EQ(page.after, after) << query;
    EXPECT_EQ(page.limit, limit) << query;
  }
}

TEST_F(RoomCallsTest, BadPagesAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"limit=0", "limit"}, {"limit=1001", "limit"},       {"after=-1", "after"},
      {"after=x", "after"}, {"after=4294967297", "after"}, {"page=1", "page"}};
  for (const auto& [query, parameter] : cases) {
    EXPECT_EQ(Refused(kReadDrawEntriesEndpoint, {.query = query, .parameter = "main"}),
              "invalid-parameter " + std::string(parameter))
        << query;
  }
}

TEST_F(RoomCallsTest, TheOperatorsRoomHasItsPolicy) {
  const Response response = Finished<ListRooms>(kListRoomsEndpoint, {}, {{View()}});
  EXPECT_NE(
      response.body.find(R"("policy":{"mode":"FIFO","capacity":100,"waitingMax":1000000,)"
                         R"("activeTimeSeconds":600,"holdTimeSeconds":300,"claimTimeSeconds":30,)"
                         R"("entryPerMinute":600,)"
                         R"("entryBurst":1}}],"nextCursor":null})"),
      std::string::npos)
      << response.body;
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
}

TEST_F(RoomCallsTest, AbsentMembersOfAChangeStayUnset) {
  EXPECT_EQ(Change("{}"), domain::RoomChange{});
  EXPECT_EQ(Change(R"({"capacity":7,"claimTimeSeconds":0})"),
            (domain::RoomChange{.capacity = 7, .claim_time = domain::Duration{}}));
}

TEST_F(RoomCallsTest, EveryMemberOfAChangeIsRead) {
  EXPECT_EQ(
      Change(R"({"capacity":1,"waitingMax":2,"entryPerMinute":3,"entryBurst":4,)"
             R"("activeTimeSeconds":300,"holdTimeSeconds":6,"claimTimeSeconds":7,"mode":"DRAW",)"
             R"("state":"SCHEDULED","opensAt":"2027-04-01T18:00:00.123+09:00",)"
             R"("presaleGroup":"fans","presaleUntil":"2027-04-01T18:00:00.123+09:00"})"),
      (domain::RoomChange{.capacity = 1,
                          .waiting_max = 2,
                          .active_time = std::chrono::minutes(5),
                          .hold_time = std::chrono::seconds(6),
                          .mode = domain::RoomMode::kDraw,
                          .entry_per_minute = 3,
                          .entry_burst = 4,
                          .claim_time = std::chrono::seconds(7),
                          .state = domain::RoomState::kScheduled,
                          .opens_at = now_,
                          .presale = domain::Presale{.group = "fans", .until = now_}}));
}

TEST_F(RoomCallsTest, EveryChangeHasANewSeed) {
  const Input input{.body = "{}", .parameter = "main"};
  const auto seed = Asked<ChangeRoom>(kChangeRoomEndpoint, input).fresh_seed;
  EXPECT_FALSE(seed.IsNil());
  EXPECT_NE(Asked<ChangeRoom>(kChangeRoomEndpoint, input).fresh_seed, seed);
}

TEST_F(RoomCallsTest, BadChangesAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "malformed-json"},
      {"[]", "invalid-member "},
      {R"({"capacity":0})", "invalid-member /capacity"},
      {R"({"capacity":10000001})", "invalid-member /capacity"},
      {R"({"capacity":null})", "invalid-member /capacity"},
      {R"({"capacity":"7"})", "invalid-member /capacity"},
      {R"({"waitingMax":-1})", "invalid-member /waitingMax"},
      {R"({"entryPerMinute":600001})", "invalid-member /entryPerMinute"},
      {R"({"entryBurst":0})", "invalid-member /entryBurst"},
      {R"({"activeTimeSeconds":0})", "invalid-member /activeTimeSeconds"},
      {R"({"activeTimeSeconds":604801})", "invalid-member /activeTimeSeconds"},
      {R"({"holdTimeSeconds":"5m"})", "invalid-member /holdTimeSeconds"},
      {R"({"holdTimeSeconds":1.5})", "invalid-member /holdTimeSeconds"},
      {R"({"claimTimeSeconds":86401})", "invalid-member /claimTimeSeconds"},
      {R"({"mode":"draw"})", "invalid-member /mode"},
      {R"({"state":"GONE"})", "invalid-member /state"},
      {R"({"state":"SCHEDULED"})", "invalid-member /opensAt"},
      {R"({"opensAt":"2027-04-01T18:00:00Z"})", "invalid-member /state"},
      {R"({"state":"OPEN","opensAt":"2027-04-01T18:00:00Z"})", "invalid-member /state"},
      {R"({"state":"SCHEDULED","opensAt":"tomorrow"})", "invalid-member /opensAt"},
      {R"({"presaleGroup":"fans"})", "invalid-member /presaleUntil"},
      {R"({"presaleUntil":"2027-04-01T18:00:00Z"})", "invalid-member /presaleGroup"},
      {R"({"presaleGroup":"Fans","presaleUntil":"2027-04-01T18:00:00Z"})",
       "invalid-member /presaleGroup"},
      {R"({"presaleGroup":"fans","presaleUntil":"soon"})", "invalid-member /presaleUntil"},
      {R"({"roomId":"other"})", "invalid-member /roomId"}};
  for (const auto& [body, refused] : cases) {
    EXPECT_EQ(Refused(kChangeRoomEndpoint, {.body = body, .parameter = "main"}), refused) << body;
  }
}

TEST_F(RoomCallsTest, TheFunnelCountsAndAverages) {
  domain::FunnelView view{.room = View().room,
                          .funnel = {.joined = 9'300,
                                     .admitted = 1'150,
                                     .left_waiting = 4,
                                     .left_waiting_time = std::chrono::seconds(10),
                                     .holds = 3,
                                     .payments = 2,
                                     .seats_sold = 5,
                                     .estimates = 2,
                                     .estimate_error = std::chrono::seconds(28)},
                          .seats_per_minute = 320};
  EXPECT_EQ(Finished<ReadFunnel>(kReadFunnelEndpoint, {}, view).body,
            R"({"roomId":"main","joined":9300,"waiting":8000,"leftWaiting":4,)"
            R"("leftWaitingMeanSeconds":2,"admitted":1150,"active":90,"noShows":0,)"
            R"("leftActive":0,"timedOut":0,"holds":3,"paid":2,"paidPercentOfHolds":67,)"
            R"("seatsSold":5,"seatsPerMinute":320,"estimates":2,)"
            R"("estimateErrorMeanSeconds":14})");
}

TEST_F(RoomCallsTest, AnEmptyFunnelHasNoMeans) {
  const std::string body =
      Finished<ReadFunnel>(kReadFunnelEndpoint, {}, {{.room = View().room}}).body;
  for (const std::string_view name : {"leftWaitingMeanSeconds", "paidPercentOfHolds",
                                      "seatsPerMinute", "estimateErrorMeanSeconds"}) {
    EXPECT_NE(body.find('"' + std::string(name) + "\":null"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace onsale::http
