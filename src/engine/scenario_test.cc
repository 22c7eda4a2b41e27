// Runs every script in the folder scenarios/ against every store.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/source_dir_testing.h"
#include "base/temp_directory_testing.h"
#include "engine/scenario_testing.h"
#include "store/embedded/embedded_store.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/test_server_testing.h"

namespace onsale::engine {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> Scripts() {
  std::vector<fs::path> scripts;
  for (const auto& entry : fs::directory_iterator(base::SourceDir() + "/src/engine/scenarios"))
    scripts.push_back(entry.path());
  std::ranges::sort(scripts);
  return scripts;
}

class ScenarioTest : public ::testing::TestWithParam<fs::path> {};

std::string Script(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_P(ScenarioTest, PassesOnTheEmbeddedStore) {
  const base::TempDirectory directory;
  RunScenario(Script(GetParam()), [&](base::Clock& clock) -> std::unique_ptr<store::Store> {
    auto opened = store::EmbeddedStore::Open({.directory = directory.path() + "/data"}, clock);
    if (!opened) ADD_FAILURE() << opened.error().detail;
    return std::move(opened.value());
  });
}

TEST_P(ScenarioTest, PassesOnPostgres) {
  const store::TestDatabase database;
  RunScenario(Script(GetParam()), [&](base::Clock& clock) -> std::unique_ptr<store::Store> {
    auto opened = store::PostgresStore::Open({.url = database.url(), .time = &clock}, clock);
    if (!opened) ADD_FAILURE() << opened.error().detail;
    return std::move(opened.value());
  });
}

INSTANTIATE_TEST_SUITE_P(Scripts, ScenarioTest, ::testing::ValuesIn(Scripts()),
                         [](const auto& script) { return script.param.stem().string(); });

}  // namespace
}  // namespace onsale::engine
