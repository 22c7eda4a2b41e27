// The texts of the report in each language.
//
// Shape:    Fill replaces each `{}` of a text in order, and `{0}`, `{1}`, ... by position. Codes
//           and status words are not translated: they are the API's.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

#include "rehearsal/measure/tally.h"
#include "rehearsal/plan.h"

namespace onsale::rehearsal {

struct Words {
  std::string_view language;  // the HTML element's `lang`
  std::string_view title;     // {} shows

  // Indexed by Verdict: headings, and sentences on their meanings.
  std::array<std::string_view, 5> verdicts;
  std::array<std::string_view, 5> meanings;
  // Indexed by Cut: why the rehearsal ended early.
  std::array<std::string_view, 4> cuts;

  // Why a sale was strained: those that apply, then what to do.
  std::string_view strained_slow;     // {} call, its p99 {} at the server, the limit {}
  std::string_view strained_trouble;  // {} refused for load, {} share without answer, the limit {}
  std::string_view strained_failed;   // {} buyers
  std::string_view strained_advice;

  std::string_view bought;    // {} buyers of {}, {} seats, in {} seconds
  std::string_view speed;     // {} answers, {} a second, slowest call {} p99 {}
  std::string_view trouble;   // {} refused for load, {} never answered
  std::string_view line;      // {} bits a second at the peak, {} bytes, {} by buyer
  std::string_view purchase;  // {} bytes by a buyer who bought
  std::string_view signing;   // {} buyer tokens, {} CPU us each, token call: {} median, {} p99
  std::string_view late;      // {} p99 of the client's own lateness, {} CPU s, {} CPU us a request
  std::string_view bottleneck;
  std::string_view few_connections;  // {} p99 of the wait for a free connection
  std::string_view nonsense;         // {} answers
  std::string_view in_doubt;         // {} buyers
  std::string_view others;           // {} seats
  std::string_view sample;           // {} of {}

  // {} seconds, arrived, waiting, active, held, sold, gone, answers, bits a second
  std::string_view progress;
  std::string_view auditing;

  std::string_view tile_seats, tile_buyers, tile_slowest, tile_trouble, tile_line;
  std::string_view over_time, fast, endings, refusals, audit, how, wrong_answers, none;
  std::string_view arrivals, people, seats, waiting, active, held, sold, data, latency;
  std::string_view call, count, buyers, median, p99, p99_server, p999, most, bytes, bytes_each,
      ending, question, checked, violations;
  std::string_view share, status, code, held_true, not_made, sold_out;
  std::string_view unit_gap;      // between a number and its unit
  std::string_view seconds_axis;  // after a number
  std::string_view proof;         // what the check of the order can prove
  std::string_view intended;      // how latency is measured
  std::string_view commands;      // {} url, buyers, arrive, seed, connections

  std::array<std::string_view, kCalls> call_names;
  std::array<std::string_view, kEndings> ending_names;
  std::array<std::string_view, 8> questions;  // indexed by Question
};

const Words& WordsOf(Language language);
// The name of a call in a language; `none` for Call::kNone.
std::string_view CallName(Call call, const Words& words);

// `text` with each `{}` replaced by the next of `values`, and `{1}` by the second. No value
// contains a hole that is filled.
std::string Fill(std::string_view text, std::initializer_list<std::string_view> values);

}  // namespace onsale::rehearsal
