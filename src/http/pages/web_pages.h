// The pages that web/ is built into: documents, and files named by the digest of their content that
// all documents share.
//
// Shape:    a WebPages is one document with all files. The document is the same at every address of
//           its pages; its script reads the address. It names its files below the base path.
// Owner:    keeps its own copies, plain and compressed; one object for the whole server.
// Threads:  any; constant once made.
// Source:   docs/pages.md, docs/console.md.
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

inline constexpr std::string_view kBuyersDocument = "index.html";
inline constexpr std::string_view kConsoleDocument = "console.html";
inline constexpr std::string_view kDemoDocument = "demo.html";
// The path of the console: above its files, too.
inline constexpr std::string_view kConsolePath = "/console";

bool HasDocument(const PageFiles& files, std::string_view name);

// A setting that the document gives its script: `<meta name="..." content="...">`.
struct PageSetting {
  std::string_view name;
  std::string content;
};

struct WebPagesOptions {
  std::string_view document = kBuyersDocument;
  std::string_view base_path = {};  // the files are below it, in `assets/`
  std::vector<PageSetting> settings = {};
  // Of the Content-Security-Policy: which pages may frame the document, and which it may frame.
  std::string_view framed_by = "'none'";
  std::string_view frames = "'self'";
};

class WebPages {
 public:
  // Each file is compressed at its first use. A document that is not in `files` is empty.
  WebPages(const PageFiles& files, const WebPagesOptions& options);

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
  std::string policy_;  // the document's Content-Security-Policy
  std::map<std::string, StoredFile, std::less<>> files_;
};

// What `onsale demo` adds for its page, which frames the buyers' pages and the console.
struct DemoPages {
  WebPages page;
  std::string key;  // the access key that the page hands to the console
};

}  // namespace onsale::http
