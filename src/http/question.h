// What an endpoint asks beside the engine's commands: a question to the store, or another source of
// the server.
//
// Shape:    Begin returns a Question. The I/O thread asks it, and gets a Finisher back, which makes
//           the response from the answer.
// Threads:  `ask` on the I/O thread; `done` on any thread, or before `ask` returns; the Finisher on
//           the I/O thread, unless the connection is closed by then.
// Requires: `done` is called exactly once.
#pragma once

#include <functional>
#include <memory>
#include <variant>

#include "domain/command.h"
#include "http/access/catalog_source.h"
#include "http/access/token_key_source.h"
#include "http/backup_source.h"
#include "http/call.h"
#include "http/response.h"
#include "store/question.h"

namespace onsale::http {

class RequestLog;

// The response, or a command whose outcome the endpoint's `finish` answers with, as if `begin` had
// returned it.
using AfterQuestion = std::variant<Response, domain::Command>;
using Finisher = std::move_only_function<AfterQuestion(const Call&)>;
using QuestionDone = std::move_only_function<void(Finisher)>;

// What a Question may use: the store, the sources of token keys and of backups, what loads
// catalogues, and the log for damage.
struct Sources {
  std::function<void(std::unique_ptr<store::Question>)> store;
  TokenKeySource* token_keys;        // null: keys cannot be reloaded
  RequestLog* request_log;           // any thread; may be null
  CatalogSource* catalog = nullptr;  // null: the running sale takes no catalogue
  BackupSource* backup = nullptr;    // null: the store has no files to copy
};

struct Question {
  std::move_only_function<void(const Sources& sources, QuestionDone done)> ask;
};

// The response to a question that the store could not answer: 500 if stored data is damaged, else
// 503. A question changes nothing, so its outcome is never unknown.
Response ReadProblem(const store::StoreError& error);

// Logs that a read found damaged data, for example "cannot read a ledger: ...". Logs no other
// error. `reads` names what is read.
void ReportDamage(const store::StoreError& error, const char* reads, RequestLog* log);

// A question to the store. `finish(call, answer)` makes the response, or the command that follows;
// `answer` is an AnswerTo<Q>.
template <store::IsQuestion Q, class Finish>
Question AskStore(Q question, Finish finish) {
  return {[asked = std::move(question), finish = std::move(finish)](const Sources& sources,
                                                                    QuestionDone done) mutable {
    auto receive = [log = sources.request_log, finish = std::move(finish),
                    done = std::move(done)](store::AnswerTo<Q> answer) mutable {
      if (!answer) ReportDamage(answer.error(), Q::kReads, log);
      done([finish = std::move(finish), answer = std::move(answer)](
               const Call& call) mutable -> AfterQuestion { return finish(call, answer); });
    };
    sources.store(store::MakeQuestion(std::move(asked), std::move(receive)));
  }};
}

}  // namespace onsale::http
