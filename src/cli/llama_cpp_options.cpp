#include "cli/llama_cpp_options.h"

#include <algorithm>
#include <array>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "cli/model_argument.h"
#include "cli/options.h"

namespace vramcalc::cli {
namespace {

using memory::LlamaCppBackend;
using memory::SplitMode;

constexpr std::uint64_t most_batch = 1'048'576;
constexpr std::uint64_t most_layers = 1'000'000;
constexpr std::uint64_t most_mebibytes = 1'000'000'000;
constexpr std::uint64_t most_build = 1'000'000;
constexpr std::uint64_t most_draft_tokens = 64;
// common_params_speculative_draft::n_max, https://github.com/ggml-org/llama.cpp common/common.h
constexpr std::uint64_t default_draft_tokens = 3;

template <typename Value>
Value parse_id(const std::string& text, const std::string& option,
               std::initializer_list<Value> of) {
  std::vector<std::string_view> names;
  for (const Value value : of) {
    if (memory::id_of(value) == text) {
      return value;
    }
    names.push_back(memory::id_of(value));
  }
  check_choice(text, option, names);
  return *of.begin();
}

bool parse_switch(const std::string& text, const std::string& option) {
  check_choice(text, option, {"on", "off"});
  return text == "on";
}

std::vector<double> parse_split(const std::string& text) {
  std::vector<double> shares;
  for (const std::string& share : split_list({text})) {
    shares.push_back(parse_decimal(share).value());
  }
  if (std::all_of(shares.begin(), shares.end(), [](double share) { return share <= 0; })) {
    throw Error(ErrorKind::usage, {MessageId::error_tensor_split_empty, {}});
  }
  return shares;
}

// "b8500", and "8500".
std::uint64_t parse_build(const std::string& text) {
  const std::string digits = text.starts_with('b') ? text.substr(1) : text;
  const bool valid =
      !digits.empty() && digits.size() <= 6 &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!valid || std::stoull(digits) > most_build) {
    throw Error(ErrorKind::usage, {MessageId::error_not_a_build, {{"text", printable(text)}}},
                Text{MessageId::hint_build, {}});
  }
  return std::stoull(digits);
}

std::shared_ptr<const model::Model> model_in(const std::string& file, const Catalogues& catalogues,
                                             std::vector<Text>& warnings) {
  return std::make_shared<const model::Model>(
      find_model_argument({.argument = file, .is_file = true}, catalogues, warnings));
}

}  // namespace

// string_split and parse_tensor_buffer_overrides, https://github.com/ggml-org/llama.cpp
// common/arg.cpp: commas come before the meaning of a pattern.
std::vector<memory::TensorOverride> parse_override_tensor(const std::vector<std::string>& values) {
  std::vector<memory::TensorOverride> overrides;
  for (const std::string& value : values) {
    for (const std::string& part : split_at_commas(value)) {
      const std::size_t sign = part.find('=');
      if (sign == std::string::npos) {
        throw Error(ErrorKind::usage,
                    {MessageId::llama_cpp_override_form, {{"text", printable(part)}}},
                    Text{MessageId::hint_llama_cpp_override_form, {}});
      }
      overrides.push_back({part.substr(0, sign), part.substr(sign + 1)});
    }
  }
  return overrides;
}

void LlamaCppOptions::add_to(CLI::App& app) {
  const MessageId group = MessageId::group_llama_cpp;
  const auto value = [&](const std::string& name, std::string& target, MessageId description,
                         const std::string& type) {
    add_option(app, name, target, description, type, group);
  };
  const auto flag = [&](const std::string& name, bool& target, MessageId description) {
    app.add_flag(name, target, label(description))->group(label(group));
  };
  value("--batch-size", batch_size, MessageId::option_batch_size, "N");
  value("--ubatch-size", ubatch_size, MessageId::option_ubatch_size, "N");
  value("--flash-attn", flash_attn, MessageId::option_flash_attn, "WHEN");
  value("--gpu-layers", gpu_layers, MessageId::option_gpu_layers, "N");
  value("--split-mode", split_mode, MessageId::option_split_mode, "HOW");
  value("--tensor-split", tensor_split, MessageId::option_tensor_split, "SHARES");
  value("--n-cpu-moe", n_cpu_moe, MessageId::option_n_cpu_moe, "N");
  flag("--cpu-moe", cpu_moe, MessageId::option_cpu_moe);
  add_option(app, "--override-tensor", override_tensor, MessageId::option_override_tensor,
             "PATTERN=BUFFER", group);
  flag("--no-kv-offload", no_kv_offload, MessageId::option_no_kv_offload);
  value("--kv-unified", kv_unified, MessageId::option_kv_unified, "WHEN");
  flag("--swa-full", swa_full, MessageId::option_swa_full);
  value("--backend", backend, MessageId::option_backend, "NAME");
  value("--mmproj", mmproj, MessageId::option_mmproj, "FILE");
  add_option(app, "--lora", lora, MessageId::option_lora, "FILE", group);
  value("--model-draft", model_draft, MessageId::option_model_draft, "MODEL");
  value("--spec-type", spec_type, MessageId::option_spec_type, "NAME");
  value("--spec-draft-n-max", spec_draft_n_max, MessageId::option_spec_draft_n_max, "N");
  value("--cache-ram", cache_ram, MessageId::option_cache_ram, "MIB");
  value("--ctx-checkpoints", ctx_checkpoints, MessageId::option_ctx_checkpoints, "N");
  value("--engine-build", engine_build, MessageId::option_engine_build, "BUILD");
}

