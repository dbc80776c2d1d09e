// SIGINT as a request to stop between two lines, instead of the end of the process in one.
#pragma once

#include <signal.h>

namespace vramcalc::cli {

/// As long as this lives, SIGINT ends nothing; one at a time. Where it was ignored it still is.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  [[nodiscard]] static bool is_requested();

  /// Waits until there is something to read, or the end of it; false where SIGINT came first.
  [[nodiscard]] static bool wait_for(int descriptor);

 private:
  struct sigaction before_ {};
};

}  // namespace vramcalc::cli
