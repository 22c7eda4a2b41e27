// Wallet ledger: double-entry postings between accounts.
//
// Units:    amounts in minor units of the deployment's currency.
// Shape:    an entry moves one amount from a debit to a credit account, so all entries sum to zero:
//           a top-up from `external` to `wallet:<user>`, a payment from `wallet:<user>` to
//           `sales:<concert>`. A wallet's balance is the sum of its entries.
// Requires: the rule has checked that the balance stays within 0 and kBalanceMax; ids are fresh.
// Source:   docs/rules.md, rule 4.
#pragma once

#include "domain/row_set.h"

namespace onsale::domain {

void PostTopUp(const UserId& user, Money amount, TopUpId id, RowSet& rows, Time now);

// Posts a payment: debits the buyer's wallet and credits the concert's sales. Returns the new
// balance. Requires: the reservation is CONFIRMED, its payment id and time are set.
Money PostPayment(const Reservation& reservation, RowSet& rows);

}  // namespace onsale::domain
