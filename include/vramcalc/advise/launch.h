// The commands and files that start a plan.
//
// Words are kept as the program is to receive them; whoever prints them for a shell quotes them.
// Options and their meaning are the engines' own; docs/engines.md names the releases that they were
// read at.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <vramcalc/advise/answer.h>
#include <vramcalc/core/message.h>

namespace vramcalc::advise {

enum class LaunchStep : std::uint8_t {
  download,  // the published weights
  convert,   // into a GGUF file of 16 bits
  quantise,  // that file
  create,    // what a program keeps a model's settings in
  serve,     // starts a server
  run,       // runs a program, or a model of a server that runs already
};

struct LaunchCommand {
  LaunchStep step{};
  std::vector<std::pair<std::string, std::string>> environment;  // name, value
  std::vector<std::string> words;                                // the program first
};

struct LaunchFile {
  std::string name;
  std::string text;
};

/// Files are written first, then the commands run in their order.
struct Launch {
  std::vector<LaunchFile> files;
  std::vector<LaunchCommand> commands;
  std::vector<Text> notes;
  Bytes download;  // what still has to be fetched
  Bytes disk;      // what all files of the way take, the fetched ones included
};

/// How to start what was answered; a rig was named and holds it.
[[nodiscard]] Launch launch(const EstimateAnswer& answer);

}  // namespace vramcalc::advise
