// llama.cpp's plans and logs against the estimates of the same runs.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "accuracy/document.h"
#include "accuracy/llama_cpp_compute.h"
#include "accuracy/llama_cpp_devices.h"
#include "accuracy/llama_cpp_errors.h"
#include "accuracy/llama_cpp_logs.h"
#include "accuracy/markdown.h"
#include "accuracy/statistics.h"

namespace vramcalc::accuracy {
namespace {

constexpr std::string_view intro = R"(## llama.cpp

Plans are what llama.cpp 0.5.0's own planner sizes for 48 models in Q4_K_M on one to four equal GPUs
(Vulkan backend): contexts of 8 192 and 65 536, passes of 512 and 2 048 tokens, with and without
flash attention, layers, experts or caches in RAM. Logs are of real runs on CUDA, Metal and Vulkan,
builds b2797 to b10644, read by the code behind `vramcalc verify`; weights and totals are compared
where the log tells which tensors lie where, so not where `-ot` patterns moved them, states where it
tells how many sequences there are, and all of it without the CUDA context, which logs do not print.
Runs that share a model are those on several GPUs, or with layers or experts in RAM (`-ngl`,
`--n-cpu-moe`): logs, and tables of buffers that others print, GPU by GPU, with the layers that each
GPU has in the log where no `-ts` is known. The rule of thumb is parameters × bytes × 1.3 against the
same totals.

)";

constexpr std::string_view shared_intro = R"(
Runs that share a model, the totals that are furthest off, in MiB:

)";

constexpr std::string_view worst_intro = R"(
The plans whose compute buffers are furthest off, in MiB:

)";

constexpr std::size_t worst_rows = 8;
constexpr std::size_t worst_shared_rows = 8;

using Errors = std::vector<double>;

std::string row_of(const std::string& what, const Errors& errors) {
  if (errors.empty()) {
    return {};
  }
  const Spread spread = spread_of(errors);
  return table_row({what, count(static_cast<std::int64_t>(errors.size())), percent(spread.median),
                    percent(spread.ninetieth), signed_percent(spread.worst)});
}

std::string rows_of_kind(const std::string& kind, const PlanErrors& errors) {
  return row_of("plans, " + kind + ": weights of a GPU", errors.weights) +
         row_of("cache and state of a GPU", errors.cache) +
         row_of("compute of a GPU", errors.compute) +
         row_of("compute of the host", errors.host_compute) +
         row_of("total of a GPU", errors.totals) +
         row_of("the rule of thumb on those totals", errors.rule_totals);
}

std::string mib(double value) {
  const auto hundredths = static_cast<std::int64_t>(value * 100 + 0.5);
  const std::string cents = std::to_string(hundredths % 100);
  return count(hundredths / 100) + "." + (cents.size() == 1 ? "0" : "") + cents;
}

std::string worst_buffers() {
  std::vector<ComparedBuffer> buffers = compared_buffers();
  std::stable_sort(buffers.begin(), buffers.end(), [](const auto& a, const auto& b) {
    return std::abs(a.error()) > std::abs(b.error());
  });
  buffers.resize(std::min(buffers.size(), worst_rows));
  std::string part{worst_intro};
  part += table_row({"model", "options", "GPUs", "device", "planned", "counted"});
  part += "|---|---|--:|---|--:|--:|\n";
  for (const ComparedBuffer& buffer : buffers) {
    const bool is_host = buffer.device == buffer.row->gpus;
    part += table_row({buffer.row->model, "`" + buffer.row->options + "`",
                       std::to_string(buffer.row->gpus),
                       is_host ? "host" : "gpu" + std::to_string(buffer.device),
                       mib(buffer.planned), mib(buffer.counted)});
  }
  return part;
}

std::string rows_of_shared_runs(const DeviceErrors& errors) {
  return row_of("shared by several GPUs or with RAM: weights of a GPU", errors.weights) +
         row_of("cache and state of a GPU", errors.cache) +
         row_of("compute of a GPU", errors.compute) +
         row_of("compute of the host", errors.host_compute) +
         row_of("total of a GPU", errors.totals) +
         row_of("what nvidia-smi shows of a GPU, the CUDA context too", errors.used);
}

struct ComparedTotal {
  const SharedRun* run = nullptr;
  const ComparedDevice* gpu = nullptr;
  DeviceFigure total;

  [[nodiscard]] double error() const { return total.estimated / *total.measured - 1; }
};

std::vector<ComparedTotal> compared_totals() {
  std::vector<ComparedTotal> totals;
  for (const SharedRun& run : shared_runs()) {
    for (const ComparedDevice& gpu : run.gpus) {
      const DeviceFigure total = gpu.total();
      if (run.exclusion == SharedExclusion::none && total.measured.value_or(0) > 0) {
        totals.push_back({&run, &gpu, total});
      }
    }
  }
  return totals;
}

std::string worst_totals() {
  std::vector<ComparedTotal> totals = compared_totals();
  std::stable_sort(totals.begin(), totals.end(), [](const auto& a, const auto& b) {
    return std::abs(a.error()) > std::abs(b.error());
  });
  totals.resize(std::min(totals.size(), worst_shared_rows));
  std::string part{shared_intro};
  part += table_row({"model", "GPUs", "device", "measured", "counted", "error"});
  part += "|---|--:|---|--:|--:|--:|\n";
  for (const ComparedTotal& one : totals) {
    part += table_row({one.run->model, std::to_string(one.run->gpus.size()), one.gpu->name,
                       mib(*one.total.measured), mib(one.total.estimated),
                       signed_percent(one.error())});
  }
  return part;
}

std::string left_out() {
  std::string part =
      "\nRuns that share a model and are left out, by the first rule that applies:\n\n";
  part += table_row({"rule", "runs"}) + "|---|--:|\n";
  for (const SharedExclusion exclusion :
       {SharedExclusion::no_context, SharedExclusion::no_file_type, SharedExclusion::unfolded,
        SharedExclusion::overrides, SharedExclusion::unknown_card}) {
    const auto runs =
        std::count_if(shared_runs().begin(), shared_runs().end(),
                      [&](const SharedRun& run) { return run.exclusion == exclusion; });
    part += table_row({std::string{rule_text(exclusion)}, count(runs)});
  }
  return part;
}

}  // namespace

std::string llama_cpp_part() {
  std::string part{intro};
  part += table_row({"what is compared", "rows", "median", "90th percentile", "worst"});
  part += "|---|--:|--:|--:|--:|\n";
  part += rows_of_kind("one GPU", plan_errors(PlanKind::one_gpu));
  part += rows_of_kind("several GPUs", plan_errors(PlanKind::several_gpus));
  part += rows_of_kind("partly in RAM", plan_errors(PlanKind::partly_on_host));
  const LogErrors logs = log_errors();
  part += row_of("logs, all GPUs of a run: weights", logs.weights);
  part += row_of("cache and state", logs.cache);
  part += row_of("compute", logs.compute);
  part += row_of("total", logs.totals);
  part += rows_of_shared_runs(device_errors());
  return part + worst_buffers() + worst_totals() + left_out();
}

}  // namespace vramcalc::accuracy
