#include "report/launch_script.h"

#include <algorithm>

#include "report/names.h"
#include "report/shell_word.h"

namespace vramcalc::report {
namespace {

// No line of a file that is made here reads so.
constexpr std::string_view end_of_file = "END_OF_FILE";

struct Step {
  advise::LaunchStep step;
  std::string_view id;
  MessageId purpose;
};
constexpr Step steps[] = {
    {advise::LaunchStep::download, "download", MessageId::launch_download},
    {advise::LaunchStep::convert, "convert", MessageId::launch_convert},
    {advise::LaunchStep::quantise, "quantise", MessageId::launch_quantise},
    {advise::LaunchStep::create, "create", MessageId::launch_create},
    {advise::LaunchStep::serve, "serve", MessageId::launch_serve},
    {advise::LaunchStep::run, "run", MessageId::launch_run},
};

const Step& facts_of(advise::LaunchStep step) {
  return *std::find_if(std::begin(steps), std::end(steps),
                       [&](const Step& candidate) { return candidate.step == step; });
}

std::string comment(const std::string& text) {
  return "# " + text + "\n";
}

std::string memory_comments(const advise::Plan& plan, ByteUnit unit) {
  std::string text;
  for (const advise::DeviceFit& device : plan.answer.devices) {
    text += comment(render({MessageId::launch_device,
                            {{"device", device.device},
                             {"takes", size_text(device.total, unit)},
                             {"size", size_text(device.usable, unit)}}}));
  }
  if (plan.answer.host > Bytes{}) {
    text +=
        comment(render({MessageId::launch_host, {{"takes", size_text(plan.answer.host, unit)}}}));
  }
  return text;
}

}  // namespace

std::string_view id_of(advise::LaunchStep step) {
  return facts_of(step).id;
}

std::string command_text(const advise::LaunchCommand& command) {
  return shell_command(command.words, command.environment);
}

std::string launch_script(const advise::Plan& plan, ByteUnit unit) {
  std::string text;
  for (const advise::LaunchFile& file : plan.launch.files) {
    text += "cat > " + shell_word(file.name) + " <<'" + std::string{end_of_file} + "'\n" +
            file.text + std::string{end_of_file} + "\n";
  }
  const auto& commands = plan.launch.commands;
  for (const advise::LaunchCommand& command : commands) {
    text += comment(label(facts_of(command.step).purpose));
    const bool starts = command.step == advise::LaunchStep::serve ||
                        (command.step == advise::LaunchStep::run && &command == &commands.back() &&
                         std::none_of(commands.begin(), commands.end(), [](const auto& other) {
                           return other.step == advise::LaunchStep::serve;
                         }));
    if (starts) {
      text += memory_comments(plan, unit);
    }
    text += command_text(command) + "\n";
  }
  return text;
}

}  // namespace vramcalc::report
