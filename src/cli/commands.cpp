#include "cli/commands.h"

#include <array>

namespace vramcalc::cli {
namespace {

constexpr std::array all_commands{
    Command{"estimate", MessageId::summary_estimate, MessageId::examples_estimate,
            estimate_command},
    Command{"recommend", MessageId::summary_recommend, MessageId::examples_recommend,
            recommend_command},
    Command{"fit", MessageId::summary_fit, MessageId::examples_fit, fit_command},
    Command{"plan", MessageId::summary_plan, MessageId::examples_plan, plan_command},
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

}  // namespace vramcalc::cli
