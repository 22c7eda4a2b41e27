#include "app/catalog_apply.h"

#include <memory>
#include <utility>

#include "app/catalog_difference.h"
#include "app/catalog_file.h"
#include "app/catalog_report.h"
#include "app/restored_mark.h"
#include "base/random.h"
#include "domain/merge_catalog.h"

namespace onsale::app {
namespace {

using http::AppliedCatalog;
using http::CatalogRefused;
using http::CatalogToApply;
using Why = CatalogRefused::Why;

// How often a load begins again because the catalogue or a room has changed meanwhile.
constexpr int kApplyTries = 5;
// The most bytes of the words in the record of the load.
constexpr std::size_t kRecordMax = 1'500;

std::unexpected<CatalogRefused> Refused(Why why) {
  return std::unexpected(CatalogRefused{.why = why});
}

std::string PositionOf(const JsonPosition& at) {
  return std::to_string(at.line) + ':' + std::to_string(at.column) + ": ";
}

// Where the document defines the show; empty if it does not.
std::string PositionOfShow(const JsonDocument& document, const std::string& slug) {
  const JsonValue* const concerts = document.root.Find("concerts");
  if (concerts == nullptr) return {};
  for (const JsonValue& concert : concerts->items) {
    const JsonValue* const shows = concert.Find("shows");
    if (shows == nullptr) continue;
    for (const JsonValue& show : shows->items) {
      const JsonValue* const id = show.Find("id");
      if (id != nullptr && id->text == slug) return PositionOf(id->at);
    }
  }
  return {};
}

// A catalogue file that was read, without mistakes.
struct ReadCatalog {
  JsonDocument document;
  domain::CatalogSpec spec;
  http::Sentences warnings;
};

std::expected<ReadCatalog, CatalogRefused> ReadDocument(const std::string& text,
                                                        const CatalogBasis& basis) {
  auto document = base::ParseJson(text);
  CatalogRefused refused;
  const auto sentence = [](const JsonMistake& mistake) {
    return PositionOf(mistake.at) + mistake.path + (mistake.path.empty() ? "" : " ") +
           mistake.sentence;
  };
  if (!document) {
    refused.mistakes.Add(sentence(document.error()));
    return std::unexpected(std::move(refused));
  }
  ReadCatalog read{.document = *std::move(document), .spec = {}, .warnings = {}};
  CatalogReader reader(basis);
  for (const JsonMistake& mistake : reader.Read(read.document, "the file")) {
    (mistake.is_warning ? read.warnings : refused.mistakes).Add(sentence(mistake));
  }
  if (!refused.mistakes.empty()) return std::unexpected(std::move(refused));
  read.spec = reader.TakeSpec();
  // For a draw that may begin with this load: the rules draw no random numbers.
  for (domain::RoomSpec& room : read.spec.rooms) room.fresh_seed = base::RandomDigest();
  return read;
}

CatalogRefused RefusedBy(const std::vector<domain::CatalogConflict>& conflicts,
                         const JsonDocument& document) {
  CatalogRefused refused;
  for (const domain::CatalogConflict& conflict : conflicts) {
    if (conflict.kind == domain::CatalogConflict::Kind::kPreparedTooEarly) refused.why = Why::kBusy;
    const std::string show = conflict.show.empty() ? "" : "show \"" + conflict.show + "\": ";
    // A position is searched for only while it is shown.
    const std::string at = refused.mistakes.IsFull() ? "" : PositionOfShow(document, conflict.show);
    refused.mistakes.Add(at + show + Sentence(conflict));
  }
  return refused;
}

Why WhyOf(const store::StoreError& error) {
  switch (error.code) {
    case store::StoreErrorCode::kUnavailable:
    case store::StoreErrorCode::kConflict:
    case store::StoreErrorCode::kOutdated:
      return Why::kUnavailable;
    case store::StoreErrorCode::kCorrupt:
    case store::StoreErrorCode::kUnknownOutcome:
    case store::StoreErrorCode::kAbandoned:
      break;
  }
  return Why::kUnknown;
}

// The first sentences, as many as fit into the record.
std::string RecordOf(const http::Sentences& changes) {
  std::string record;
  std::size_t taken = 0;
  for (const std::string& sentence : changes.shown) {
    if (record.size() + sentence.size() > kRecordMax) break;
    record += (record.empty() ? "" : "; ") + sentence;
    ++taken;
  }
  const auto left = static_cast<std::int64_t>(changes.shown.size() - taken) + changes.more;
  if (left > 0) record += "; and " + std::to_string(left) + " more";
  return record;
}

// One try to load what was read into the sale as it is now.
class Attempt {
 public:
  Attempt(const ReadCatalog& read, const CatalogToApply& asked, const CatalogApplyParts& parts)
      : read_(read), asked_(asked), parts_(parts) {}

