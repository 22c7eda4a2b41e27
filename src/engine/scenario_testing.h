// Runs scenarios: scripts of commands, each with the expected result at the end of its line.
//
// Shape:    a line is `words -> expected`; `#` starts a comment. Lines refer to buyers, holds,
//           shows and rooms by name:
//
//             rooms capacity=2 active=10m        loads the small sale (domain/sale_testing.h) with
//                                                this policy for both rooms; also waiting=, hold=,
//                                                mode=, claim=, entry=60/5 (per minute / burst)
//             opens solo-1 10m                   loads it again: the show's sale opens in ten
//                                                minutes
//             join kim [side] [key=k]            -> ACTIVE | ACTIVE unclaimed |
//                                                   WAITING 3 ahead [sold-out] [not-open] |
//                                                   WAITING in the lobby | room-full
//             silent 1-100                       -> 60 ACTIVE; these users join and make no further
//                                                call
//             token kim                          -> as for join, or EXPIRED TIME_UP
//             leave kim                          -> ok
//             shows kim solo                     -> solo-1 8/10, solo-2 10/10
//             seats kim solo-1                   -> 8 free
//             hold kim solo-1 1,2 as first [key=k] -> HELD 200 | seat-unavailable 1
//             exchange kim first 2,4             -> HELD 200
//             cancel kim first                   -> CANCELLED
//             show kim first                     -> HELD
//             mine kim                           -> first HELD, second CONFIRMED
//             top-up kim 500 [key=k]             -> 500
//             balance kim                        -> 500
//             pay kim first[,second] [expect=200] [key=k]
//                                                -> CONFIRMED 300 | insufficient-balance 99/200 |
//                                                   amount-differs 200
//             ledger kim                         -> payment 200 300, top-up 500 500
//             change main capacity=5             -> ok; takes the settings of `rooms`
//             open|pause|close main              -> OPEN
//             schedule main 10m                  -> SCHEDULED; opens in ten minutes
//             room main                          -> OPEN 2 active 3 waiting [sold-out]
//                                                   [not-open]
//             funnel main                        -> 3 joined, 2 admitted, 1 left, 0 no-shows,
//                                                   0 timed out, 1 holds, 1 paid, 2 seats
//             draw main                          -> pending 3 | drawn 3 | draw-not-found
//             entries main                       -> 1, 2, 3 | draw-pending
//             wait 5m                            advances the clock; also `wait 1us`
//             restart                            closes the store and reopens it
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace onsale::engine {

// Opens the store under test, with the rows that it had when it was last closed.
using OpenStore = std::function<std::unique_ptr<store::Store>(base::Clock&)>;

// Runs a scenario's script. A line whose result differs from the expected one fails the current
// test.
void RunScenario(std::string_view script, const OpenStore& open);

}  // namespace onsale::engine
