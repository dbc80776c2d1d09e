#include "cli/commands.h"

#include <algorithm>
#include <array>

namespace vramcalc::cli {
namespace {

constexpr std::array all_commands{
    Command{"estimate", MessageId::summary_estimate, MessageId::examples_estimate, nullptr,
            estimate_command},
    Command{"recommend", MessageId::summary_recommend, MessageId::examples_recommend, nullptr,
            recommend_command},
    Command{"fit", MessageId::summary_fit, MessageId::examples_fit, nullptr, fit_command},
    Command{"plan", MessageId::summary_plan, MessageId::examples_plan, nullptr, plan_command},
    Command{"batch", MessageId::summary_batch, MessageId::examples_batch, batch_command},
    Command{"inspect", MessageId::summary_inspect, MessageId::examples_inspect, inspect_command},
    Command{"verify", MessageId::summary_verify, MessageId::examples_verify, verify_command},
    Command{"gpus", MessageId::summary_gpus, MessageId::examples_gpus, gpus_command},
    Command{"models", MessageId::summary_models, MessageId::examples_models, models_command},
    Command{"precisions", MessageId::summary_precisions, MessageId::examples_precisions,
            precisions_command},
};

}  // namespace

std::span<const Command> commands() {
  return all_commands;
}

const Command* find_command(std::string_view name) {
  const auto* const found =
      std::find_if(all_commands.begin(), all_commands.end(),
                   [&](const Command& command) { return command.name == name; });
  return found == all_commands.end() ? nullptr : &*found;
}

}  // namespace vramcalc::cli
