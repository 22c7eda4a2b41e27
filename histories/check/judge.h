// Decides whether a history is possible: applies its operations to a state in the claimed order,
// and finds a position for ledger reads, which claim none.
//
// Shape:    an operation that was sent again after a lost answer is *ambiguous*: it may have
//           happened at any moment from its first attempt on, or never, if it is a cancel that was
//           refused because its turn had ended. The end of a hold or turn whose moment is not known
//           exactly is uncertain in the same way. Such events are postponed as long as the answers
//           allow, and tried when an answer does not fit: alone, then in pairs, and so on.
// Threads:  one.
// Errors:   wrong(): the first violation. It is certain, unless an answer needs more than
//           kGuessesDeep guesses at once, or more than kTriesMost tries.
// Source:   Lowe, Testing for Linearizability (2017): tries possible operations only when needed.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

#include "histories/check/ledger_reads.h"
#include "histories/check/rules.h"

namespace onsale::histories {

class Judge {
 public:
  static constexpr int kGuessesDeep = 4;
  static constexpr int kTriesMost = 200'000;
  static constexpr int kManyFrom = 2;      // after how many guesses TryMany runs
  static constexpr int kManyMost = 1'000;  // the most turns that TryMany ends

  // `later_facts` must outlive the judge.
  Judge(const World& world, const LaterFacts& later_facts)
      : state_(world), rules_(state_, later_facts), ledgers_(state_) {}

  // Announces an operation. Call in the order of answers, before ApplyOp of this or any later
  // operation.
  void Observe(const Op& op);
  // Applies the next operation of the claimed order.
  void ApplyOp(const Op& op);
  void Forget(std::int64_t open_from) { ledgers_.Forget(open_from); }
  void Finish();

  const std::string& wrong() const { return wrong_.empty() ? ledgers_.wrong() : wrong_; }

  struct Figures {
    std::uint64_t played = 0;
    std::uint64_t repeated = 0;   // repetitions that got the stored answer
    std::uint64_t ambiguous = 0;  // sent again; may have changed something
    std::uint64_t moved = 0;      // of these: guessed before their own position
    std::uint64_t guessed = 0;    // answers that needed a guess
    std::array<std::array<std::uint64_t, kResultCodes>, kKinds> results{};
  };
  const Figures& figures() const { return figures_; }
  std::uint64_t ledgers_judged() const { return ledgers_.judged(); }

 private:
  struct AmbiguousOp {
    Op op;
    Span at;               // when the operation happened, as far as its answer shows
    bool refused = false;  // the retry was refused, so the operation may not have happened at all
    bool done = false;     // has been applied to the state
  };

  std::deque<AmbiguousOp>::iterator FindAmbiguous(std::uint64_t number);
  bool ApplyOneOp(const Op& op);
  bool TakeAt(const Op& op, Span at);
  bool Explain(const Op& op, Span at, int guesses);
  struct Guess {
    std::uint32_t room = 0;  // the room where the guess may have freed a slot
    int more = 0;            // how many guesses may follow
  };
  bool GoOn(const Op& op, Span at, const Guess& guess);
  bool TryGuess(const Op& op, Span at, int guesses);
  bool TryMany(const Op& op, Span at);
  bool MayBe(const AmbiguousOp& ambiguous, std::int64_t now) const;
  std::uint64_t RoomsNear(const Op& op) const;
  static bool IsNear(const Op& guess, const Op& op, std::uint64_t rooms);
  void NoteDoubt();
  bool Insert(AmbiguousOp& ambiguous, std::int64_t now);
  bool TakeWithin(const Op& op, Span at);
  bool Fits(const AmbiguousOp& ambiguous, std::int64_t now);
  std::vector<AmbiguousOp*> Chances(const Op* next, std::int64_t now);
  bool AfterLastChances(const Op* next, std::int64_t now, const std::function<bool()>& act);
  // Ends the holds and turns that are due, and admits waiting tokens. `now` is the span of the
  // current moment; admissions may happen as late as its end.
  void PassTime(Span now);
  void InsertEntriesOf(const Op& ledger);
  void JudgeLedgers(std::int64_t sent);
  bool TellsTime(const Op& op) const;
  bool InsertDue(const Op& next);
  void EndBatch();
  void ForgetKept(std::uint64_t newest);
  void Fail(const Op& op, const char* what);

  State state_;
  Rules rules_;
  LedgerReads ledgers_;
  std::deque<AmbiguousOp> ambiguous_;
  std::unordered_map<std::uint64_t, std::uint64_t> kept_;  // by key: digest of the stored answer
  std::deque<std::uint64_t> kept_order_;
  Op last_;  // the last operation, without arguments and response
  bool in_batch_ = false;
  std::uint64_t playing_ = 0;  // the number of the operation being applied; below, Op::answered
  std::int64_t playing_answered_ = 0;
  std::int64_t written_until_ = 0;  // changes before this time, in us, are applied
  std::uint64_t moment_ = 1;        // step between the last and the next operation
  int tries_ = 0;
  std::string wrong_;
  Figures figures_;
};

}  // namespace onsale::histories
