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
  answer.format = request.format;
  answer.overhead = request.overhead;
  answer.assumptions = request.assumptions;
  answer.warnings = request.warnings;
  answer.estimate = memory::estimate(request.model, request.format, request.overhead);
  answer.rule = memory::estimate_by_rule(request.model.parameters, request.format.precision,
                                         request.overhead);
  answer.total = memory::total(answer.estimate);
  answer.bits_per_weight = 8 * fraction(answer.estimate.weights, Bytes{request.model.parameters});
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
  }
  return answer;
}

}  // namespace vramcalc::advise
