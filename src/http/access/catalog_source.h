// The interface through which an operator's call loads a catalogue into the running sale.
//
// Owner:    the source outlives the server; it calls every `done`, at the latest in its destructor.
// Threads:  any. `done` runs before Apply returns, or on a thread of the source.
// Errors:   CatalogRefused; nothing is changed, unless `why` is kUnknown.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "domain/access_key.h"

namespace onsale::http {

// The most sentences of an answer; how many more there are is counted.
inline constexpr std::size_t kCatalogSentencesMax = 200;

struct Sentences {
  std::vector<std::string> shown;
  std::int64_t more = 0;

  void Add(std::string sentence) {
    if (shown.size() < kCatalogSentencesMax) {
      shown.push_back(std::move(sentence));
    } else {
      ++more;
    }
  }
  bool empty() const { return shown.empty(); }
  // Whether a further sentence is only counted.
  bool IsFull() const { return shown.size() == kCatalogSentencesMax; }
};

struct CatalogToApply {
  std::string text;  // the catalogue file
  bool dry_run = false;
  domain::Actor actor;
};

// What the load has changed, or would change, in words.
struct AppliedCatalog {
  std::int64_t concerts_added = 0;
  std::int64_t shows_added = 0;
  std::int64_t seats_added = 0;
  Sentences changes;  // empty: nothing differs
  Sentences warnings;
};

struct CatalogRefused {
  enum class Why : std::uint8_t {
    kMistakes,  // in the file, or in what it would do to the sale
    kBusy,      // another catalogue is being loaded, or the sale has changed meanwhile
    kUnavailable,
    kUnknown,  // whether the catalogue was loaded is unknown
  };
  Why why = Why::kMistakes;
  Sentences mistakes = {};  // each begins with its line and column in the file, where it has one
};

class CatalogSource {
 public:
  using Result = std::expected<AppliedCatalog, CatalogRefused>;
  using Done = std::move_only_function<void(Result)>;

  virtual ~CatalogSource() = default;
  virtual void Apply(CatalogToApply catalog, Done done) = 0;
};

}  // namespace onsale::http
