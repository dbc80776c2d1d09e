#include <vramcalc/advise/logged_model.h>

#include <algorithm>
#include <array>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/model/precision.h>

namespace vramcalc::advise {
namespace {

using memory::LoggedModel;
using model::Architecture;

// Files that keep their multi-token-prediction layers count them: 47 of GLM-4.5-Air's 46 + 1.
constexpr std::uint64_t most_mtp_layers = 4;

bool layers_agree(std::uint64_t logged, std::uint64_t layers) {
  return logged >= layers && logged - layers <= most_mtp_layers;
}

bool same(const std::optional<std::uint64_t>& logged, std::uint64_t figure) {
  return !logged || *logged == figure;
}

bool attention_agrees(const LoggedModel& logged, const Architecture& architecture) {
  if (!same(logged.heads, architecture.heads)) {
    return false;
  }
  // llama.cpp prints the heads of latent attention before and after they are folded into one.
  const auto* const attention =
      std::get_if<model::GroupedAttention>(&architecture.layers.front().mixer);
  return attention == nullptr || attention->heads == 0 ||
         (same(logged.kv_heads, attention->kv_heads) &&
          same(logged.key_length, attention->key_length) &&
          same(logged.value_length, attention->value_length));
}

// llama_model_ftype_name, https://github.com/ggml-org/llama.cpp src/llama-model-loader.cpp. Those
// that are not here print the name that the precision has.
struct FileType {
  std::string_view printed;
  std::string_view precision;
};

constexpr std::array file_types{
    FileType{"F32", "fp32"},
    FileType{"F16", "fp16"},
    FileType{"Q2_K - Medium", "q2_k"},
    FileType{"Q2_K - Small", "q2_k_s"},
    FileType{"Q3_K - Small", "q3_k_s"},
    FileType{"Q3_K - Medium", "q3_k_m"},
    FileType{"Q3_K - Large", "q3_k_l"},
    FileType{"Q4_K - Small", "q4_k_s"},
    FileType{"Q4_K - Medium", "q4_k_m"},
    FileType{"Q5_K - Small", "q5_k_s"},
    FileType{"Q5_K - Medium", "q5_k_m"},
    FileType{"MXFP4 MoE", "mxfp4_moe"},
    FileType{"IQ3_S mix - 3.66 bpw", "iq3_m"},
};

}  // namespace

bool identifies_a_model(const LoggedModel& logged) {
  return logged.layers && logged.hidden_size && (logged.vocabulary || logged.heads);
}

bool may_be(const LoggedModel& logged, const model::CatalogueModel& entry) {
  return !entry.is_size_class() &&
         (!entry.layers || !logged.layers || layers_agree(*logged.layers, *entry.layers));
}

bool agrees(const LoggedModel& logged, const model::Model& model) {
  if (!model.has_layers()) {
    return false;
  }
  const Architecture& architecture = model.layout->architecture;
  const bool same_kind = logged.architecture.empty() || architecture.gguf_name.empty() ||
                         logged.architecture == architecture.gguf_name;
  return same_kind &&
         (!logged.layers || layers_agree(*logged.layers, architecture.layers.size())) &&
         same(logged.hidden_size, architecture.hidden_size) &&
         same(logged.vocabulary, architecture.vocabulary) &&
         same(logged.experts, architecture.experts) && attention_agrees(logged, architecture);
}

std::string figures_text(const LoggedModel& logged) {
  std::string text;
  const auto add = [&](MessageId message, const std::optional<std::uint64_t>& figure) {
    if (figure) {
      text += text.empty() ? "" : ", ";
      text += render({message, {{"count", *figure}}});
    }
  };
  if (!logged.architecture.empty()) {
    text = logged.architecture;
  }
  add(MessageId::text_logged_layers, logged.layers);
  add(MessageId::text_logged_hidden_size, logged.hidden_size);
  add(MessageId::text_logged_vocabulary, logged.vocabulary);
  add(MessageId::text_logged_heads, logged.heads);
  add(MessageId::text_logged_experts, logged.experts);
  return text;
}

std::optional<std::string> precision_of_file_type(std::string_view printed) {
  const auto* const known = std::find_if(file_types.begin(), file_types.end(),
                                         [&](const FileType& t) { return t.printed == printed; });
  // "IQ4_XS - 4.25 bpw": what follows the name says how many bits that is.
  const std::string_view name =
      known != file_types.end() ? known->precision : printed.substr(0, printed.find(" - "));
  if (name.empty()) {
    return std::nullopt;
  }
  try {
    const model::Precision precision = model::find_precision(name);
    const bool is_gguf = known != file_types.end() || name == "BF16" ||
                         precision.family == model::PrecisionFamily::gguf ||
                         precision.id == "nvfp4";
    return is_gguf ? std::optional{precision.id} : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;  // of a fork
  }
}

}  // namespace vramcalc::advise
