#include "domain/decide.h"

#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain {

namespace {

// Announces to the rows what the commands will look for. A user is known only from the token, so
// tokens come first.
void Expect(std::span<const Command> commands, RowSet& rows) {
  for (const Command& command : commands) {
    std::visit(
        [&rows]<class C>(const C& c) {
          if constexpr (C::kClaims) rows.ExpectToken(c.caller.key);
        },
        command);
  }
  for (const Command& command : commands) {
    const auto* const hold = std::get_if<HoldSeats>(&command);
    if (hold == nullptr) continue;
    rows.ExpectReservation(hold->fresh_id);
    const QueueToken* const token = rows.Find(hold->caller.key);
    if (token != nullptr) rows.ExpectReservationsOf(token->user);
  }
}

}  // namespace

Outcome Decide(const Command& command, RowSet& rows, Time now) {
  return std::visit(
      [&]<class C>(const C& c) -> Outcome {
        if constexpr (C::kClaims) Claim(c.caller, rows, now);
        const std::int64_t last = rows.LastAction();
        OutcomeFor<C> outcome{.answer = rules::Decide(c, rows, now)};
        if (rows.LastAction() != last) outcome.operator_action = rows.LastAction();
        return outcome;
      },
      command);
}

std::optional<std::vector<Outcome>> DecideBatch(std::span<const Command> commands, RowSet& rows,
                                                Time now) {
  if (!PassTime(rows, now)) return std::nullopt;
  std::vector<Outcome> outcomes;
  outcomes.reserve(commands.size());
  Expect(commands, rows);
  for (const Command& command : commands) outcomes.push_back(Decide(command, rows, now));
  // Rows beyond Limits::due_per_batch stay due: the next batch handles them before its commands.
  (void)PassTime(rows, now);
  return outcomes;
}

}  // namespace onsale::domain
