#include "app/verify_draw.h"

#include <expected>
#include <fstream>
#include <iterator>
#include <ostream>

#include "app/command_line.h"
#include "base/json_document.h"
#include "domain/draw.h"

namespace onsale::app {
namespace {

using domain::Draw;
using domain::Sha256Digest;

constexpr std::size_t kLineMax = 64;

template <class T>
using Read = std::expected<T, std::string>;

Read<Sha256Digest> DigestIn(const base::JsonValue& root, std::string_view name) {
  const base::JsonValue* value = root.Find(name);
  if (value != nullptr && value->kind == base::JsonKind::kNull) {
    return std::unexpected("`" + std::string(name) + "` is null: the draw has not taken place yet");
  }
  if (value != nullptr && value->kind == base::JsonKind::kString) {
    if (const auto digest = Sha256Digest::ParseHex(value->text)) return *digest;
  }
  return std::unexpected("`" + std::string(name) + "` is not 64 hexadecimal digits");
}

Read<std::int64_t> NumberIn(const base::JsonValue& root, std::string_view name) {
  constexpr std::int64_t kMost = INT64_C(1) << 32;
  const base::JsonValue* value = root.Find(name);
  const bool good = value != nullptr && value->kind == base::JsonKind::kInteger &&
                    value->integer >= 0 && value->integer < kMost;
  if (good) return value->integer;
  return std::unexpected("`" + std::string(name) + "` is not a whole number");
}

Read<Draw> ReadDraw(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return std::unexpected("cannot be read");
  const auto document = base::ParseJson(text);
  if (!document) return std::unexpected(document.error().sentence);
  const base::JsonValue& root = document->root;
  const auto commitment = DigestIn(root, "commitment");
  const auto seed = DigestIn(root, "seed");
  const auto list_hash = DigestIn(root, "listHash");
  const auto entries = NumberIn(root, "entryCount");
  const auto before = NumberIn(root, "ranksBefore");
  for (const auto* digest : {&commitment, &seed, &list_hash}) {
    if (!*digest) return std::unexpected(digest->error());
  }
  for (const auto* number : {&entries, &before}) {
    if (!*number) return std::unexpected(number->error());
  }
  return Draw{.seed = *seed,
              .commitment = *commitment,
              .list_hash = *list_hash,
              .before = {static_cast<std::uint64_t>(*before)},
              .entries = *entries};
}

// What is computed from the file with a draw's entries: their list hash and their number.
struct List {
  Sha256Digest hash;
  std::int64_t entries = 0;
};

Read<List> ReadList(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::unexpected("cannot be read");
  List list;
  char line[kLineMax];
  while (in.getline(line, sizeof line)) {
    // With every byte of the line, also behind a NUL: the hash is over all of them.
    const std::string_view text(line, static_cast<std::size_t>(in.gcount()) - (in.eof() ? 0 : 1));
    ++list.entries;
    if (!text.starts_with(std::to_string(list.entries) + ' ')) {
      return std::unexpected("line " + std::to_string(list.entries) +
                             " does not begin with entry number " + std::to_string(list.entries));
    }
    if (in.eof()) return std::unexpected("the last line does not end with a newline");
    list.hash = domain::ListHash(list.hash, std::string(text) + '\n');
  }
  if (!in.eof()) {
    return std::unexpected("line " + std::to_string(list.entries + 1) + " is too long");
  }
  return list;
}

// The first mismatch between the draw and the list; empty if there is none.
std::string Disagreement(const Draw& draw, const List& list) {
  if (base::Sha256Of(draw.seed.AsText()) != draw.commitment) {
    return "`seed` does not match `commitment`";
  }
  if (list.entries != draw.entries) {
    return "the list has " + std::to_string(list.entries) +
           " entries, but `entries` of the draw is " + std::to_string(draw.entries);
  }
  if (list.hash != draw.list_hash) return "the list does not match `listHash`";
  return {};
}

void PrintOrder(const Draw& draw, const VerifyDrawTask& task, std::ostream& out) {
  const domain::DrawOrder order(draw);
  const std::uint64_t before = draw.before.value;
  if (task.entry > 0) {
    const auto rank = order.RankOf({before + static_cast<std::uint64_t>(task.entry)});
    out << "entry " << task.entry << " was drawn as number " << rank.value - before << " of "
        << draw.entries << " (admission rank " << rank.value << ")\n";
  }
  if (!task.whole_order) return;
  for (std::uint64_t rank = 1; rank <= static_cast<std::uint64_t>(draw.entries); ++rank) {
    out << order.NumberAt({before + rank}).value - before << '\n';
  }
}

}  // namespace

int VerifyDraw(const VerifyDrawTask& task, VerifyDrawOutput output) {
  const auto unreadable = [&output](std::string_view file, const std::string& why) {
    output.err << "onsale: " << file << ": " << why << '\n';
    return kExitUsage;
  };
  const auto draw = ReadDraw(task.draw_file);
  if (!draw) return unreadable("--draw", draw.error());
  const auto list = ReadList(task.entries_file);
  if (!list) return unreadable("--entries", list.error());
  if (const std::string wrong = Disagreement(*draw, *list); !wrong.empty()) {
    output.err << "onsale: the draw is NOT as announced: " << wrong << '\n';
    return kExitFailed;
  }
  if (task.entry > draw->entries) {
    output.err << "onsale: the draw has no entry " << task.entry << '\n';
    return kExitUsage;
  }
  // Left out with --order, so that another program can read the order.
  if (!task.whole_order) {
    output.out << "the draw is as announced: the seed matches the commitment, and the list of "
               << draw->entries << " entries matches its hash\n";
  }
  PrintOrder(*draw, task, output.out);
  return kExitDone;
}

}  // namespace onsale::app
