#include "histories/check/decided.h"

#include <algorithm>
#include <sstream>
#include <tuple>

#include "store/command_text.h"

namespace onsale::histories {
namespace {

// Reads `NAME NUMBER...`: the numbers after the name of a line.
template <class... Number>
bool ReadNumbers(const std::string& line, std::string_view name, Number&... numbers) {
  if (!line.starts_with(name) || line.size() == name.size()) return false;
  std::istringstream in(line.substr(name.size()));
  return ((in >> numbers) && ...) && (in >> std::ws).eof();
}

bool ReadBatchHead(const std::string& line, DecidedBatch& batch) {
  std::int64_t at_us = 0;
  batch.due_only = ReadNumbers(line, "due ", at_us);
  if (!batch.due_only && !ReadNumbers(line, "batch ", at_us, batch.number)) return false;
  batch.at = base::Time(base::Duration(at_us));
  return true;
}

bool ReadGroup(std::istream& in, DecidedGroup& group) {
  std::string line;
  std::getline(in, line);  // Index has read it
  while (std::getline(in, line) && line != "end") {
    DecidedBatch batch;
    if (ReadBatchHead(line, batch)) {
      group.batches.push_back(std::move(batch));
      continue;
    }
    auto command = store::ParseCommand(line);
    if (!command || group.batches.empty() || group.batches.back().due_only) return false;
    group.batches.back().commands.push_back(*std::move(command));
  }
  return in.good();
}

}  // namespace

std::expected<DecidedFiles, std::string> DecidedFiles::Open(std::span<const std::string> paths) {
  DecidedFiles decided;
  for (const std::string& path : paths) {
    decided.files_.emplace_back(path, std::ios::binary);
    if (!decided.files_.back()) return std::unexpected("cannot read " + path);
    decided.Index(decided.files_.size() - 1);
  }
  std::vector<Place>& places = decided.places_;
  std::ranges::sort(places, {}, [](const Place& place) {
    return std::tuple(place.commit, place.reads, place.at_us, place.file, place.offset);
  });
  const auto is_superseded = [](const Place& place, const Place& next) {
    return place.commit == next.commit && !place.reads && !next.reads;
  };
  std::size_t kept = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i + 1 < places.size() && is_superseded(places[i], places[i + 1])) continue;
    places[kept++] = places[i];
  }
  places.resize(kept);
  return decided;
}

void DecidedFiles::Index(std::size_t file) {
  std::ifstream& in = files_[file];
  std::optional<Place> place;
  std::int64_t offset = 0;
  for (std::string line; std::getline(in, line);) {
    Place begun{.file = file, .offset = offset};
    offset += std::ssize(line) + 1;
    begun.reads = ReadNumbers(line, "reads ", begun.commit);
    DecidedBatch batch;
    if (begun.reads || ReadNumbers(line, "writes ", begun.commit)) {
      place = begun;
    } else if (place && ReadBatchHead(line, batch)) {
      place->at_us = batch.at.time_since_epoch().count();
    } else if (place && line == "end") {
      places_.push_back(*place);
      place.reset();
    }
  }
  in.clear();
}

std::expected<std::optional<DecidedGroup>, std::string> DecidedFiles::Next() {
  if (next_ == places_.size()) return std::nullopt;
  const Place& place = places_[next_++];
  std::ifstream& in = files_[place.file];
  in.seekg(place.offset);
  DecidedGroup group{.commit = place.commit, .writes = !place.reads, .batches = {}};
  if (ReadGroup(in, group)) return group;
  return std::unexpected("commit " + std::to_string(place.commit) +
                         " cannot be read from its file of decided batches");
}

}  // namespace onsale::histories
