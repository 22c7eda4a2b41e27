#include "sim/run/report.h"

#include <algorithm>
#include <sstream>

#include "domain/refusal_name_testing.h"
#include "sim/check/tell.h"

namespace onsale::sim {
namespace {

using domain::kCommandNames;
using C = domain::RefusalCode;

struct Listed {
  const char* command;
  std::vector<C> refusals;
};

// The refusals that each command may give: a copy of the `Refuses:` lines of src/domain/command.h.
const std::vector<Listed>& AllListed() {
  static const std::vector<Listed> kListed = {
      {"issue",
       {C::kIdempotencyKeyReused, C::kTooManyKeys, C::kRoomNotOpen, C::kPresaleGroupRequired,
        C::kRoomFull, C::kTooManyTokens, C::kChallengeRequired}},
      {"token", {C::kTokenInvalid, C::kTokenExpired}},
      {"leave", {C::kTokenInvalid}},
      {"shows", {C::kTokenInvalid, C::kTokenWaiting, C::kTokenExpired, C::kTokenWrongRoom}},
      {"seats", {C::kTokenInvalid, C::kTokenWaiting, C::kTokenExpired, C::kTokenWrongRoom}},
      {"hold",
       {C::kTokenInvalid, C::kIdempotencyKeyReused, C::kTooManyKeys, C::kTokenWaiting,
        C::kTokenExpired, C::kTokenWrongRoom, C::kShowNotOnSale, C::kPresaleGroupRequired,
        C::kTurnEnding, C::kTooManyHolds, C::kSeatUnknown, C::kTooManySeats, C::kAccessRequired,
        C::kSeatUnavailable, C::kBestUnavailable, C::kLeavesSingleSeat}},
      {"exchange",
       {C::kTokenInvalid, C::kTokenWaiting, C::kTokenExpired, C::kReservationUnknown,
        C::kTokenWrongRoom, C::kReservationPaid, C::kReservationCancelled, C::kHoldExpired,
        C::kShowNotOnSale, C::kPresaleGroupRequired, C::kTurnEnding, C::kSeatUnknown,
        C::kTooManySeats, C::kAccessRequired, C::kSeatUnavailable, C::kLeavesSingleSeat}},
      {"reservation", {C::kTokenInvalid, C::kTokenExpired, C::kReservationUnknown}},
      {"list", {C::kTokenInvalid, C::kTokenExpired, C::kOtherUser}},
      {"cancel",
       {C::kTokenInvalid, C::kTokenWaiting, C::kTokenExpired, C::kReservationUnknown,
        C::kReservationPaid, C::kHoldExpired}},
      {"balance", {}},
      {"top-up", {C::kIdempotencyKeyReused, C::kTooManyKeys, C::kBalanceLimit}},
      {"pay",
       {C::kTokenInvalid, C::kIdempotencyKeyReused, C::kTooManyKeys, C::kTokenWaiting,
        C::kTokenExpired, C::kReservationUnknown, C::kTokenWrongRoom, C::kReservationPaid,
        C::kReservationCancelled, C::kHoldExpired, C::kAmountDiffers, C::kBalanceInsufficient}},
      {"room", {C::kRoomUnknown}},
      {"draw", {C::kRoomUnknown, C::kDrawUnknown}},
      {"entries", {C::kRoomUnknown, C::kDrawUnknown, C::kDrawPending}},
      {"rooms", {}},
      {"sale", {}},
      {"change", {C::kRoomUnknown, C::kDrawCommitted, C::kRoomInUse}},
      {"funnel", {C::kRoomUnknown}},
      {"watch-seats", {}},
      {"watch-token", {C::kTokenInvalid, C::kTokenExpired}},
      {"concert", {}},
      {"find", {}},
      {"add-key", {C::kScopeExceeded, C::kAccessKeyExists, C::kTooManyAccessKeys}},
      {"add-owner-key", {C::kOwnerKeyExists, C::kAccessKeyExists}},
      {"rotate-key",
       {C::kAccessKeyUnknown, C::kScopeExceeded, C::kAccessKeyEnded, C::kRotationConflict}},
      {"revoke-key", {C::kAccessKeyUnknown, C::kScopeExceeded, C::kLastOwnerKey}},
      {"keys", {}},
      {"note-key-use", {}},
      {"note-action", {}},
      {"hold-back", {C::kSeatUnknown, C::kSeatUnavailable}},
      {"put-on-sale", {C::kSeatUnknown, C::kSeatUnavailable}},
      {"notice", {C::kRoomUnknown}},
      {"undo-room", {C::kRoomUnknown, C::kUndoConflict, C::kDrawCommitted, C::kRoomInUse}},
      {"undo-seats", {C::kUndoConflict}},
      {"release",
       {C::kReservationUnknown, C::kReservationPaid, C::kReservationCancelled, C::kHoldExpired}}};
  return kListed;
}

constexpr const char* kLoad = "load";

std::string KindName(std::string_view command, std::size_t kind) {
  return command == kLoad ? kConflictNames[kind - 1] : RefusalName(static_cast<C>(kind - 1));
}

std::size_t IndexOf(std::string_view command) {
  return static_cast<std::size_t>(std::ranges::find(kCommandNames, command) -
                                  kCommandNames.begin());
}

}  // namespace

std::string Summary(const RunResult& result, double run_seconds) {
  const Tally& tally = result.tally;
  std::ostringstream out;
  out << tally.commands << " commands in " << tally.batches << " batches and " << result.worlds
      << " worlds, " << tally.restarts << " restarts, " << tally.lost
      << " commands lost in power cuts; " << static_cast<std::int64_t>(run_seconds) << " s, "
      << static_cast<std::int64_t>(static_cast<double>(tally.commands) /
                                   std::max(run_seconds, 0.001))
      << " per second\nstate hash " << std::hex << result.hash << '\n';
  return out.str();
}

std::string AnswerTable(const Tally& tally) {
  std::ostringstream out;
  for (std::size_t i = 0; i < tally.answers.size(); ++i) {
    out << kCommandNames[i] << ": " << tally.answers[i][0];
    for (std::size_t kind = 1; kind < kAnswerKinds; ++kind) {
      const std::int64_t count = tally.answers[i][kind];
      if (count == 0) continue;
      out << ", " << KindName(kCommandNames[i], kind) << ' ' << count;
    }
    out << '\n';
  }
  for (const std::string& missing : MissingAnswers(tally)) out << "never: " << missing << '\n';
  return out.str();
}

std::vector<std::string> MissingAnswers(const Tally& tally) {
  std::vector<std::string> missing;
  for (const Listed& listed : AllListed()) {
    const auto& answers = tally.answers[IndexOf(listed.command)];
    if (answers[0] == 0) missing.push_back(listed.command);
    for (const C code : listed.refusals) {
      if (answers[static_cast<std::size_t>(code) + 1] != 0) continue;
      missing.push_back(std::string(listed.command) + ' ' + RefusalName(code));
    }
  }
  const auto& loads = tally.answers[IndexOf(kLoad)];
  // The simulator loads no catalogue that was prepared ahead, and none of millions of seats.
  constexpr auto kGiven =
      static_cast<std::size_t>(domain::CatalogConflict::Kind::kPreparedTooEarly);
  for (std::size_t kind = 1; kind <= kGiven; ++kind) {
    if (loads[kind] == 0) missing.push_back(std::string(kLoad) + ' ' + KindName(kLoad, kind));
  }
  return missing;
}

}  // namespace onsale::sim
