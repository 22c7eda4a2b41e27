// The audit's checks of payments, balances and the ledger: docs/rules.md, rules 3 and 4.

#include "store/audit.h"

namespace onsale::store {
namespace {

constexpr AuditSql kMoneyChecks[] = {
    {.name = "paid-and-confirmed",
     .proves = "A reservation is CONFIRMED if and only if it has a payment of the same buyer, "
               "amount and time.",
     .count = "SELECT (SELECT count(*) FROM reservations) + (SELECT count(*) FROM payments)",
     .violations = R"(
SELECT 'reservation ' || id || ' is CONFIRMED without its payment of ' || amount FROM (
  SELECT payment_id, id, user_id, amount, paid_at FROM reservations WHERE status = 'CONFIRMED'
  EXCEPT SELECT id, reservation_id, user_id, amount, paid_at FROM payments) AS unpaid
UNION ALL
SELECT 'payment ' || id || ' of ' || amount || ' has no matching CONFIRMED reservation' FROM (
  SELECT id, reservation_id, user_id, amount, paid_at FROM payments
  EXCEPT SELECT payment_id, id, user_id, amount, paid_at FROM reservations
  WHERE status = 'CONFIRMED') AS unconfirmed
UNION ALL
SELECT 'reservation ' || id || ' is ' || status || ' but names a payment' FROM reservations
WHERE status <> 'CONFIRMED' AND (payment_id IS NOT NULL OR paid_at IS NOT NULL))"},
    {.name = "paid-and-posted",
     .proves = "There is a payment if and only if the ledger has an entry of the same reservation, "
               "buyer, amount and time.",
     .count = "SELECT (SELECT count(*) FROM payments) + (SELECT count(*) FROM ledger_entries)",
     .violations = R"(
SELECT 'payment ' || id || ' of ' || amount || ' by ' || user_id || ' is not in the ledger' FROM (
  SELECT id, reservation_id, user_id, amount, paid_at FROM payments
  EXCEPT SELECT id, reservation_id, user_id, amount, at FROM ledger_entries
  WHERE kind = 'PAYMENT') AS unposted
UNION ALL
SELECT 'ledger entry ' || id || ' of ' || user_id || ' has no payment of ' || amount FROM (
  SELECT id, reservation_id, user_id, amount, at FROM ledger_entries WHERE kind = 'PAYMENT'
  EXCEPT SELECT id, reservation_id, user_id, amount, paid_at FROM payments) AS unpaid
UNION ALL
SELECT 'top_up ' || id || ' of ' || user_id || ' names a reservation' FROM ledger_entries
WHERE kind <> 'PAYMENT' AND reservation_id IS NOT NULL)"},
    {.name = "posted-once",
     .proves = "No top-up and no payment appears in the ledger twice.",
     .count = "SELECT count(*) FROM ledger_entries",
     .violations = "SELECT 'ledger entry ' || id || ' appears ' || count(*) || ' times' "
                   "FROM ledger_entries GROUP BY id HAVING count(*) > 1"},
    {.name = "ledger-order",
     .proves = "The entries of a wallet are numbered 1, 2, 3 without gaps, each balance follows "
               "from the previous one, and none is below zero.",
     .count = "SELECT count(*) FROM ledger_entries",
     .violations = R"(
SELECT 'entry ' || number || ' of ' || user_id || ' has balance ' || balance_after ||
       ' after ' || kind || ' of ' || amount ||
       coalesce('; the previous entry ' || number_before || ' has balance ' || before, '')
FROM (SELECT user_id, number, kind, amount, balance_after,
             lag(number) OVER entries AS number_before, lag(balance_after) OVER entries AS before
      FROM ledger_entries WINDOW entries AS (PARTITION BY user_id ORDER BY number)) AS e
WHERE (number = coalesce(number_before, 0) + 1 AND amount >= 0 AND balance_after >= 0 AND
       balance_after = coalesce(before, 0) + CASE kind WHEN 'CHARGE' THEN amount
                                                       WHEN 'PAYMENT' THEN -amount END)
      IS NOT TRUE)"},
    {.name = "ledger-accounts",
     .proves = "Top-ups move money from outside into the buyer's wallet, payments from the wallet "
               "to the sales of the reservation's concert.",
     .count = "SELECT count(*) FROM ledger_entries",
     .violations = R"(
SELECT 'entry ' || e.number || ' of ' || e.user_id || ' is a ' || e.kind || ' from ' || e.debit ||
       ' to ' || e.credit
FROM ledger_entries AS e LEFT JOIN reservations AS r ON r.id = e.reservation_id
  LEFT JOIN shows AS s ON s.id = r.show_id LEFT JOIN concerts AS c ON c.id = s.concert_id
WHERE (CASE e.kind
  WHEN 'CHARGE' THEN e.debit = 'external' AND e.credit = 'wallet:' || e.user_id
  WHEN 'PAYMENT' THEN e.debit = 'wallet:' || e.user_id AND e.credit = 'sales:' || c.slug
  END) IS NOT TRUE)"},
    {.name = "wallet-balances",
     .proves = "Every balance equals top-ups minus payments, equals the balance of the last entry, "
               "and is not below zero.",
     .count = "SELECT count(*) FROM wallets",
     .violations = R"(
SELECT user_id || ' has ' || balance || ' after ' || entries || ' entries, but the ledger has ' ||
       coalesce(total, 0) || ' after ' || counted
FROM (SELECT w.user_id, w.balance, w.entries,
        (SELECT count(*) FROM ledger_entries AS l WHERE l.user_id = w.user_id) AS counted,
        (SELECT sum(CASE l.kind WHEN 'CHARGE' THEN l.amount ELSE -l.amount END)
         FROM ledger_entries AS l WHERE l.user_id = w.user_id) AS total,
        (SELECT l.balance_after FROM ledger_entries AS l
         WHERE l.user_id = w.user_id AND l.number = w.entries) AS last
      FROM wallets AS w) AS x
WHERE (balance >= 0 AND balance = total AND balance = last AND entries = counted) IS NOT TRUE
UNION ALL
SELECT user_id || ' has ledger entries but no balance' FROM (
  SELECT user_id FROM ledger_entries EXCEPT SELECT user_id FROM wallets) AS unknown)"},
    // Billions and the rest are added apart: 92,234 of the largest balances exceed an int64, in
    // which SQLite adds.
    {.name = "ledger-sum",
     .proves = "The ledger sums to zero: money from outside is in wallets or was paid for tickets.",
     .count = "SELECT count(*) FROM ledger_entries",
     .violations = R"(
SELECT 'money from outside less wallets and sales is ' || lost || ', sales less tickets ' || unsold
FROM (SELECT sum(lost / 1000000000) * 1000000000 + sum(lost % 1000000000) AS lost,
        sum(unsold / 1000000000) * 1000000000 + sum(unsold % 1000000000) AS unsold
  FROM (SELECT amount AS lost, 0 AS unsold FROM ledger_entries WHERE debit = 'external'
    UNION ALL SELECT -balance, 0 FROM wallets
    UNION ALL SELECT -amount, amount FROM ledger_entries WHERE credit LIKE 'sales:%'
    UNION ALL SELECT 0, -amount FROM reservations WHERE status = 'CONFIRMED') AS moved) AS x
WHERE lost <> 0 OR unsold <> 0)"},
    {.name = "totals",
     .proves = "As many seats are SOLD as were paid for, and there are as many payments as paid "
               "reservations.",
     .count = "SELECT (SELECT count(*) FROM seats) + (SELECT count(*) FROM payments)",
     .violations = R"(
SELECT sold || ' seats are SOLD, but ' || reserved || ' were paid for' FROM (SELECT
  (SELECT count(*) FROM seats WHERE status = 'SOLD') AS sold,
  (SELECT count(*) FROM {live} AS l WHERE status = 'CONFIRMED') AS reserved) AS x
WHERE sold <> reserved
UNION ALL
SELECT confirmed || ' reservations are CONFIRMED, but there are ' || paid || ' payments and ' ||
       posted || ' payments in the ledger'
FROM (SELECT
  (SELECT count(*) FROM reservations WHERE status = 'CONFIRMED') AS confirmed,
  (SELECT count(*) FROM payments) AS paid,
  (SELECT count(*) FROM ledger_entries WHERE kind = 'PAYMENT') AS posted) AS x
WHERE confirmed <> paid OR paid <> posted)"},
};

}  // namespace

std::span<const AuditSql> MoneyAudit() {
  return kMoneyChecks;
}

}  // namespace onsale::store
