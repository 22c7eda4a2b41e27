#include "rehearsal/report/progress.h"

#include <ostream>

#include "rehearsal/report/figures.h"

namespace onsale::rehearsal {
namespace {

std::string Number(std::int64_t number) {
  return Count(static_cast<std::uint64_t>(number < 0 ? 0 : number));
}

}  // namespace

void Progress::Show(const Tally& tally) {
  const std::size_t second = tally.moments().size();
  if (second == 0 || (!terminal_ && second % kQuietSeconds != 0)) return;
  const Moment& moment = tally.moments().back();
  const Gauges& gauges = moment.gauges;
  std::uint64_t answers = 0;
  for (const CallMoment& call : moment.calls) answers += call.count;
  // On a terminal, each progress line overwrites the last one.
  out_ << (terminal_ ? "\r\x1b[K" : "")
       << Fill(words_.progress,
               {std::to_string(second), Number(gauges.arrived), Number(gauges.waiting),
                Number(gauges.active), Number(gauges.held), Number(gauges.sold),
                Number(gauges.gone), Count(answers), BitRate(moment.bytes * 8, words_.unit_gap)})
       << (terminal_ ? "" : "\n") << std::flush;
}

void Progress::BeginAudit() {
  out_ << (terminal_ ? "\n" : "") << words_.auditing << '\n' << std::flush;
}

}  // namespace onsale::rehearsal
