#include "fuzz/json_grammar.h"

#include <cstdint>

namespace onsale::fuzz {
namespace {

class Grammar {
 public:
  explicit Grammar(std::string_view text) : rest_(text) {}

  bool Document() {
    Space();
    if (!Value(0)) return false;
    Space();
    return rest_.empty();
  }

 private:
  // Text nested deeper than this counts as not JSON; the server's readers allow less.
  static constexpr int kDepthMax = 1000;

  bool Value(int depth) {
    if (depth > kDepthMax || rest_.empty()) return false;
    switch (rest_.front()) {
      case '{':
        return Object(depth);
      case '[':
        return Array(depth);
      case '"':
        return String();
      case 't':
        return Word("true");
      case 'f':
        return Word("false");
      case 'n':
        return Word("null");
      default:
        return Number();
    }
  }

  bool Object(int depth) {
    Take('{');
    Space();
    if (Take('}')) return true;
    do {
      Space();
      if (!String()) return false;
      Space();
      if (!Take(':')) return false;
      Space();
      if (!Value(depth + 1)) return false;
      Space();
    } while (Take(','));
    return Take('}');
  }

  bool Array(int depth) {
    Take('[');
    Space();
    if (Take(']')) return true;
    do {
      Space();
      if (!Value(depth + 1)) return false;
      Space();
    } while (Take(','));
    return Take(']');
  }

  bool String() {
    if (!Take('"')) return false;
    while (!rest_.empty()) {
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      if (byte == '"') return Take('"');
      if (byte < 0x20) return false;
      if (byte == '\\' ? !Escape() : !Character(byte)) return false;
    }
    return false;
  }

  bool Escape() {
    Take('\\');
    if (rest_.empty()) return false;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c != 'u') return std::string_view("\"\\/bfnrt").contains(c);
    for (int i = 0; i < 4; ++i) {
      if (rest_.empty() || !std::string_view("0123456789abcdefABCDEF").contains(rest_.front())) {
        return false;
      }
      rest_.remove_prefix(1);
    }
    return true;
  }

  bool Continued(std::size_t at, std::uint8_t least, std::uint8_t most) const {
    if (at >= rest_.size()) return false;
    const auto byte = static_cast<std::uint8_t>(rest_[at]);
    return byte >= least && byte <= most;
  }

  // Takes one UTF-8 character whose first byte is `lead`, by the table of RFC 3629, section 4.
  bool Character(std::uint8_t lead) {
    std::size_t size = 0;
    if (lead < 0x80) {
      size = 1;
    } else if (lead >= 0xC2 && lead <= 0xDF && Continued(1, 0x80, 0xBF)) {
      size = 2;
    } else if ((lead == 0xE0 && Continued(1, 0xA0, 0xBF)) ||
               (lead >= 0xE1 && lead <= 0xEF && lead != 0xED && Continued(1, 0x80, 0xBF)) ||
               (lead == 0xED && Continued(1, 0x80, 0x9F))) {
      size = Continued(2, 0x80, 0xBF) ? 3 : 0;
    } else if ((lead == 0xF0 && Continued(1, 0x90, 0xBF)) ||
               (lead >= 0xF1 && lead <= 0xF3 && Continued(1, 0x80, 0xBF)) ||
               (lead == 0xF4 && Continued(1, 0x80, 0x8F))) {
      size = Continued(2, 0x80, 0xBF) && Continued(3, 0x80, 0xBF) ? 4 : 0;
    }
    rest_.remove_prefix(size);
    return size > 0;
  }

  bool Number() {
    Take('-');
    if (!Take('0') && !Digits()) return false;
    if (Take('.') && !Digits()) return false;
    if (Take('e') || Take('E')) {
      if (!Take('+')) Take('-');
      return Digits();
    }
    return true;
  }

  bool Digits() {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') rest_.remove_prefix(1);
    return rest_.size() < before;
  }

  bool Word(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool Take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void Space() {
    while (!rest_.empty() && std::string_view(" \t\n\r").contains(rest_.front())) {
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
};

}  // namespace

bool IsJson(std::string_view text) {
  return Grammar(text).Document();
}

}  // namespace onsale::fuzz
