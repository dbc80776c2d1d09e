#include <vramcalc/advise/answer.h>

#include <algorithm>

namespace vramcalc::advise {

std::optional<Assumption> memory_assumption(const hardware::Gpu& gpu) {
  const hardware::VisibleMemory memory = hardware::visible_memory(gpu);
  switch (memory.basis) {
    case hardware::MemoryBasis::driver:
      return std::nullopt;
    case hardware::MemoryBasis::share:
      return Assumption{std::string{gpu.id},
                        size_text(memory.bytes, ByteUnit::gib),
                        {MessageId::why_memory_share, {}}};
    case hardware::MemoryBasis::by_class:
      break;
  }
  return Assumption{std::string{gpu.id},
                    size_text(memory.bytes, ByteUnit::gib),
                    {MessageId::why_no_driver_reading, {}}};
}

EstimateAnswer answer(const EstimateRequest& request) {
  EstimateAnswer answer;
  answer.model = request.model;
  answer.precision = request.precision;
  answer.overhead = request.overhead;
  answer.assumptions = request.assumptions;
  answer.estimate =
      memory::estimate_by_rule(request.model.parameters, request.precision, request.overhead);
  answer.total = memory::total(answer.estimate);
  for (const hardware::RigCards& kind : request.cards) {
    answer.kinds.push_back({kind.count, fit_rows(answer.estimate, kind.gpu, kind.count)});
    if (std::optional<Assumption> assumption = memory_assumption(kind.gpu)) {
      answer.assumptions.push_back(*std::move(assumption));
    }
  }
  if (request.rig_is_named) {
    const hardware::Rig rig{request.cards};
    answer.devices = fit_devices(answer.estimate, rig);
    answer.verdict = worst(answer.devices);
    answer.ram = hardware::system_memory(rig, answer.estimate.weights);
    answer.power = hardware::power(rig);
    if (answer.power) {
      answer.warnings = answer.power->warnings;
    }
  }
  return answer;
}

}  // namespace vramcalc::advise
