#include "engine/scenario_testing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <map>
#include <sstream>

#include "base/ascii.h"
#include "base/await_testing.h"
#include "domain/sale_testing.h"
#include "engine/scenario_words_testing.h"
#include "store/ledger_question.h"

namespace onsale::engine {
namespace {

using namespace domain;  // NOLINT: almost every name here is the domain's

class Scenario {
 public:
  explicit Scenario(const OpenStore& open) : open_(open) { Open(); }

  // Runs one line of a scenario and returns its result; empty for a line without a result.
  std::string Do(const std::vector<std::string>& words);

 private:
  void Open() {
    store_ = open_(clock_);
    engine_ = std::make_unique<Engine>(*store_, clock_, EngineOptions{}, nullptr);
  }
  template <class C>
  C::Answer Ask(C command) {
    const auto outcome = engine_->Run(Command(std::move(command)));
    EXPECT_TRUE(outcome.has_value());
    return AnswerOf<C>(*outcome);
  }
  // Sends a command and returns its outcome as `say` prints it, or the name of the refusal.
  template <class C, class SayIt>
  std::string Tell(C command, SayIt say) {
    const auto answer = Ask(std::move(command));
    return answer ? say(*answer) : Say(answer.error());
  }

  std::string Rooms(const std::vector<std::string>& words);
  // Loads the small sale with this scenario's policy and openings of sales.
  void Load();
  // Runs a scenario's command about a room; nullopt if the verb is not one of these.
  std::optional<std::string> AboutRoom(const std::vector<std::string>& words);
  std::string Change(const std::string& room, RoomChange change);
  std::string Join(const std::vector<std::string>& words);
  std::string JoinSilently(const std::string& numbers);
  std::string Shows(const std::vector<std::string>& words);
  std::string Hold(const std::vector<std::string>& words);
  std::string Exchange(const std::vector<std::string>& words);
  std::string Pay(const std::vector<std::string>& words);
  std::string Mine(const std::vector<std::string>& words);
  std::string Ledger(const std::vector<std::string>& words);
  std::optional<IdempotencyKey> IdempotencyKeyIn(const std::vector<std::string>& words) const;

  const Credential& Caller(const std::string& user) { return tokens_.at(user); }
  ShowId Show(const std::string& slug) { return store_->catalog()->FindShow(slug)->id; }

