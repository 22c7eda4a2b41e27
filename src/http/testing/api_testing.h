// A small sale with callers of every kind, and a dispatcher in front of it: for the tests of who
// may make which call.
//
// Shape:    decided by the real rules. Room `main` has two slots. `owner` has left once, joined
//           again, is ACTIVE, holds seat 1 and can pay for it; `other` is ACTIVE too; `waiter` is
//           WAITING. Every request concerns the owner's data. A caller is a word: which credentials
//           it shows is in Ask, SignBuyers and AddKeys.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/booking_number.h"
#include "base/time.h"
#include "domain/access_key_commands.h"
#include "domain/decide.h"
#include "domain/sale_testing.h"
#include "engine/engine.h"
#include "http/access/access_key_text.h"
#include "http/access/buyer/current_key_set.h"
#include "http/access/buyer/key_set.h"
#include "http/access/buyer/token_signer_testing.h"
#include "http/access/buyer/token_verifier.h"
#include "http/access/token_key_source.h"
#include "http/access/token_seal.h"
#include "http/challenge/challenge_gate.h"
#include "http/dispatcher.h"
#include "http/endpoints/endpoints.h"
#include "http/limit/limiter.h"
#include "http/pages/shared_pages.h"
#include "http/pages/web_pages.h"
#include "store/fake_tables_testing.h"

namespace onsale::http {

class TestApi {
 public:
  TestApi() {
    OpenLottery();
    const auto early = sale_.Join("owner");
    sale_.Ask(domain::LeaveQueue{early});
    const auto owner = sale_.Join("owner");
    reservation_ = sale_.Hold(owner, {1});
    sale_.TopUp("owner", 1000);
    tokens_ = {{"owner", seal_.Seal(owner)},
               {"other", seal_.Seal(sale_.Join("other"))},
               {"waiting", seal_.Seal(sale_.Join("waiter"))},
               {"expired", seal_.Seal(early)},
               {"elsewhere", seal_.Seal(sale_.Join("owner", domain::kSideRoom))},
               {"forged", TokenSeal({2}).Seal(owner)}};
  }

  Response Ask(const Spec& spec, const std::string& caller) {
    const std::string path = PathOf(spec);
    const std::string body = BodyOf(spec);
    Request request{.method = spec.method, .target = path, .path = path, .body = body};
    if (!body.empty()) request.content_type = kJson;
    if (tokens_.contains(caller)) request.queue_token = tokens_.at(caller);
    if (caller == "ended") {
      // A token can be read until a day after the end of its turn, so a day and an hour pass.
      request.queue_token = tokens_.at("expired");
      sale_.now += domain::kReadTime + std::chrono::hours(1);
      sale_.PassTimeNow();
    }
    changes_before_ = sale_.rows.changes;  // passing time has changed rows, too
    if (bearers_.contains(caller)) request.authorization = bearers_.at(caller);
    if (caller == "basic") request.authorization = "Basic b3BlcmF0b3I6";
    request.was_forwarded = caller == "forwarded";
    request.reason = "a reason";  // some calls of operators need one
    Exchange exchange(request, services_);
    return Finished(exchange, dispatcher_.Begin(exchange));
  }

  // From now on buyers are signed.
  void SignBuyers() {
    const auto claims = [this](std::string_view user, std::chrono::seconds from_now) {
      const auto now = std::chrono::floor<std::chrono::seconds>(sale_.now.time_since_epoch());
      return R"({"iss":"shop","aud":"onsale","sub":")" + std::string(user) + R"(","iat":)" +
             std::to_string((now + from_now).count()) + R"(,"exp":)" +
             std::to_string((now + from_now + std::chrono::minutes(5)).count()) + '}';
    };
    const TokenSigner signer(SignatureAlgorithm::kEdDsa);
    keys_.Replace(ParseKeySet(R"({"keys":[)" + signer.Jwk("k") + "]}").value().keys);
    services_.buyers = &verifier_;
    constexpr std::string_view kHeader = R"({"alg":"EdDSA","kid":"k"})";
    const auto add = [this](const char* caller, const std::string& token) {
      bearers_[caller] = "Bearer " + token;
    };
    add("buyer", signer.Token(kHeader, claims("owner", {})));
    add("guest", signer.Token(kHeader, claims("other", {})));
    add("stale", signer.Token(kHeader, claims("owner", -std::chrono::minutes(6))));
  }

  // From now on the server is reached by others, so that buyers' calls need a key.
  void EndDemo() { services_.is_demo = false; }

