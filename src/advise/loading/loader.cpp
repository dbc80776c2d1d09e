#include <vramcalc/advise/loader.h>

#include <algorithm>
#include <array>
#include <variant>

namespace vramcalc::advise {
namespace {

using memory::certain;
using memory::Interval;

constexpr std::array<std::string_view, 4> ids{"whole-file", "streaming", "mmap", "sharded"};

// A framework in Python: temporary data and configuration while it loads; process, tokenizer and
// the model's description afterwards.
constexpr Bytes framework_loading = gigabyte;
constexpr Interval framework_running{gigabyte, Bytes{1'500'000'000}, gigabyte * 2};

// llama.cpp: its platform footprint of https://github.com/gpustack/gguf-parser-go, and at worst
// what the minimum of main memory allows a process.
constexpr Interval native_program{mebibyte * 150, mebibyte * 150, gibibyte};

// Tensor by tensor: at least the four buffers of 64 MiB through which llama.cpp uploads
// (https://github.com/ggml-org/llama.cpp, src/llama-model-loader.cpp); a tenth of the file for
// large tensors and what is read ahead; at worst so much that all of it stays below the 30 % that
// streaming loaders are known for.
constexpr Bytes upload_buffers = mebibyte * 256;
constexpr std::uint64_t streamed_parts = 10;
constexpr std::uint64_t worst_streamed_parts = 5;

Interval streamed(Bytes file) {
  const Bytes part = share_of(file, streamed_parts);
  return {std::min(upload_buffers, part), part, share_of(file, worst_streamed_parts)};
}

struct UsualLoader {
  Loader operator()(const memory::Generic&) const { return Loader::whole_file; }
  // --load-mode mmap is its default.
  Loader operator()(const memory::LlamaCpp&) const { return Loader::mmap; }
  Loader operator()(const memory::Vllm&) const { return Loader::sharded; }
  Loader operator()(const memory::Sglang&) const { return Loader::sharded; }
  Loader operator()(const memory::TensorRtLlm&) const { return Loader::sharded; }
  Loader operator()(const memory::Transformers&) const { return Loader::sharded; }
  Loader operator()(const memory::ExllamaV3&) const { return Loader::streaming; }
  Loader operator()(const memory::Mlx&) const { return Loader::streaming; }
};

}  // namespace

std::string_view id_of(Loader loader) {
  return ids.at(static_cast<std::size_t>(loader));
}

std::span<const std::string_view> loader_ids() {
  return ids;
}

std::optional<Loader> find_loader(std::string_view id) {
  const auto* const found = std::find(ids.begin(), ids.end(), id);
  return found == ids.end() ? std::nullopt
                            : std::optional{static_cast<Loader>(found - ids.begin())};
}

Loader usual_loader(const memory::Engine& engine) {
  return std::visit(UsualLoader{}, engine);
}

LoaderTraits traits_of(Loader loader, Bytes file, Bytes shard, std::uint64_t workers) {
  switch (loader) {
    case Loader::whole_file:
      return {.staged = certain(file),
              .loading = certain(framework_loading),
              .running = framework_running};
    case Loader::streaming:
      return {.staged = streamed(file),
              .loading = certain(framework_loading),
              .running = framework_running,
              .parts = streamed_parts};
    case Loader::mmap:
      return {.staged = {},
              .loading = native_program,
              .running = native_program,
              .parts = streamed_parts,
              .leaves_cache = true};
    case Loader::sharded:
      break;
  }
  const Bytes at_once = std::min(file, shard * std::max<std::uint64_t>(workers, 1));
  const std::uint64_t parts = at_once == Bytes{} ? 1 : share_of(file, at_once.count()).count();
  return {.staged = certain(at_once),
          .loading = certain(framework_loading),
          .running = framework_running,
          .parts = parts};
}

}  // namespace vramcalc::advise
