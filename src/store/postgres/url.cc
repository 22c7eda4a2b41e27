#include "store/postgres/url.h"

#include <libpq-fe.h>

#include <memory>
#include <string_view>

namespace onsale::store {
namespace {

constexpr std::string_view kSchemes[] = {"postgresql://", "postgres://"};

using Options = std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)>;

Options Parse(const std::string& url, std::string& error) {
  char* text = nullptr;
  Options options(PQconninfoParse(url.c_str(), &text), &PQconninfoFree);
  if (text != nullptr) error = text;
  PQfreemem(text);
  while (error.ends_with('\n')) error.pop_back();
  return options;
}

}  // namespace

std::optional<std::string> MistakeInUrl(const std::string& url) {
  bool known = false;
  for (const std::string_view scheme : kSchemes) known = known || url.starts_with(scheme);
  if (!known) return "must begin with postgresql://, as in postgresql://user@host/database";
  std::string error;
  // libpq's sentence quotes the part that it does not understand, which may be a password.
  if (Parse(url, error) == nullptr) {
    return "is no connection URL of PostgreSQL; characters such as @ / : % in a password are "
           "written as %40 %2F %3A %25";
  }
  return std::nullopt;
}

std::string WithoutPassword(const std::string& url) {
  std::string error;
  const Options options = Parse(url, error);
  if (options == nullptr) return "";
  bool is_secret = false;
  std::string shown = "postgresql:";
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const std::string keyword = option->keyword;
    if (option->val == nullptr) continue;
    is_secret = is_secret || keyword == "password" || keyword == "sslpassword";
    if (keyword == "user" || keyword == "host" || keyword == "port" || keyword == "dbname") {
      shown += " " + keyword + "=" + option->val;
    }
  }
  // Where in the text a password stands depends on how it was written: then only where it leads.
  return is_secret ? shown : url;
}

}  // namespace onsale::store
