// Connection URLs as people give them.
#pragma once

#include <optional>
#include <string>

namespace onsale::store {

// What is wrong with it, as a sentence; nothing if libpq takes it.
std::optional<std::string> MistakeInUrl(const std::string& url);

// For logs and reports.
std::string WithoutPassword(const std::string& url);

}  // namespace onsale::store
