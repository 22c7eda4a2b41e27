#include "histories/history/op.h"

#include <array>
#include <string>

namespace onsale::histories {
namespace {

constexpr std::array<std::string_view, kKinds> kKindNames = {
    "join",        "token",        "leave", "hold",    "cancel",    "pay",
    "reservation", "reservations", "seats", "dates",   "top-up",    "balance",
    "ledger",      "exchange",     "best",  "release", "hold-back", "put-on-sale"};
constexpr std::array<std::string_view, kResultCodes> kResultNames = {"ok",
                                                                     "created",
                                                                     "queue-token-waiting",
                                                                     "queue-token-expired",
                                                                     "wrong-room",
                                                                     "not-found",
                                                                     "already-paid",
                                                                     "reservation-cancelled",
                                                                     "hold-expired",
                                                                     "insufficient",
                                                                     "seat-unavailable",
                                                                     "too-many-seats",
                                                                     "turn-ending",
                                                                     "other",
                                                                     "best-unavailable",
                                                                     "leaves-single-seat",
                                                                     "access-required"};

void AppendWords(std::string& text, const Words& words) {
  text += "(";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += " ";
    text += std::to_string(words[i]);
  }
  text += ")";
}

}  // namespace

std::string_view NameOf(Kind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

std::string_view NameOf(ResultCode result) {
  return kResultNames[static_cast<std::size_t>(result)];
}

std::string TextOf(const Op& op) {
  std::string text = "operation " + std::to_string(op.number) + ": " + std::string(NameOf(op.kind));
  text += op.ByOperator() ? " by the operator" : " by user " + std::to_string(op.user);
  if (op.token > 0) {
    text +=
        " with queue number " + std::to_string(op.token) + " of room " + std::to_string(op.room);
  }
  text += ", request ";
  AppendWords(text, op.arguments);
  text += ", response " + std::string(NameOf(op.result)) + " ";
  AppendWords(text, op.response);
  if (op.HasOrder()) {
    text += ", commit " + std::to_string(op.commit) + ", order " + std::to_string(op.at_us) + "-" +
            std::to_string(op.engine_batch) + "-" + std::to_string(op.index);
  }
  text += ", sent at " + std::to_string(op.sent) + " ns, answered at " +
          std::to_string(op.answered) + " ns";
  if (op.lost) text += ", first at " + std::to_string(op.began) + " ns without an answer";
  if (op.key != 0 && op.key != op.number) text += ", a retry of " + std::to_string(op.key);
  return text;
}

}  // namespace onsale::histories
