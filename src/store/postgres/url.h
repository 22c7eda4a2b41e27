// Connection URLs of PostgreSQL as people give them: what is wrong with one, whether the server
// behind it must prove who it is, and what of it may be shown.
//
// Shape:    postgresql://[user[:password]@][host[:port][,...]][/database][?parameter=value&...]
// Errors:   sentences that repeat nothing of the URL: a mistake can put the password anywhere.
// Threads:  any; UnverifiedServer reads the environment and, if it is named, the service file.
// Source:   PostgreSQL 15, libpq: "Connection URIs", "SSL Support".
#pragma once

#include <optional>
#include <string>

namespace onsale::store {

// What is wrong with it; nothing if it can be read in one way only and libpq takes it.
std::optional<std::string> MistakeInUrl(const std::string& url);

// Why somebody else could answer in the server's place and be given the password: some host is
// neither a Unix socket nor loopback, and sslmode is not verify-full. Nothing if nobody could.
// Counts what libpq will use: the URL, then the PG* variables and the service file.
std::optional<std::string> UnverifiedServer(const std::string& url);

// For logs and reports: user, hosts and database. Nothing of a URL that is mistaken.
std::string WithoutPassword(const std::string& url);

}  // namespace onsale::store
