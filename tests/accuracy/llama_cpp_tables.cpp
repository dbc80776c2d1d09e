#include "accuracy/llama_cpp_tables.h"

#include <optional>
#include <string>

#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/hardware/rig.h>
#include <vramcalc/memory/question.h>
#include <vramcalc/model/precision.h>

#include "accuracy/llama_cpp_options.h"
#include "accuracy/named_model.h"
#include "accuracy/reference.h"

namespace vramcalc::accuracy {
namespace {

using memory::Component;

double mib(Bytes bytes) {
  return static_cast<double>(bytes.count()) / static_cast<double>(mebibyte.count());
}

// A card of another computer, or one that the catalogue does not have.
std::optional<hardware::Gpu> card_of(const Row& card) {
  try {
    return hardware::find_gpu(card.get<std::string>(), hardware::builtin_gpus()).gpu;
  } catch (const Error&) {
    return std::nullopt;
  }
}

SharedExclusion exclusion_of(const Row& row) {
  if (!row.contains("file_type")) {
    return SharedExclusion::no_file_type;
  }
  if (row.value("unfolded", false)) {
    return SharedExclusion::unfolded;
  }
  const bool moves_tensors = row.at("options").get<std::string>().find("-ot ") != std::string::npos;
  if (moves_tensors) {
    return SharedExclusion::overrides;
  }
  return row.contains("model_mib") || card_of(row.at("cards").front())
             ? SharedExclusion::none
             : SharedExclusion::unknown_card;
}

std::vector<memory::GpuMemory> gpus_of(const Row& row) {
  std::vector<memory::GpuMemory> gpus;
  for (const Row& card : row.at("cards")) {
    memory::GpuMemory gpu = memory::ample_gpu().front();
    if (const std::optional<hardware::Gpu> known = card_of(card)) {
      gpu.sm_count = known->sm_count.value_or(0);
      gpu.visible = row.contains("free_mib")
                        ? mebibyte * row.at("free_mib").at(gpus.size()).get<std::uint64_t>()
                        : hardware::visible_memory(*known).bytes;
    }
    gpus.push_back(gpu);
  }
  return gpus;
}

memory::Estimate estimate_of(const Row& row) {
  const model::Model model = named_model(row.at("model"));
  const LlamaCppCall call = parse_llama_cpp_call(row.at("options"));
  memory::LlamaCpp options = call.options;
  options.backend = memory::LlamaCppBackend::cuda;
  memory::set_build(options, std::stoull(row.at("build").get<std::string>()));
  return memory::estimate(
      {model,
       model::format_in(model, model::find_precision(row.at("file_type").get<std::string>()),
                        false),
       options, call.workload},
      gpus_of(row));
}

void add_estimated(ComparedDevice& device, const memory::LineItem& item) {
  const double estimated = mib(item.expected);
  if (item.component == Component::weights) {
    device.weights.estimated += estimated;
  } else if (item.component == Component::kv_cache ||
             item.component == Component::recurrent_state) {
    device.cache.estimated += estimated;
  } else if (item.component == Component::compute) {
    device.compute.estimated += estimated;
  }
  device.used.estimated += estimated;
}

std::optional<double> printed(const Row& row, const char* key, std::size_t device) {
  if (!row.contains(key) || device >= row.at(key).size() || row.at(key).at(device).is_null()) {
    return std::nullopt;
  }
  return row.at(key).at(device).get<double>();
}

SharedRun run_of(const Row& row) {
  SharedRun run{row.at("id"), row.at("model"), exclusion_of(row), {}, {}};
  if (run.exclusion != SharedExclusion::none) {
    return run;
  }
  const std::size_t count = row.at("cards").size();
  for (std::size_t i = 0; i < count; ++i) {
    ComparedDevice device;
    device.name = "gpu" + std::to_string(i);
    device.weights.measured = printed(row, "model_mib", i);
    device.cache.measured = printed(row, "context_mib", i);
    device.compute.measured = printed(row, "compute_mib", i);
    device.used.measured = printed(row, "used_mib", i);
    run.gpus.push_back(std::move(device));
  }
  run.host.name = "host";
  run.host.compute.measured = printed(row, "compute_mib", count);
  for (const memory::LineItem& item : estimate_of(row).items) {
    add_estimated(item.device.is_host() ? run.host : run.gpus.at(item.device.index), item);
  }
  return run;
}

}  // namespace

std::vector<SharedRun> tabled_runs() {
  std::vector<SharedRun> runs;
  for (const Row& row : rows_of("llama_cpp_tables.jsonl")) {
    runs.push_back(run_of(row));
  }
  return runs;
}

}  // namespace vramcalc::accuracy
