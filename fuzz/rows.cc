// Any bytes as a frame's rows, and as answers kept for a retry: what is read comes out the same when it is
// written and read again, and rows that a start accepts lead no command to an assertion.

#include <string>

#include "domain/answer.h"
#include "fuzz/expect.h"
#include "store/memory/row_changes.h"
#include "store/memory/sale_walk_testing.h"
#include "store/row_codec.h"

namespace onsale::fuzz {
namespace {

// Writes again what it is given.
struct Echo {
  std::string out;
  template <class Row>
  void Put(const Row& row) {
    base::WireWriter writer(out);
    store::EncodePut(writer, row);
  }
  template <class Row>
  void Erase(const Row& row) {
    base::WireWriter writer(out);
    store::EncodeErase(writer, row);
  }
};

void CheckRows(std::string_view bytes) {
  Echo first;
  const auto read = store::DecodeRows(bytes, first);
  // A row is told only when it is whole, so the rows before a bad one are as good as any.
  Echo second;
  Expect(store::DecodeRows(first.out, second).has_value(), "what was read can be written and read");
  Expect(second.out == first.out, "and stays the same");
  Expect(read.has_value() || !read.error().empty(), "what cannot be read is told in a sentence");
}

// A start with these rows: refused with a sentence, or every command is decided.
void CheckStart(std::string_view bytes) {
  store::MemoryRows rows;
  store::RowChanges stored(rows);
  if (!store::DecodeRows(bytes, stored)) return;
  if (const auto fits = stored.Finish(); !fits) {
    return Expect(!fits.error().empty(), "what does not fit is told in a sentence");
  }
  store::SaleWalk(rows, domain::Time(std::chrono::hours(24))).Run();
}

template <class View>
void CheckAnswer(std::string_view bytes) {
  const auto view = domain::DecodeAnswer<View>(bytes);
  if (!view) return;
  const std::string written = domain::EncodeAnswer(*view);
  const auto again = domain::DecodeAnswer<View>(written);
  Expect(again.has_value(), "an answer can be written and read");
  Expect(domain::EncodeAnswer(*again) == written, "and stays the same");
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  const std::string_view bytes = AsText(data, size);
  CheckRows(bytes);
  CheckStart(bytes);
  CheckAnswer<onsale::domain::TokenView>(bytes);
  CheckAnswer<onsale::domain::ReservationView>(bytes);
  CheckAnswer<onsale::domain::ChargeView>(bytes);
  CheckAnswer<onsale::domain::PaymentView>(bytes);
  return 0;
}
