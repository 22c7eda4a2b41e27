#include "domain/ledger.h"

#include "base/assert.h"
#include "domain/command.h"

namespace onsale::domain {
namespace {

std::string WalletAccount(const UserId& user) {
  return "wallet:" + user.text();
}

// Writes a ledger entry and the user's new balance. Returns the balance.
Money Post(LedgerEntry entry, std::optional<Money> balance, RowSet& rows) {
  ONSALE_ASSERT(balance && *balance >= Money{} && *balance <= kBalanceMax);
  const Wallet* before = rows.Find(entry.user);
  Wallet wallet = before ? *before : Wallet{.user = entry.user};
  wallet.balance = *balance;
  ++wallet.entries;
  rows.Put(wallet);

  entry.number = wallet.entries;
  entry.balance_after = wallet.balance;
  rows.Put(entry);
  return wallet.balance;
}

Money BalanceOf(const UserId& user, RowSet& rows) {
  const Wallet* wallet = rows.Find(user);
  return wallet ? wallet->balance : Money{};
}

}  // namespace

void PostTopUp(const UserId& user, Money amount, TopUpId id, RowSet& rows, Time now) {
  Post({.user = user,
        .id = id.uuid,
        .kind = LedgerKind::kTopUp,
        .debit = "external",
        .credit = WalletAccount(user),
        .amount = amount,
        .at = now},
       base::CheckedAdd(BalanceOf(user, rows), amount), rows);
}

Money PostPayment(const Reservation& reservation, RowSet& rows) {
  const Catalog& catalog = rows.catalog();
  const Concert* concert = catalog.Find(catalog.Find(reservation.show)->concert);
  ONSALE_ASSERT(concert != nullptr);
  return Post({.user = reservation.user,
               .id = reservation.payment.uuid,
               .kind = LedgerKind::kPayment,
               .debit = WalletAccount(reservation.user),
               .credit = "sales:" + concert->slug,
               .amount = reservation.amount,
               .reservation = reservation.id,
               .at = reservation.paid_at},
              base::CheckedSubtract(BalanceOf(reservation.user, rows), reservation.amount), rows);
}

}  // namespace onsale::domain
