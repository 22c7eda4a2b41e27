#include "http/endpoints/reservation_page.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <span>
#include <utility>

#include "http/access/base64url.h"
#include "http/endpoints/reply.h"
#include "http/endpoints/reservation_json.h"
#include "http/endpoints/table_place.h"

namespace onsale::http {
namespace {

using domain::ReservationCursor;
using domain::ReservationFilter;

constexpr std::int64_t kPageLimitDefault = 50;

struct FilterWord {
  std::string_view word;
  ReservationFilter filter;
};
constexpr FilterWord kFilterWords[] = {{"held", ReservationFilter::kHeld},
                                       {"paid", ReservationFilter::kPaid},
                                       {"ended", ReservationFilter::kEnded},
                                       {"all", ReservationFilter::kAll}};

// A page's cursor is the creation time of its last reservation, in microseconds, and its id: 24
// bytes in base64url. Clients must not parse it. A cursor that nobody was given is harmless: it is
// only a position between reservations.
constexpr std::size_t kTimeBytes = 8;
using PageCursorBytes = std::array<std::uint8_t, kTimeBytes + sizeof(base::Uuid::bytes)>;

std::string CursorText(const ReservationCursor& cursor) {
  PageCursorBytes bytes;
  auto us = static_cast<std::uint64_t>(cursor.created_at.time_since_epoch().count());
  for (std::size_t i = kTimeBytes; i > 0; --i, us >>= 8) {
    bytes[i - 1] = static_cast<std::uint8_t>(us);
  }
  std::ranges::copy(cursor.id.uuid.bytes, bytes.begin() + kTimeBytes);
  std::string text;
  AppendBase64Url(text, bytes);
  return text;
}

std::optional<ReservationCursor> ReadPageCursor(std::string_view text) {
  PageCursorBytes bytes;
  if (!DecodeBase64Url(text, bytes)) return std::nullopt;
  std::uint64_t us = 0;
  for (std::size_t i = 0; i < kTimeBytes; ++i) us = (us << 8) | bytes[i];
  if (us > INT64_MAX) return std::nullopt;
  ReservationCursor cursor{
      .created_at = domain::Time(domain::Duration(static_cast<std::int64_t>(us))), .id = {}};
  std::copy(bytes.begin() + kTimeBytes, bytes.end(), cursor.id.uuid.bytes.begin());
  return cursor;
}

}  // namespace

std::vector<domain::ReservationView> WithEnded(const std::vector<domain::ReservationView>& views,
                                               const std::vector<domain::Reservation>& ended) {
  std::map<ReservationCursor, domain::ReservationView, std::greater<>> all;
  for (const domain::ReservationView& view : views) all.emplace(CursorOf(view.reservation), view);
  for (const domain::Reservation& row : ended)
    all.try_emplace(CursorOf(row), domain::ReservationView{row});
  std::vector<domain::ReservationView> joined;
  for (auto& [cursor, view] : all) joined.push_back(std::move(view));
  return joined;
}

std::expected<domain::ReservationPage, Response> ReadReservationPage(const QueryValues& query) {
  const auto& [status, limit_text, cursor] = query;
  domain::ReservationPage page;
  if (status) {
    const auto* const found = std::ranges::find(kFilterWords, *status, &FilterWord::word);
    if (found == std::end(kFilterWords)) {
      return std::unexpected(
          ParameterProblem({.name = "status", .wanted = "held, paid, ended or all"}));
    }
    page.filter = found->filter;
    page.limit = kPageLimitDefault + 1;
  }
  if (limit_text) {
    const auto limit = ReadNumberParameter(*limit_text, domain::kReservationsPerPageMax);
    if (!limit || *limit < 1) {
      return std::unexpected(
          ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 100"}));
    }
    page.limit = *limit + 1;
  }
  if (cursor) {
    page.before = ReadPageCursor(*cursor);
    if (!page.before) {
      return std::unexpected(ParameterProblem(
          {.name = "cursor", .wanted = "a nextCursor exactly as it was received"}));
    }
  }
  return page;
}

Response ReplyReservationPage(const Call& call, const std::vector<domain::ReservationView>& views) {
  const std::int64_t most = ReadReservationPage(call.query)->limit - 1;
  std::span<const domain::ReservationView> shown(views);
  std::optional<std::string> next;
  if (std::ssize(shown) > most) {
    shown = shown.first(static_cast<std::size_t>(most));
    next = CursorText(domain::CursorOf(shown.back().reservation));
  }
  return PersonalReply(200, ReservationsJson(shown, next, ContextOf(call)));
}

std::optional<Question> AskEndedPage(const Call& call, store::ReservationOwner owner,
                                     const std::vector<domain::ReservationView>& views) {
  const domain::ReservationPage page = *ReadReservationPage(call.query);
  if (page.filter != ReservationFilter::kEnded && page.filter != ReservationFilter::kAll) {
    return std::nullopt;
  }
  store::EndedReservationsQuestion question{
      .owner = std::move(owner),
      .before = page.before.value_or(domain::kNewestReservation),
      .limit = static_cast<std::size_t>(page.limit)};
  return AskEnded(call, std::move(question),
                  [views](const Call& answered, const std::vector<domain::Reservation>& ended) {
                    return ReplyReservationPage(answered, WithEnded(views, ended));
                  });
}

}  // namespace onsale::http
