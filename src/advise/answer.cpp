#include <vramcalc/advise/answer.h>

#include <algorithm>
#include <utility>

#include "advise/in_use_notes.h"

namespace vramcalc::advise {
namespace {

Bytes cache_bytes(const memory::Estimate& estimate) {
  return memory::total_of(estimate, memory::Component::kv_cache).expected;
}

// Averaged over a step of the context, to which caches are padded.
std::uint64_t cache_bytes_per_token(memory::Question longer, Bytes before,
                                    std::span<const memory::GpuMemory> gpus) {
  longer.workload.context_tokens += context_step;
  const memory::Estimate estimate =
      gpus.empty() ? memory::estimate(longer) : memory::estimate(longer, gpus);
  const Bytes growth = std::max(cache_bytes(estimate), before) - before;
  return growth.count() / (context_step * longer.workload.parallel);
}

void add_kinds(EstimateAnswer& answer, const EstimateRequest& request, const Demand& demand) {
  for (const hardware::RigCards& kind : request.cards) {
    if (!request.rig_is_named && !demand.runs_on(kind.gpu)) {
      continue;  // one of many kinds that nobody asked for
    }
    answer.kinds.push_back({kind.count, fit_rows(demand, kind), kind.in_use});
    if (std::optional<Assumption> assumption = memory_assumption(kind.gpu)) {
      answer.assumptions.push_back(*std::move(assumption));
    }
  }
}

void add_room(EstimateAnswer& answer, const EstimateRequest& request, const Demand& demand,
              const hardware::Rig& rig) {
  answer.room =
      room(demand.question(), {rig, request.reserve, request.installed_ram, request.ram_in_use});
  if (!request.reserve && answer.room->reserve > Bytes{}) {
    answer.assumptions.push_back(
        {"reserve", size_text(answer.room->reserve, ByteUnit::gib), {MessageId::why_reserve, {}}});
  }
}

// Of what holds: a model that does not fit has no speed.
void add_speed(EstimateAnswer& answer, const EstimateRequest& request, const Demand& demand,
               const hardware::Rig& rig) {
  if (answer.verdict == Verdict::no) {
    return;
  }
  const std::uint64_t prompt =
      request.prompt_tokens.value_or(usual_prompt(request.workload.context_tokens));
  answer.speed = speed(demand.question(), answer.estimate, rig, prompt);
  if (!answer.speed) {
    const auto unknown =
        std::find_if(rig.kinds.begin(), rig.kinds.end(),
                     [](const hardware::RigCards& kind) { return !kind.gpu.bandwidth_gb_per_s; });
    if (!unknown->gpu.visible_bytes) {
      answer.warnings.push_back(
          {MessageId::note_speed_unknown, {{"name", std::string{unknown->gpu.name}}}});
    }
  }
}

// An engine that sizes its cache by what is left refuses to start where one sequence finds no room;
// more than find room wait.
void add_start_warning(EstimateAnswer& answer) {
  const memory::Estimate& estimate = answer.estimate;
  const auto pool = std::find_if(estimate.pools.begin(), estimate.pools.end(),
                                 [](const memory::CachePool& candidate) {
                                   return candidate.budget < candidate.needed.expected;
                                 });
  if (pool == estimate.pools.end()) {
    return;
  }
  const std::string engine{memory::id_of(answer.engine)};
  const std::uint64_t context = answer.workload.context_tokens;
  const std::uint64_t at_once =
      estimate.capacity ? static_cast<std::uint64_t>(estimate.capacity->max_concurrency) : 0;
  if (at_once > 0) {
    answer.warnings.push_back({MessageId::warning_sequences_wait,
                               {{"engine", engine},
                                {"count", answer.workload.parallel},
                                {"tokens", context},
                                {"at_once", at_once}}});
    return;
  }
  answer.warnings.push_back(
      {MessageId::warning_does_not_start,
       {{"engine", engine},
        {"tokens", context},
        {"needed", size_text(share_of(pool->cache, answer.workload.parallel), ByteUnit::gib)},
        {"available", size_text(pool->available.expected, ByteUnit::gib)}}});
  if (estimate.capacity && estimate.capacity->longest_context_tokens > 0) {
    answer.warnings.push_back({MessageId::warning_longest_that_starts,
                               {{"tokens", estimate.capacity->longest_context_tokens}}});
  }
}

void add_rig(EstimateAnswer& answer, const EstimateRequest& request, const Demand& demand,
             const hardware::Rig& rig) {
  const std::vector<Text> notes = in_use_notes(rig);
  answer.warnings.insert(answer.warnings.end(), notes.begin(), notes.end());
  answer.devices = fit_devices(demand, rig);
  answer.verdict = worst(answer.devices);
  if (request.installed_ram) {
    answer.host_fit =
        fit_host(*request.installed_ram, rig, answer.estimate.weights,
                 memory::total_on(answer.estimate, memory::host_device), request.ram_in_use);
    answer.verdict = std::max(*answer.verdict, answer.host_fit->verdict);
  }
  answer.ram = hardware::system_memory(rig, answer.estimate.weights,
                                       memory::total_on(answer.estimate, memory::host_device).low);
  answer.power = hardware::power(rig);
  add_speed(answer, request, demand, rig);
  if (answer.estimate.is_placed) {
    add_room(answer, request, demand, rig);
  }
}

}  // namespace

hardware::Rig named_rig(const std::vector<KindFit>& kinds) {
  hardware::Rig rig;
  for (const KindFit& kind : kinds) {
    rig.kinds.push_back({kind.rows.front().gpu, kind.named, kind.in_use});
  }
  return rig;
}

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

memory::Question question_of(const EstimateRequest& request) {
  return {request.model, request.format, request.engine, request.workload, request.weights};
}

EstimateRequest prepared(EstimateRequest request) {
  request.weights = memory::prepared(question_of(request)).weights;
  return request;
}

EstimateAnswer answer_of(const EstimateRequest& request, memory::Estimate estimate,
                         std::span<const memory::GpuMemory> gpus) {
  EstimateAnswer answer;
  answer.model = request.model;
  answer.format = request.format;
  answer.engine = request.engine;
  answer.workload = request.workload;
  answer.overhead = request.overhead;
  answer.assumptions = request.assumptions;
  answer.warnings = request.warnings;
  answer.estimate = std::move(estimate);
  answer.warnings.insert(answer.warnings.end(), answer.estimate.warnings.begin(),
                         answer.estimate.warnings.end());
  add_start_warning(answer);
  answer.rule = memory::estimate_by_rule(request.model.parameters, request.format.precision,
                                         request.overhead);
  answer.total = memory::total(answer.estimate);
  answer.kv_cache = cache_bytes(answer.estimate) +
                    memory::total_of(answer.estimate, memory::Component::recurrent_state).expected;
  answer.host = memory::total_on(answer.estimate, memory::host_device).expected;
  answer.assumptions.insert(answer.assumptions.end(), answer.estimate.assumptions.begin(),
                            answer.estimate.assumptions.end());
  if (answer.estimate.cache_bytes_per_token) {
    answer.kv_bytes_per_token = answer.estimate.cache_bytes_per_token;
  } else if (answer.estimate.is_placed) {
    answer.kv_bytes_per_token =
        cache_bytes_per_token(question_of(request), cache_bytes(answer.estimate), gpus);
  }
  answer.bits_per_weight = 8 * fraction(answer.estimate.weights, Bytes{request.model.parameters});
  return answer;
}

EstimateAnswer answer(const EstimateRequest& asked) {
  const EstimateRequest request = prepared(asked);
  std::optional<hardware::Rig> rig;
  if (request.rig_is_named) {
    rig = hardware::Rig{request.cards};
  }
  const Demand demand{question_of(request), rig, request.reserve.value_or(Bytes{})};
  EstimateAnswer answer =
      answer_of(request, demand.estimate(), rig ? gpus_of(*rig) : std::vector<memory::GpuMemory>{});
  add_kinds(answer, request, demand);
  if (rig) {
    add_rig(answer, request, demand, *rig);
  }
  return answer;
}

}  // namespace vramcalc::advise
