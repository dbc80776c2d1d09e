#include "accuracy/llama_cpp_logs.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <sstream>

#include <vramcalc/advise/logged_model.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/read/engine_log.h>

#include "accuracy/named_model.h"
#include "accuracy/reference.h"
#include "accuracy/statistics.h"

namespace vramcalc::accuracy {
namespace {

// Weights in RAM as they were estimated, and what a range of the file has beside them.
constexpr std::uint64_t most_host_weights_percent = 110;

std::string text_of(const Row& row, const char* key) {
  const auto entry = row.find(key);
  return entry == row.end() ? std::string{} : entry->get<std::string>();
}

// The build that the source states stands in for the one that the excerpt lacks.
std::optional<std::uint64_t> build_of(const Row& row) {
  const std::string text = text_of(row, "build");
  std::uint64_t build = 0;
  const bool is_number =
      std::from_chars(text.data(), text.data() + text.size(), build).ec == std::errc{};
  return is_number ? std::optional{build} : std::nullopt;
}

LogRow verified(const Row& row) {
  const std::string id = row.at("id");
  const std::string file_type = text_of(row, "file_type");
  std::istringstream quote{row.at("quote").get<std::string>()};
  memory::EngineLog log = read::read_engine_log(quote, id);
  if (!log.build_number) {
    log.build_number = build_of(row);
  }
  model::Model model = named_model(row.at("model"));
  const std::string precision = advise::precision_of_file_type(file_type).value_or("q4_k_m");
  model::WeightFormat format = model::format_in(model, model::find_precision(precision), false);
  const auto experts = row.find("n_cpu_moe");
  advise::LoggedRun run = advise::logged_run(
      log, std::move(model), std::move(format),
      experts == row.end() ? std::nullopt
                           : std::optional<std::uint64_t>{experts->get<std::uint64_t>()},
      hardware::builtin_gpus());
  const memory::Estimate estimate = memory::estimate(run.question, run.gpus);
  return {id,        row.at("model"),  text_of(row, "build"),
          file_type, row.at("source"), advise::verify(std::move(log), std::move(run), estimate)};
}

bool is_on_host(const LogRow& row, const std::string& device) {
  const std::optional<memory::Device> found = row.verification.run.devices.find(device);
  return !found || found->is_host();
}

Bytes estimated_host_weights(const LogRow& row) {
  Bytes sum;
  for (const advise::VerifiedItem& item : row.verification.items) {
    if (item.component == memory::Component::weights && item.device.is_host()) {
      sum += item.estimated;
    }
  }
  return sum;
}

struct Sum {
  Bytes measured;
  Bytes estimated;

  void add(const advise::VerifiedItem& item) {
    measured += *item.measured;
    estimated += item.estimated;
  }
  void report(std::vector<double>& errors) const {
    if (measured > Bytes{}) {
      errors.push_back(relative_error(estimated, measured));
    }
  }
};

}  // namespace

const std::vector<LogRow>& log_rows() {
  static const std::vector<LogRow> rows = [] {
    std::vector<LogRow> all;
    for (const Row& row : rows_of("llama_cpp_logs.jsonl")) {
      all.push_back(verified(row));
    }
    return all;
  }();
  return rows;
}

bool has_known_weights(const LogRow& row) {
  if (row.file_type.empty()) {
    return false;
  }
  Bytes on_host;
  for (const memory::Reading& reading : row.verification.log.readings) {
    if (reading.component == memory::Component::weights && is_on_host(row, reading.device)) {
      on_host += reading.bytes;
    }
  }
  return on_host * 100 <= estimated_host_weights(row) * most_host_weights_percent;
}

bool is_shared(const LogRow& row) {
  const memory::LoggedSettings& settings = row.verification.log.settings;
  const auto& engine = std::get<memory::LlamaCpp>(row.verification.run.question.engine);
  return row.verification.run.devices.gpus().size() > 1 || engine.n_cpu_moe != 0 ||
         settings.gpu_layers != settings.offloadable_layers ||
         (!row.file_type.empty() && !has_known_weights(row));
}

LogErrors log_errors() {
  LogErrors errors;
  for (const LogRow& row : log_rows()) {
    if (!row.verification.log.settings.context_tokens) {
      continue;  // an excerpt without the context: nothing to compare with
    }
    std::map<memory::Component, Sum> sums;
    for (const advise::VerifiedItem& item : row.verification.items) {
      const bool is_state = item.component == memory::Component::recurrent_state;
      // States are one a sequence, and some excerpts do not say how many there are.
      const bool is_known = !is_state || row.verification.log.settings.sequences.has_value();
      if (!item.device.is_host() && item.measured && is_known) {
        sums[is_state ? memory::Component::kv_cache : item.component].add(item);
      }
    }
    sums[memory::Component::kv_cache].report(errors.cache);
    sums[memory::Component::compute].report(errors.compute);
    if (has_known_weights(row)) {
      sums[memory::Component::weights].report(errors.weights);
      const advise::VerifiedTotal& all = row.verification.gpus;
      Sum{all.measured, all.estimated}.report(errors.totals);
    }
  }
  return errors;
}

}  // namespace vramcalc::accuracy