  // Makes the access keys of kKeyCallers.
  void AddKeys() {
    const std::string owner = AddKey("owner", domain::kAllScopes);
    for (int i = 0; i < domain::kScopeCount; ++i) {
      const auto scope = static_cast<domain::Scope>(i);
      AddKey(std::string(WordOf(scope)), domain::ScopeSet{}.With(scope), owner);
    }
    const domain::Actor actor{.key = owner};
    AddKey("key-ended", domain::kAllScopes, owner, sale_.now + std::chrono::seconds(1));
    const std::string revoked = AddKey("revoked", domain::kAllScopes, owner);
    EXPECT_TRUE(sale_.Ask(domain::RevokeAccessKey{.actor = actor, .id = revoked}));
    for (const auto& [caller, ends] : {std::pair("former", 3600), std::pair("former-ended", 1)}) {
      const std::string id = AddKey(caller, domain::kAllScopes, owner);
      EXPECT_TRUE(sale_.Ask(
          domain::RotateAccessKey{.actor = actor,
                                  .id = id,
                                  .digest = MakeAccessKey(KeyEnvironment::kLive, id).digest,
                                  .former_until = sale_.now + std::chrono::seconds(ends)}));
    }
    bearers_["unknown"] =
        "Bearer " + std::string(MakeAccessKey(KeyEnvironment::kLive, owner).text.text());
    bearers_["test-key"] =
        "Bearer " + std::string(MakeAccessKey(KeyEnvironment::kTest).text.text());
    bearers_["mistyped"] = bearers_.at("owner-key") + "0";
    sale_.now += std::chrono::seconds(1);
    clock_.Set(sale_.now);
    sale_.PassTimeNow();
    services_.access_keys = sale_.rows.access_keys();
  }

  bool engine_was_asked() const { return engine_was_asked_; }
  // The number of row changes by the last request.
  std::int64_t changes() const { return sale_.rows.changes - changes_before_; }
  std::string reservation() const { return reservation_.id.uuid.ToString(); }

 private:
  // Makes a key whose holder is this caller; returns its id.
  std::string AddKey(const std::string& caller, domain::ScopeSet scopes,
                     const std::string& actor = {}, std::optional<base::Time> ends = {}) {
    const NewAccessKey key = MakeAccessKey(KeyEnvironment::kLive);
    const bool is_first = actor.empty();
    const bool added =
        is_first ? sale_
                       .Ask(domain::AddOwnerKey{
                           .actor = {}, .id = key.id, .name = caller, .digest = key.digest})
                       .has_value()
                 : sale_
                       .Ask(domain::AddAccessKey{.actor = {.key = actor},
                                                 .id = key.id,
                                                 .name = caller,
                                                 .scopes = scopes,
                                                 .digest = key.digest,
                                                 .ends = ends})
                       .has_value();
    EXPECT_TRUE(added) << caller;
    bearers_[is_first ? "owner-key" : caller] = "Bearer " + std::string(key.text.text());
    key_ids_[caller] = key.id;
    return key.id;
  }

  // Adds a third room, `lottery`, whose draw has taken place.
  void OpenLottery() {
    domain::CatalogSpec spec = domain::SmallSale({.capacity = 2});
    spec.rooms.push_back({.slug = "lottery",
                          .policy = {.mode = domain::RoomMode::kDraw},
                          .opens_at = sale_.now + std::chrono::seconds(1),
                          .fresh_seed = base::Sha256Of("seed")});
    ASSERT_TRUE(sale_.Ask(domain::LoadCatalog{spec}).has_value());
    sale_.now += std::chrono::seconds(2);
    sale_.PassTimeNow();
    services_.catalog = domain::CatalogPtr(domain::CatalogPtr(), &sale_.rows.catalog());
  }

  std::string PathOf(const Spec& spec) {
    const domain::Show& show = *services_.catalog->FindShow("solo-1");
    const std::map<std::string, std::string, std::less<>> values = {
        {"roomId", spec.operation_id.starts_with("readDraw") ? "lottery" : "main"},
        {"concertId", "solo"},
        {"showId", "solo-1"},
        {"reservationId", reservation()},
        {"bookingNumber", base::BookingText(base::BookingNumberOf(reservation_.id))},
        {"userId", "owner"},
        {"seatNumber", "1"},
        {"keyId", key_ids_.contains("former") ? key_ids_.at("former") : "AbCd1234"},
        {"digest", pages_.charts.Of(services_.catalog)->Of(show.chart).digest},
        {"code", "hold-expired"},
        {"step", "queue"},
        {"actionNumber", "1"},
        {"page", "live"},
        {"file", "a.js"}};
    std::string path(spec.path);
    while (path.find('{') != std::string::npos) {
      const std::size_t begin = path.find('{');
      const std::size_t end = path.find('}');
      path.replace(begin, end - begin + 1, values.at(path.substr(begin + 1, end - begin - 1)));
    }
    return path;
  }

