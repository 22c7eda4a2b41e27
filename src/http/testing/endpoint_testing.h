// The fixture of endpoint tests: a small catalogue, hand-made calls, a check of every response.
//
// Shape:    concert `spring` in room `main`, `autumn` in another; show `spring-1` of `spring` with
//           seats 1 to 3, the third in a more expensive category. Responses are checked against
//           openapi.json.
#pragma once

#include <gtest/gtest.h>

#include "http/access/token_seal.h"
#include "http/challenge/challenge_gate.h"
#include "http/challenge/challenge_maker.h"
#include "http/endpoints/endpoints.h"
#include "http/limit/limiter.h"
#include "http/pages/shared_pages.h"

namespace onsale::http {

struct Input {
  std::string_view body = {};
  std::string_view query = {};
  std::string_view parameter = {};  // for the path's `{...}`
  std::optional<std::string_view> if_none_match = {};
  std::optional<std::string_view> accept = {};
  std::optional<std::string_view> accept_language = {};
  std::optional<std::string_view> accept_encoding = {};
  std::optional<std::string_view> last_event_id = {};
  std::optional<std::string> idempotency_key = {};
  std::optional<std::string_view> reason = {};  // of an operator
  domain::ScopeSet scopes = {};  // of an access key; without one, the caller has none
};

// The status of a response and, of a problem, its code: `404 not-found`.
std::string VerdictOf(const Response& response);

inline constexpr domain::RoomId kOtherRoom{2};
domain::CatalogPtr SmallCatalog();
// One show, `arena-1`, with this many seats: of two sections in turns, so that the availability is
// as long as it may be.
domain::CatalogPtr ArenaCatalog(std::uint32_t seats);

class EndpointTest : public testing::Test {
 protected:
  // The response of an endpoint whose `begin` returns it.
  Response Answered(const Endpoint& endpoint, const Input& input);
  // The `code` of the problem that `begin` returns, with its `member` or `parameter`; else `none`.
  std::string Refused(const Endpoint& endpoint, const Input& input);
  // The command C that `begin` returns; below, the question Q to the store.
  template <class C>
  C Asked(const Endpoint& endpoint, const Input& input) {
    Call call = MakeCall(input);
    Step step = endpoint.begin(endpoint.spec, call);
    return std::get<C>(std::get<domain::Command>(std::move(step)));
  }
  template <class Q>
  Q AskedStore(const Endpoint& endpoint, const Input& input) {
    std::optional<Q> asked;
    AskWith<Q>(endpoint, input, [&asked](store::QuestionOf<Q>& q) { asked = q.question; });
    return *std::move(asked);
  }
  // The response that `finish` makes from this answer to a command C.
  template <class C>
  Response Finished(const Endpoint& endpoint, const Input& input, typename C::Answer answer) {
    Call call = MakeCall(input);
    call.query = ReadQuery(input.query, endpoint.spec.query).value();
    return Checked(
        endpoint, endpoint.finish(call, domain::Outcome(domain::OutcomeFor<C>{std::move(answer)})));
  }
  // Checks that openapi.json describes the problem of each refusal of a command C.
  template <class C>
  void ExpectRefusalsDescribed(const Endpoint& endpoint,
                               std::initializer_list<domain::RefusalCode> codes) {
    for (const domain::RefusalCode code : codes) {
      EXPECT_GE(Finished<C>(endpoint, {}, domain::Refuse(code)).status, 400U);
    }
  }
  // The response after this answer to a question Q.
  template <class Q>
  Response Answered(const Endpoint& endpoint, const Input& input, store::AnswerTo<Q> answer) {
    return Checked(endpoint, std::get<Response>(AnswerWith<Q>(endpoint, input, std::move(answer))));
  }
  // The command C that follows this answer to a question Q.
  template <class C, class Q>
  C AskedAfter(const Endpoint& endpoint, const Input& input, store::AnswerTo<Q> answer) {
    return std::get<C>(
        std::get<domain::Command>(AnswerWith<Q>(endpoint, input, std::move(answer))));
  }

  // What follows the question that `begin` returns, from sources that answer at once.
  AfterQuestion Ask(const Endpoint& endpoint, const Input& input, const Sources& sources);

  Call MakeCall(const Input& input);
  static Response Checked(const Endpoint& endpoint, Response response);
  static bool HasHeader(const Response& response, std::string_view line);

  template <class Q>
  AfterQuestion AnswerWith(const Endpoint& endpoint, const Input& input,
                           store::AnswerTo<Q> answer) {
    return AskWith<Q>(endpoint, input,
                      [&answer](store::QuestionOf<Q>& asked) { asked.done(std::move(answer)); });
  }
  template <class Q, class OnAsked>
  AfterQuestion AskWith(const Endpoint& endpoint, const Input& input, OnAsked on_asked) {
    const auto store = [&on_asked](std::unique_ptr<store::Question> question) {
      on_asked(dynamic_cast<store::QuestionOf<Q>&>(*question));
    };
    return Ask(endpoint, input, {.store = store, .token_keys = nullptr, .request_log = nullptr});
  }

  const domain::Time now_ = base::ParseRfc3339("2027-04-01T09:00:00.123Z")->time;
  const domain::Credential credential_{.key = {.room = domain::kMainRoom, .number = {42}},
                                       .issued_at = now_};
  TokenSeal seal_{std::array<std::uint8_t, 32>{1}};
  const std::string sealed_ = seal_.Seal(credential_);
  SharedPages pages_;
  base::CountingUuidSource ids_;
  base::ManualClock clock_{now_};
  Limiter limits_{{}, {1, 2}, {.exceeded = {}, .mode_changed = [](LimitMode, LimitMode) {}}};
  ChallengeGate challenges_{{.work = 3}, [](ChallengeMode, ChallengeMode) {}};
  ChallengeMaker challenge_maker_{{.seals = base::SecretKey({1}), .opens = {}}};
  Services services_{.catalog = SmallCatalog(),
                     .seal = &seal_,
                     .pages = pages_,
                     .ids = ids_,
                     .clock = clock_,
                     .currency = "KRW",
                     .limits = &limits_,
                     .challenges = &challenges_,
                     .challenge_maker = &challenge_maker_};
};

// A hold of user `kim`: seats 1 and 3 of `spring-1`, made at `now`, for five minutes.
domain::Reservation HeldReservation(domain::Time now);

}  // namespace onsale::http