std::string LlamaCppOptions::first_given() const {
  const std::array<std::pair<const char*, bool>, 21> options{{
      {"--spec-type", !spec_type.empty()},
      {"--spec-draft-n-max", !spec_draft_n_max.empty()},
      {"--batch-size", !batch_size.empty()},
      {"--ubatch-size", !ubatch_size.empty()},
      {"--flash-attn", !flash_attn.empty()},
      {"--gpu-layers", !gpu_layers.empty()},
      {"--split-mode", !split_mode.empty()},
      {"--tensor-split", !tensor_split.empty()},
      {"--n-cpu-moe", !n_cpu_moe.empty()},
      {"--cpu-moe", cpu_moe},
      {"--override-tensor", !override_tensor.empty()},
      {"--no-kv-offload", no_kv_offload},
      {"--kv-unified", !kv_unified.empty()},
      {"--swa-full", swa_full},
      {"--backend", !backend.empty()},
      {"--mmproj", !mmproj.empty()},
      {"--lora", !lora.empty()},
      {"--model-draft", !model_draft.empty()},
      {"--cache-ram", !cache_ram.empty()},
      {"--ctx-checkpoints", !ctx_checkpoints.empty()},
      {"--engine-build", !engine_build.empty()},
  }};
  const auto* found = std::find_if(options.begin(), options.end(),
                                   [](const auto& option) { return option.second; });
  return found == options.end() ? std::string{} : found->first;
}

void LlamaCppOptions::set_sizes(memory::LlamaCpp& engine) const {
  if (!batch_size.empty()) {
    engine.batch_size = parse_whole(batch_size, "--batch-size", most_batch);
  }
  if (!ubatch_size.empty()) {
    engine.ubatch_size = parse_whole(ubatch_size, "--ubatch-size", most_batch);
  }
  if (!engine_build.empty()) {
    memory::set_build(engine, parse_build(engine_build));
  }
  if (!cache_ram.empty()) {
    engine.cache_ram_mib = parse_whole(cache_ram, "--cache-ram", most_mebibytes, 0);
  }
  if (!ctx_checkpoints.empty()) {
    engine.context_checkpoints = parse_whole(ctx_checkpoints, "--ctx-checkpoints", most_layers, 0);
  }
}

void LlamaCppOptions::set_placement(memory::LlamaCpp& engine, const model::Model& model) const {
  if (!backend.empty()) {
    engine.backend =
        parse_id(backend, "--backend", {LlamaCppBackend::cuda, LlamaCppBackend::vulkan});
  }
  if (!gpu_layers.empty() && gpu_layers != "all") {
    engine.gpu_layers = parse_whole(gpu_layers, "--gpu-layers", most_layers, 0);
  }
  if (!split_mode.empty()) {
    engine.split_mode =
        parse_id(split_mode, "--split-mode",
                 {SplitMode::layer, SplitMode::row, SplitMode::tensor, SplitMode::none});
  }
  if (!tensor_split.empty()) {
    engine.tensor_split = parse_split(tensor_split);
  }
  engine.override_tensor = parse_override_tensor(override_tensor);
  if (cpu_moe && !n_cpu_moe.empty()) {
    throw Error(ErrorKind::usage, {MessageId::error_both_cpu_moe, {}},
                Text{MessageId::hint_all_and_named, {}});
  }
  if (cpu_moe && model.layout != nullptr) {
    engine.n_cpu_moe = model.layout->architecture.layers.size();
  } else if (!n_cpu_moe.empty()) {
    engine.n_cpu_moe = parse_whole(n_cpu_moe, "--n-cpu-moe", most_layers, 0);
  }
}

void LlamaCppOptions::set_cache(memory::LlamaCpp& engine) const {
  if (!flash_attn.empty()) {
    check_choice(flash_attn, "--flash-attn", {"on", "off", "auto"});
    engine.flash_attention = flash_attn != "off";
  }
  engine.kv_offload = !no_kv_offload;
  engine.kv_unified = !kv_unified.empty() && parse_switch(kv_unified, "--kv-unified");
  engine.swa_full = swa_full;
}

memory::LlamaCpp LlamaCppOptions::resolve(const model::Model& model, const EngineProgram& program,
                                          const Catalogues& catalogues,
                                          std::vector<Assumption>& assumptions,
                                          std::vector<Text>& warnings) const {
  memory::LlamaCpp engine;
  engine.program = program.program;
  engine.batch_size = program.batch_size;
  engine.cache_ram_mib = program.cache_ram_mib;
  engine.context_checkpoints = program.context_checkpoints;
  set_sizes(engine);
  set_placement(engine, model);
  set_cache(engine);
  if (ubatch_size.empty()) {
    assumptions.push_back(
        {"ubatch-size",
         std::to_string(engine.ubatch_size),
         {MessageId::why_default_of_program, {{"program", std::string{program.name}}}}});
  }
  if (flash_attn.empty()) {
    assumptions.push_back({"flash-attn", "on", {MessageId::why_flash_attention, {}}});
  }
  if (!spec_type.empty()) {
    check_choice(spec_type, "--spec-type", {"none", "draft-mtp"});
    if (spec_type == "draft-mtp") {
      engine.draft_mtp_tokens =
          spec_draft_n_max.empty()
              ? default_draft_tokens
              : parse_whole(spec_draft_n_max, "--spec-draft-n-max", most_draft_tokens);
    }
  }
  if (!mmproj.empty()) {
    engine.mmproj = model_in(mmproj, catalogues, warnings);
  }
  for (const std::string& file : lora) {
    engine.lora.push_back(model_in(file, catalogues, warnings));
  }
  if (!model_draft.empty()) {
    engine.draft = std::make_shared<const model::Model>(
        find_model_argument({model_draft}, catalogues, warnings));
  }
  return engine;
}

}  // namespace vramcalc::cli
