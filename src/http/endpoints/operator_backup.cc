// A copy of the running sale: its base, and the bytes of its journal.

#include "http/backup_source.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

// More than any disk has, and a whole number in JSON for every client.
constexpr std::int64_t kBackupOffsetMax = std::int64_t{1} << 53;

Response BackupProblem(BackupTrouble trouble) {
  switch (trouble) {
    case BackupTrouble::kBusy:
      return Problem(ProblemCode::kUnavailable, "The server is answering another backup.");
    case BackupTrouble::kNoSpace:
      return Problem(ProblemCode::kUnavailable,
                     "The server's disk has no room for a base of the backup beside the sale. "
                     "Copy the sale on its machine: onsale backup --data.");
    case BackupTrouble::kFailed:
      break;
  }
  return Problem(ProblemCode::kUnavailable,
                 "The server could not read the sale's files; its log says why.");
}

Response BinaryReply(std::string bytes) {
  Response response = PersonalReply(200, std::move(bytes));
  response.content_type = "application/octet-stream";
  return response;
}

Response ReplyBase(const BackupBase& made) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("commit").Integer(static_cast<std::int64_t>(made.commit_number));
    // A text, because numbers of JSON are not exact beyond 2^53 everywhere.
    json.Key("hash").String(std::to_string(made.hash));
    json.Key("at").String(base::FormatRfc3339Micros(made.at));
    json.Key("bytes").Integer(static_cast<std::int64_t>(made.bytes));
    json.Key("sha256").String(made.digest.ToHex());
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

Response ReplyBytes(const std::string& bytes) {
  return BinaryReply(bytes);
}

Response ReplyJournal(const std::optional<std::string>& bytes) {
  return BinaryReply(bytes ? kBackupSegmentIsThere + *bytes : std::string());
}

// A question to the source of backups: `ask(source, done)` asks it, `reply` makes the response.
template <class T, class AskSource>
Question AskBackup(AskSource ask, Response (*reply)(const T&)) {
  return {[ask = std::move(ask), reply](const Sources& sources, QuestionDone done) mutable {
    if (sources.backup == nullptr) {
      return done([](const Call&) -> AfterQuestion {
        return Problem(ProblemCode::kUnavailable,
                       "This sale is in PostgreSQL, which has tools for backups: see Backup and "
                       "restore in docs/postgresql.md.");
      });
    }
    ask(*sources.backup,
        [reply, done = std::move(done)](std::expected<T, BackupTrouble> result) mutable {
          done([reply, result = std::move(result)](const Call&) -> AfterQuestion {
            return result ? reply(*result) : BackupProblem(result.error());
          });
        });
  }};
}

std::optional<std::int64_t> ReadBackupNumber(std::optional<std::string_view> text,
                                             std::int64_t fallback, std::int64_t max) {
  return text ? ReadNumberParameter(*text, max) : fallback;
}

Step BeginMakeBase(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  return AskBackup<BackupBase>(
      [](BackupSource& source, auto done) { source.MakeBase(std::move(done)); }, ReplyBase);
}

Step BeginReadBase(const Spec& spec, Call& call) {
  const auto values = ReadQuery(call.request.query, spec.query);
  if (!values) return values.error();
  const auto offset = ReadBackupNumber((*values)[0], 0, kBackupOffsetMax);
  if (!offset) return ParameterProblem({.name = "offset", .wanted = "a whole number"});
  return AskBackup<std::string>(
      [at = static_cast<std::uint64_t>(*offset)](BackupSource& source, auto done) {
        source.ReadBase(at, std::move(done));
      },
      ReplyBytes);
}

Step BeginReadJournal(const Spec& spec, Call& call) {
  const auto values = ReadQuery(call.request.query, spec.query);
  if (!values) return values.error();
  const auto segment = ReadBackupNumber((*values)[0], 0, UINT32_MAX);
  if (!segment) return ParameterProblem({.name = "segment", .wanted = "a whole number"});
  const auto offset = ReadBackupNumber((*values)[1], 0, kBackupOffsetMax);
  if (!offset) return ParameterProblem({.name = "offset", .wanted = "a whole number"});
  const auto limit = ReadBackupNumber((*values)[2], kBackupPieceMax, kBackupPieceMax);
  if (!limit || *limit < 1) {
    return ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 1048576"});
  }
  const JournalPiece piece{.segment = static_cast<std::uint32_t>(*segment),
                           .offset = static_cast<std::uint64_t>(*offset),
                           .bytes_max = static_cast<std::size_t>(*limit)};
  return AskBackup<std::optional<std::string>>(
      [piece](BackupSource& source, auto done) { source.ReadJournal(piece, std::move(done)); },
      ReplyJournal);
}

}  // namespace

constexpr Endpoint kMakeBackupBaseEndpoint{.spec = {.method = Method::kPost,
                                                    .path = "/v1/operator/backup/base",
                                                    .operation_id = "makeBackupBase",
                                                    .needs = {.scope = domain::Scope::kBackup}},
                                           .begin = BeginMakeBase};

constexpr Endpoint kReadBackupBaseEndpoint{.spec = {.method = Method::kGet,
                                                    .path = "/v1/operator/backup/base",
                                                    .operation_id = "readBackupBase",
                                                    .needs = {.scope = domain::Scope::kBackup},
                                                    .query = {"offset"}},
                                           .begin = BeginReadBase};

constexpr Endpoint kReadBackupJournalEndpoint{.spec = {.method = Method::kGet,
                                                       .path = "/v1/operator/backup/journal",
                                                       .operation_id = "readBackupJournal",
                                                       .needs = {.scope = domain::Scope::kBackup},
                                                       .query = {"segment", "offset", "limit"}},
                                              .begin = BeginReadJournal};

}  // namespace onsale::http
