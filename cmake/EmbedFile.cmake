# Run by onsale_embed at build time: writes OUTPUT, a source that holds INPUT's bytes.
file(READ "${INPUT}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE "${OUTPUT}" "#include <string_view>
namespace onsale::embedded {
std::string_view ${NAME}();
namespace { constexpr unsigned char kBytes[] = {${bytes}0}; }
std::string_view ${NAME}() {
  return {reinterpret_cast<const char*>(kBytes), sizeof kBytes - 1};
}
}  // namespace onsale::embedded
")
