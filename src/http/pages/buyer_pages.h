// The pages for buyers, which web/ is built into: one document, and files named by the digest of
// their content.
//
// Shape:    the document is the same at every address; its script reads the address. It names its
//           files and settings below the base path.
// Owner:    keeps its own copies, plain and compressed; one object for the whole server.
// Threads:  any; constant once made.
// Source:   docs/pages.md.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/pages/ready_page.h"
#include "http/request.h"
#include "http/response.h"

namespace onsale::http {

// Paths such as `index.html` and `assets/index-BITE_60t.css`, each with the file's bytes.
using PageFiles = std::vector<std::pair<std::string_view, std::string_view>>;

// The files that are a part of this program; empty if it was built without web/.
PageFiles BuiltPageFiles();

struct BuyerPagesOptions {
  std::string_view base_path = {};  // as of ServerOptions
  // Where the pages read the shop's token for the buyer; empty: the setting is left out.
  std::string_view token_path = {};
};

class BuyerPages {
 public:
  // Each file is compressed at its first use. Without `index.html` the document is empty.
  BuyerPages(const PageFiles& files, const BuyerPagesOptions& options);

  // The document, which caches have to ask for again.
  Response Document(const Request& request) const;
  // A file of `assets/` by its name, to be kept for ever; nothing if there is none.
  std::optional<Response> File(std::string_view name, const Request& request) const;

 private:
  struct StoredFile {
    PackedPagePtr page;
    std::string_view content_type;
  };

  PackedPagePtr document_;
  std::map<std::string, StoredFile, std::less<>> files_;
};

}  // namespace onsale::http
