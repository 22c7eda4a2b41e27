// What anybody may know of a room, what its operator may change, and the catalogue.

#include <algorithm>
#include <utility>

#include "domain/policy_fields.h"
#include "sim/model/model.h"

namespace onsale::sim {

using domain::CatalogConflict;
using domain::Refusal;
using domain::RefusalCode;
using domain::RoomState;

namespace {

// Nobody learns the seed before the order stands; these answers never tell it.
domain::Room Shown(domain::Room room) {
  room.draw.seed = {};
  return room;
}

domain::RoomView Shown(const Line& line, base::Time now) {
  return {.room = Shown(line.room), .per_minute = PerMinute(line.room.rate, now)};
}

}  // namespace

Line* Model::LineOf(const std::string& slug) {
  for (auto& [id, line] : lines_) {
    if (line.room.slug == slug) return &line;
  }
  return nullptr;
}

domain::ReadRoom::Answer Model::To(const domain::ReadRoom& command) {
  const Line* const line = LineOf(command.room);
  if (line == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  return Shown(*line, now_);
}

domain::ListRooms::Answer Model::To(const domain::ListRooms&) {
  std::vector<domain::RoomView> views;
  for (const auto& [id, line] : lines_) views.push_back(Shown(line, now_));
  return views;
}

domain::ReadFunnel::Answer Model::To(const domain::ReadFunnel& command) {
  const Line* const line = LineOf(command.room);
  if (line == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  domain::FunnelView view{.room = Shown(line->room),
                          .funnel = line->funnel.value_or(domain::RoomFunnel{line->room.id})};
  view.seats_per_minute = PerMinute(view.funnel.sales, now_);
  return view;
}

domain::ReadDraw::Answer Model::To(const domain::ReadDraw& command) {
  const Line* const line = LineOf(command.room);
  if (line == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  if (line->room.draw.commitment.IsNil()) return domain::Refuse(RefusalCode::kDrawUnknown);
  domain::DrawView view{.room_slug = line->room.slug,
                        .opens_at = line->room.opens_at,
                        .draw = line->room.draw,
                        .entries = line->entries()};
  if (line->in_lobby()) view.draw.seed = {};
  return view;
}

domain::ReadDrawEntries::Answer Model::To(const domain::ReadDrawEntries& command) {
  Line* const line = LineOf(command.room);
  if (line == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  const domain::Room& room = line->room;
  if (room.draw.commitment.IsNil()) return domain::Refuse(RefusalCode::kDrawUnknown);
  if (line->in_lobby()) {
    const bool known = room.state == RoomState::kScheduled;
    return std::unexpected(Refusal{.code = RefusalCode::kDrawPending,
                                   .opens_at = known ? room.opens_at : base::Time{}});
  }
  std::vector<domain::DrawEntry> entries;
  for (std::int64_t entry = command.after + 1; entry <= line->entries(); ++entry) {
    if (std::ssize(entries) == command.limit) break;
    const domain::QueueNumber number{room.draw.before.value + static_cast<std::uint64_t>(entry)};
    entries.push_back({entry, line->At(number).issued_at});
  }
  return entries;
}

domain::ChangeRoom::Answer Model::To(const domain::ChangeRoom& command) {
  Line* const line = LineOf(command.room);
  if (line == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  const domain::RoomChange& change = command.change;
  const bool lobby = line->in_lobby();
  if (lobby && change.mode.value_or(domain::RoomMode::kDraw) != domain::RoomMode::kDraw) {
    return domain::Refuse(RefusalCode::kDrawCommitted);
  }
  if (change.state == RoomState::kScheduled && !lobby && !line->waiting.empty()) {
    return domain::Refuse(RefusalCode::kRoomInUse);
  }
  domain::Room before = Shown(line->room);
  line->Apply(change, command.fresh_seed, now_);
  return domain::ChangedRoomView{Shown(*line, now_), std::move(before)};
}

namespace {

domain::RoomChange AsChange(const domain::RoomPolicy& policy) {
  domain::RoomChange change;
  domain::ForEachPolicyField(
      [&](const auto& field) { change.*field.change = policy.*field.member; });
  return change;
}

// The later word counts, but settings say nothing against a catalogue
// (docs/decisions/0012-catalogue-and-operator.md).
void Hear(const domain::RoomSpec& spec, bool fresh, base::Time now, Line& line,
          domain::CatalogChange& change_told) {
  if (line.room.in_catalog && spec.from_settings) return;
  line.room.in_catalog = !spec.from_settings;
  const Line::Said said{spec.policy, spec.opens_at};
  if (line.said == said) return;
  line.said = said;
  if (!fresh) change_told.rooms_changed.push_back(spec.slug);
  domain::RoomChange change = AsChange(spec.policy);
  if (line.in_lobby()) change.mode.reset();
  if (spec.opens_at.value_or(base::Time{}) > now) {
    if (fresh || line.room.state == RoomState::kScheduled) {
      change.state = RoomState::kScheduled;
      change.opens_at = spec.opens_at;
    } else {
      change_told.rooms_not_scheduled.push_back(spec.slug);
    }
  }
  line.Apply(change, spec.fresh_seed, now);
}

// What nobody may lose: a seat that is held or sold, at its price. What every show needs: one
// currency, and a price for each category.
std::optional<CatalogConflict> ConflictOf(const domain::Show& before, const House& house,
                                          const CatalogBook& now, const CatalogBook& next,
                                          const std::string& currency) {
  using Kind = CatalogConflict::Kind;
  const domain::Show& after = next.shows.at(before.id);
  CatalogConflict conflict{.kind = Kind::kShowOfOtherConcert, .show = before.slug, .seat = {}};
  if (after.concert != before.concert) return conflict;
  if (const std::string& known = now.concerts.at(before.concert).currency; known != currency) {
    return CatalogConflict{
        .kind = Kind::kOtherCurrency, .show = before.slug, .seat = {}, .word = known};
  }
  for (const House::Chair& chair : house.chairs) {
    if (chair.row.status == domain::SeatStatus::kAvailable) continue;
    conflict.seat = chair.row.key.number;
    const domain::ChartSeat* const was = now.FindSeat(before.chart, conflict.seat);
    const domain::ChartSeat* const is = next.FindSeat(after.chart, conflict.seat);
    conflict.kind = Kind::kSeatLost;
    if (is == nullptr || is->label != was->label) return conflict;
    conflict.kind = Kind::kPriceChanged;
    const auto price = next.prices.find({after.id, is->category});
    if (price == next.prices.end() || price->second.amount != chair.price) return conflict;
  }
  for (const auto& [key, category] : next.categories) {
    if (key.first != after.chart || next.prices.contains({after.id, category.slug})) continue;
    return CatalogConflict{
        .kind = Kind::kPriceMissing, .show = before.slug, .seat = {}, .word = category.slug};
  }
  return std::nullopt;
}

House Rebuilt(const House* before, const domain::Show& show, const CatalogBook& book,
              std::int64_t& seats_added) {
  const domain::Concert& concert = book.concerts.at(show.concert);
  House house{.room = concert.room,
              .concert_slug = concert.slug,
              .seats_per_user_max = concert.seats_per_user_max,
              .sale_opens_at = show.sale_opens_at,
              .sale_closes_at = show.sale_closes_at};
  const auto first = book.seats.lower_bound({show.chart, domain::SeatNumber{}});
  for (auto at = first; at != book.seats.end() && at->first.first == show.chart; ++at) {
    const domain::ChartSeat& seat = at->second;
    House::Chair chair{.row = {.key = {show.id, seat.number}},
                       .price = book.PriceOf(show.id, seat.category)};
    const House::Chair* const old = before == nullptr ? nullptr : before->Find(seat.number);
    if (old != nullptr) chair.row = old->row;
    if (old == nullptr) ++seats_added;
    if (chair.row.status == domain::SeatStatus::kAvailable) ++house.available;
    house.chairs.push_back(chair);
  }
  return house;
}

}  // namespace

domain::LoadCatalog::Answer Model::To(const domain::LoadCatalog& command) {
  std::vector<domain::RoomId> rooms;
  std::uint32_t last = lines_.empty() ? domain::kMainRoom.value : lines_.rbegin()->first.value;
  for (const domain::RoomSpec& spec : command.spec.rooms) {
    const Line* const line = LineOf(spec.slug);
    if (line != nullptr) {
      rooms.push_back(line->room.id);
    } else {
      rooms.push_back(spec.slug == "main" ? domain::kMainRoom : domain::RoomId{++last});
    }
  }
  CatalogBook next = catalog_.With(command.spec, rooms);
  std::vector<CatalogConflict> conflicts;
  for (const auto& [id, show] : catalog_.shows) {
    if (auto conflict = ConflictOf(show, houses_.at(id), catalog_, next, command.spec.currency)) {
      conflicts.push_back(*conflict);
    }
  }
  if (!conflicts.empty()) return std::unexpected(conflicts);

  domain::CatalogChange change;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const domain::RoomSpec& spec = command.spec.rooms[i];
    const auto [at, fresh] = lines_.try_emplace(rooms[i]);
    if (fresh) {
      at->second.room.id = rooms[i];
      at->second.room.slug = spec.slug;
      at->second.room.rate.start = now_;
    }
    Hear(spec, fresh, now_, at->second, change);
  }
  if (next == catalog_) return change;
  change.concerts_added = std::ssize(next.concerts) - std::ssize(catalog_.concerts);
  change.shows_added = std::ssize(next.shows) - std::ssize(catalog_.shows);
  std::map<domain::ShowId, House> houses;
  for (const auto& [id, show] : next.shows) {
    const auto before = houses_.find(id);
    houses[id] = Rebuilt(before == houses_.end() ? nullptr : &before->second, show, next,
                         change.seats_added);
  }
  houses_ = std::move(houses);
  catalog_ = std::move(next);
  for (auto& [id, line] : lines_) line.room.sold_out = !SeatsLeft(id);
  return change;
}

}  // namespace onsale::sim
