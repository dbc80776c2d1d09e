#include "cli/workload_options.h"

#include <algorithm>
#include <array>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "cli/options.h"
#include "report/names.h"

namespace vramcalc::cli {
namespace {

constexpr std::uint64_t most_tokens = 1'000'000'000'000;
constexpr std::uint64_t most_sequences = 1'000'000;

// "8192", "32k", "1M": k and M are binary, as everywhere in contexts.
std::uint64_t parse_tokens(const std::string& text, const std::string& option) {
  std::uint64_t unit = 1;
  std::string digits = text;
  if (digits.ends_with('k') || digits.ends_with('K')) {
    unit = std::uint64_t{1} << 10;
  } else if (digits.ends_with('m') || digits.ends_with('M')) {
    unit = std::uint64_t{1} << 20;
  }
  if (unit > 1) {
    digits.pop_back();
  }
  const bool valid =
      !digits.empty() && digits.size() <= 13 &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::uint64_t value = valid ? std::stoull(digits) * unit : 0;
  if (value == 0 || value > most_tokens) {
    throw Error(ErrorKind::usage,
                {MessageId::error_not_tokens, {{"text", printable(text)}, {"option", option}}},
                Text{MessageId::hint_tokens, {}});
  }
  return value;
}

struct CacheType {
  std::string_view name;
  model::StorageType type;
};

// What llama.cpp takes as --cache-type-k (common/arg.cpp: kv_cache_types).
constexpr std::array types_of_llama_cpp{
    CacheType{"f32", model::StorageType::f32},      CacheType{"f16", model::StorageType::f16},
    CacheType{"bf16", model::StorageType::bf16},    CacheType{"q8_0", model::StorageType::q8_0},
    CacheType{"q5_1", model::StorageType::q5_1},    CacheType{"q5_0", model::StorageType::q5_0},
    CacheType{"q4_1", model::StorageType::q4_1},    CacheType{"q4_0", model::StorageType::q4_0},
    CacheType{"iq4_nl", model::StorageType::iq4_nl}};

// What vLLM and SGLang take as --kv-cache-dtype, of a size that is known (vllm/config/cache.py,
// python/sglang/srt/server_args.py). "auto" is the type of the weights: 16 bits.
constexpr std::array types_of_servers{CacheType{"auto", model::StorageType::f16},
                                      CacheType{"f16", model::StorageType::f16},
                                      CacheType{"float16", model::StorageType::f16},
                                      CacheType{"bf16", model::StorageType::bf16},
                                      CacheType{"bfloat16", model::StorageType::bf16},
                                      CacheType{"fp8", model::StorageType::f8_e4m3},
                                      CacheType{"fp8_e4m3", model::StorageType::f8_e4m3},
                                      CacheType{"fp8_e5m2", model::StorageType::f8_e5m2},
                                      CacheType{"nvfp4", model::StorageType::nvfp4}};
constexpr std::size_t types_in_16_bits = 5;  // the first of them

model::StorageType parse_cache_type(const std::string& text, const std::string& option,
                                    const EngineProgram* program) {
  const bool is_llama_cpp = program != nullptr && program->kind == EngineKind::llama_cpp;
  std::vector<CacheType> types;
  if (!is_llama_cpp) {
    types.assign(types_of_servers.begin(), types_of_servers.end());
  }
  if (program != nullptr && program->kind == EngineKind::transformers) {
    types.resize(types_in_16_bits);  // its quantised caches are not known here
  }
  if (is_llama_cpp || program == nullptr) {
    types.insert(types.end(), types_of_llama_cpp.begin(), types_of_llama_cpp.end());
  }
  std::vector<std::string_view> names;
  for (const CacheType& known : types) {
    if (known.name == text) {
      return known.type;
    }
    if (std::find(names.begin(), names.end(), known.name) == names.end()) {
      names.push_back(known.name);
    }
  }
  check_choice(text, option, names);
  return model::StorageType::f16;
}

// By the memory of all cards: server/routes.go, https://github.com/ollama/ollama (the steps of 24
// and 48 GiB, each a GiB lower for what drivers keep back).
std::uint64_t ollama_context(Bytes cards) {
  if (cards >= gibibyte * 47) {
    return 262'144;
  }
  return cards >= gibibyte * 23 ? 32'768 : 4096;
}

Text why_usual_context(const model::Model& model, std::uint64_t tokens) {
  const std::uint64_t most = model.max_context_tokens.value_or(0);
  if (most == 0) {
    return {MessageId::why_context_unknown, {}};
  }
  return most == tokens ? Text{MessageId::why_context_of_model, {}}
                        : Text{MessageId::why_context_usual, {{"most", most}}};
}

std::uint64_t default_context(const model::Model& model, const EngineProgram* program,
                              std::optional<Bytes> cards, std::vector<Assumption>& assumptions) {
  std::uint64_t tokens = memory::default_context_tokens(model);
  Text why = why_usual_context(model, tokens);
  if (program != nullptr && program->context_tokens != 0) {
    const bool by_cards = cards && program->program == memory::LlamaCppProgram::ollama;
    const std::uint64_t wanted = by_cards ? ollama_context(*cards) : program->context_tokens;
    const std::uint64_t most = model.max_context_tokens.value_or(0);
    tokens = most == 0 ? wanted : std::min(wanted, most);
    const MessageId reason =
        by_cards ? MessageId::why_context_of_cards : MessageId::why_context_of_program;
    why = tokens < wanted ? Text{MessageId::why_context_of_model, {}}
                          : Text{reason, {{"program", std::string{program->name}}}};
  }
  assumptions.push_back({"context", std::to_string(tokens), std::move(why)});
  return tokens;
}

}  // namespace

void WorkloadOptions::add_to(CLI::App& app) {
  const MessageId group = MessageId::group_engine;
  add_option(app, "--context,--max-model-len,--context-length,--max_seq_len", context,
             MessageId::option_context, "TOKENS", group);
  add_option(app, "--parallel", parallel, MessageId::option_parallel, "N", group);
  add_option(app, "--cache-type-k", cache_type_k, MessageId::option_cache_type_k, "TYPE", group);
  add_option(app, "--cache-type-v", cache_type_v, MessageId::option_cache_type_v, "TYPE", group);
  add_option(app, "--kv-precision,--kv-cache-dtype", kv_precision, MessageId::option_kv_precision,
             "TYPE", group);
  add_option(app, "--prompt-tokens", prompt_tokens, MessageId::option_prompt_tokens, "TOKENS",
             group);
}

std::optional<std::uint64_t> WorkloadOptions::resolve_prompt() const {
  return prompt_tokens.empty() ? std::nullopt
                               : std::optional{parse_tokens(prompt_tokens, "--prompt-tokens")};
}

std::vector<std::string> WorkloadOptions::given() const {
  const std::array<std::pair<std::string_view, const std::string*>, 5> options{{
      {"--context", &context},
      {"--parallel", &parallel},
      {"--cache-type-k", &cache_type_k},
      {"--cache-type-v", &cache_type_v},
      {"--kv-precision", &kv_precision},
  }};
  std::vector<std::string> names;
  for (const auto& [name, value] : options) {
    if (!value->empty()) {
      names.emplace_back(name);
    }
  }
  return names;
}

std::string WorkloadOptions::first_cache_type() const {
  for (const std::string& option : given()) {
    if (option != "--context" && option != "--parallel") {
      return option;
    }
  }
  return {};
}

memory::Workload WorkloadOptions::resolve(const model::Model& model, const EngineProgram* program,
                                          std::optional<Bytes> cards,
                                          std::vector<Assumption>& assumptions,
                                          std::vector<Text>& warnings) const {
  memory::Workload workload;
  workload.context_tokens = context.empty() ? default_context(model, program, cards, assumptions)
                                            : parse_tokens(context, "--context");
  const std::uint64_t most = model.max_context_tokens.value_or(0);
  if (most != 0 && workload.context_tokens > most) {
    warnings.push_back({MessageId::warning_context_beyond_model,
                        {{"tokens", workload.context_tokens}, {"most", most}}});
  }
  if (!parallel.empty()) {
    workload.parallel = parse_whole(parallel, "--parallel", most_sequences);
  }
  if (!kv_precision.empty()) {
    workload.cache_type_k = parse_cache_type(kv_precision, "--kv-precision", program);
    workload.cache_type_v = workload.cache_type_k;
  }
  if (!cache_type_k.empty()) {
    workload.cache_type_k = parse_cache_type(cache_type_k, "--cache-type-k", program);
  }
  if (!cache_type_v.empty()) {
    workload.cache_type_v = parse_cache_type(cache_type_v, "--cache-type-v", program);
  }
  return workload;
}

}  // namespace vramcalc::cli
