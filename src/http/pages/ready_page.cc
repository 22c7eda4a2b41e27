#include "http/pages/ready_page.h"

#include <xxhash.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/assert.h"
#include "http/pages/preferences.h"

namespace onsale::http {

ReadyPage MakeReadyPage(std::string bytes) {
  // The tag has 128 bits, so that two versions of a page never have the same one.
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  std::string etag = "\"";
  for (const std::uint8_t byte : canonical.digest) base::AppendHex(etag, byte);
  etag.push_back('"');
  return {std::make_shared<const std::string>(std::move(bytes)), std::move(etag)};
}

bool MatchesETag(std::string_view if_none_match, std::string_view etag) {
  std::string_view rest = if_none_match;
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  const auto skip = [&](std::string_view characters) {
    rest.remove_prefix(std::min(rest.find_first_not_of(characters), rest.size()));
  };
  skip(" \t");
  if (rest.starts_with('*')) {
    rest.remove_prefix(1);
    skip(" \t");
    return rest.empty();
  }
  while (true) {
    skip(" \t,");
    if (rest.starts_with("W/")) rest.remove_prefix(2);
    if (!rest.starts_with('"')) return false;
    const std::size_t close = rest.find('"', 1);
    if (close == std::string_view::npos) return false;
    if (rest.substr(0, close + 1) == etag) return true;
    rest.remove_prefix(close + 1);
  }
}

Response SendPage(const ReadyPage& page, std::optional<std::string_view> if_none_match,
                  std::string_view cache_control) {
  Response response;
  response.AddHeader("ETag", page.etag);
  response.AddHeader("Cache-Control", cache_control);
  if (if_none_match && MatchesETag(*if_none_match, page.etag)) {
    response.status = 304;
    return response;
  }
  response.shared_body = page.bytes;
  return response;
}

void AddCoding(Response& response, Coding coding) {
  response.AddHeader("Vary", "Accept-Encoding");
  if (coding == Coding::kIdentity || response.status != 200) return;
  response.AddHeader("Content-Encoding", NameOf(coding));
}

ReadyPage PackPage(const ReadyPage& plain, Coding coding, Effort effort) {
  // The tag follows from that of the plain bytes, so that a client that has the page is known
  // without compressing it.
  std::string etag = plain.etag;
  etag.pop_back();
  etag.append("-").append(NameOf(coding)).push_back('"');
  return {std::make_shared<const std::string>(Compress(*plain.bytes, coding, effort)),
          std::move(etag)};
}

const ReadyPage& PackedPage::In(Coding coding) const {
  if (coding == Coding::kIdentity) return plain_;
  ONSALE_ASSERT(is_compressed());
  const auto at = static_cast<std::size_t>(coding);
  std::call_once(made_[at], [&] { packed_[at] = PackPage(plain_, coding, effort_); });
  return packed_[at];
}

Response SendPackedPage(const PackedPage& page, const Request& request,
                        std::string_view cache_control) {
  if (!page.is_compressed()) return SendPage(page.plain(), request.if_none_match, cache_control);
  const Coding coding = PreferredCoding(request.accept_encoding.value_or(""));
  Response response = SendPage(page.In(coding), request.if_none_match, cache_control);
  AddCoding(response, coding);
  return response;
}

}  // namespace onsale::http
