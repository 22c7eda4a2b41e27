#include "domain/decide.h"

#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain {

Outcome Decide(const Command& command, RowSet& rows, Time now) {
  return std::visit(
      [&]<class C>(const C& c) -> Outcome {
        // Whatever the answer will be: who calls has come.
        if constexpr (requires { c.caller; }) Claim(c.caller, rows, now);
        return OutcomeFor<C>{rules::Decide(c, rows, now)};
      },
      command);
}

std::vector<Outcome> DecideBatch(std::span<const Command> commands, RowSet& rows, Time now) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(commands.size());
  PassTime(rows, now);
  for (const Command& command : commands) outcomes.push_back(Decide(command, rows, now));
  PassTime(rows, now);
  return outcomes;
}

}  // namespace onsale::domain
