// `onsale version --json`: what this program is, for scripts and packages.
//
// Shape:    one line: version, commit (null if the builder did not say), build, sanitizers, the
//           newest layout of each format that it reads, and features. Members and features are
//           added, never renamed.
// Threads:  any.
#pragma once

#include <string>

namespace onsale::app {

// What the build says about itself. CMakeLists.txt writes FactsOfBuild.
struct BuildFacts {
  const char* version;
  const char* commit;      // empty: not known
  const char* kind;        // release or debug
  const char* sanitizers;  // separated by commas; empty: none
};
BuildFacts FactsOfBuild();

std::string VersionJson();

}  // namespace onsale::app
