#include "http/endpoints/find_show.h"

#include "http/problem/problem.h"

namespace onsale::http {

std::expected<const domain::Show*, Response> FindShow(const domain::Catalog& catalog,
                                                      std::string_view slug) {
  if (const domain::Show* const show = catalog.FindShow(slug)) return show;
  return std::unexpected(Problem(ProblemCode::kShowNotFound, "No show has this showId."));
}

std::expected<const domain::Show*, Response> FindShowOf(const domain::Catalog& catalog,
                                                        const domain::SeatMap& map) {
  const domain::Show* const show = catalog.Find(map.show);
  if (show != nullptr && catalog.SeatsOf(show->chart).size() == map.statuses.size()) return show;
  return std::unexpected(
      Problem(ProblemCode::kUnavailable, "The show has just been changed. Try again."));
}

}  // namespace onsale::http
