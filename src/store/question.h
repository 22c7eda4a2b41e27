// A question to a store: reads the tables beside the sale, and receives its own answer.
//
// Shape:    a kind of question is a struct with its parameters, as a command is (IsQuestion).
//           MakeQuestion joins it with a function that receives its answer, to what Store::Ask
//           takes. A short question must be answered in milliseconds, because others wait for it;
//           a long one has a thread of its own and no time limit, and may be stopped.
// Owner:    the store, from Ask until Finish has returned.
// Threads:  Read and Finish on a thread of the store, or Finish before Ask returns.
// Errors:   those of the table reader, and kCorrupt for impossible rows.
#pragma once

#include <concepts>
#include <functional>
#include <optional>

#include "store/store.h"

namespace onsale::store {

class TableReader;  // table_reader.h

class Question {
 public:
  virtual ~Question() = default;
  virtual bool is_long() const = 0;
  // Reads the answer. Called again, with another reader, if the first one lost its connection.
  virtual std::expected<void, StoreError> Read(TableReader& tables) = 0;
  // Delivers the answer. Called exactly once: with the result of the last Read, or with the error
  // that prevented it.
  virtual void Finish(std::expected<void, StoreError> read) = 0;
};

template <class Q>
concept IsQuestion = requires(const Q& question, TableReader& tables) {
  typename Q::Answer;
  { Q::kIsLong } -> std::convertible_to<bool>;
  // What the question reads, for the log: "cannot read a ledger".
  { Q::kReads } -> std::convertible_to<const char*>;
  { question.Read(tables) } -> std::same_as<std::expected<typename Q::Answer, StoreError>>;
};

template <IsQuestion Q>
using AnswerTo = std::expected<typename Q::Answer, StoreError>;

template <IsQuestion Q>
struct QuestionOf final : Question {
  using Done = std::move_only_function<void(AnswerTo<Q>)>;

  QuestionOf(Q asked, Done receiver) : question(std::move(asked)), done(std::move(receiver)) {}

  bool is_long() const override { return Q::kIsLong; }
  std::expected<void, StoreError> Read(TableReader& tables) override {
    AnswerTo<Q> read = question.Read(tables);
    if (!read) return std::unexpected(std::move(read).error());
    answer = *std::move(read);
    return {};
  }
  void Finish(std::expected<void, StoreError> read) override {
    if (!read) return done(std::unexpected(std::move(read).error()));
    done(*std::move(answer));
  }

  const Q question;
  Done done;
  std::optional<typename Q::Answer> answer;
};

template <IsQuestion Q>
std::unique_ptr<Question> MakeQuestion(Q question, typename QuestionOf<Q>::Done done) {
  return std::make_unique<QuestionOf<Q>>(std::move(question), std::move(done));
}

}  // namespace onsale::store
