#include "rehearsal/audit/audit.h"

#include <algorithm>

#include "rehearsal/audit/admission_order.h"
#include "rehearsal/audit/server_audit.h"
#include "rehearsal/crowd/composer.h"
#include "rehearsal/venue/scout.h"
#include "rehearsal/wire/answers.h"

namespace onsale::rehearsal {
namespace {

void AddNotMade(Check& check, const std::string& why) {
  check.not_made.append(check.not_made.empty() ? "" : "; ").append(why);
}

void Violate(Check& check, std::string example) {
  ++check.violations;
  if (check.examples.size() < kExamplesMax) check.examples.push_back(std::move(example));
}

class Auditor {
 public:
  Auditor(const Evidence& evidence, const Venue& venue, Errands& errands, Errands& operators)
      : evidence_(evidence),
        venue_(venue),
        errands_(errands),
        operators_(operators),
        seed_(evidence.plan.seed) {}

  AuditResult Run() {
    for (std::uint32_t i = 0; i < Buyers().size(); ++i) {
      if (Buyers()[i].paid) paid_.push_back(i);
      if (Buyers()[i].in_doubt) ++result_.in_doubt;
    }
    SendHome();
    Keep(CheckPurchases());
    Keep(CheckOneOwner());
    Keep(CheckSeatMaps());
    CheckMoney();
    Keep(CheckOrder());
    Keep(CheckPositions());
    if (!evidence_.plan.access_key.empty()) {
      for (Check& check : AskServer(evidence_.plan.access_key, operators_)) Keep(std::move(check));
    }
    return std::move(result_);
  }

 private:
  const std::vector<Buyer>& Buyers() const { return evidence_.buyers; }
  std::string NameOf(std::uint32_t buyer) const { return UserName(seed_, std::to_string(buyer)); }
  std::string_view TokenOf(std::uint32_t buyer) const {
    return evidence_.texts.Get(Buyers()[buyer].token);
  }
  const Show& ShowOf(std::uint32_t buyer) const { return venue_.shows[Buyers()[buyer].show]; }
  void Keep(Check check) { result_.checks.push_back(std::move(check)); }

  void SendHome();
  Check CheckPurchases();
  void ComparePurchase(Check& check, std::uint32_t number, const Answer& answer);
  Check CheckOneOwner();
  Check CheckSeatMaps();
  std::size_t SeatsBought(std::size_t show) const;
  std::expected<SeatMapAnswer, NoTurn> ReadMap(std::size_t show);
  std::expected<SeatMapAnswer, NoTurn> ReadMapWith(std::size_t show, std::string_view token);
  void CompareMap(Check& check, std::size_t show, const SeatMapAnswer& map);
  void CheckMoney();
  void CompareLedger(Check& check, std::uint32_t number, const Answer& answer);
  Check CheckOrder();
  Check CheckPositions();

