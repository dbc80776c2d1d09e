// `--local`: the cards and the main memory of this computer in a question.
#pragma once

#include <span>
#include <vector>

#include <vramcalc/advise/answer.h>
#include <vramcalc/read/local_machine.h>

#include "cli/environment.h"

namespace vramcalc::cli {

/// Where to look, by the variables of the environment.
[[nodiscard]] read::LocalSources local_sources(const Environment& environment);

/// The cards, equal ones merged, in the order in which the driver names the first of each; what is
/// known of them by the catalogue, their memory by the driver. Cards that are neither in the
/// catalogue nor say their memory are left out. Throws Error(not_found) where there is none. The
/// machine must outlive them.
[[nodiscard]] std::vector<hardware::RigCards> local_cards(const read::LocalMachine& machine,
                                                          std::span<const hardware::Gpu> catalogue,
                                                          std::vector<Assumption>& assumptions);

/// The main memory, where the request names none, and what went wrong while looking.
void add_local_machine(advise::EstimateRequest& request, const read::LocalMachine& machine);

}  // namespace vramcalc::cli
