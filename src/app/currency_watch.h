// Compares the currency of this process with that of the sale, which another node over the same
// PostgreSQL may have corrected since this process started.
//
// Shape:    a process prints the currency of its settings beside every amount. While the two
//           differ, that is wrong, and the process must not get requests.
// Threads:  any.
#pragma once

#include <atomic>
#include <string>

#include "app/log.h"
#include "domain/catalog.h"

namespace onsale::app {

class CurrencyWatch {
 public:
  CurrencyWatch(std::string currency, Log& log) : currency_(std::move(currency)), log_(log) {}

  // Whether the catalogue is in the currency of this process, or in none. Logs when that changes.
  bool IsThatOf(const domain::Catalog& catalog);

 private:
  const std::string currency_;
  Log& log_;
  std::atomic<bool> differs_ = false;
};

}  // namespace onsale::app
