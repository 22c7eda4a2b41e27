// The pages that the server serves, as its settings have them: those for buyers, the console, and
// the page of `onsale demo`.
//
// Threads:  the main thread makes them; constant afterwards.
// Errors:   a sentence, of a demo that cannot be shown.
// Source:   docs/pages.md, docs/console.md, docs/decisions/0029-the-demo.md.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "app/log.h"
#include "app/settings.h"
#include "http/pages/web_pages.h"

namespace onsale::app {

// Each is nothing if the pages are off, or if the program was built without it.
struct ServedPages {
  std::optional<http::WebPages> buyers;
  std::optional<http::WebPages> console;
  std::optional<http::DemoPages> demo;  // only of a demo
};

// Of any other server than a demo's. Has no errors.
std::expected<ServedPages, std::string> PagesFor(const Settings& settings, Log& log);
// Of a demo, whose page frames the others. Reads the key that the page hands to the console from
// the owner key file, which the server has made.
std::expected<ServedPages, std::string> DemoPagesFor(const Settings& settings);

// Whether this program was built with all pages that a demo shows.
bool HasDemoPages();

}  // namespace onsale::app
