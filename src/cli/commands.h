// The functions behind the commands, one file each.
#pragma once

#include <memory>

#include "cli/command.h"

namespace vramcalc::cli {

std::unique_ptr<Repeatable> estimate_command();
std::unique_ptr<Repeatable> recommend_command();
std::unique_ptr<Repeatable> fit_command();
std::unique_ptr<Repeatable> plan_command();
ExitCode batch_command(Call& call);
ExitCode inspect_command(Call& call);
ExitCode verify_command(Call& call);
ExitCode gpus_command(Call& call);
ExitCode models_command(Call& call);
ExitCode precisions_command(Call& call);

}  // namespace vramcalc::cli
