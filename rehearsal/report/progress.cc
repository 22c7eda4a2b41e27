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
  out_ << (terminal_ ? "\r\x1b[K" : "") << second << " s  arrived " << Number(gauges.arrived)
       << "  waiting " << Number(gauges.waiting) << "  active " << Number(gauges.active)
       << "  held " << Number(gauges.held) << "  sold " << Number(gauges.sold) << "  gone "
       << Number(gauges.gone) << "  answers/s " << Count(answers) << (terminal_ ? "" : "\n")
       << std::flush;
}

void Progress::End(std::string_view what) {
  out_ << (terminal_ ? "\n" : "") << what << '\n' << std::flush;
}

}  // namespace onsale::rehearsal
