#include "http/endpoints/metrics_text.h"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "http/endpoints/endpoints.h"
#include "http/problem/problem.h"
#include "http/statistics/exposition.h"

namespace onsale::http {
namespace {

using enum Exposition::Type;
using Totals = std::map<std::string_view, CallTotals>;

std::uint64_t Sum(std::span<const std::uint64_t> counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts) sum += count;
  return sum;
}

// A request for no call counts as that of the call `none`.
std::string_view NameOfCall(std::string_view name) {
  return name.empty() ? "none" : name;
}

std::uint64_t Successes(const CallTotals& totals) {
  std::uint64_t successes = 0;
  for (std::size_t i = 0; i < kStatuses.size(); ++i) {
    if (kStatuses[i] < 300) successes += totals.statuses[i];
  }
  return successes;
}

std::uint64_t CountOf(const CallTotals& totals, ProblemCode code) {
  return totals.problems[static_cast<std::size_t>(code) + 1];
}

// The totals of several calls together; zeros for a call that the server has not.
CallTotals Together(const Totals& totals, std::initializer_list<const Endpoint*> endpoints) {
  CallTotals sum;
  for (const Endpoint* const endpoint : endpoints) {
    const auto found = totals.find(endpoint->spec.operation_id);
    if (found == totals.end()) continue;
    for (std::size_t i = 0; i < kStatusSlots; ++i) sum.statuses[i] += found->second.statuses[i];
    for (std::size_t i = 0; i < kProblemsMax; ++i) sum.problems[i] += found->second.problems[i];
  }
  return sum;
}

void WriteRequests(Exposition& text, const Totals& totals) {
  text.Family("onsale_requests_total", kCounter,
              "Responses by call (an operation id of /openapi.json) and status.");
  for (const auto& [call, counts] : totals) {
    for (std::size_t i = 0; i < kStatusSlots; ++i) {
      if (counts.statuses[i] == 0) continue;
      const std::string code = i < kStatuses.size() ? std::to_string(kStatuses[i]) : "other";
      text.Number({{"call", NameOfCall(call)}, {"code", code}}, counts.statuses[i]);
    }
  }
  text.Family("onsale_request_seconds", kHistogram,
              "How long requests waited for the sale or the store, by call. Answers that need "
              "neither are not counted.");
  for (const auto& [call, counts] : totals) {
    if (Sum(counts.waits.counts) == 0) continue;
    text.Histogram({{"call", NameOfCall(call)}}, counts.waits, Exposition::Unit::kSeconds);
  }
}

void WriteProblems(Exposition& text, const Totals& totals) {
  text.Family("onsale_problems_total", kCounter, "Refusals and failures by problem code.");
  for (const ProblemInfo& info : AllProblems()) {
    std::uint64_t count = 0;
    for (const auto& [call, counts] : totals) count += CountOf(counts, info.code);
    if (count != 0) text.Number({{"problem", info.name}}, count);
  }
}

// One sample for what succeeded, and one for each problem that occurred.
void WriteResults(Exposition& text, const CallTotals& totals, std::string_view success) {
  text.Number({{"result", success}}, Successes(totals));
  for (const ProblemInfo& info : AllProblems()) {
    if (const std::uint64_t count = CountOf(totals, info.code); count != 0) {
      text.Number({{"result", info.name}}, count);
    }
  }
}

void WriteHoldsAndPayments(Exposition& text, const Totals& totals) {
  const CallTotals holds = Together(totals, {&kHoldSeatsEndpoint, &kExchangeSeatsEndpoint});
  text.Family("onsale_holds_total", kCounter,
              "Calls that hold or exchange seats, by result: held, or a problem code. A call that "
              "is repeated counts again.");
  WriteResults(text, holds, "held");
  text.Family("onsale_hold_conflicts_total", kCounter,
              "Holds refused because somebody else has the seats.");
  text.Number({}, CountOf(holds, ProblemCode::kSeatUnavailable) +
                      CountOf(holds, ProblemCode::kBestUnavailable));
  text.Family("onsale_payments_total", kCounter,
              "Calls that pay, by result: paid, or a problem code. A call that is repeated counts "
              "again.");
  WriteResults(text, Together(totals, {&kPayReservationEndpoint}), "paid");
}

void WriteOpen(Exposition& text, const Statistics& statistics) {
  const auto open = statistics.OpenByListener();
  text.Family("onsale_connections", kGauge, "Open connections, event streams included.");
  for (const auto& [listener, now] : open) text.Number({{"listener", listener}}, now.connections);
  text.Family("onsale_streams", kGauge, "Open event streams.");
  for (const auto& [listener, now] : open) text.Number({{"listener", listener}}, now.streams);
}

// A gauge or counter that each room has.
template <class Value>
void WriteByRoom(Exposition& text, std::span<const domain::FunnelView> rooms, std::string_view name,
                 Exposition::Type type, std::string_view help, Value value) {
  text.Family(name, type, help);
  for (const domain::FunnelView& one : rooms) {
    text.Number({{"room", one.room.slug}}, std::int64_t{value(one)});
  }
}

void WriteRooms(Exposition& text, std::span<const domain::FunnelView> rooms) {
  using View = domain::FunnelView;
  text.Family("onsale_queue_tokens", kGauge, "Buyers in the room, by state.");
  for (const View& one : rooms) {
    text.Number({{"room", one.room.slug}, {"state", "waiting"}}, one.room.waiting);
    text.Number({{"room", one.room.slug}, {"state", "active"}}, one.room.active);
  }
  WriteByRoom(text, rooms, "onsale_room_open", kGauge, "Whether the room is OPEN: 1 or 0.",
              [](const View& one) { return one.room.state == domain::RoomState::kOpen ? 1 : 0; });
  WriteByRoom(text, rooms, "onsale_room_capacity", kGauge, "How many may be active at once.",
              [](const View& one) { return one.room.policy.capacity; });
  WriteByRoom(text, rooms, "onsale_joined_total", kCounter, "Queue tokens issued.",
              [](const View& one) { return one.funnel.joined; });
  WriteByRoom(text, rooms, "onsale_admitted_total", kCounter, "Buyers admitted.",
              [](const View& one) { return one.funnel.admitted; });
  WriteByRoom(text, rooms, "onsale_no_shows_total", kCounter,
              "Buyers who were admitted and made no call within the claim time.",
              [](const View& one) { return one.funnel.no_shows; });
  WriteByRoom(text, rooms, "onsale_room_holds_total", kCounter, "Reservations made.",
              [](const View& one) { return one.funnel.holds; });
  WriteByRoom(text, rooms, "onsale_room_payments_total", kCounter,
              "Turns that ended with a payment.",
              [](const View& one) { return one.funnel.payments; });
}

void WriteShows(Exposition& text, std::span<const domain::SeatCountsView> shows,
                const domain::Catalog& catalog) {
  text.Family("onsale_seats", kGauge, "Seats by show and state, of shows whose sale is not over.");
  for (const domain::SeatCountsView& view : shows) {
    const domain::Show* const show = catalog.Find(view.show);
    const std::string name = show == nullptr ? std::to_string(view.show.value) : show->slug;
    text.Number({{"show", name}, {"state", "available"}}, view.all.free);
    text.Number({{"show", name}, {"state", "held"}}, view.all.held);
    text.Number({{"show", name}, {"state", "sold"}}, view.all.sold);
    text.Number({{"show", name}, {"state", "held-back"}}, view.all.held_back());
  }
}

// Seats that the buyers of each room could hold now.
void WriteFreeSeats(Exposition& text, const domain::SaleView& sale,
                    std::span<const domain::FunnelView> rooms, const MetricsSource& source) {
  std::map<std::uint32_t, std::int64_t> by_room;
  for (const domain::SeatCountsView& view : sale.shows) {
    const domain::Show* const show = source.catalog.Find(view.show);
    if (show == nullptr || source.now < show->sale_opens_at || source.now >= show->sale_closes_at) {
      continue;
    }
    const domain::Concert* const concert = source.catalog.Find(show->concert);
    if (concert != nullptr) by_room[concert->room.value] += view.all.free;
  }
  WriteByRoom(text, rooms, "onsale_room_seats_free", kGauge,
              "Seats AVAILABLE behind the room, of shows that are on sale now.",
              [&by_room](const domain::FunnelView& one) { return by_room[one.room.id.value]; });
}

void WriteSale(Exposition& text, const MetricsSource& source) {
  const LastSale last = source.statistics.last_sale();
  if (last.sale != nullptr) {
    const domain::SaleView& sale = *last.sale;
    const std::span rooms =
        std::span(sale.rooms).first(std::min(sale.rooms.size(), kMetricsRoomsMax));
    const std::span shows =
        std::span(sale.shows).first(std::min(sale.shows.size(), kMetricsShowsMax));
    text.Family("onsale_sale_age_seconds", kGauge,
                "How long ago the figures of rooms and shows were read.");
    text.Time({}, std::max(source.now - last.at, base::Duration{}));
    WriteRooms(text, rooms);
    WriteFreeSeats(text, sale, rooms, source);
    WriteShows(text, shows, source.catalog);
    text.Family("onsale_left_off", kGauge, "Rooms and shows beyond the first 500.");
    text.Number({{"what", "rooms"}}, std::uint64_t{sale.rooms.size() - rooms.size()});
    text.Number({{"what", "shows"}}, std::uint64_t{sale.shows.size() - shows.size()});
  }
  if (const auto seats = source.statistics.sold()) {
    text.Family("onsale_seats_paid", kGauge, "Seats paid, by the counts of all rooms.");
    text.Number({}, seats->paid);
    text.Family("onsale_seats_sold", kGauge,
                "Seats SOLD, over all shows, as of the same commit as onsale_seats_paid.");
    text.Number({}, seats->sold);
  }
}

void WriteStore(Exposition& text, const MetricsSource& source) {
  const ProcessFigures& process = source.process;
  const StoreHealth& health = source.health;
  if (!process.commits.counts.empty()) {
    text.Family("onsale_commit_seconds", kHistogram,
                "From giving a batch of commands to the store to its durable result.");
    text.Histogram({}, process.commits, Exposition::Unit::kSeconds);
    text.Family("onsale_batch_commands", kHistogram,
                "Commands in a batch; 0 if only what was due was changed.");
    text.Histogram({}, process.batches, Exposition::Unit::kNumber);
  }
  if (process.syncs) {
    text.Family("onsale_sync_seconds", kHistogram,
                "Writing and syncing a frame of the journal, or committing to PostgreSQL.");
    text.Histogram({}, *process.syncs, Exposition::Unit::kSeconds);
  }
  if (process.journal_free_bytes) {
    text.Family("onsale_journal_free_bytes", kGauge,
                "Bytes free for this user on the disk of the data directory.");
    text.Number({}, *process.journal_free_bytes);
  }
  if (health.tables_behind) {
    text.Family("onsale_fold_lag_seconds", kGauge, "Age of the oldest commit that sale.db lacks.");
    text.Time({}, *health.tables_behind);
  }
  text.Family("onsale_clock_behind_seconds", kGauge,
              "How far the clock is behind the time of the sale, which stands still meanwhile.");
  text.Time({}, std::max(health.clock_behind, base::Duration{}));
  text.Family("onsale_clock_held_seconds", kGauge,
              "How far the clock was set ahead of the time that is believed.");
  text.Time({}, health.clock_held);
}

void WriteProcess(Exposition& text, const MetricsSource& source) {
  const ProcessFigures& process = source.process;
  text.Family("onsale_build_info", kGauge, "Always 1; the label is the version.");
  text.Number({{"version", process.version}}, std::uint64_t{1});
  text.Family("onsale_start_time_seconds", kGauge, "When the server started, as Unix time.");
  text.Time({}, source.statistics.started().time_since_epoch());
  text.Family("onsale_log_lines_lost_total", kCounter,
              "Lines of the log that were not written: reader, because nobody read it in time; "
              "limit, beyond the limit of their topic.");
  text.Number({{"reason", "reader"}}, process.log_lines_dropped);
  text.Number({{"reason", "limit"}}, process.log_lines_left_out);
  text.Family("onsale_thread_busy_seconds_total", kCounter,
              "Processor time by thread; its rate is the share of a core.");
  for (const ThreadTime& thread : process.threads) {
    text.Time({{"thread", thread.name}}, thread.busy);
  }
}

}  // namespace

std::string MetricsText(const MetricsSource& source) {
  std::string out;
  out.reserve(std::size_t{64} << 10);
  Exposition text(out);
  const Totals totals = source.statistics.TotalsByCall();
  WriteProcess(text, source);
  WriteRequests(text, totals);
  WriteProblems(text, totals);
  WriteHoldsAndPayments(text, totals);
  WriteOpen(text, source.statistics);
  WriteSale(text, source);
  WriteStore(text, source);
  return out;
}

}  // namespace onsale::http
