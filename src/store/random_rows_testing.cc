#include "store/random_rows_testing.h"

namespace onsale::store {

std::string RandomRows::Text() {
  static const char* const kPieces[] = {"a",  "Z",    " ", "'",  "\"", "\\",
                                        "\n", "서울", "é", "😀", "{}", "%s"};
  std::string text;
  for (std::uint64_t i = Bits() % 12; i > 0; --i) text += kPieces[Bits() % std::size(kPieces)];
  return text;
}

void RandomRows::Fill(std::vector<domain::ReservedSeat>& v) {
  v.resize(Bits() % 5);
  for (auto& seat : v) {
    Fill(seat.number);
    Fill(seat.price);
  }
}

}  // namespace onsale::store