  const OpenStore& open_;
  base::ManualClock clock_{Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
  int seeds_ = 0;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Engine> engine_;
  std::map<std::string, Credential> tokens_;
  std::map<std::string, ReservationId> holds_;
  RoomPolicy policy_;                     // of both rooms, in the catalogue
  std::map<std::string, Time> openings_;  // of sales, by show
};

std::string Scenario::Do(const std::vector<std::string>& words) {
  const std::string& verb = words.at(0);
  if (verb == "rooms") return Rooms(words);
  if (verb == "wait") return clock_.Advance(Length(words.at(1))), "";
  if (verb == "restart") {
    engine_.reset();
    store_.reset();
    return Open(), "";
  }
  if (verb == "silent") return JoinSilently(words.at(1));
  if (verb == "opens") {
    openings_[words.at(1)] = clock_.Now() + Length(words.at(2));
    return Load(), "";
  }
  if (auto said = AboutRoom(words)) return *said;
  const std::string& user = words.at(1);
  if (verb == "join") return Join(words);
  if (verb == "token") return Tell(ReadToken{Caller(user)}, [](auto& view) { return Say(view); });
  if (verb == "leave") return Tell(LeaveQueue{Caller(user)}, [](auto&) { return "ok"; });
  if (verb == "shows") return Shows(words);
  if (verb == "seats") {
    return Tell(ReadSeats{Caller(user), Show(words.at(2))},
                [](auto& map) { return std::to_string(map->available) + " free"; });
  }
  if (verb == "hold") return Hold(words);
  const auto status = [](auto& view) { return Say(view.reservation.status); };
  if (verb == "cancel")
    return Tell(CancelReservation{Caller(user), holds_.at(words.at(2))}, status);
  if (verb == "exchange") return Exchange(words);
  if (verb == "show") return Tell(ReadReservation{Caller(user), holds_.at(words.at(2))}, status);
  if (verb == "mine") return Mine(words);
  if (verb == "balance") {
    return Tell(ReadBalance{User(user)},
                [](auto& view) { return std::to_string(view.balance.minor); });
  }
  if (verb == "top-up") {
    return Tell(TopUpBalance{.user = User(user),
                             .amount = {Integer(words.at(2))},
                             .fresh_id = {ids_.Next()},
                             .idempotency_key = IdempotencyKeyIn(words)},
                [](auto& view) { return std::to_string(view.balance.minor); });
  }
  if (verb == "pay") return Pay(words);
  if (verb == "ledger") return Ledger(words);
  return "no such verb";
}

std::string Scenario::Rooms(const std::vector<std::string>& words) {
  Room room;
  ApplyChange(room, ChangeIn(words), {}, {});
  policy_ = room.policy;
  return Load(), "";
}

void Scenario::Load() {
  CatalogSpec spec = SmallSale(policy_);
  for (domain::Show& show : spec.rows.shows) {
    if (const auto at = openings_.find(show.slug); at != openings_.end()) {
      show.sale_opens_at = at->second;
    }
  }
  EXPECT_TRUE(Ask(LoadCatalog{std::move(spec)}).has_value());
}

std::string Scenario::Change(const std::string& room, RoomChange change) {
  // The seeds of draws are fixed, so that scripts can state the order of a draw.
  const auto seed = base::Sha256Of("seed " + std::to_string(++seeds_));
  return Tell(ChangeRoom{.room = room, .change = change, .fresh_seed = seed},
              [&](auto& view) { return change.state ? Say(view.room.state) : "ok"; });
}

std::optional<std::string> Scenario::AboutRoom(const std::vector<std::string>& words) {
  const std::string& verb = words[0];
  const std::string& room = words.at(1);
  if (verb == "change") return Change(room, ChangeIn(words));
  if (verb == "open") return Change(room, {.state = RoomState::kOpen});
  if (verb == "pause") return Change(room, {.state = RoomState::kPaused});
  if (verb == "close") return Change(room, {.state = RoomState::kClosed});
  if (verb == "schedule") {
    return Change(room,
                  {.state = RoomState::kScheduled, .opens_at = clock_.Now() + Length(words.at(2))});
  }
  if (verb == "room") return Tell(ReadRoom{room}, [](auto& view) { return Say(view); });
  if (verb == "funnel") return Tell(ReadFunnel{room}, [](auto& view) { return Say(view.funnel); });
  if (verb == "draw") {
    return Tell(ReadDraw{room}, [](auto& view) {
      return (view.draw.drawn_at == Time{} ? "pending " : "drawn ") + std::to_string(view.entries);
    });
  }
  if (verb != "entries") return std::nullopt;
  return Tell(ReadDrawEntries{.room = room, .limit = kDrawEntriesMax}, [](auto& entries) {
    std::vector<std::string> parts;
    for (const DrawEntry& entry : entries) parts.push_back(std::to_string(entry.entry));
    return Joined(parts);
  });
}

std::string Scenario::Join(const std::vector<std::string>& words) {
  const bool side = words.size() > 2 && words[2] == "side";
  return Tell(IssueToken{.user = User(words.at(1)),
                         .room = side ? kSideRoom : kMainRoom,
                         .idempotency_key = IdempotencyKeyIn(words)},
              [&](auto& view) {
                tokens_[words.at(1)] = view.credential;
                return Say(view);
              });
}

std::string Scenario::JoinSilently(const std::string& numbers) {
  const auto ends = Split(numbers, '-');
  int active = 0;
  for (std::int64_t number = Integer(ends.at(0)); number <= Integer(ends.at(1)); ++number) {
    const UserId user = User("silent-" + std::to_string(number));
    active += Ask(IssueToken{.user = user, .room = kMainRoom})->status == TokenStatus::kActive;
  }
  return std::to_string(active) + " ACTIVE";
}

std::string Scenario::Shows(const std::vector<std::string>& words) {
  const auto catalog = store_->catalog();
  return Tell(ListShows{Caller(words.at(1)), catalog->FindConcert(words.at(2))->id},
              [&](auto& shows) {
                std::vector<std::string> parts;
                for (const ShowView& show : shows) {
                  parts.push_back(catalog->Find(show.show)->slug + " " +
                                  std::to_string(show.seats_available) + "/" +
                                  std::to_string(show.seats_total));
                }
                return Joined(parts);
              });
}

std::vector<SeatNumber> SeatsIn(const std::string& word) {
  std::vector<SeatNumber> seats;
  for (const std::string& seat : Split(word, ',')) {
    seats.push_back({static_cast<std::uint32_t>(Integer(seat))});
  }
  return seats;
}

std::string Scenario::Hold(const std::vector<std::string>& words) {
  HoldSeats command{.caller = Caller(words.at(1)),
                    .show = Show(words.at(2)),
                    .fresh_id = {ids_.Next()},
                    .idempotency_key = IdempotencyKeyIn(words)};
  command.seats = SeatsIn(words.at(3));
  return Tell(command, [&](auto& view) {
    if (words.size() > 5) holds_[words[5]] = view.reservation.id;
    return Say(view.reservation.status) + " " + std::to_string(view.reservation.amount.minor);
  });
}

std::string Scenario::Exchange(const std::vector<std::string>& words) {
  return Tell(ExchangeSeats{Caller(words.at(1)), holds_.at(words.at(2)), SeatsIn(words.at(3))},
              [](auto& view) {
                return Say(view.reservation.status) + " " +
                       std::to_string(view.reservation.amount.minor);
              });
}

std::string Scenario::Pay(const std::vector<std::string>& words) {
  std::vector<ReservationId> named;
  for (const std::string& hold : Split(words.at(2), ',')) named.push_back(holds_.at(hold));
  std::ranges::sort(named);
  PayReservation command{.caller = Caller(words.at(1)),
                         .id = named.front(),
                         .fresh_id = {ids_.Next()},
                         .idempotency_key = IdempotencyKeyIn(words)};
  for (std::size_t i = 1; i < named.size(); ++i) {
    command.others.push_back({named[i], {ids_.Next()}});
  }
  for (const std::string& word : words) {
    if (word.starts_with("expect=")) command.expected_amount = Money{Integer(word.substr(7))};
  }
  return Tell(command,
              [](auto& view) { return "CONFIRMED " + std::to_string(view.balance.minor); });
}

std::string Scenario::Mine(const std::vector<std::string>& words) {
  return Tell(ListReservations{Caller(words.at(1))}, [&](auto& views) {
    std::vector<std::string> parts;
    for (const ReservationView& view : views) {
      for (const auto& [name, id] : holds_) {
        if (id == view.reservation.id) parts.push_back(name + " " + Say(view.reservation.status));
      }
    }
    return Joined(parts);
  });
}

std::string Scenario::Ledger(const std::vector<std::string>& words) {
  std::promise<std::vector<std::string>> promise;
  const auto receive = [&](const store::AnswerTo<store::LedgerQuestion>& entries) {
    std::vector<std::string> parts;
    for (const LedgerEntry& entry : entries.value()) {
      const bool top_up = entry.kind == LedgerKind::kTopUp;
      parts.push_back((top_up ? "top-up " : "payment ") + std::to_string(entry.amount.minor) + " " +
                      std::to_string(entry.balance_after.minor));
    }
    promise.set_value(std::move(parts));
  };
  engine_->Ask(store::MakeQuestion(store::LedgerQuestion{.user = User(words.at(1))}, receive));
  return Joined(base::Got("the ledger", promise.get_future()));
}

// The idempotency key that a line names with `key=`, if any. Its fingerprint depends only on the
// words of the line, so the same line again is a retry.
std::optional<IdempotencyKey> Scenario::IdempotencyKeyIn(
    const std::vector<std::string>& words) const {
  if (!words.back().starts_with("key=")) return std::nullopt;
  std::uint64_t digest = 0;
  for (const std::string& word : words) digest = digest * 31 + std::hash<std::string>{}(word);
  return IdempotencyKey{.key = words.back().substr(4), .fingerprint = {.high = digest}};
}

}  // namespace

void RunScenario(std::string_view script, const OpenStore& open) {
  Scenario scenario(open);
  std::istringstream lines{std::string(script)};
  int number = 0;
  int checked = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    line = std::string(base::Trim(std::string_view(line).substr(0, line.find('#'))));
    if (line.empty()) continue;
    SCOPED_TRACE("line " + std::to_string(number) + ": " + line);
    const auto arrow = line.find("->");
    const std::string_view expected =
        arrow == std::string::npos ? "" : base::Trim(std::string_view(line).substr(arrow + 2));
    EXPECT_EQ(scenario.Do(Split(line.substr(0, arrow), ' ')), expected);
    ++checked;
  }
  EXPECT_GT(checked, 0) << "an empty script checks nothing";
}

}  // namespace onsale::engine
