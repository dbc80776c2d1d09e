#include "report/line_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "report/engine_lines.h"
#include "report/names.h"

namespace vramcalc::report {
namespace {

using memory::Component;
using memory::LineItem;
using memory::LlamaCpp;
using memory::Term;

// The first few terms as they are, where no sentence is made of them.
std::string plain_terms(const LineItem& item) {
  constexpr std::size_t most = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(item.terms.size(), most); ++i) {
    const Term& term = item.terms[i];
    text += text.empty() ? "" : ", ";
    text += term.unit == memory::TermUnit::count
                ? fmt::format("{} {}", term.name, grouped_text(term.value))
                : fmt::format("{} {} {}", term.name, grouped_text(term.value), id_of(term.unit));
  }
  return text;
}

// Only the token embeddings lie in main memory where every layer is offloaded whole.
bool embeddings_alone_stay(const advise::EstimateAnswer& answer) {
  const auto* engine = std::get_if<LlamaCpp>(&answer.engine);
  const auto& items = answer.estimate.items;
  return engine != nullptr && !engine->gpu_layers && engine->n_cpu_moe == 0 &&
         engine->override_tensor.empty() &&
         std::any_of(items.begin(), items.end(), [](const LineItem& item) {
           return item.component == Component::weights && item.device.is_host();
         });
}

std::string tensors_text(const LineItem& item, const advise::EstimateAnswer& answer) {
  MessageId sentence = MessageId::line_tensors;
  if (item.component == Component::weights && item.device.is_host()) {
    sentence = MessageId::line_tensors_on_host;
  } else if (item.component == Component::weights && embeddings_alone_stay(answer)) {
    sentence = MessageId::line_tensors_on_gpu;
  }
  return render({sentence, {{"count", value_of(item, "tensors")}}});
}

std::string row_text(std::string_view name, std::uint64_t bytes) {
  return render({MessageId::line_cache_row, {{"name", std::string{name}}, {"bytes", bytes}}});
}

std::string cache_text(const LineItem& item, const memory::Workload& workload) {
  const std::uint64_t keys = value_of(item, "key_row");
  const std::uint64_t values = value_of(item, "value_row");
  const std::uint64_t streams = std::max<std::uint64_t>(value_of(item, "streams"), 1);
  std::string rows = row_text("K", keys);
  std::string types = id_of(workload.cache_type_k);
  if (values > 0) {
    rows += " + " + row_text("V", values);
    if (workload.cache_type_v != workload.cache_type_k) {
      types += " + " + id_of(workload.cache_type_v);
    }
  }
  const std::string text =
      render({streams > 1 ? MessageId::line_cache_streams : MessageId::line_cache,
              {{"layers", value_of(item, "layers")},
               {"streams", streams},
               {"cells", value_of(item, "cells")},
               {"rows", rows}}});
  return render({MessageId::line_cache_type, {{"text", text}, {"type", types}}});
}

std::string compute_text(const LineItem& item, const LlamaCpp& engine) {
  constexpr std::size_t most = 3;
  const std::string text =
      render({engine.flash_attention ? MessageId::line_ubatch_flash : MessageId::line_ubatch,
              {{"tokens", engine.ubatch_size}}});
  std::string list;
  std::size_t named = 0;
  std::size_t tensors = 0;
  for (const Term& term : item.terms) {
    if (term.unit != memory::TermUnit::bytes) {
      continue;
    }
    ++tensors;
    if (named < most) {
      list += (named == 0 ? "" : ", ") + std::string{term.name};
      ++named;
    }
  }
  if (tensors == 0) {
    return text;
  }
  return render(
      {MessageId::line_peak, {{"text", text}, {"list", list + (tensors > named ? " …" : "")}}});
}

std::string prompt_cache_text(const LineItem& item, const LlamaCpp& engine) {
  if (item.formula == "context-checkpoints") {
    return render(
        {MessageId::line_checkpoints,
         {{"kept", value_of(item, "checkpoints")}, {"most", engine.context_checkpoints}}});
  }
  return render({MessageId::line_prompt_cache, {{"mib", engine.cache_ram_mib}}});
}

}  // namespace

