#include "cli/local_engine_options.h"

#include <algorithm>
#include <array>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "cli/options.h"

namespace vramcalc::cli {
namespace {

constexpr std::uint64_t most_tokens = 1'000'000'000;

// cache_mode of TabbyAPI: names, or bits of keys and values
// (https://github.com/theroyallab/tabbyAPI common/config_models.py).
void set_cache_mode(memory::ExllamaV3& engine, const std::string& text) {
  struct Mode {
    std::string_view name;
    std::uint64_t bits;
  };
  constexpr std::array modes{Mode{"FP16", 16}, Mode{"Q8", 8}, Mode{"Q6", 6}, Mode{"Q4", 4}};
  const auto* const mode = std::find_if(modes.begin(), modes.end(),
                                        [&](const Mode& known) { return known.name == text; });
  if (mode != modes.end()) {
    engine.cache_bits_k = mode->bits;
    engine.cache_bits_v = mode->bits;
    return;
  }
  const bool is_pair = text.size() == 3 && text[1] == ',' && text[0] >= '2' && text[0] <= '8' &&
                       text[2] >= '2' && text[2] <= '8';
  if (!is_pair) {
    throw Error(ErrorKind::usage, {MessageId::error_cache_mode, {{"text", printable(text)}}},
                Text{MessageId::hint_cache_mode, {}});
  }
  engine.cache_bits_k = static_cast<std::uint64_t>(text[0] - '0');
  engine.cache_bits_v = static_cast<std::uint64_t>(text[2] - '0');
}

}  // namespace

void TransformersOptions::add_to(CLI::App& app) {
  texts_.value(app, "--attn-implementation", MessageId::option_attn_implementation, "NAME");
  texts_.flag(app, "--all-logits", MessageId::option_all_logits);
}

memory::Transformers TransformersOptions::resolve(std::vector<Assumption>& assumptions) const {
  using memory::AttentionImplementation;
  memory::Transformers engine;
  if (texts_.is_given("--attn-implementation")) {
    const std::string& name = texts_.text("--attn-implementation");
    check_choice(name, "--attn-implementation", {"eager", "sdpa", "flash_attention_2"});
    for (const AttentionImplementation known :
         {AttentionImplementation::eager, AttentionImplementation::sdpa,
          AttentionImplementation::flash_attention_2}) {
      if (memory::id_of(known) == name) {
        engine.attn_implementation = known;
      }
    }
  }
  engine.all_logits = texts_.is_set("--all-logits");
  texts_.assume("--attn-implementation", "sdpa", "transformers", assumptions);
  return engine;
}

void ExllamaV3Options::add_to(CLI::App& app) {
  texts_.value(app, "--cache-size", MessageId::option_cache_size, "TOKENS");
  texts_.value(app, "--cache-mode", MessageId::option_cache_mode, "MODE");
  texts_.value(app, "--chunk-size", MessageId::option_chunk_size, "TOKENS");
}

memory::ExllamaV3 ExllamaV3Options::resolve(std::vector<Assumption>& assumptions) const {
  memory::ExllamaV3 engine;
  engine.cache_size = texts_.whole("--cache-size", most_tokens);
  engine.chunk_size = texts_.whole("--chunk-size", most_tokens).value_or(engine.chunk_size);
  if (texts_.is_given("--cache-mode")) {
    set_cache_mode(engine, texts_.text("--cache-mode"));
  }
  texts_.assume("--cache-mode", "FP16", "exllamav3", assumptions);
  texts_.assume("--chunk-size", std::to_string(engine.chunk_size), "exllamav3", assumptions);
  return engine;
}

void MlxOptions::add_to(CLI::App& app) {
  texts_.value(app, "--max-kv-size", MessageId::option_max_kv_size, "TOKENS");
  texts_.value(app, "--kv-bits", MessageId::option_kv_bits, "BITS");
  texts_.value(app, "--kv-group-size", MessageId::option_kv_group_size, "N");
  texts_.value(app, "--prefill-step-size", MessageId::option_prefill_step_size, "TOKENS");
}

memory::Mlx MlxOptions::resolve(std::vector<Assumption>& assumptions) const {
  constexpr std::array<std::uint64_t, 7> bits{2, 3, 4, 5, 6, 8, 16};
  memory::Mlx engine;
  engine.max_kv_size = texts_.whole("--max-kv-size", most_tokens);
  engine.kv_bits = texts_.whole("--kv-bits", 16).value_or(engine.kv_bits);
  if (std::find(bits.begin(), bits.end(), engine.kv_bits) == bits.end()) {
    throw Error(ErrorKind::usage, {MessageId::error_cache_bits, {{"bits", engine.kv_bits}}});
  }
  engine.kv_group_size =
      texts_.whole("--kv-group-size", most_tokens).value_or(engine.kv_group_size);
  engine.prefill_step_size =
      texts_.whole("--prefill-step-size", most_tokens).value_or(engine.prefill_step_size);
  texts_.assume("--kv-bits", "16", "mlx", assumptions);
  texts_.assume("--prefill-step-size", std::to_string(engine.prefill_step_size), "mlx",
                assumptions);
  return engine;
}

}  // namespace vramcalc::cli
