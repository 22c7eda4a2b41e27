#include "store/random_rows_testing.h"

namespace onsale::store {

std::string RandomRows::Text() {
  static const char* const kPieces[] = {"a",  "Z",    " ", "'",  "\"", "\\",
                                        "\n", "서울", "é", "😀", "{}", "%s"};
  std::string text;
  for (std::uint64_t i = Bits() % 12; i > 0; --i) text += kPieces[Bits() % std::size(kPieces)];
  return text;
}

void RandomRows::Fill(base::UserId& v) {
  std::string text = "user-" + std::to_string(Bits() % 1000);
  // Some ids are as long as an id may be.
  if (Bits() % 8 == 0) {
    while (text.size() + 3 <= base::UserId::kLengthMax) text += "김";
    text.resize(base::UserId::kLengthMax, '+');
  }
  v = *base::UserId::Parse(text);
}

void RandomRows::Fill(domain::Rights& v) {
  domain::PersonKey person;
  if (Bits() % 2 == 0) Fill(person);
  std::vector<std::string> groups;
  for (std::uint64_t i = Bits() % 4; i > 0; --i) groups.push_back("g" + std::to_string(i));
  v = domain::Rights(person, std::move(groups), Bits() % 2 == 0);
}

void RandomRows::Fill(std::vector<domain::ReservedSeat>& v) {
  v.resize(Bits() % 5);
  for (auto& seat : v) {
    Fill(seat.number);
    Fill(seat.price);
  }
}

}  // namespace onsale::store
