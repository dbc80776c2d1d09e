// The settings to try for a model that lies on the cards alone, the usual ones first.
#pragma once

#include <vector>

#include <vramcalc/core/assumption.h>
#include <vramcalc/hardware/rig.h>
#include <vramcalc/memory/engine.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

/// An engine's settings and what was decided for them.
struct Way {
  memory::Engine engine;
  std::vector<Assumption> decisions;
};

/// Options that were given stay as they are. The first way decides nothing.
[[nodiscard]] std::vector<Way> ways_of(const memory::Question& question, const hardware::Rig& rig);

}  // namespace vramcalc::advise
