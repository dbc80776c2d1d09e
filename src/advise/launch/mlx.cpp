// mlx-lm: https://github.com/ml-explore/mlx-lm, mlx_lm/generate.py and mlx_lm/convert.py. Its
// server has no options for the cache, its generate has.
#include <string>

#include "advise/launch/engines.h"
#include "advise/launch/weights_source.h"
#include "advise/launch/words.h"

namespace vramcalc::advise {
namespace {

// Its own formats are made of the published weights, in groups of 64.
bool is_converted(const EstimateAnswer& answer) {
  return !is_published_format(answer) &&
         (answer.format.precision.id == "int4" || answer.format.precision.id == "int8");
}

}  // namespace

Launch launch_mlx(const EstimateAnswer& answer, const memory::Mlx& engine) {
  EstimateAnswer published = answer;
  if (is_converted(answer)) {
    published.format = model::native_format(answer.model);
  }
  auto [reference, launch] = hub_source(published, {});
  if (is_converted(answer)) {
    const std::string folder = "./" + plain_name(answer) + "-" + answer.format.precision.id;
    launch.disk += answer.estimate.weights;
    launch.commands.push_back(
        {LaunchStep::quantise,
         {},
         {"mlx_lm.convert", "--hf-path", reference, "--mlx-path", folder, "--quantize", "--q-bits",
          answer.format.precision.id == "int4" ? "4" : "8"}});
    reference = folder;
  }
  Words words{{"mlx_lm.generate"}};
  words.add("--model", reference);
  words.add("--prompt", "Hello");
  words.add_if("--max-kv-size", engine.max_kv_size);
  if (engine.kv_bits < 16) {
    words.add("--kv-bits", engine.kv_bits);
    words.add("--kv-group-size", engine.kv_group_size);
    words.add("--quantized-kv-start", std::uint64_t{0});
  }
  launch.commands.push_back({LaunchStep::run, {}, std::move(words).take()});
  return launch;
}

}  // namespace vramcalc::advise
