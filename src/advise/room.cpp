#include <vramcalc/advise/room.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/verdict.h>
#include <vramcalc/core/error.h>

namespace vramcalc::advise {
namespace {

using memory::Question;

// Settings that the engine refuses do not fit.
bool is_refused(const Error& error) {
  return error.kind() == ErrorKind::unsupported;
}

class Cards {
 public:
  Cards(const hardware::Rig& rig, std::optional<Bytes> reserve) : gpus_(gpus_of(rig)) {
    for (const hardware::RigCards& kind : rig.kinds) {
      const Bytes free = reserve.value_or(usual_reserve(kind.gpu));
      usable_.insert(usable_.end(), kind.count, usable_memory(kind.gpu, free));
      reserve_ = std::max(reserve_, free);
    }
  }

  [[nodiscard]] Bytes reserve() const { return reserve_; }

  [[nodiscard]] bool hold(const Question& question) const {
    try {
      return hold(memory::estimate(question, gpus_));
    } catch (const Error& error) {
      if (!is_refused(error)) {
        throw;
      }
      return false;
    }
  }

 private:
  [[nodiscard]] bool hold(const memory::Estimate& estimate) const {
    for (std::uint32_t card = 0; card < usable_.size(); ++card) {
      if (verdict_on(load_of(estimate, {card}), usable_[card]) != Verdict::fits) {
        return false;
      }
    }
    return true;
  }

  std::vector<memory::GpuMemory> gpus_;
  std::vector<Bytes> usable_;
  Bytes reserve_;
};

// The largest number from 1 to `most` that fits and whose successor does not; 0 where 1 does not.
std::uint64_t largest(std::uint64_t most, const std::function<bool(std::uint64_t)>& fits) {
  if (fits(most)) {
    return most;
  }
  std::uint64_t below = 0;  // fits, or is 0
  std::uint64_t above = most;
  while (above - below > 1) {
    const std::uint64_t middle = below + (above - below) / 2;
    (fits(middle) ? below : above) = middle;
  }
  return below;
}

void find_context(Room& room, Question question, const Cards& cards) {
  const std::optional<std::uint64_t> maximum = question.model.max_context_tokens;
  const std::uint64_t most =
      std::min(maximum.value_or(longest_context_tried), longest_context_tried);
  const auto tokens = [&](std::uint64_t steps) { return std::min(steps * context_step, most); };
  const std::uint64_t all_steps = most / context_step + (most % context_step == 0 ? 0 : 1);
  const std::uint64_t steps = largest(all_steps, [&](std::uint64_t tried) {
    question.workload.context_tokens = tokens(tried);
    return cards.hold(question);
  });
  if (steps > 0) {
    room.longest_context_tokens = tokens(steps);
    room.context_is_model_maximum = room.longest_context_tokens == maximum;
  }
}

void find_parallel(Room& room, Question question, const Cards& cards) {
  const bool is_llama_cpp = std::holds_alternative<memory::LlamaCpp>(question.engine);
  const std::uint64_t most = is_llama_cpp ? most_sequences : most_sequences_of_servers;
  const std::uint64_t sequences = largest(most, [&](std::uint64_t tried) {
    question.workload.parallel = tried;
    return cards.hold(question);
  });
  if (sequences > 0) {
    room.most_parallel = sequences;
  }
}

bool asks_for_imatrix(const model::WeightFormat& format) {
  const auto* gguf = format.recipe ? std::get_if<model::GgufRecipe>(&*format.recipe) : nullptr;
  return gguf != nullptr && gguf->imatrix;
}

// The types of GGUF files, a file that is one as it is, and of the 16- and 32-bit types those in
// which the model is published: more bits than it was trained with give nothing.
std::vector<model::WeightFormat> gguf_formats(const Question& question) {
  const model::Model& model = question.model;
  model::RecipeOptions options;
  options.imatrix = asks_for_imatrix(question.format);
  options.gguf_types = true;
  const bool is_16_bit = model.native_precision == "fp16" || model.native_precision == "fp32";
  std::vector<model::WeightFormat> formats;
  if (model.source == model::ModelSource::gguf) {
    formats.push_back(model::native_format(model));
  }
  for (const model::Precision& precision : model::precisions()) {
    const bool plain = precision.id == model.native_precision &&
                       (precision.id == "fp32" || precision.id == "bf16" || precision.id == "fp16");
    const bool usual_16_bit = precision.id == (is_16_bit ? "fp16" : "bf16");
    if (precision.family == model::PrecisionFamily::gguf || plain || usual_16_bit) {
      formats.push_back({precision, model::recipe_of(precision, options)});
    }
  }
  return formats;
}

// What servers and transformers run of the formats that are no file of llama.cpp's.
std::vector<model::WeightFormat> hub_formats(const Question& question,
                                             std::initializer_list<std::string_view> names) {
  std::vector<model::WeightFormat> formats{model::native_format(question.model)};
  for (const std::string_view name : names) {
    formats.push_back(model::format_in(question.model, model::find_precision(name), false));
  }
  return formats;
}

// In which formats each engine runs a model, as far as they can be told apart by their size.
struct FormatsOf {
  const Question& question;

