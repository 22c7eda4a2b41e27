#include "sim/crowd/crowd.h"

#include <algorithm>
#include <utility>

namespace onsale::sim {

using namespace domain;

namespace {

constexpr std::uint64_t kCutsAWorld = 10;
constexpr std::size_t kEdgesMax = 48;
constexpr std::size_t kHeldMax = 6;
constexpr std::size_t kNetworkMax = 400;
constexpr std::uint32_t kTriesMax = 3;
constexpr std::size_t kHeardOf = 3;  // one in so many users is not silent

}  // namespace

Crowd::Crowd(const WorldPlan& plan) : plan_(plan), chance_(Mix(plan.seed)) {
  const auto batch_mean = static_cast<std::uint64_t>(plan.batch_max + 1) / 2;
  const std::uint64_t steps = static_cast<std::uint64_t>(plan.commands) / batch_mean;
  cut_steps_ = std::max<std::uint64_t>(steps / kCutsAWorld, 3);
  offer_.plan = &plan_;
  for (const ChartSeat& seat : SpecOf(plan_, 0).rows.seats) offer_.seats.push_back(seat.number);
  for (std::int64_t i = 0; i < plan.users; ++i) {
    Client& client = clients_.emplace_back();
    client.user = UserId::Parse("user-" + std::to_string(i)).value();
    client.room_sessions.resize(static_cast<std::size_t>(plan.rooms));
    // Three accounts of each person, and a user without; some of a group; some who need accessible
    // places, also without a person.
    const bool access = i % 4 == 0;
    if (i == 0) {
      client.rights = Rights({}, {}, access);
      continue;
    }
    std::vector<std::string> groups;
    if (i % 2 != 0) groups.emplace_back(i % 5 != 0 ? "fans" : "press");
    client.rights =
        Rights(PersonKeyOf("person-" + std::to_string(i / 3)), std::move(groups), access);
  }
}

Step Crowd::Next() {
  Step step{.clock = NextClock(), .fate = NextFate(), .cut_seed = chance_.Bits()};
  std::vector<Origin> origins;
  if (std::exchange(first_, false)) {
    // The first step loads the first catalogue, as a server does before it accepts requests.
    step.fate = Fate::kDurable;
    step.commands.push_back(LoadCatalog{SpecOf(plan_, 0)});
    origins.push_back({.client = 0, .tries = kTriesMax});
    // While nothing is owed, the currency may change if no show is left out.
    if (chance_.OneIn(4)) {
      step.commands.push_back(LoadCatalog{SpecOf(plan_, kOtherCurrencyVariant)});
      origins.push_back({.client = 0, .tries = kTriesMax});
    }
  } else {
    const auto most = static_cast<std::uint64_t>(plan_.batch_max);
    const std::uint64_t count = chance_.OneIn(12) ? 0 : 1 + chance_.Below(most);
    for (std::uint64_t i = 0; i < count; ++i) Send(NextRequest(), step, origins);
  }
  asked_.push_back(std::move(origins));
  return step;
}

Step Crowd::Last() {
  asked_.emplace_back();
  return {.clock = clock_};
}

// Sets the clock to just before, at or just after a moment at which something may be due.
void Crowd::StepToEdge() {
  std::vector<base::Time>& edges = chance_.OneIn(3) ? windows_ : edges_;
  std::erase_if(edges, [this](base::Time edge) { return edge <= clock_; });
  if (edges.empty()) return;
  const base::Time edge =
      chance_.OneIn(2) ? std::ranges::min(edges) : chance_.Of(std::span<const base::Time>(edges));
  const base::Time at = edge + base::Duration(chance_.In({-1, 1}));
  // Jumps to nearby moments only: a long jump would skip everything in between.
  if ((at - clock_).count() < 8 * plan_.step_max_us) clock_ = at;
}

base::Time Crowd::NextClock() {
  const Features& on = plan_.features;
  if (on.clock_leaps && chance_.OneIn(150)) {
    clock_ += std::chrono::hours(chance_.In({1, 30}));
  } else if (on.edges && chance_.OneIn(4)) {
    StepToEdge();
  } else if (!chance_.Percent(35)) {
    clock_ += base::Duration(chance_.In({0, plan_.step_max_us}));
  }
  if (!on.clock_back || !chance_.OneIn(40)) return clock_;
  const base::Duration back(chance_.In({1, 10'000'000}));
  if (chance_.OneIn(4)) clock_ -= back;
  return clock_ - back;
}

Fate Crowd::NextFate() {
  const Features& on = plan_.features;
  if (on.cuts && chance_.OneIn(cut_steps_)) {
    return chance_.Of({Fate::kStop, Fate::kCutBefore, Fate::kCutDuring, Fate::kCutDuring,
                       Fate::kCutAfter, Fate::kKill, Fate::kKill});
  }
  return on.shared_frames && chance_.OneIn(2) ? Fate::kTogether : Fate::kDurable;
}

Crowd::Request Crowd::NextRequest() {
  if (!network_.empty() && chance_.Percent(network_.size() > kNetworkMax / 2 ? 70 : 30)) {
    const std::size_t at = plan_.features.reordering ? chance_.Below(network_.size()) : 0;
    Request request = std::move(network_[at]);
    network_.erase(network_.begin() + static_cast<std::ptrdiff_t>(at));
    return request;
  }
  return Fresh();
}

Crowd::Request Crowd::Fresh() {
  const Features& on = plan_.features;
  Request request{.client = chance_.Below(clients_.size())};
  Client& client = clients_[request.client];
  if (on.reloads && chance_.OneIn(600)) {
    request.command = AskToLoad(offer_, chance_);
  } else if (on.room_changes && chance_.OneIn(60)) {
    request.command = AskOfOperator(offer_, clock_, chance_);
  } else if (on.room_changes && chance_.OneIn(60)) {
    request.command = AskByHand(offer_, client, clock_, chance_);
  } else if (chance_.OneIn(80)) {
    request.command = AskAboutKeys(clock_, chance_);
  } else if (chance_.OneIn(25)) {
    request.command = AskInPublic(offer_, chance_);
  } else if (on.silent && request.client % kHeardOf != 0) {
    request.command = client.AskSilently(offer_, chance_);
  } else if (on.wild && chance_.OneIn(20)) {
    request.command = client.AskWildly(offer_, chance_);
  } else {
    request.command = client.Ask(offer_, chance_);
  }
  return request;
}

// Sends a request over the network, which may duplicate it or let a later request overtake it.
void Crowd::Send(Request request, Step& step, std::vector<Origin>& origins) {
  const Features& on = plan_.features;
  const bool space = network_.size() < kNetworkMax;
  if (on.duplicates && space && chance_.OneIn(20)) network_.push_back(request);
  if (on.reordering && space && chance_.OneIn(8)) {
    network_.push_back(std::move(request));
    request = Fresh();
  }
  // Each request that arrives, also a duplicate, gets new ids and seeds, as the server would give
  // it.
  std::visit(
      [this](auto& command) {
        if constexpr (requires { command.fresh_id; }) {
          command.fresh_id = {offer_.FreshId(chance_)};
          if constexpr (requires { command.others; }) {
            for (PaymentOf& other : command.others) other.fresh_id = {offer_.FreshId(chance_)};
          }
        } else if constexpr (requires { command.fresh_seed; }) {
          command.fresh_seed = chance_.Digest();
        } else if constexpr (requires { command.spec; }) {
          GiveSeeds(command.spec, chance_.Bits());
        }
      },
      request.command);
  origins.push_back({request.client, request.tries});
  step.commands.push_back(std::move(request.command));
}

void Crowd::NoteEdge(std::optional<base::Time> at) {
  if (!at || *at <= clock_) return;
  if (edges_.size() < kEdgesMax) {
    edges_.push_back(*at);
  } else {
    edges_[chance_.Below(kEdgesMax)] = *at;
  }
}

void Crowd::Learn(const Fact& fact) {
  const std::vector<Origin> origins = std::move(asked_.front());
  asked_.pop_front();
  ONSALE_ASSERT(fact.commands.size() >= origins.size());
  for (std::size_t i = 0; i < origins.size(); ++i) {
    const Command& command = fact.commands[i];
    const Origin origin = origins[i];
    const bool lost = !fact.told || (plan_.features.lost_replies && chance_.OneIn(10));
    if (!lost || std::holds_alternative<LoadCatalog>(command)) {
      if (i < fact.outcomes.size() && fact.told) {
        TakeAnswer(clients_[origin.client], command, fact.outcomes[i]);
      }
    } else if (origin.tries < kTriesMax && network_.size() < kNetworkMax) {
      network_.push_back({origin.client, origin.tries + 1, command});
    }
  }
}

void Crowd::NoteLoaded(const LoadCatalog& command, const Outcome& outcome) {
  const auto& answer = AnswerOf<LoadCatalog>(outcome);
  if (!answer || command.dry_run) return;
  offer_.shows += static_cast<std::uint32_t>(answer->shows_added);
  offer_.concerts += static_cast<std::uint32_t>(answer->concerts_added);
  for (const Show& show : command.spec.rows.shows) {
    windows_.push_back(show.sale_opens_at);
    windows_.push_back(show.sale_closes_at);
  }
}

namespace {

// Marks the client's token as expired if the command was refused because of that.
template <class Error>
void NoteRefusal(Client& client, const Command& command, const Error& error) {
  if constexpr (std::is_same_v<Error, Refusal>) {
    if (error.code != RefusalCode::kTokenExpired) return;
    std::visit(
        [&client]<class C>(const C& c) {
          if constexpr (C::kClaims) {
            for (Client::RoomSession& session : client.room_sessions) {
              if (session.token == c.caller) session.status = TokenStatus::kExpired;
            }
          }
        },
        command);
  }
}

// Keeps the seats of a reservation of the client; of a fresh one, all.
void NoteHeld(Client& client, const Reservation& held, bool fresh) {
  auto known = std::ranges::find(client.held, held.id, &Client::Held::id);
  if (known == client.held.end()) {
    if (!fresh) return;
    if (client.held.size() == kHeldMax) client.held.erase(client.held.begin());
    const std::size_t room{held.token.room.value - 1};
    known = client.held.insert(client.held.end(), {.id = held.id, .room = room, .seats = {}});
  }
  known->seats.clear();
  for (const ReservedSeat& seat : held.seats) known->seats.push_back(seat.number);
  known->amount = held.amount;
}

}  // namespace

void Crowd::TakeAnswer(Client& client, const Command& command, const Outcome& outcome) {
  if (const auto* const load = std::get_if<LoadCatalog>(&command)) {
    return NoteLoaded(*load, outcome);
  }
  std::visit(
      [&]<class Tagged>(const Tagged& tagged) {
        if (!tagged.answer) return NoteRefusal(client, command, tagged.answer.error());
        const auto& view = *tagged.answer;
        using View = std::remove_cvref_t<decltype(view)>;
        if constexpr (std::is_same_v<View, TokenView>) {
          // A wild request may return the token of another user, which the client does not keep.
          if (view.user != client.user) return;
          Client::RoomSession& session = client.room_sessions[view.credential.key.room.value - 1];
          session = {.token = view.credential, .status = view.status};
          NoteEdge(view.active_until);
          NoteEdge(view.claim_before);
          if (view.opens_in) NoteEdge(clock_ + *view.opens_in);
        } else if constexpr (std::is_same_v<View, ReservationView>) {
          const Reservation& held = view.reservation;
          NoteEdge(held.held_until);
          NoteHeld(client, held, std::holds_alternative<HoldSeats>(command));
        } else if constexpr (std::is_base_of_v<RoomView, View>) {
          NoteEdge(view.room.opens_at);
          NoteEdge(view.room.entry_due);
          NoteEdge(view.room.offer_due);
        }
      },
      outcome);
}

}  // namespace onsale::sim
