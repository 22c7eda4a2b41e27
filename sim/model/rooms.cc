// The model of rooms: what anybody may read, what an operator may change, and what a catalogue
// changes.

#include <algorithm>
#include <utility>

#include "base/currency.h"
#include "domain/policy_fields.h"
#include "sim/model/model.h"

namespace onsale::sim {

using domain::CatalogConflict;
using domain::Refusal;
using domain::RefusalCode;
using domain::RoomState;

namespace {

// Nobody learns the seed before the order is drawn; these answers never contain it.
domain::Room Shown(domain::Room room) {
  room.draw.seed = {};
  return room;
}

}  // namespace

domain::RoomView Model::ViewOf(const RoomQueue& queue) const {
  return {.room = Shown(queue.room),
          .per_minute = PerMinute(queue.room.rate, now_),
          .admits_from = AdmitsFrom(queue.room)};
}

RoomQueue* Model::QueueOf(const std::string& slug) {
  for (auto& [id, queue] : queues_) {
    if (queue.room.slug == slug) return &queue;
  }
  return nullptr;
}

domain::ReadRoom::Answer Model::To(const domain::ReadRoom& command) {
  const RoomQueue* const queue = QueueOf(command.room);
  if (queue == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  return ViewOf(*queue);
}

domain::ListRooms::Answer Model::To(const domain::ListRooms&) {
  std::vector<domain::RoomView> views;
  for (const auto& [id, queue] : queues_) views.push_back(ViewOf(queue));
  return views;
}

domain::FunnelView Model::FunnelViewOf(const RoomQueue& queue) const {
  domain::FunnelView view{.room = Shown(queue.room),
                          .funnel = queue.funnel.value_or(domain::RoomFunnel{queue.room.id})};
  view.seats_per_minute = PerMinute(view.funnel.sales, now_);
  view.per_minute = PerMinute(queue.room.rate, now_);
  if (!queue.in_lobby() && !queue.waiting.empty()) {
    view.front_wait = now_ - queue.tokens.at(queue.waiting.front().number.value - 1).issued_at;
  }
  return view;
}

domain::SeatCountsView Model::CountsOf(domain::ShowId id) const {
  const ModelShow& show = model_shows_.at(id);
  domain::SeatCountsView view{.show = id, .all = {}, .categories = {}};
  const domain::ChartId chart = catalog_.shows.at(id).chart;
  for (const auto& [key, category] : catalog_.categories) {
    if (key.first == chart) view.categories.push_back({.category = category.slug, .tally = {}});
  }
  for (const ModelShow::ModelSeat& seat : show.model_seats) {
    const domain::ChartSeat& of_chart = *catalog_.FindSeat(chart, seat.row.key.number);
    const auto own =
        std::ranges::find(view.categories, of_chart.category, &domain::CategoryTally::category);
    for (domain::SeatTally* const tally : {&view.all, &own->tally}) {
      ++tally->seats;
      if (seat.row.status == domain::SeatStatus::kAvailable) ++tally->free;
      if (seat.row.status == domain::SeatStatus::kHeld) ++tally->held;
      if (seat.row.status != domain::SeatStatus::kSold) continue;
      ++tally->sold;
      for (const domain::ReservedSeat& paid : reservations_.at(seat.row.reservation).seats) {
        if (paid.number == seat.row.key.number) tally->revenue.minor += paid.price.minor;
      }
    }
  }
  return view;
}

domain::ReadFunnel::Answer Model::To(const domain::ReadFunnel& command) {
  const RoomQueue* const queue = QueueOf(command.room);
  if (queue == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  return FunnelViewOf(*queue);
}

domain::ReadSale::Answer Model::To(const domain::ReadSale& command) {
  domain::SaleView view;
  for (const auto& [id, queue] : queues_) view.rooms.push_back(FunnelViewOf(queue));
  for (const auto& [id, model_show] : model_shows_) {
    const bool is_over = model_show.sale_closes_at <= now_;
    if (command.all_shows || !is_over) view.shows.push_back(CountsOf(id));
  }
  return view;
}

domain::ReadDraw::Answer Model::To(const domain::ReadDraw& command) {
  const RoomQueue* const queue = QueueOf(command.room);
  if (queue == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  if (queue->room.draw.commitment.IsNil()) return domain::Refuse(RefusalCode::kDrawUnknown);
  domain::DrawView view{.room_slug = queue->room.slug,
                        .opens_at = queue->room.opens_at,
                        .draw = queue->room.draw,
                        .entries = queue->entries()};
  if (queue->in_lobby()) view.draw.seed = {};
  return view;
}

domain::ReadDrawEntries::Answer Model::To(const domain::ReadDrawEntries& command) {
  RoomQueue* const queue = QueueOf(command.room);
  if (queue == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  const domain::Room& room = queue->room;
  if (room.draw.commitment.IsNil()) return domain::Refuse(RefusalCode::kDrawUnknown);
  if (queue->in_lobby()) {
    const bool known = room.state == RoomState::kScheduled;
    return std::unexpected(Refusal{.code = RefusalCode::kDrawPending,
                                   .opens_at = known ? room.opens_at : base::Time{}});
  }
  std::vector<domain::DrawEntry> entries;
  for (std::int64_t entry = command.after + 1; entry <= queue->entries(); ++entry) {
    if (std::ssize(entries) == command.limit) break;
    const domain::QueueNumber number{room.draw.before.value + static_cast<std::uint64_t>(entry)};
    entries.push_back({entry, queue->IsLeft(number) ? base::Time{} : queue->At(number).issued_at});
  }
  return entries;
}

domain::ChangeRoom::Answer Model::To(const domain::ChangeRoom& command) {
  RoomQueue* const queue = QueueOf(command.room);
  if (queue == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  const domain::RoomChange& change = command.change;
  const bool lobby = queue->in_lobby();
  if (lobby && change.mode.value_or(domain::RoomMode::kDraw) != domain::RoomMode::kDraw) {
    return domain::Refuse(RefusalCode::kDrawCommitted);
  }
  if (change.state == RoomState::kScheduled && !lobby && !queue->waiting.empty()) {
    return domain::Refuse(RefusalCode::kRoomInUse);
  }
  domain::Room before = Shown(queue->room);
  queue->Apply(change, command.fresh_seed, now_);
  Note(command.actor);
  return domain::ChangedRoomView{ViewOf(*queue), std::move(before)};
}

namespace {

domain::RoomChange AsChange(const domain::RoomPolicy& policy) {
  domain::RoomChange change;
  domain::ForEachPolicyField(
      [&](const auto& field) { change.*field.change = policy.*field.member; });
  return change;
}

// Applies a catalogue's policy to a room unless it is the last one applied. A policy from settings
// never replaces a catalogue's (docs/decisions/0012-catalogue-and-operator.md).
void ApplySpec(const domain::RoomSpec& spec, bool fresh, base::Time now, RoomQueue& queue,
               domain::CatalogChange& change_told) {
  if (queue.room.in_catalog && spec.from_settings) return;
  queue.room.in_catalog = !spec.from_settings;
  const RoomQueue::LastSpec last_spec{spec.policy, spec.opens_at, spec.presale};
  if (queue.last_spec == last_spec) return;
  queue.last_spec = last_spec;
  if (!fresh) change_told.rooms_changed.push_back(spec.slug);
  domain::RoomChange change = AsChange(spec.policy);
  change.presale = spec.presale;
  if (queue.in_lobby()) change.mode.reset();
  if (spec.opens_at.value_or(base::Time{}) > now) {
    if (fresh || queue.room.state == RoomState::kScheduled) {
      change.state = RoomState::kScheduled;
      change.opens_at = spec.opens_at;
    } else {
      change_told.rooms_not_scheduled.push_back(spec.slug);
    }
  }
  queue.Apply(change, spec.fresh_seed, now);
}

CatalogConflict ConflictOfSale(CatalogConflict::Kind kind, const std::string& word,
                               const std::string& show = {}) {
  return {.kind = kind, .show = show, .seat = {}, .word = word};
}

// Why a new catalogue is refused for the show: a held or sold seat would be lost or called
// otherwise, a seat held back would be lost, the show's concert would change, or a category would
// have no price.
std::optional<CatalogConflict> ConflictOf(const domain::Show& before, const ModelShow& model_show,
                                          const CatalogBook& now, const CatalogBook& next) {
  using Kind = CatalogConflict::Kind;
  const domain::Show& after = next.shows.at(before.id);
  CatalogConflict conflict{.kind = Kind::kShowOfOtherConcert, .show = before.slug, .seat = {}};
  if (after.concert != before.concert) return conflict;
  for (const ModelShow::ModelSeat& model_seat : model_show.model_seats) {
    const bool owned = !model_seat.row.reservation.uuid.IsNil();
    if (!owned && model_seat.row.status != domain::SeatStatus::kHeldBack) continue;
    conflict.seat = model_seat.row.key.number;
    const domain::ChartSeat* const was = now.FindSeat(before.chart, conflict.seat);
    const domain::ChartSeat* const is = next.FindSeat(after.chart, conflict.seat);
    conflict.kind = owned ? Kind::kSeatLost : Kind::kHeldBackSeatLost;
    if (is == nullptr) return conflict;
    if (!owned || is->label == was->label) continue;
    conflict.kind = Kind::kLabelChanged;
    conflict.word = was->label;
    conflict.new_label = is->label;
    return conflict;
  }
  for (const auto& [key, category] : next.categories) {
    if (key.first != after.chart || next.prices.contains({after.id, category.slug})) continue;
    return ConflictOfSale(Kind::kPriceMissing, category.slug, before.slug);
  }
  return std::nullopt;
}

ModelShow Rebuilt(const ModelShow* before, const domain::Show& show, const CatalogBook& book,
                  std::int64_t& seats_added) {
  const domain::Concert& concert = book.concerts.at(show.concert);
  ModelShow model_show{.room = concert.room,
                       .concert_slug = concert.slug,
                       .seats_per_user_max = concert.seats_per_user_max,
                       .seats_per_concert_max = concert.seats_per_concert_max,
                       .sale_opens_at = show.sale_opens_at,
                       .sale_closes_at = show.sale_closes_at,
                       .presale = show.presale,
                       .orphans = show.orphans,
                       .accessible_places = show.accessible_places};
  std::vector<domain::ChartSeat> chart_seats;
  const auto first = book.seats.lower_bound({show.chart, domain::SeatNumber{}});
  for (auto at = first; at != book.seats.end() && at->first.first == show.chart; ++at) {
    const domain::ChartSeat& seat = at->second;
    ModelShow::ModelSeat model_seat{.row = {.key = {show.id, seat.number}},
                                    .price = book.PriceOf(show.id, seat.category)};
    const ModelShow::ModelSeat* const old = before == nullptr ? nullptr : before->Find(seat.number);
    if (old != nullptr) model_seat.row = old->row;
    if (old == nullptr) ++seats_added;
    if (model_seat.row.status == domain::SeatStatus::kAvailable) ++model_show.available;
    model_show.model_seats.push_back(model_seat);
    chart_seats.push_back(seat);
  }
  model_show.hall = Hall(std::move(chart_seats));
  return model_show;
}

}  // namespace

bool Model::IsUntouched() const {
  const bool paid = std::ranges::any_of(
      users_, [](const auto& entry) { return entry.second.wallet.entries > 0; });
  return !paid && std::ranges::all_of(model_shows_, [](const auto& entry) {
    return std::ranges::all_of(entry.second.model_seats, [](const ModelShow::ModelSeat& seat) {
      return seat.row.reservation.uuid.IsNil();
    });
  });
}

// The sale stays in its currency while anything is held, sold or topped up, and while a show would
// keep prices in the old one.
std::vector<CatalogConflict> Model::CurrencyConflicts(const domain::CatalogSpec& spec) const {
  using Kind = CatalogConflict::Kind;
  const std::string current = queues_.empty() ? "" : queues_.begin()->second.room.currency;
  if (spec.currency == current) return {};
  if (!spec.currency.empty() && !base::IsCurrency(spec.currency)) {
    return {ConflictOfSale(Kind::kNotACurrency, spec.currency)};
  }
  if (current.empty()) return {};
  if (!IsUntouched()) return {ConflictOfSale(Kind::kOtherCurrency, current)};
  std::vector<CatalogConflict> conflicts;
  for (const auto& [id, show] : catalog_.shows) {
    const bool followed = std::ranges::any_of(
        spec.rows.shows, [&](const domain::Show& one) { return one.slug == show.slug; });
    if (followed) continue;
    conflicts.push_back(ConflictOfSale(Kind::kShowInOtherCurrency, current, show.slug));
  }
  return conflicts;
}

domain::LoadCatalog::Answer Model::To(const domain::LoadCatalog& command) {
  std::vector<domain::RoomId> rooms;
  std::uint32_t last = queues_.empty() ? domain::kMainRoom.value : queues_.rbegin()->first.value;
  for (const domain::RoomSpec& spec : command.spec.rooms) {
    const RoomQueue* const queue = QueueOf(spec.slug);
    if (queue != nullptr) {
      rooms.push_back(queue->room.id);
    } else {
      rooms.push_back(spec.slug == "main" ? domain::kMainRoom : domain::RoomId{++last});
    }
  }
  CatalogBook next = catalog_.With(command.spec, rooms);
  std::vector<CatalogConflict> conflicts = CurrencyConflicts(command.spec);
  for (const auto& [id, show] : catalog_.shows) {
    if (auto conflict = ConflictOf(show, model_shows_.at(id), catalog_, next)) {
      conflicts.push_back(*conflict);
    }
  }
  if (!conflicts.empty()) return std::unexpected(conflicts);
  if (command.dry_run) {
    Model other = *this;
    domain::LoadCatalog load = command;
    load.dry_run = false;
    return other.To(load);
  }

  domain::CatalogChange change;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const domain::RoomSpec& spec = command.spec.rooms[i];
    const auto [at, fresh] = queues_.try_emplace(rooms[i]);
    if (fresh) {
      at->second.room.id = rooms[i];
      at->second.room.slug = spec.slug;
      at->second.room.rate.start = now_;
    }
    ApplySpec(spec, fresh, now_, at->second, change);
  }
  for (auto& [id, queue] : queues_) queue.room.currency = command.spec.currency;
  if (next == catalog_) {
    for (auto& [id, queue] : queues_) NoteOffer(queue);
    return change;
  }
  change.concerts_added = std::ssize(next.concerts) - std::ssize(catalog_.concerts);
  change.shows_added = std::ssize(next.shows) - std::ssize(catalog_.shows);
  std::map<domain::ShowId, ModelShow> model_shows;
  for (const auto& [id, show] : next.shows) {
    const auto before = model_shows_.find(id);
    model_shows[id] = Rebuilt(before == model_shows_.end() ? nullptr : &before->second, show, next,
                              change.seats_added);
  }
  model_shows_ = std::move(model_shows);
  catalog_ = std::move(next);
  for (auto& [id, queue] : queues_) NoteOffer(queue);
  return change;
}

}  // namespace onsale::sim
