#include "sim/check/journal_rows.h"

#include "sim/check/tell.h"
#include "store/same_outcome_testing.h"

namespace onsale::sim {

using domain::LedgerEntry;
using domain::Payment;

namespace {

// A visitor of DecodeRows that passes every row outside the catalogue to one function.
template <class F>
struct EachChange {
  F f;

  template <class Row>
  void Put(const Row& row) {
    if constexpr (store::Table<Row>::kHome != store::Home::kCatalog) f(row, /*erased=*/false);
  }
  template <class Row>
  void Erase(const Row& row) {
    if constexpr (store::Table<Row>::kHome != store::Home::kCatalog) f(row, /*erased=*/true);
  }
};

}  // namespace

template <class Row>
std::optional<std::string> JournalRows::WrongRow(const Row& row, const Model& model) const {
  const Row* const kept = Find(row);
  const Row* const expected = model.Expected(row);
  if (kept == nullptr ? expected == nullptr
                      : expected != nullptr && store::SameRow(*expected, *kept)) {
    return std::nullopt;
  }
  return "a wrong row.\nExpected by the model:\n  " + (expected ? TellRow(*expected) : "none") +
         "\nRow of the sale:\n  " + (kept ? TellRow(*kept) : "none");
}

std::optional<std::string> JournalRows::Apply(std::string_view batch, const Model& model) {
  auto& entries = std::get<Rows<LedgerEntry>>(rows_);
  auto& payments = std::get<Rows<Payment>>(rows_);
  auto& actions = std::get<Rows<domain::OperatorAction>>(rows_);
  entries.clear();
  payments.clear();
  actions.clear();
  std::optional<std::string> wrong;
  const auto take = [&]<class Row>(const Row& row, bool erased) {
    auto& rows = std::get<Rows<Row>>(rows_);
    rows.erase(row);
    if (!erased) rows.insert(row);
    if (erased && !store::Table<Row>::kErasable) {
      wrong = std::string("a row of ") + store::Table<Row>::kName + " was erased";
    }
  };
  if (auto decoded = store::DecodeRows(batch, EachChange{take}); !decoded) return decoded.error();
  // A batch may change a row several times: only what it leaves is compared.
  const auto compare = [&](const auto& row, bool) {
    if (!wrong) wrong = WrongRow(row, model);
  };
  (void)store::DecodeRows(batch, EachChange{compare});
  if (!wrong &&
      (entries.size() != model.entries().size() || payments.size() != model.payments().size() ||
       actions.size() != model.operator_actions().size())) {
    wrong = "a ledger entry, a payment or an operator's change was not written";
  }
  return wrong;
}

}  // namespace onsale::sim