  std::vector<model::WeightFormat> operator()(const memory::LlamaCpp& /*engine*/) const {
    return gguf_formats(question);
  }
  std::vector<model::WeightFormat> operator()(const memory::Vllm& /*engine*/) const {
    return of_servers();
  }
  std::vector<model::WeightFormat> operator()(const memory::Sglang& /*engine*/) const {
    return of_servers();
  }
  std::vector<model::WeightFormat> operator()(const memory::TensorRtLlm& /*engine*/) const {
    return of_servers();
  }
  std::vector<model::WeightFormat> operator()(const memory::Transformers& /*engine*/) const {
    return hub_formats(question, {"bf16", "int8", "nf4"});
  }
  std::vector<model::WeightFormat> operator()(const memory::ExllamaV3& /*engine*/) const {
    return hub_formats(question, {"exl3:8", "exl3:6", "exl3:5", "exl3:4", "exl3:3", "exl3:2.5"});
  }
  // No format of its own has a name here.
  std::vector<model::WeightFormat> operator()(const memory::Mlx& /*engine*/) const { return {}; }
  std::vector<model::WeightFormat> operator()(const memory::Generic& /*engine*/) const {
    return hub_formats(question, {"bf16", "fp8", "int4"});
  }

 private:
  [[nodiscard]] std::vector<model::WeightFormat> of_servers() const {
    return hub_formats(question, {"bf16", "fp8", "awq"});
  }
};

// Formats that the model cannot be kept in are left out.
std::vector<model::WeightFormat> largest_first(const Question& question) {
  std::vector<std::pair<Bytes, model::WeightFormat>> sizes;
  for (model::WeightFormat& format : std::visit(FormatsOf{question}, question.engine)) {
    try {
      const Bytes bytes = model::stored_in(question.model, format).language_bytes();
      sizes.emplace_back(bytes, std::move(format));
    } catch (const Error& error) {
      if (!is_refused(error)) {
        throw;
      }
    }
  }
  std::stable_sort(sizes.begin(), sizes.end(),
                   [](const auto& a, const auto& b) { return b.first < a.first; });
  std::vector<model::WeightFormat> formats;
  for (auto& [bytes, format] : sizes) {
    formats.push_back(std::move(format));
  }
  return formats;
}

void find_format(Room& room, Question question, const Cards& cards) {
  for (model::WeightFormat& format : largest_first(question)) {
    question.format = format;
    if (cards.hold(question)) {
      room.best_format = std::move(format);
      return;
    }
  }
}

}  // namespace

Room room(const Question& question, const hardware::Rig& rig, std::optional<Bytes> reserve) {
  const Cards cards{rig, reserve};
  Room room;
  room.reserve = cards.reserve();
  find_context(room, question, cards);
  find_parallel(room, question, cards);
  find_format(room, question, cards);
  return room;
}

}  // namespace vramcalc::advise
