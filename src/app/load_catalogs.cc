#include "app/load_catalogs.h"

#include <chrono>
#include <expected>
#include <string>
#include <utility>

#include "app/catalog_file.h"
#include "app/catalog_report.h"
#include "app/restored_mark.h"
#include "base/random.h"

namespace onsale::app {
namespace {

constexpr int kLoadTries = 30;

bool IsPassing(const store::StoreError& error) {
  return error.code == store::StoreErrorCode::kUnavailable ||
         error.code == store::StoreErrorCode::kConflict;
}

// Loads a catalogue. Returns the command's outcome, or nothing if a signal arrived meanwhile. In
// both cases waits until the load has ended; after a signal, the store's shutdown bounds the wait.
std::optional<std::expected<domain::Outcome, store::StoreError>> Load(
    const domain::LoadCatalog& load, engine::Engine& engine, store::Store& store,
    const EndSignals& signals, std::atomic<bool>& asked_to_end) {
  return RunUnlessSignalled(
      signals, [&] { return engine.Run(load); },
      [&] {
        asked_to_end = true;
        store.BeginShutdown();
      });
}

// Warns of rooms that open before anything is on sale behind them, as they are after the load: the
// files may leave shows out, and `opensAt` of a room that is open already does not count.
void WarnOfLateSales(engine::Engine& engine, base::Time now, Log& log) {
  const auto outcome = engine.Run(domain::ListRooms{});
  if (!outcome) return;
  for (const domain::RoomView& view : *domain::AnswerOf<domain::ListRooms>(*outcome)) {
    const domain::Room& room = view.room;
    const bool scheduled = room.state == domain::RoomState::kScheduled;
    const LateSale late{.room = room.slug,
                        .room_opens = scheduled ? room.opens_at : now,
                        .sale_opens = room.sale_from};
    if (late.sale_opens <= late.room_opens) continue;
    log.Warn("catalogue", {{"trouble", Sentence(late, now)}});
  }
}

}  // namespace

std::optional<int> LoadCatalogs(const Settings& settings, engine::Engine& engine,
                                store::Store& store, const EndSignals& signals,
                                std::atomic<bool>& asked_to_end, const base::Clock& clock,
                                Log& log) {
  auto files = ReadCatalogFiles(
      settings.catalogs,
      {.currency = settings.currency, .policy = settings.policy, .zones_bind = false});
  if (!files) {
    for (const std::string& mistake : files.error()) log.Error("catalogue", {{"mistake", mistake}});
    return 1;
  }
  for (const std::string& warning : files->warnings) log.Warn("catalogue", {{"trouble", warning}});
  // Each room gets a random seed, for a draw that may begin with this load: the rules draw no
  // random numbers.
  for (domain::RoomSpec& room : files->spec.rooms) room.fresh_seed = base::RandomDigest();
  domain::LoadCatalog load{std::move(files->spec)};
  const std::filesystem::path restored = RestoredMark(settings);
  if (HasMark(restored)) {
    const auto rooms = engine.Run(domain::ListRooms{});
    if (!rooms) {
      log.Error("cannot load the catalogue", {{"reason", rooms.error().detail}});
      return 1;
    }
    const auto& views = *domain::AnswerOf<domain::ListRooms>(*rooms);
    load.pauses_new_rooms = IsRestoredAndClosed(restored, views);
    EndRestored(restored, views);
  }
  for (int tries = 1;; ++tries) {
    const auto outcome = Load(load, engine, store, signals, asked_to_end);
    if (!outcome) break;
    if (*outcome) {
      if (!Report(domain::AnswerOf<domain::LoadCatalog>(**outcome), log)) return 1;
      WarnOfLateSales(engine, clock.Now(), log);
      return std::nullopt;
    }
    if (!IsPassing(outcome->error()) || tries == kLoadTries) {
      log.Error("cannot load the catalogue", {{"reason", outcome->error().detail}});
      return 1;
    }
    // Tries again after a second, kLoadTries times in all: another node may be loading the same
    // catalogue, which takes long for a large hall.
    asked_to_end = signals.CameWithin(std::chrono::seconds(1));
    if (asked_to_end) break;
  }
  return Cancelled(log);
}

}  // namespace onsale::app
