// The word of every enumerator of the rows, as the API and the SQL columns spell it.
//
// Shape:    words are spelled in FindWord, and in FindStoredWord those that SQL columns spell
//           otherwise. The `switch` of FindWord has no `default`, so an enumerator without a word
//           does not compile. The lists of all enumerators are computed from FindWord. Words are
//           public and persisted: do not change them.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/assert.h"
#include "domain/best_request.h"
#include "domain/catalog.h"
#include "domain/rows.h"
#include "domain/views.h"

namespace onsale::domain {

// Each FindWord returns an enumerator's word; empty for a value that is not an enumerator.
constexpr std::string_view FindWord(RoomState state) {
  switch (state) {
    case RoomState::kScheduled:
      return "SCHEDULED";
    case RoomState::kOpen:
      return "OPEN";
    case RoomState::kPaused:
      return "PAUSED";
    case RoomState::kClosed:
      return "CLOSED";
  }
  return {};
}

constexpr std::string_view FindWord(ShowState state) {
  switch (state) {
    case ShowState::kUpcoming:
      return "UPCOMING";
    case ShowState::kOnSale:
      return "ON_SALE";
    case ShowState::kSoldOut:
      return "SOLD_OUT";
    case ShowState::kClosed:
      return "CLOSED";
  }
  return {};
}

constexpr std::string_view FindWord(RoomMode mode) {
  switch (mode) {
    case RoomMode::kFifo:
      return "FIFO";
    case RoomMode::kDraw:
      return "DRAW";
    case RoomMode::kNoQueue:
      return "NO_QUEUE";
  }
  return {};
}

constexpr std::string_view FindWord(TokenStatus status) {
  switch (status) {
    case TokenStatus::kWaiting:
      return "WAITING";
    case TokenStatus::kActive:
      return "ACTIVE";
    case TokenStatus::kExpired:
      return "EXPIRED";
  }
  return {};
}

constexpr std::string_view FindWord(ExpiryReason reason) {
  switch (reason) {
    case ExpiryReason::kNone:
      return "NONE";
    case ExpiryReason::kTimeUp:
      return "TIME_UP";
    case ExpiryReason::kLeft:
      return "LEFT";
    case ExpiryReason::kPaid:
      return "PAID";
    case ExpiryReason::kNoShow:
      return "NO_SHOW";
  }
  return {};
}

constexpr std::string_view FindWord(SeatStatus status) {
  switch (status) {
    case SeatStatus::kAvailable:
      return "AVAILABLE";
    case SeatStatus::kHeld:
      return "HELD";
    case SeatStatus::kSold:
      return "SOLD";
    case SeatStatus::kHeldBack:
      return "HELD_BACK";
  }
  return {};
}

constexpr std::string_view FindWord(ReservationStatus status) {
  switch (status) {
    case ReservationStatus::kHeld:
      return "HELD";
    case ReservationStatus::kConfirmed:
      return "CONFIRMED";
    case ReservationStatus::kExpired:
      return "EXPIRED";
    case ReservationStatus::kCancelled:
      return "CANCELLED";
  }
  return {};
}

constexpr std::string_view FindWord(EndReason reason) {
  switch (reason) {
    case EndReason::kNone:
      return "NONE";
    case EndReason::kExpired:
      return "EXPIRED";
    case EndReason::kCancelledByBuyer:
      return "CANCELLED_BY_BUYER";
    case EndReason::kLeftQueue:
      return "LEFT_QUEUE";
    case EndReason::kTurnEnded:
      return "TURN_ENDED";
    case EndReason::kCancelledByOperator:
      return "CANCELLED_BY_OPERATOR";
  }
  return {};
}

constexpr std::string_view FindWord(LedgerKind kind) {
  switch (kind) {
    case LedgerKind::kTopUp:
      return "TOP_UP";
    case LedgerKind::kPayment:
      return "PAYMENT";
  }
  return {};
}

constexpr std::string_view FindWord(OrphanPolicy policy) {
  switch (policy) {
    case OrphanPolicy::kRefuse:
      return "REFUSE";
    case OrphanPolicy::kAvoid:
      return "AVOID";
    case OrphanPolicy::kAllow:
      return "ALLOW";
  }
  return {};
}

constexpr std::string_view FindWord(AccessiblePlaces places) {
  switch (places) {
    case AccessiblePlaces::kAnybody:
      return "ANYBODY";
    case AccessiblePlaces::kAccessClaim:
      return "ACCESS_CLAIM";
  }
  return {};
}

constexpr std::string_view FindWord(SeatAccess access) {
  switch (access) {
    case SeatAccess::kNone:
      return "NONE";
    case SeatAccess::kWheelchair:
      return "WHEELCHAIR";
    case SeatAccess::kCompanion:
      return "COMPANION";
    case SeatAccess::kStepFree:
      return "STEP_FREE";
  }
  return {};
}

constexpr std::string_view FindWord(Together together) {
  switch (together) {
    case Together::kRow:
      return "ROW";
    case Together::kBlock:
      return "BLOCK";
    case Together::kAny:
      return "ANY";
  }
  return {};
}

template <class Enum>
concept HasWords = requires(Enum value) { FindWord(value); };

template <HasWords Enum>
constexpr std::string_view WordOf(Enum value) {
  const std::string_view word = FindWord(value);
  ONSALE_ASSERT(!word.empty());
  return word;
}

// All enumerators of an enumeration, in order of their numbers.
template <HasWords Enum>
inline constexpr auto kEnumerators = [] {
  constexpr auto has_word = [](unsigned number) {
    return !FindWord(static_cast<Enum>(number)).empty();
  };
  constexpr auto count = [&] {
    std::size_t found = 0;
    for (unsigned number = 0; number <= UINT8_MAX; ++number) found += has_word(number) ? 1 : 0;
    return found;
  }();
  std::array<Enum, count> all{};
  std::size_t at = 0;
  for (unsigned number = 0; number <= UINT8_MAX; ++number) {
    if (has_word(number)) all[at++] = static_cast<Enum>(number);
  }
  return all;
}();

template <HasWords Enum, std::size_t N>
constexpr std::optional<Enum> ValueOf(std::string_view word, const std::array<Enum, N>& values) {
  for (const Enum value : values) {
    if (WordOf(value) == word) return value;
  }
  return std::nullopt;
}

// The word as requests and catalogues spell it: `no-queue`.
template <HasWords Enum>
std::string KebabWordOf(Enum value) {
  std::string word(WordOf(value));
  for (char& c : word) c = c == '_' ? '-' : static_cast<char>(c - 'A' + 'a');
  return word;
}

// Joins the words of enumerators for a message: `"FIFO", "DRAW" or "NO_QUEUE"`. `spell` gives the
// word of one.
template <HasWords Enum, std::size_t N, class Spell>
std::string WordsListed(const std::array<Enum, N>& values, Spell spell) {
  std::string list;
  for (std::size_t i = 0; i < N; ++i) {
    if (i > 0) list += i + 1 == N ? " or " : ", ";
    list.append("\"").append(spell(values[i])).append("\"");
  }
  return list;
}

// Whether `numbers` lists all enumerators with exactly their numbers. Codecs that persist numbers
// check this at compile time.
template <HasWords Enum>
consteval bool HasNumbers(std::initializer_list<std::pair<Enum, unsigned>> numbers) {
  return std::ranges::equal(numbers, kEnumerators<Enum>, [](const auto& number, Enum value) {
    return number.first == value && number.second == static_cast<unsigned>(value);
  });
}

// The word of an enumerator in SQL columns: the older one, if the API has changed its own since.
template <HasWords Enum>
constexpr std::string_view FindStoredWord(Enum value) {
  if constexpr (std::is_same_v<Enum, LedgerKind>) {
    if (value == LedgerKind::kTopUp) return "CHARGE";
  } else if constexpr (std::is_same_v<Enum, RoomMode>) {
    if (value == RoomMode::kNoQueue) return "OPEN";
  }
  return FindWord(value);
}

// An enumerator as SQL codecs persist it, by number and word. Such codecs check at compile time,
// with IsStored, that they list all enumerators with exactly their numbers and words.
template <HasWords Enum>
struct StoredAs {
  Enum value;
  unsigned number;
  std::string_view word;
};
template <HasWords Enum>
consteval bool IsStored(std::initializer_list<StoredAs<Enum>> all) {
  return std::ranges::equal(all, kEnumerators<Enum>, [](const auto& stored, Enum value) {
    return stored.value == value && stored.number == static_cast<unsigned>(value) &&
           stored.word == FindStoredWord(value);
  });
}

}  // namespace onsale::domain