  http::CatalogSource::Result Run() {
    const auto rooms = parts_.engine.Run(domain::ListRooms{});
    if (!rooms) return Refused(WhyOf(rooms.error()));
    const auto& views = *domain::AnswerOf<domain::ListRooms>(*rooms);
    std::vector<domain::KnownRoom> known;
    for (const domain::RoomView& view : views) known.push_back({view.room.slug, view.room.id});
    load_ = {.spec = read_.spec,
             .dry_run = true,
             .pauses_new_rooms = IsRestoredAndClosed(parts_.restored_mark, views),
             .actor = asked_.actor};
    load_.prepared = domain::PrepareCatalog(read_.spec, parts_.engine.catalog(), known);
    // The dry run returns which rooms follow the file; the load is what it says.
    auto answer = Ask();
    if (!answer) return std::unexpected(std::move(answer).error());
    AppliedCatalog applied{.concerts_added = answer->concerts_added,
                           .shows_added = answer->shows_added,
                           .seats_added = answer->seats_added,
                           .changes = {},
                           .warnings = read_.warnings};
    Tell(views, *answer, applied);
    if (asked_.dry_run) return applied;
    const domain::CatalogPtr& next = load_.prepared->next;
    if (next != load_.prepared->base && parts_.prepare_pages) parts_.prepare_pages(next);
    load_.dry_run = false;
    load_.changes = RecordOf(applied.changes);
    answer = Ask();
    if (!answer) return std::unexpected(std::move(answer).error());
    return applied;
  }

 private:
  std::expected<domain::CatalogChange, CatalogRefused> Ask() {
    auto outcome = parts_.engine.Run(load_);
    if (!outcome) return Refused(WhyOf(outcome.error()));
    auto& answer = domain::AnswerOf<domain::LoadCatalog>(*outcome);
    if (!answer) return std::unexpected(RefusedBy(answer.error(), read_.document));
    return *answer;
  }

  void Tell(const std::vector<domain::RoomView>& rooms, const domain::CatalogChange& change,
            AppliedCatalog& applied) const {
    const auto take = [&applied](std::string sentence) {
      applied.changes.Add(std::move(sentence));
    };
    TellRooms(read_.spec, rooms, change.rooms_changed, take);
    TellDifference({*load_.prepared->base, *load_.prepared->next}, take);
    for (const std::string& room : change.rooms_not_scheduled) {
      applied.warnings.Add("room \"" + room + "\" is open already, so that its opensAt is ignored");
    }
    for (std::string& sentence : SalesAfterTheirRooms(read_.spec, parts_.clock.Now())) {
      applied.warnings.Add(std::move(sentence));
    }
  }

  const ReadCatalog& read_;
  const CatalogToApply& asked_;
  const CatalogApplyParts& parts_;
  domain::LoadCatalog load_;
};

}  // namespace

void CatalogApply::Apply(CatalogToApply catalog, Done done) {
  // `done` is shared with the task: Run destroys a task that it does not start, and `done` is
  // needed then.
  const auto answer = std::make_shared<Done>(std::move(done));
  const auto started = tasks_.Run([this, answer, catalog = std::move(catalog)] {
    Result result = Load(catalog);
    LogResult(catalog, result);
    return [answer, result = std::move(result)]() mutable { (*answer)(std::move(result)); };
  });
  if (started == base::TaskThread::Start::kStarted) return;
  const bool busy = started == base::TaskThread::Start::kBusy;
  log_.Warn("catalogue not loaded", {{"reason", busy ? "another one is being loaded"
                                                     : "the system cannot start a thread"}});
  (*answer)(Refused(busy ? Why::kBusy : Why::kUnavailable));
}

CatalogApply::Result CatalogApply::Load(const CatalogToApply& catalog) {
  const auto read = ReadDocument(catalog.text, parts_.basis);
  if (!read) return std::unexpected(read.error());
  for (int tries = 1;; ++tries) {
    auto result = Attempt(*read, catalog, parts_).Run();
    if (result || result.error().why != Why::kBusy || tries == kApplyTries) return result;
  }
}

void CatalogApply::LogResult(const CatalogToApply& catalog, const Result& result) {
  const char* const what = catalog.dry_run ? "catalogue tried" : "catalogue applied";
  if (!result) {
    const http::Sentences& mistakes = result.error().mistakes;
    const auto count = static_cast<std::int64_t>(mistakes.shown.size()) + mistakes.more;
    return log_.Warn("catalogue refused", {{"mistakes", count},
                                           {"first", mistakes.empty() ? "" : mistakes.shown[0]},
                                           {"by", catalog.actor.key}});
  }
  log_.Info(what, {{"concertsAdded", result->concerts_added},
                   {"showsAdded", result->shows_added},
                   {"seatsAdded", result->seats_added},
                   {"changes", RecordOf(result->changes)},
                   {"by", catalog.actor.key},
                   {"reason", catalog.actor.reason}});
}

}  // namespace onsale::app
