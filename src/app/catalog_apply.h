// Loads catalogues into the running sale, for the operator's call.
//
// Shape:    one load at a time, on a thread of its own: it reads the file, merges it into the
//           catalogue of now and makes its charts' pages, so that the command itself is short. The
//           rules are those of a start. A sale that changes meanwhile makes it begin again.
// Owner:    the destructor waits for a load in progress.
// Threads:  any.
// Errors:   http::CatalogRefused; logged.
#pragma once

#include <filesystem>
#include <functional>

#include "app/catalog_reader.h"
#include "app/log.h"
#include "base/task_thread.h"
#include "engine/engine.h"
#include "http/access/catalog_source.h"

namespace onsale::app {

struct CatalogApplyParts {
  engine::Engine& engine;
  const base::Clock& clock;
  CatalogBasis basis;
  std::filesystem::path restored_mark;  // see restored_mark.h
  // Makes the pages of a catalogue that is about to be loaded; on the thread of the load.
  std::function<void(const domain::CatalogPtr&)> prepare_pages;
};

class CatalogApply final : public http::CatalogSource {
 public:
  CatalogApply(CatalogApplyParts parts, Log& log) : parts_(std::move(parts)), log_(log) {}

  void Apply(http::CatalogToApply catalog, Done done) override;

 private:
  Result Load(const http::CatalogToApply& catalog);
  void LogResult(const http::CatalogToApply& catalog, const Result& result);

  const CatalogApplyParts parts_;
  Log& log_;
  base::TaskThread tasks_;  // last: its task uses everything above
};

}  // namespace onsale::app
