#include "http/pages/chart_pages.h"

#include <utility>

#include "base/ascii.h"
#include "base/assert.h"
#include "base/sha256.h"

namespace onsale::http {
namespace {

constexpr std::size_t kDigestDigits = 32;

// Compresses a page before it is asked for, so that nobody waits for it, unless it is so large that
// a start would take seconds: 100,000 seats without any regularity have 1 MB.
void CompressAtOnce(const PackedPage& page) {
  constexpr std::size_t kLarge = std::size_t{2} << 20;
  if (!page.is_compressed() || page.plain().bytes->size() > kLarge) return;
  (void)page.In(Coding::kGzip);
  (void)page.In(Coding::kBrotli);
}

}  // namespace

ChartSet::ChartSet(domain::CatalogPtr catalog, const ChartSet* before)
    : catalog_(std::move(catalog)) {
  for (const domain::Chart& chart : catalog_->rows().charts) {
    ChartPage made{.digest = {}, .page = {}, .sections = SectionsOf(*catalog_, chart.id)};
    std::string content = ChartContent(*catalog_, chart, made.sections);
    made.digest = base::Sha256().Add(content).Finish().ToHex().substr(0, kDigestDigits);
    if (before != nullptr) {
      const auto known = before->by_digest_.find(made.digest);
      if (known != before->by_digest_.end()) made.page = known->second->page;
    }
    if (made.page == nullptr) {
      made.page = std::make_shared<const PackedPage>(std::move(content));
      CompressAtOnce(*made.page);
    }
    const auto [at, fresh] = charts_.emplace(chart.id, std::move(made));
    ONSALE_ASSERT(fresh);
    by_digest_.emplace(at->second.digest, &at->second);
  }
}

const ChartPage& ChartSet::Of(domain::ChartId chart) const {
  const auto found = charts_.find(chart);
  ONSALE_ASSERT(found != charts_.end());
  return found->second;
}

const PackedPage* ChartSet::Find(std::string_view digest) const {
  const auto found = by_digest_.find(digest);
  return found == by_digest_.end() ? nullptr : found->second->page.get();
}

ChartSetPtr ChartPages::Of(const domain::CatalogPtr& catalog) {
  const base::MutexLock lock(mutex_);
  if (prepared_ != nullptr && prepared_->catalog() == catalog) {
    latest_ = std::exchange(prepared_, nullptr);
  }
  if (latest_ == nullptr || latest_->catalog() != catalog) {
    latest_ = std::make_shared<const ChartSet>(catalog, latest_.get());
  }
  return latest_;
}

void ChartPages::Prepare(const domain::CatalogPtr& catalog) {
  ChartSetPtr before;
  {
    const base::MutexLock lock(mutex_);
    before = latest_;
  }
  auto made = std::make_shared<const ChartSet>(catalog, before.get());
  const base::MutexLock lock(mutex_);
  prepared_ = std::move(made);
}

std::string ChartUrl(std::string_view base_path, std::string_view digest) {
  return std::string(base_path).append("/v1/charts/").append(digest);
}

}  // namespace onsale::http
