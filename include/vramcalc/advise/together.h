// Several models on the same cards, each run by a process of its own.
//
// They start in the order given: each finds on the cards what those before it leave, by which some
// engines share a model out, and by which some size their caches.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <vramcalc/advise/answer.h>

namespace vramcalc::advise {

/// What one model takes of one card.
struct ModelOnCard {
  memory::Interval holds;  // what its engine has there once it runs
  Bytes weights;           // of that, expected
  Bytes cache;             // likewise: caches and recurrent states
  memory::Interval driver;
};

struct SetModel {
  std::string name;                // unique in the set: "Llama 3.1 8B", "Llama 3.1 8B (2)"
  EstimateAnswer answer;           // of its own, without kinds, devices, machine and room
  std::vector<ModelOnCard> cards;  // where a rig was named, in its order
};

struct SetAssumption {
  std::optional<std::size_t> model;  // nothing: of all of them
  Assumption assumption;
};

struct SetWarning {
  std::optional<std::size_t> model;
  Text text;
};

struct SetAnswer {
  std::vector<SetModel> models;  // in the order in which they start
  memory::Interval total;        // of all GPUs
  Bytes host;                    // main memory that the engines hold while they run
  std::vector<KindFit> kinds;
  std::vector<DeviceFit> devices;             // where a rig was named
  std::optional<HostFit> host_fit;            // where its main memory was named too
  std::optional<Verdict> verdict;             // of the worst device, where a rig was named
  std::optional<hardware::SystemMemory> ram;  // of the rig that was named
  std::optional<hardware::Power> power;       // likewise
  std::vector<SetAssumption> assumptions;     // those of all models first
  std::vector<SetWarning> warnings;           // those about its power supply stand in `power`
};

/// `models`: one or more, with the same cards and reserve. Throws what answer() throws of any.
[[nodiscard]] SetAnswer together(std::span<const EstimateRequest> models);

}  // namespace vramcalc::advise
