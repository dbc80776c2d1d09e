#include "cli/batch/progress.h"

#include <algorithm>

#include <vramcalc/core/message.h>

namespace vramcalc::cli {
namespace {

constexpr std::chrono::milliseconds pause{200};
constexpr const char* clear_line = "\r\x1b[K";

}  // namespace

Progress::Progress(std::ostream* err) : err_(err), start_(Clock::now()), next_(start_) {}

void Progress::show(std::uint64_t lines, std::uint64_t errors) {
  if (err_ == nullptr) {
    return;
  }
  const Clock::time_point now = Clock::now();
  if (now < next_) {
    return;
  }
  next_ = now + pause;
  const double seconds = std::max(1e-3, std::chrono::duration<double>(now - start_).count());
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(lines) / seconds);
  *err_ << clear_line
        << render({MessageId::text_batch_progress,
                   {{"lines", lines}, {"errors", errors}, {"rate", rate}}})
        << std::flush;
  is_shown_ = true;
}

void Progress::erase() {
  if (is_shown_) {
    *err_ << clear_line << std::flush;
    is_shown_ = false;
  }
}

}  // namespace vramcalc::cli