  const Evidence evidence_;
  const Venue& venue_;
  Errands& errands_;
  Errands& operators_;
  const std::uint64_t seed_;
  std::vector<std::uint32_t> paid_;
  std::vector<std::uint32_t> witnesses_;  // buyers whose turn may still run, at most one a show
  AuditResult result_;
};

void Auditor::SendHome() {
  std::vector<std::uint32_t> home;
  std::vector<bool> has_witness(venue_.shows.size());
  for (std::uint32_t i = static_cast<std::uint32_t>(Buyers().size()); i-- > 0;) {
    const Buyer& buyer = Buyers()[i];
    if (!buyer.token_may_live || buyer.paid) continue;
    if (buyer.was_active && !has_witness[buyer.show]) {
      has_witness[buyer.show] = true;
      witnesses_.push_back(i);
    } else {
      home.push_back(i);
    }
  }
  // If leaving fails, the turns end by themselves, and the checks report what they could not check.
  (void)errands_.Run({.count = home.size(),
                      .request =
                          [&](std::size_t i) {
                            return Request{.method = "DELETE",
                                           .path = "/v1/queue/tokens/me",
                                           .token = TokenOf(home[i])};
                          },
                      .take = [](std::size_t, const Answer&) {}});
}

Check Auditor::CheckPurchases() {
  Check check{.question = Question::kPurchases, .of = paid_.size()};
  std::string path;
  const auto done = errands_.Run(
      {.count = paid_.size(),
       .request =
           [&](std::size_t i) {
             path = "/v1/reservations/" + Buyers()[paid_[i]].reservation.ToString();
             return Request{.path = path, .token = TokenOf(paid_[i])};
           },
       .take = [&](std::size_t i,
                   const Answer& answer) { ComparePurchase(check, paid_[i], answer); }});
  if (!done) check.not_made = done.error();
  return check;
}

void Auditor::ComparePurchase(Check& check, std::uint32_t number, const Answer& answer) {
  const Buyer& buyer = Buyers()[number];
  ++check.checked;
  const std::string who = NameOf(number) + ", reservation " + buyer.reservation.ToString() + ": ";
  const auto found = answer.head.status == 200 ? ReadReservation(answer.body) : std::nullopt;
  if (!found) {
    Violate(check, who + "reading the reservation returns " + std::to_string(answer.head.status) +
                       " " + std::string(ReadCode(answer.body)));
    return;
  }
  std::vector<std::uint32_t> bought(buyer.pick.seats.begin(),
                                    buyer.pick.seats.begin() + buyer.pick.count);
  const SeatNumbers& numbers = found->seats;
  std::vector<std::uint32_t> there(numbers.seats.begin(), numbers.seats.begin() + numbers.count);
  std::sort(bought.begin(), bought.end());
  std::sort(there.begin(), there.end());
  if (found->id != buyer.reservation || found->status != "CONFIRMED") {
    Violate(check, who + "it was paid, but its status is " + std::string(found->status));
  } else if (found->payment != buyer.payment || found->amount != buyer.amount || bought != there ||
             found->show != ShowOf(number).id) {
    Violate(check, who + "payment, price, show or seats differ from the acknowledged ones");
  }
}

Check Auditor::CheckOneOwner() {
  Check check{.question = Question::kOneOwner};
  struct Owned {
    std::uint16_t show;
    std::uint32_t seat;
    std::uint32_t buyer;
  };
  std::vector<Owned> owned;
  for (const std::uint32_t number : paid_) {
    const Buyer& buyer = Buyers()[number];
    for (std::size_t i = 0; i < buyer.pick.count; ++i) {
      owned.push_back({buyer.show, buyer.pick.seats[i], number});
    }
  }
  std::sort(owned.begin(), owned.end(), [](const Owned& a, const Owned& b) {
    return std::tie(a.show, a.seat, a.buyer) < std::tie(b.show, b.seat, b.buyer);
  });
  for (std::size_t i = 1; i < owned.size(); ++i) {
    const Owned& a = owned[i - 1];
    const Owned& b = owned[i];
    if (a.show != b.show || a.seat != b.seat) continue;
    Violate(check, "seat " + std::to_string(b.seat) + " of " + venue_.shows[b.show].id +
                       " was sold to " + NameOf(a.buyer) + " and to " + NameOf(b.buyer));
  }
  check.checked = check.of = owned.size();
  return check;
}

Check Auditor::CheckSeatMaps() {
  Check check{.question = Question::kSeatMap};
  for (std::size_t show = 0; show < venue_.shows.size(); ++show) {
    const std::string& id = venue_.shows[show].id;
    const auto map = ReadMap(show);
    if (map) {
      CompareMap(check, show, *map);
    } else if (map.error().sold_out) {
      check.sold_out += (check.sold_out.empty() ? "" : ", ") + id;
      check.of += SeatsBought(show);
    } else {
      AddNotMade(check, id + ": " + map.error().why);
      check.of += SeatsBought(show);
    }
  }
  return check;
}

std::size_t Auditor::SeatsBought(std::size_t show) const {
  std::size_t seats = 0;
  for (const std::uint32_t number : paid_) {
    if (Buyers()[number].show == show) seats += Buyers()[number].pick.count;
  }
  return seats;
}

std::expected<SeatMapAnswer, NoTurn> Auditor::ReadMap(std::size_t show) {
  // Reads with the token of a buyer whose turn may still last: a room that is sold out admits
  // nobody.
  for (const std::uint32_t witness : witnesses_) {
    if (ShowOf(witness).concert != venue_.shows[show].concert) continue;
    if (auto map = ReadMapWith(show, TokenOf(witness))) return map;
  }
  const auto token = TakeActiveToken(
      {UserName(seed_, "auditor"), venue_.shows[show].concert, std::chrono::seconds(60)},
      evidence_.plan, errands_);
  if (!token) return std::unexpected(token.error());
  return ReadMapWith(show, *token);
}

std::expected<SeatMapAnswer, NoTurn> Auditor::ReadMapWith(std::size_t show,
                                                          std::string_view token) {
  const std::string path = "/v1/shows/" + venue_.shows[show].id + "/seats?status=all";
  std::optional<SeatMapAnswer> map;
  unsigned status = 0;
  const auto done =
      errands_.RunOne({.path = path, .token = token}, ReadAs::kLongText, [&](const Answer& answer) {
        status = answer.head.status;
        if (status == 200) map = ReadSeatMap(answer.body);
      });
  if (!done) return std::unexpected(NoTurn{done.error()});
  if (!map)
    return std::unexpected(NoTurn{"reading the seats returns status " + std::to_string(status)});
  return *std::move(map);
}

void Auditor::CompareMap(Check& check, std::size_t index, const SeatMapAnswer& map) {
  const Show& show = venue_.shows[index];
  SeatSet sold(show.chart.number_max);
  for (const std::uint32_t seat : map.sold) sold.Add(seat);
  SeatSet ours(show.chart.number_max);
  for (const std::uint32_t number : paid_) {
    const Buyer& buyer = Buyers()[number];
    if (buyer.show != index) continue;
    for (std::size_t i = 0; i < buyer.pick.count; ++i) {
      const std::uint32_t seat = buyer.pick.seats[i];
      const std::string what = "seat " + std::to_string(seat) + " of " + show.id;
      ours.Add(seat);
      ++check.of;
      // If the seat map from before the rehearsal is missing, the seat counts as not checked.
      if (show.sold_before_known) ++check.checked;
      if (!sold.Has(seat)) Violate(check, what + " was bought, but is not SOLD");
      if (show.sold_before.Has(seat)) Violate(check, what + " was SOLD before the rehearsal");
    }
  }
  if (!show.sold_before_known) {
    AddNotMade(check,
               show.id + ": the seats that were SOLD before the rehearsal could not be read");
  }
  for (const std::uint32_t seat : map.sold) {
    const bool unknown = show.sold_before_known && !show.sold_before.Has(seat) && !ours.Has(seat);
    if (unknown) ++result_.sold_by_others;
  }
}

void Auditor::CheckMoney() {
  std::vector<std::uint32_t> topped_up;
  for (std::uint32_t i = 0; i < Buyers().size(); ++i) {
    if (Buyers()[i].topped_up > 0 && !Buyers()[i].in_doubt) topped_up.push_back(i);
  }
  const std::size_t stride = topped_up.size() / kMoneySampleMax + 1;
  std::vector<std::uint32_t> sample;
  for (std::size_t i = 0; i < topped_up.size(); i += stride) sample.push_back(topped_up[i]);

  Check balances{.question = Question::kBalances, .of = topped_up.size()};
  Check ledgers{.question = Question::kLedgers, .of = topped_up.size()};
  std::string path;
  const auto ask = [&](std::string_view what) {
    return [&, what](std::size_t i) {
      path = "/v1/users/" + NameOf(sample[i]) + std::string(what);
      return Request{.path = path, .bearer = evidence_.plan.access_key};
    };
  };
  const auto read = errands_.Run(
      {.count = sample.size(),
       .request = ask("/balance"),
       .take = [&](std::size_t i, const Answer& answer) {
         const Buyer& buyer = Buyers()[sample[i]];
         const std::int64_t expected = buyer.topped_up - (buyer.paid ? buyer.amount : 0);
         const auto balance = answer.head.status == 200 ? ReadBalance(answer.body) : std::nullopt;
         ++balances.checked;
         if (balance == expected) return;
         Violate(balances, NameOf(sample[i]) + " should have a balance of " +
                               std::to_string(expected) + ", but has " +
                               (balance ? std::to_string(*balance) : "no balance"));
       }});
  if (!read) balances.not_made = read.error();
  const auto listed = errands_.Run({.count = sample.size(),
                                    .request = ask("/ledger?limit=100"),
                                    .take = [&](std::size_t i, const Answer& answer) {
                                      CompareLedger(ledgers, sample[i], answer);
                                    }});
  if (!listed) ledgers.not_made = listed.error();
  Keep(std::move(balances));
  Keep(std::move(ledgers));
}

void Auditor::CompareLedger(Check& check, std::uint32_t number, const Answer& answer) {
  const Buyer& buyer = Buyers()[number];
  const auto ledger = answer.head.status == 200 ? ReadLedger(answer.body) : std::nullopt;
  ++check.checked;
  if (!ledger || ledger->entries.empty()) {
    Violate(check, NameOf(number) + ": no ledger, status " + std::to_string(answer.head.status));
    return;
  }
  std::int64_t topped_up = 0;
  std::int64_t paid = 0;
  std::size_t payments = 0;
  bool steps = !ledger->more;
  // From the oldest entry on, the sum of the entries must be the balance of each.
  for (auto entry = ledger->entries.rbegin(); entry != ledger->entries.rend(); ++entry) {
    (entry->top_up ? topped_up : paid) += entry->amount;
    if (!entry->top_up && entry->payment == buyer.payment) ++payments;
    steps = steps && entry->amount >= 0 && entry->balance_after == topped_up - paid;
  }
  const std::int64_t owed = buyer.paid ? buyer.amount : 0;
  if (steps && topped_up == buyer.topped_up && paid == owed && payments == (buyer.paid ? 1U : 0U)) {
    return;
  }
  Violate(check, NameOf(number) + ": the ledger has top-ups of " + std::to_string(topped_up) +
                     " and payments of " + std::to_string(paid) +
                     ", but the acknowledged ones are " + std::to_string(buyer.topped_up) +
                     " and " + std::to_string(owed));
}

Check Auditor::CheckOrder() {
  Check check{.question = Question::kOrder};
  std::vector<SeenInQueue> seen;
  std::uint64_t silent = 0;  // buyers with an answer without commit number
  // Orders buyers by admission rank, which is exact. If the server reports no ranks, orders them by
  // the commits that issued their tokens.
  const bool places = std::any_of(Buyers().begin(), Buyers().end(),
                                  [](const Buyer& buyer) { return buyer.place > 0; });
  for (std::uint32_t i = 0; i < Buyers().size(); ++i) {
    const Buyer& buyer = Buyers()[i];
    if (buyer.token.size == 0) continue;
    ++check.of;
    if (buyer.commit_missing) ++silent;
    const std::uint64_t place = places ? buyer.place : buyer.issued_commit;
    const bool seen_at =
        buyer.last_waiting_commit > 0 || buyer.first_active_commit != Buyer::kNever;
    if (place == 0 || place == Buyer::kNever || !seen_at) continue;
    seen.push_back({.buyer = i,
                    .room = buyer.room,
                    .place = place,
                    .last_waiting_commit = buyer.last_waiting_commit,
                    .first_active_commit = buyer.first_active_commit});
  }
  check.checked = seen.size();
  if (silent > 0) {
    check.not_made = "answers about the tokens of " + std::to_string(silent) +
                     " buyers lacked the header Onsale-Commit";
  } else if (seen.empty() && check.of > 0) {
    check.not_made =
        "the server reports no admission ranks, and no token was issued at the first try";
  }
  for (const Overtaking& overtaking : FindOvertakings(std::move(seen))) {
    Violate(check, NameOf(overtaking.passer) + " was admitted before " + NameOf(overtaking.passed) +
                       ", who was ahead");
  }
  return check;
}

Check Auditor::CheckPositions() {
  Check check{.question = Question::kPositions};
  for (std::uint32_t i = 0; i < Buyers().size(); ++i) {
    if (!Buyers()[i].was_waiting) continue;
    ++check.of;
    if (Buyers()[i].position_compared) ++check.checked;
    if (Buyers()[i].position_got_worse) Violate(check, NameOf(i) + " moved back in the queue");
  }
  return check;
}

}  // namespace

bool AuditResult::found_violation() const {
  return std::any_of(checks.begin(), checks.end(),
                     [](const Check& check) { return check.violations > 0; });
}

bool AuditResult::complete() const {
  return std::all_of(checks.begin(), checks.end(),
                     [](const Check& check) { return check.not_made.empty(); });
}

AuditResult Audit(const Evidence& evidence, const Venue& venue, Errands& errands,
                  Errands& operators) {
  return Auditor(evidence, venue, errands, operators).Run();
}

}  // namespace onsale::rehearsal
