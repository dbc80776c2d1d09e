// The computer that the program runs on: its cards, its main memory, and what of both is in use.
//
// Asked are NVIDIA's library NVML, else the program nvidia-smi; the amdgpu driver's files in /sys;
// and /proc/meminfo. Nothing is written and nothing leaves the computer. What a source says is
// checked and cut like a file that somebody sent.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/message.h>
#include <vramcalc/hardware/gpu.h>

namespace vramcalc::read {

/// Where to look. A default one finds nothing.
struct LocalSources {
  std::string root;                         // the folder of proc, sys and usr; empty: none
  std::vector<std::string> nvml_libraries;  // names for the loader; the first that loads counts
  std::string path;                         // folders of programs, as PATH has them
  std::optional<std::string> cuda_visible_devices;
  std::chrono::milliseconds patience{5000};  // with a program
};

struct LocalCard {
  std::string name;  // as the driver calls it, fit for a terminal
  hardware::Vendor vendor = hardware::Vendor::other;
  std::optional<Bytes> memory;  // in all; absent where the driver does not say
  Bytes in_use;                 // by other programs; without what the driver keeps for itself
  std::string uuid;             // empty where there is none
  bool is_integrated = false;   // part of a processor
};

struct LocalMemory {
  Bytes total;
  Bytes available;  // without swapping, caches given up
};

struct LocalMachine {
  std::vector<LocalCard> cards;       // in the drivers' order
  std::vector<std::string> sources;   // of the cards: "NVML"
  std::optional<LocalMemory> memory;  // main memory
  std::vector<Text> tried;            // sources that are not there
  std::vector<Text> failures;         // sources that are, and did not answer
};

[[nodiscard]] LocalMachine local_machine(const LocalSources& sources);

}  // namespace vramcalc::read
