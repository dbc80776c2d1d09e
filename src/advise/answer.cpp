#include <vramcalc/advise/answer.h>

#include <algorithm>

namespace vramcalc::advise {
namespace {

memory::Question question_of(const EstimateRequest& request) {
  memory::Question question{request.model, request.format, request.engine, request.workload};
  if (auto* generic = std::get_if<memory::Generic>(&question.engine)) {
    generic->overhead = request.overhead;
  }
  return question;
}

Bytes cache_bytes(const memory::Estimate& estimate) {
  return memory::total_of(estimate, memory::Component::kv_cache).expected;
}

// Averaged over a step of the context, to which caches are padded.
std::uint64_t cache_bytes_per_token(const Demand& demand,
                                    const std::vector<memory::GpuMemory>& gpus) {
  memory::Question longer = demand.question();
  longer.workload.context_tokens += context_step;
  const memory::Estimate estimate =
      gpus.empty() ? memory::estimate(longer) : memory::estimate(longer, gpus);
  const Bytes before = cache_bytes(demand.estimate());
  const Bytes growth = std::max(cache_bytes(estimate), before) - before;
  return growth.count() / (context_step * longer.workload.parallel);
}

void add_kinds(EstimateAnswer& answer, const EstimateRequest& request, const Demand& demand) {
  for (const hardware::RigCards& kind : request.cards) {
    answer.kinds.push_back({kind.count, fit_rows(demand, kind.gpu, kind.count)});
    if (std::optional<Assumption> assumption = memory_assumption(kind.gpu)) {
      answer.assumptions.push_back(*std::move(assumption));
    }
  }
}

void add_room(EstimateAnswer& answer, const EstimateRequest& request, const Demand& demand,
              const hardware::Rig& rig) {
  answer.room = room(demand.question(), rig, request.reserve);
  if (!request.reserve) {
    answer.assumptions.push_back(
        {"reserve", size_text(answer.room->reserve, ByteUnit::gib), {MessageId::why_reserve, {}}});
  }
}

void add_rig(EstimateAnswer& answer, const EstimateRequest& request, const Demand& demand,
             const hardware::Rig& rig) {
  answer.devices = fit_devices(demand, rig);
  answer.verdict = worst(answer.devices);
  answer.ram = hardware::system_memory(rig, answer.estimate.weights,
                                       memory::total_on(answer.estimate, memory::host_device).low);
  answer.power = hardware::power(rig);
  if (answer.estimate.is_placed) {
    add_room(answer, request, demand, rig);
  }
}

}  // namespace

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
  std::optional<hardware::Rig> rig;
  if (request.rig_is_named) {
    rig = hardware::Rig{request.cards};
  }
  const Demand demand{question_of(request), rig, request.reserve.value_or(Bytes{})};
  EstimateAnswer answer;
  answer.model = request.model;
  answer.format = request.format;
  answer.engine = demand.question().engine;
  answer.workload = request.workload;
  answer.overhead = request.overhead;
  answer.assumptions = request.assumptions;
  answer.warnings = request.warnings;
  answer.estimate = demand.estimate();
  answer.warnings.insert(answer.warnings.end(), answer.estimate.warnings.begin(),
                         answer.estimate.warnings.end());
  answer.rule = memory::estimate_by_rule(request.model.parameters, request.format.precision,
                                         request.overhead);
  answer.total = memory::total(answer.estimate);
  answer.kv_cache = cache_bytes(answer.estimate) +
                    memory::total_of(answer.estimate, memory::Component::recurrent_state).expected;
  answer.host = memory::total_on(answer.estimate, memory::host_device).expected;
  if (answer.estimate.is_placed) {
    answer.kv_bytes_per_token =
        cache_bytes_per_token(demand, rig ? gpus_of(*rig) : std::vector<memory::GpuMemory>{});
  }
  answer.bits_per_weight = 8 * fraction(answer.estimate.weights, Bytes{request.model.parameters});
  add_kinds(answer, request, demand);
  if (rig) {
    add_rig(answer, request, demand, *rig);
  }
  return answer;
}

}  // namespace vramcalc::advise
