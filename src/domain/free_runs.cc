#include "domain/free_runs.h"

#include <algorithm>
#include <bit>

namespace onsale::domain {
namespace {

constexpr std::uint32_t kSizeMax = kSeatsPerHoldMax;
static_assert(kSizeMax < 63);

// The window sizes of so many free seats side by side. A clean window leaves none, or two and more
// on one side: of all sizes only the one that is one seat less than the run has no clean window.
WindowSizes SizesOfRun(std::uint32_t length) {
  WindowSizes sizes{.any = (UINT64_C(2) << std::min(length, kSizeMax)) - 2};
  sizes.clean = length - 1 <= kSizeMax ? sizes.any & ~(UINT64_C(1) << (length - 1)) : sizes.any;
  return sizes;
}

// The mask of a row with the sizes of these windows.
std::uint64_t WindowSizes::* MaskOf(FreeRuns::Kind kind) {
  return kind == FreeRuns::kAny ? &WindowSizes::any : &WindowSizes::clean;
}

}  // namespace

WindowTree::WindowTree(std::size_t rows)
    : leaves_(std::bit_ceil(std::max<std::size_t>(rows, 1))), nodes_(2 * leaves_) {}

void WindowTree::Set(std::uint32_t at, WindowSizes sizes) {
  std::size_t node = leaves_ + at;
  nodes_[node] = sizes;
  while (node > 1) {
    const WindowSizes& a = nodes_[node];
    const WindowSizes& b = nodes_[node ^ 1];
    const WindowSizes both{.any = a.any | b.any, .clean = a.clean | b.clean};
    node /= 2;
    if (nodes_[node].any == both.any && nodes_[node].clean == both.clean) return;
    nodes_[node] = both;
  }
}

std::optional<std::uint32_t> WindowTree::First(Range range, std::uint64_t WindowSizes::* kind,
                                               std::uint32_t size) const {
  if (range.begin >= range.end) return std::nullopt;
  const std::uint64_t bit = UINT64_C(1) << size;
  const auto has = [&](std::size_t node) { return (nodes_[node].*kind & bit) != 0; };
  std::size_t node = leaves_ + range.begin;
  while (!has(node)) {
    // To the subtree that follows this one.
    while (node % 2 == 1) node /= 2;
    if (node == 0) return std::nullopt;
    ++node;
  }
  while (node < leaves_) node = 2 * node + (has(2 * node) ? 0 : 1);
  const auto at = static_cast<std::uint32_t>(node - leaves_);
  return at < range.end ? std::optional(at) : std::nullopt;
}

std::optional<std::uint32_t> WindowTree::Last(Range range, std::uint64_t WindowSizes::* kind,
                                              std::uint32_t size) const {
  if (range.begin >= range.end) return std::nullopt;
  const std::uint64_t bit = UINT64_C(1) << size;
  const auto has = [&](std::size_t node) { return (nodes_[node].*kind & bit) != 0; };
  std::size_t node = leaves_ + range.end - 1;
  while (!has(node)) {
    // To the subtree that precedes this one.
    while (node % 2 == 0) node /= 2;
    if (node == 1) return std::nullopt;
    --node;
  }
  while (node < leaves_) node = 2 * node + (has(2 * node + 1) ? 1 : 0);
  const auto at = static_cast<std::uint32_t>(node - leaves_);
  return at >= range.begin ? std::optional(at) : std::nullopt;
}

std::uint64_t WindowTree::SizesIn(Range range) const {
  std::uint64_t sizes = 0;
  std::size_t begin = leaves_ + range.begin;
  std::size_t end = leaves_ + range.end;
  for (; begin < end; begin /= 2, end /= 2) {
    if (begin % 2 == 1) sizes |= nodes_[begin++].any;
    if (end % 2 == 1) sizes |= nodes_[--end].any;
  }
  return sizes;
}

FreeRuns::FreeRuns(const Catalog& catalog, const Show& show)
    : layout_(catalog.LayoutOf(show.chart)),
      free_(layout_->places() / 64 + 1),
      for_all_(free_.size()),
      trees_(ChartLayout::kArrangements, WindowTree(layout_->rows().size())),
      is_stale_(layout_->rows().size()) {
  for (const ChartLayout::Category& category : layout_->categories()) {
    has_price_.push_back(catalog.PriceOf(show.id, category.slug).has_value());
  }
  for (std::uint32_t seat = 0; seat < layout_->seats(); ++seat) {
    const Place place = layout_->PlaceOf(seat);
    if (layout_->IsOrdinary(seat)) for_all_[place / 64] |= UINT64_C(1) << place % 64;
  }
}

void FreeRuns::Set(std::uint32_t seat, bool is_free) {
  const Place place = layout_->PlaceOf(seat);
  const std::uint32_t row = layout_->RowOf(seat);
  is_free = is_free && has_price_[layout_->rows()[row].category];
  if (Bit(place) == is_free) return;
  free_[place / 64] ^= UINT64_C(1) << place % 64;
  if (is_stale_[row]) return;
  is_stale_[row] = true;
  stale_.push_back(row);
}

std::int64_t FreeRuns::FreeForAll(std::uint32_t row) const {
  std::int64_t count = 0;
  ForEachRun(layout_->rows()[row].places,
             [&count](Place, std::uint32_t length) { count += length; });
  return count;
}

FreeRuns::Place FreeRuns::Next(Range range, bool wanted) const {
  for (Place at = range.begin; at < range.end; at = (at / 64 + 1) * 64) {
    const std::uint64_t free = free_[at / 64] & for_all_[at / 64];
    const std::uint64_t rest = (wanted ? free : ~free) >> at % 64;
    if (rest == 0) continue;
    return std::min(at + static_cast<Place>(std::countr_zero(rest)), range.end);
  }
  return range.end;
}

WindowSizes FreeRuns::SizesOf(std::uint32_t row) const {
  WindowSizes sizes;
  ForEachRun(layout_->rows()[row].places, [&sizes](Place, std::uint32_t length) {
    const WindowSizes more = SizesOfRun(length);
    sizes.any |= more.any;
    sizes.clean |= more.clean;
  });
  return sizes;
}

void FreeRuns::Refresh() {
  for (const std::uint32_t row : stale_) {
    is_stale_[row] = false;
    const WindowSizes sizes = SizesOf(row);
    for (const auto by :
         {ChartLayout::kByCategory, ChartLayout::kBySection, ChartLayout::kByNumber}) {
      trees_[by].Set(layout_->WhereIs(by, row), sizes);
    }
  }
  stale_.clear();
}

std::optional<std::uint32_t> FreeRuns::FirstRow(Arrangement by, Range range, Kind kind,
                                                std::uint32_t size) {
  Refresh();
  const auto at = trees_[by].First(range, MaskOf(kind), size);
  return at ? std::optional(layout_->RowAt(by, *at)) : std::nullopt;
}

std::optional<std::uint32_t> FreeRuns::LastRow(Arrangement by, Range range, Kind kind,
                                               std::uint32_t size) {
  Refresh();
  const auto at = trees_[by].Last(range, MaskOf(kind), size);
  return at ? std::optional(layout_->RowAt(by, *at)) : std::nullopt;
}

std::uint32_t FreeRuns::LargestIn(Arrangement by, Range range) {
  Refresh();
  const std::uint64_t sizes = trees_[by].SizesIn(range);
  return sizes == 0 ? 0 : static_cast<std::uint32_t>(std::bit_width(sizes) - 1);
}

}  // namespace onsale::domain
