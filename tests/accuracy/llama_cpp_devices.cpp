#include "accuracy/llama_cpp_devices.h"

#include <algorithm>

#include "accuracy/llama_cpp_logs.h"
#include "accuracy/llama_cpp_tables.h"

namespace vramcalc::accuracy {
namespace {

using memory::Component;

double mib(Bytes bytes) {
  return static_cast<double>(bytes.count()) / static_cast<double>(mebibyte.count());
}

// States are one a sequence.
bool knows_sequences(const LogRow& row) {
  const auto& items = row.verification.items;
  const bool has_states =
      std::any_of(items.begin(), items.end(), [](const advise::VerifiedItem& item) {
        return item.component == Component::recurrent_state;
      });
  return !has_states || row.verification.log.settings.sequences.has_value();
}

SharedExclusion exclusion_of(const LogRow& row) {
  if (!row.verification.log.settings.context_tokens || !knows_sequences(row)) {
    return SharedExclusion::no_context;
  }
  if (row.file_type.empty()) {
    return SharedExclusion::no_file_type;
  }
  return has_known_weights(row) ? SharedExclusion::none : SharedExclusion::overrides;
}

void add(DeviceFigure& figure, const advise::VerifiedItem& item) {
  figure.estimated += mib(item.estimated);
  if (item.measured) {
    figure.measured = figure.measured.value_or(0) + mib(*item.measured);
  }
}

void add(ComparedDevice& device, const advise::VerifiedItem& item) {
  if (item.component == Component::weights) {
    add(device.weights, item);
  } else if (item.component == Component::kv_cache ||
             item.component == Component::recurrent_state) {
    add(device.cache, item);
  } else if (item.component == Component::compute) {
    add(device.compute, item);
  }
}

SharedRun run_of(const LogRow& row) {
  SharedRun run{row.id, row.model, exclusion_of(row), {}, {}};
  for (std::size_t i = 0; i < row.verification.run.gpus.size(); ++i) {
    run.gpus.push_back({"gpu" + std::to_string(i), {}, {}, {}, {}});
  }
  run.host.name = "host";
  for (const advise::VerifiedItem& item : row.verification.items) {
    add(item.device.is_host() ? run.host : run.gpus.at(item.device.index), item);
  }
  return run;
}

void compare(std::vector<double>& errors, const DeviceFigure& figure) {
  if (figure.measured.value_or(0) > 0) {
    errors.push_back(figure.estimated / *figure.measured - 1);
  }
}

}  // namespace

DeviceFigure DeviceFigure::operator+(const DeviceFigure& other) const {
  const bool is_known = (measured || estimated == 0) && (other.measured || other.estimated == 0);
  DeviceFigure sum{std::nullopt, estimated + other.estimated};
  if (is_known && (measured || other.measured)) {
    sum.measured = measured.value_or(0) + other.measured.value_or(0);
  }
  return sum;
}

std::string_view rule_text(SharedExclusion exclusion) {
  switch (exclusion) {
    case SharedExclusion::none:
      return "compared";
    case SharedExclusion::no_context:
      return "an excerpt without the context, or without the sequences that have states";
    case SharedExclusion::no_file_type:
      return "the file type is not printed, or is a publisher's own mixture";
    case SharedExclusion::unfolded:
      return "a file that keeps latent attention unfolded, as converters did before April 2025";
    case SharedExclusion::overrides:
      return "`-ot` moves tensors by patterns";
    case SharedExclusion::unknown_card:
      return "only what nvidia-smi shows is printed, of a card that the catalogue does not have";
  }
  return "";
}

const std::vector<SharedRun>& shared_runs() {
  static const std::vector<SharedRun> runs = [] {
    std::vector<SharedRun> all = tabled_runs();
    for (const LogRow& row : log_rows()) {
      if (is_shared(row)) {
        all.push_back(run_of(row));
      }
    }
    return all;
  }();
  return runs;
}

DeviceErrors device_errors() {
  DeviceErrors errors;
  for (const SharedRun& run : shared_runs()) {
    if (run.exclusion != SharedExclusion::none) {
      continue;
    }
    ++errors.runs;
    for (const ComparedDevice& gpu : run.gpus) {
      compare(errors.weights, gpu.weights);
      compare(errors.cache, gpu.cache);
      compare(errors.compute, gpu.compute);
      compare(errors.totals, gpu.total());
      compare(errors.used, gpu.used);
    }
    compare(errors.host_compute, run.host.compute);
  }
  return errors;
}

}  // namespace vramcalc::accuracy
