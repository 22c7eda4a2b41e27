// Checks PostgreSQL's connection URLs: mistakes, whether the server's identity is verified, and
// which part may be logged.
//
// Shape:    postgresql://[user[:password]@][host[:port][,...]][/database][?parameter=value&...]
// Errors:   sentences that quote nothing of the URL, because a mistake can put the password
//           anywhere.
// Threads:  any; UnverifiedServer reads the environment and, if it is named, the service file.
// Source:   PostgreSQL 15, libpq: "Connection URIs", "SSL Support".
#pragma once

#include <optional>
#include <string>

namespace onsale::store {

// The mistake in the URL; nullopt if the URL is unambiguous and libpq accepts it.
std::optional<std::string> MistakeInUrl(const std::string& url);

// An error text if the server's identity is not verified, so that an attacker could get the
// password: some host is neither a Unix socket nor loopback, and sslmode is not verify-full.
// nullopt if the URL is safe. Considers what libpq uses: the URL, then the PG* variables and the
// service file.
std::optional<std::string> UnverifiedServer(const std::string& url);

// The URL's user, hosts and database, for logs and reports; `(not shown)` for a URL with a mistake.
std::string WithoutPassword(const std::string& url);

}  // namespace onsale::store
