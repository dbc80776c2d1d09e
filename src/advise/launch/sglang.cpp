// SGLang's server: https://github.com/sgl-project/sglang, python/sglang/srt/server_args.py
#include <array>
#include <string>
#include <string_view>

#include "advise/launch/engines.h"
#include "advise/launch/servers.h"
#include "advise/launch/weights_source.h"
#include "advise/launch/words.h"

namespace vramcalc::advise {
namespace {

constexpr std::array<std::string_view, 1> made_while_loading{"fp8"};

const memory::Sglang usual;

}  // namespace

Launch launch_sglang(const EstimateAnswer& answer, const memory::Sglang& engine) {
  auto [reference, launch] = hub_source(answer, made_while_loading);
  Words words{{"python3", "-m", "sglang.launch_server"}};
  words.add("--model-path", reference);
  if (answer.format.precision.id == "fp8" && !is_published_format(answer)) {
    words.add("--quantization", "fp8");
  }
  words.add("--context-length", answer.workload.context_tokens);
  if (engine.mem_fraction_static) {
    words.add("--mem-fraction-static", share_text(*engine.mem_fraction_static));
  }
  const Ranks ranks = ranks_of(answer, engine.tp_size, engine.pp_size);
  words.add("--tp-size", ranks.tensor);
  words.add_unless("--pp-size", ranks.pipeline, 1);
  words.add_if("--chunked-prefill-size", engine.chunked_prefill_size);
  words.add_if("--cuda-graph-max-bs", engine.cuda_graph_max_bs);
  words.add_unless("--page-size", engine.page_size, usual.page_size);
  words.add_if("--kv-cache-dtype", kv_cache_dtype(answer.workload.cache_type_k));
  words.add_flag("--disable-cuda-graph", engine.disable_cuda_graph);
  if (engine.num_speculative_tokens != 0) {
    words.add("--speculative-algorithm", "NEXTN");
    words.add("--speculative-num-draft-tokens", engine.num_speculative_tokens);
  }
  launch.commands.push_back({LaunchStep::serve, {}, std::move(words).take()});
  return launch;
}

}  // namespace vramcalc::advise
