# Run by onsale_embed_folder at build time: writes OUTPUT, a source that holds the bytes of FILES, by their paths in FOLDER.
set(arrays)
set(table)
set(number 0)
foreach(file IN LISTS FILES)
  file(RELATIVE_PATH name "${FOLDER}" "${file}")
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char kBytes${number}[] = {${bytes}0};\n")
  string(APPEND table
         "  files.emplace_back(\"${name}\", std::string_view(reinterpret_cast<const char*>(kBytes${number}), "
         "sizeof kBytes${number} - 1));\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUTPUT}" "#include <string_view>
#include <utility>
#include <vector>
namespace onsale::embedded {
std::vector<std::pair<std::string_view, std::string_view>> ${NAME}();
namespace {
${arrays}}
std::vector<std::pair<std::string_view, std::string_view>> ${NAME}() {
  std::vector<std::pair<std::string_view, std::string_view>> files;
${table}  return files;
}
}  // namespace onsale::embedded
")
