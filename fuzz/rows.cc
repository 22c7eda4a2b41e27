// Fuzz target: any bytes as the rows of a frame, and as stored answers. Decoded values must encode
// and decode to the same values. If a start accepts the rows, no command over them may fail an
// assertion.

#include <string>

#include "domain/answer.h"
#include "fuzz/expect.h"
#include "store/memory/row_changes.h"
#include "store/memory/sale_walk_testing.h"
#include "store/row_codec.h"

namespace onsale::fuzz {
namespace {

// Receives the rows that DecodeRows decodes, and encodes them again.
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
  // DecodeRows delivers only complete rows, so the rows before an invalid one must be valid.
  Echo second;
  Expect(store::DecodeRows(first.out, second).has_value(),
         "rows that were read can be written and read");
  Expect(second.out == first.out, "rows are the same after writing and reading");
  Expect(read.has_value() || !read.error().empty(),
         "rows that cannot be read give an error sentence");
}

// Checks that a start either refuses these rows with a sentence, or accepts them and can then
// decide every command.
void CheckStart(std::string_view bytes) {
  store::MemoryRows rows;
  store::RowChanges stored(rows);
  if (!store::DecodeRows(bytes, stored)) return;
  if (const auto fits = stored.Finish(); !fits) {
    return Expect(!fits.error().empty(), "rows that contradict each other give an error sentence");
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
  Expect(domain::EncodeAnswer(*again) == written,
         "an answer is the same after writing and reading");
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
  CheckAnswer<onsale::domain::TopUpView>(bytes);
  CheckAnswer<onsale::domain::PaymentView>(bytes);
  return 0;
}
