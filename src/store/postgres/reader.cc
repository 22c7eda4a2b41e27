#include "store/postgres/reader.h"

#include "base/thread_name.h"
#include "store/postgres/pg_tables.h"

namespace onsale::store {
namespace {

constexpr const char* kStopping = "the server is stopping";

}  // namespace

PgReader::PgReader(PgOptions options, const std::atomic<std::uint64_t>& known)
    : options_(std::move(options)),
      known_(known),
      long_questions_([this](std::stop_token stop) {
        return PgTables::Open(options_, known_, std::move(stop));
      }),
      thread_([this] { Loop(); }) {}

PgReader::~PgReader() {
  End();
  thread_.join();
}

void PgReader::End() {
  const base::MutexLock lock(mutex_);
  stopping_ = true;
  wake_.notify_one();
}

void PgReader::Ask(std::unique_ptr<Question> question, std::stop_token stop) {
  if (question->is_long()) return long_questions_.Start(std::move(question), std::move(stop));
  const char* why = "too many questions wait for PostgreSQL";
  {
    const base::MutexLock lock(mutex_);
    if (stopping_) {
      why = kStopping;
    } else if (waiting_.size() < kWaitersMax) {
      waiting_.push_back(std::move(question));
      wake_.notify_one();
      return;
    }
  }
  question->Finish(std::unexpected(StoreError{StoreErrorCode::kUnavailable, why}));
}

void PgReader::Loop() {
  base::NameThisThread("reader");
  base::MutexLock lock(mutex_);
  for (;;) {
    while (!stopping_ && waiting_.empty()) lock.Wait(wake_);
    if (waiting_.empty()) return;
    const std::unique_ptr<Question> question = std::move(waiting_.front());
    waiting_.pop_front();
    const bool stopping = stopping_;
    lock.Unlock();
    Result read = stopping ? std::unexpected(StoreError{StoreErrorCode::kUnavailable, kStopping})
                           : Read(*question);
    // The other questions would wait as long for the same error.
    if (!read && read.error().code == StoreErrorCode::kUnavailable) FinishAll(read.error());
    question->Finish(std::move(read));
    lock.Lock();
  }
}

void PgReader::FinishAll(const StoreError& error) {
  std::deque<std::unique_ptr<Question>> all;
  {
    const base::MutexLock lock(mutex_);
    all.swap(waiting_);
  }
  for (const auto& question : all) question->Finish(std::unexpected(error));
}

PgReader::Result PgReader::Read(Question& question) {
  // The connection may have been lost since the last question, so the question is repeated once.
  for (int attempt = 0;; ++attempt) {
    if (connection_ == nullptr) {
      auto opened = PgTables::Connect(options_);
      if (!opened) return std::unexpected(ReadErrorOf(opened.error()));
      connection_ = *std::move(opened);
    }
    const auto tables = PgTables::Begin(connection_, known_);
    Result read = tables ? question.Read(**tables) : std::unexpected(ReadErrorOf(tables.error()));
    const std::optional<PgError> error = tables ? (*tables)->error() : tables.error();
    if (!error) return read;
    connection_.reset();
    if (!error->lost || attempt > 0) return read;
  }
}

}  // namespace onsale::store