Share share_of(Component component) {
  switch (component) {
    case Component::weights:
    case Component::mtp_weights:
    case Component::vision_weights:
    case Component::adapter_weights:
    case Component::draft_model:
      return Share::weights;
    case Component::kv_cache:
    case Component::recurrent_state:
    case Component::prompt_cache:
      return Share::cache;
    case Component::compute:
    case Component::activations:
    case Component::cuda_graphs:
    case Component::output:
      return Share::compute;
    case Component::communication:
    case Component::context:
    case Component::reserve:
      break;
  }
  return Share::other;
}

std::string line_name(const LineItem& item, const memory::Engine& engine) {
  struct Name {
    std::string_view formula;
    MessageId label;
  };
  constexpr std::array names{Name{"kv-cache-window", MessageId::label_kv_window},
                             Name{"workspaces", MessageId::label_workspaces},
                             Name{"vllm-sampler-state", MessageId::label_sampler_state},
                             Name{"request-index", MessageId::label_request_index},
                             Name{"kv-rows-window", MessageId::label_kv_window},
                             Name{"kv-cache-index", MessageId::label_kv_index},
                             Name{"kv-rows-index", MessageId::label_kv_index},
                             Name{"kv-cache-compressed", MessageId::label_kv_compressed},
                             Name{"tower-compute", MessageId::label_tower_compute},
                             Name{"context-checkpoints", MessageId::label_checkpoints}};
  const auto* const name = std::find_if(
      names.begin(), names.end(), [&](const Name& known) { return known.formula == item.formula; });
  if (name != names.end()) {
    return label(name->label);
  }
  const auto* llama_cpp = std::get_if<LlamaCpp>(&engine);
  const bool is_cuda = llama_cpp != nullptr && llama_cpp->backend == memory::LlamaCppBackend::cuda;
  return label(item.component == Component::context && is_cuda ? MessageId::label_cuda_context
                                                               : label_of(item.component));
}

std::string line_text(const LineItem& item, const advise::EstimateAnswer& answer) {
  const auto* engine = std::get_if<LlamaCpp>(&answer.engine);
  if (item.formula == "tower-compute") {
    return {};
  }
  if (item.component == Component::compute && engine != nullptr) {
    return compute_text(item, *engine);
  }
  if (item.component == Component::prompt_cache && engine != nullptr) {
    return prompt_cache_text(item, *engine);
  }
  if (const std::string text = engine_line_text(item); !text.empty()) {
    return text;
  }
  if (has_terms(item, {"layers", "cells", "key_row"})) {
    return cache_text(item, answer.workload);
  }
  if (has_terms(item, {"layers", "sequences", "state"})) {
    return render({MessageId::line_state,
                   {{"layers", value_of(item, "layers")},
                    {"sequences", value_of(item, "sequences")},
                    {"bytes", value_of(item, "state")}}});
  }
  if (value_of(item, "streaming_multiprocessors") > 0) {
    return render({MessageId::line_streaming_multiprocessors,
                   {{"count", value_of(item, "streaming_multiprocessors")}}});
  }
  if (item.component == Component::context) {
    return {};  // of a card that is not known
  }
  return has_terms(item, {"tensors"}) ? tensors_text(item, answer) : plain_terms(item);
}

std::string line_size(Bytes size, ByteUnit unit) {
  const bool is_small = size * 10 < unit_size(unit);
  if (!is_small || size == Bytes{}) {
    return size_text(size, unit);
  }
  const bool is_binary = unit == ByteUnit::gib;
  const Bytes small = is_binary ? mebibyte : Bytes{1'000'000};
  return fmt::format("{} {}", decimal_text(fraction(size, small), 1), is_binary ? "MiB" : "MB");
}

}  // namespace vramcalc::report
