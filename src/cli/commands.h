// The functions behind the commands, one file each.
#pragma once

#include "cli/command.h"

namespace vramcalc::cli {

ExitCode estimate_command(Call& call);
ExitCode recommend_command(Call& call);
ExitCode fit_command(Call& call);
ExitCode plan_command(Call& call);
ExitCode inspect_command(Call& call);
ExitCode verify_command(Call& call);
ExitCode gpus_command(Call& call);
ExitCode models_command(Call& call);
ExitCode precisions_command(Call& call);

}  // namespace vramcalc::cli
