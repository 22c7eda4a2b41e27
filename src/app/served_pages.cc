#include "app/served_pages.h"

#include <string_view>
#include <utility>
#include <vector>

#include "app/access_key_file.h"

namespace onsale::app {
namespace {

// The setting of documents that the demo's page frames: the origin of that page.
constexpr std::string_view kDemoSetting = "onsale-demo";
// The setting of the demo's page: where the console is.
constexpr std::string_view kConsoleSetting = "onsale-demo-console";

std::string OriginOf(const ListenAddress& address) {
  return "http://" + address.ToString();
}

// The document with this name and its pages; nothing if the program was built without it.
std::optional<http::WebPages> PagesOf(const http::PageFiles& files,
                                      const http::WebPagesOptions& options) {
  if (!http::HasDocument(files, options.document)) return std::nullopt;
  return http::WebPages(files, options);
}

}  // namespace

std::expected<ServedPages, std::string> PagesFor(const Settings& settings, Log& log) {
  if (settings.pages == Pages::kOff) return ServedPages();
  const http::PageFiles files = http::BuiltPageFiles();
  if (files.empty()) {
    log.Info("this program was built without the pages for buyers and the console",
             {{"remedy", "install npm and build again, or give --pages off"}});
    return ServedPages();
  }
  http::WebPagesOptions buyers{.base_path = settings.server.base_path};
  if (!settings.pages_token_path.empty()) {
    buyers.settings = {{"onsale-buyer-token", settings.pages_token_path}};
  }
  const http::WebPagesOptions console{.document = http::kConsoleDocument,
                                      .base_path = http::kConsolePath};
  return ServedPages{
      .buyers = PagesOf(files, buyers), .console = PagesOf(files, console), .demo = {}};
}

std::expected<ServedPages, std::string> DemoPagesFor(const Settings& settings) {
  const auto key = LoadAccessKey(settings.owner_key_file);
  if (!key) return std::unexpected(key.error());
  const http::PageFiles files = http::BuiltPageFiles();
  const std::string demo = OriginOf(settings.listen);
  const std::string console = OriginOf(settings.operator_listen);
  // With the setting the documents differ from those of another server at the same address, so that
  // no browser shows a copy whose policy forbids the frame.
  const std::vector<http::PageSetting> framed = {{kDemoSetting, demo}};
  const http::WebPagesOptions of_buyers{.settings = framed, .framed_by = "'self'"};
  const http::WebPagesOptions of_console{.document = http::kConsoleDocument,
                                         .base_path = http::kConsolePath,
                                         .settings = framed,
                                         .framed_by = demo};
  const std::string frames = "'self' " + console;
  const std::string console_url = console + std::string(http::kConsolePath);
  const http::WebPagesOptions of_demo{
      .document = http::kDemoDocument,
      .settings = {{kDemoSetting, demo}, {kConsoleSetting, console_url}},
      .frames = frames};
  return ServedPages{.buyers = PagesOf(files, of_buyers),
                     .console = PagesOf(files, of_console),
                     .demo = http::DemoPages{.page = http::WebPages(files, of_demo),
                                             .key = std::string(key->text())}};
}

bool HasDemoPages() {
  const http::PageFiles files = http::BuiltPageFiles();
  for (const std::string_view document :
       {http::kBuyersDocument, http::kConsoleDocument, http::kDemoDocument}) {
    if (!http::HasDocument(files, document)) return false;
  }
  return true;
}

}  // namespace onsale::app
