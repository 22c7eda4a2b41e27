// The charts of a catalogue as ready-made pages, by the digest of their content.
//
// Owner:    a ChartSet holds its catalogue; whoever holds the set may use what it refers to.
// Threads:  any. All I/O threads share the set of the latest catalogue, which the first caller
//           with that catalogue makes while the others wait: about 40 ms for 12,828 seats, most of
//           them for compression. A chart that both catalogues have is kept.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "domain/catalog.h"
#include "http/pages/chart_content.h"
#include "http/pages/ready_page.h"

namespace onsale::http {

struct ChartPage {
  std::string digest;  // 32 hexadecimal digits: half of the SHA-256 of the plain page
  PackedPagePtr page;
  std::vector<ChartSection> sections;
};

class ChartSet {
 public:
  // `before` may be null; pages of equal content are taken from it.
  ChartSet(domain::CatalogPtr catalog, const ChartSet* before);

  const domain::CatalogPtr& catalog() const { return catalog_; }
  // Requires: a chart of the catalogue.
  const ChartPage& Of(domain::ChartId chart) const;
  // The page with this digest; null if there is none.
  const PackedPage* Find(std::string_view digest) const;

 private:
  const domain::CatalogPtr catalog_;
  std::unordered_map<domain::ChartId, ChartPage> charts_;
  std::unordered_map<std::string_view, const ChartPage*> by_digest_;
};
using ChartSetPtr = std::shared_ptr<const ChartSet>;

class ChartPages {
 public:
  // The charts of a catalogue. Requires: a catalogue.
  ChartSetPtr Of(const domain::CatalogPtr& catalog);
  // Makes the charts of a catalogue that is about to be loaded, while callers have those of now:
  // the first caller after the load finds them made.
  void Prepare(const domain::CatalogPtr& catalog);

 private:
  base::Mutex mutex_;
  ChartSetPtr prepared_ ONSALE_GUARDED_BY(mutex_);  // null if none is awaited
  ChartSetPtr latest_ ONSALE_GUARDED_BY(mutex_);
};

// The path of the chart with this digest, `chartUrl` of its shows.
std::string ChartUrl(std::string_view base_path, std::string_view digest);

}  // namespace onsale::http
