// What the program tells its caller, as in --help and docs/json.md.
#pragma once

namespace vramcalc::cli {

enum class ExitCode : int {
  answered = 0,
  no = 1,  // the answer is no: it does not fit, or nothing was found
  usage = 2,
  bad_input = 3,  // a file that breaks its format, or a name that no catalogue has
  write_failed = 4,
  internal_error = 70,
  interrupted = 130,  // as a shell says it of SIGINT
};

}  // namespace vramcalc::cli
