#include "domain/fingerprint.h"

#include "base/sha256.h"
#include "base/wire.h"
#include "domain/words.h"

namespace onsale::domain {
namespace {

using base::WireWriter;

// The number of each operation in fingerprints. Persisted: do not renumber.
enum class Operation : std::uint8_t {
  kIssueToken = 1,
  kHoldSeats = 2,
  kTopUpBalance = 3,
  kPayReservation = 4
};
static_assert(static_cast<int>(Operation::kIssueToken) == 1 &&
              static_cast<int>(Operation::kHoldSeats) == 2 &&
              static_cast<int>(Operation::kTopUpBalance) == 3 &&
              static_cast<int>(Operation::kPayReservation) == 4);
// The words of a wish, too.
static_assert(
    HasNumbers<Together>({{Together::kRow, 1}, {Together::kBlock, 2}, {Together::kAny, 3}}));

template <class Write>
Fingerprint Digest(Operation operation, Write&& write) {
  std::string bytes;
  WireWriter out(bytes);
  out.Byte(static_cast<std::uint8_t>(operation));
  write(out);
  // One SHA-256 object for each thread: creating it costs more than the digest of so few bytes.
  static thread_local base::Sha256 sha256;
  const base::Sha256Digest digest = sha256.Add(bytes).Finish();
  base::WireReader words(digest.AsText());
  Fingerprint fingerprint;
  fingerprint.high = words.Fixed64();
  fingerprint.low = words.Fixed64();
  fingerprint.third = words.Fixed64();
  fingerprint.fourth = words.Fixed64();
  return fingerprint;
}

}  // namespace

Fingerprint FingerprintOf(const IssueToken& command) {
  return Digest(Operation::kIssueToken, [&](WireWriter& out) {
    out.String(command.user.text());
    out.Unsigned(command.room.value);
  });
}

Fingerprint FingerprintOf(const HoldSeats& command) {
  return Digest(Operation::kHoldSeats, [&](WireWriter& out) {
    out.Unsigned(command.caller.key.room.value);
    out.Unsigned(command.caller.key.number.value);
    out.Unsigned(command.show.value);
    out.Unsigned(command.seats.size());
    for (const SeatNumber seat : command.seats) out.Unsigned(seat.value);
    // A hold that names its seats has at least one, and writes nothing more.
    if (!command.best) return;
    out.Signed(command.best->count);
    out.String(command.best->category);
    out.String(command.best->section);
    out.Byte(static_cast<std::uint8_t>(command.best->together));
    out.Byte(command.best->accessible);
  });
}

Fingerprint FingerprintOf(const TopUpBalance& command) {
  return Digest(Operation::kTopUpBalance, [&](WireWriter& out) {
    out.String(command.user.text());
    out.Signed(command.amount.minor);
  });
}

Fingerprint FingerprintOf(const PayReservation& command) {
  return Digest(Operation::kPayReservation, [&](WireWriter& out) {
    const auto write = [&out](const ReservationId& id) {
      out.Bytes({reinterpret_cast<const char*>(id.uuid.bytes.data()), id.uuid.bytes.size()});
    };
    write(command.id);
    for (const PaymentOf& other : command.others) write(other.id);
    // Fewer bytes than an id has, so it is not read as one. Absent, it writes nothing: payments
    // were without it before, and their stored fingerprints stay valid.
    if (command.expected_amount) out.Signed(command.expected_amount->minor);
  });
}

}  // namespace onsale::domain