  std::string BodyOf(const Spec& spec) const {
    const std::map<std::string, std::string, std::less<>> bodies = {
        {"issueQueueToken", R"({"userId":"owner"})"},
        {"holdSeats", R"({"showId":"solo-1","seatNumbers":[2]})"},
        {"exchangeSeats", R"({"seatNumbers":[1]})"},
        {"payReservation", R"({"reservationId":")" + reservation() + R"("})"},
        {"topUpBalance", R"({"amount":5})"},
        {"changeLimits", R"({"mode":"on"})"},
        {"applyCatalogue", R"({"concerts":[]})"},
        {"addAccessKey", R"({"name":"door","role":"viewer"})"},
        {"rotateAccessKey", "{}"},
        {"changeRoom", R"({"capacity":7})"},
        {"setNotice", R"({"english":"wait"})"},
        {"holdBackSeats", R"({"seatNumbers":[3]})"},
        {"putSeatsOnSale", R"({"seatNumbers":[3]})"}};
    const bool has_body = !spec.body.empty() || spec.document_max > 0;
    return !has_body ? "" : bodies.at(std::string(spec.operation_id));
  }

  Response Finished(Exchange& exchange, Step step) {
    if (auto* const response = std::get_if<Response>(&step)) return std::move(*response);
    engine_was_asked_ = true;
    if (auto* const question = std::get_if<Question>(&step)) return Answered(exchange, *question);
    auto outcomes = *DecideBatch({&std::get<domain::Command>(step), 1}, sale_.rows, sale_.now);
    const engine::Delivery delivery{.commit_number = 1, .outcome = std::move(outcomes.at(0))};
    if (auto question = dispatcher_.Next(exchange, delivery)) return Answered(exchange, *question);
    return dispatcher_.Finish(exchange, delivery);
  }

  Response Answered(const Exchange& exchange, Question& question) {
    store::FakeTables<domain::LedgerEntry> tables([this](const auto&) {
      std::vector<domain::LedgerEntry> entries;
      for (const auto& [key, entry] : sale_.rows.ledger) entries.push_back(entry);
      return entries;
    });
    const auto read = [&tables](std::unique_ptr<store::Question> asked) {
      asked->Finish(asked->Read(tables));
    };
    Response response;
    question.ask({.store = read,
                  .token_keys = &token_keys_,
                  .request_log = nullptr,
                  .catalog = &same_catalog_,
                  .backup = &backup_},
                 [&](Finisher finish) {
                   response = std::get<Response>(dispatcher_.Finish(exchange, finish));
                 });
    return response;
  }

  class SameKeys final : public TokenKeySource {
   public:
    void Reload(Done done) override { done(SealKeyIds{.seals = {1}, .opens = {}}); }
  };

  class SameCatalog final : public CatalogSource {
   public:
    void Apply(CatalogToApply, Done done) override { done(AppliedCatalog{}); }
  };

  class SmallBackup final : public BackupSource {
   public:
    void MakeBase(Done<BackupBase> done) override { done(BackupBase{.commit_number = 1}); }
    void ReadBase(std::uint64_t, Done<std::string> done) override { done("base"); }
    void ReadJournal(const JournalPiece&, Done<std::optional<std::string>> done) override {
      done("journal");
    }
  };

  const Dispatcher dispatcher_{kEndpoints};
  SameKeys token_keys_;
  SameCatalog same_catalog_;
  SmallBackup backup_;
  domain::SmallSaleRows sale_{{.capacity = 2}};
  TokenSeal seal_{{1}};
  SharedPages pages_;
  const WebPages web_pages_{{{"index.html", "<html>"}, {"assets/a.js", "start();"}}, {}};
  base::ManualClock clock_{sale_.now};
  Limiter limits_{{}, {1, 2}, {.exceeded = {}, .mode_changed = [](LimitMode, LimitMode) {}}};
  ChallengeGate challenges_{{}, [](ChallengeMode, ChallengeMode) {}};
  Services services_{.catalog = {},
                     .seal = &seal_,
                     .pages = pages_,
                     .is_demo = true,
                     .ids = sale_.ids,
                     .clock = clock_,
                     .currency = "KRW",
                     .buyer_pages = &web_pages_,
                     .console_pages = &web_pages_,
                     .limits = &limits_,
                     .challenges = &challenges_};
  CurrentKeySet keys_;
  BuyerTokenVerifier verifier_{{.issuer = "shop", .audience = "onsale"}, keys_};
  domain::Reservation reservation_;
  std::map<std::string, std::string, std::less<>> tokens_;
  std::map<std::string, std::string, std::less<>> bearers_;
  std::map<std::string, std::string, std::less<>> key_ids_;
  bool engine_was_asked_ = false;
  std::int64_t changes_before_ = 0;
};

}  // namespace onsale::http
