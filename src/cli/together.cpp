// `estimate --model A --model B`: several models on the same cards.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <vramcalc/advise/together.h>
#include <vramcalc/core/error.h>

#include "cli/estimate_question.h"
#include "cli/options.h"
#include "report/together.h"

namespace vramcalc::cli {
namespace {

// One value for all models, or one for each in their order.
constexpr std::array<std::string_view, 7> options_of_models{"--precision",
                                                            "--context",
                                                            "--parallel",
                                                            "--engine",
                                                            "--gpu-memory-utilization",
                                                            "--mem-fraction-static",
                                                            "--kv_cache_free_gpu_memory_fraction"};

void refuse(MessageId what, MessageId hint) {
  throw Error(ErrorKind::usage, {what, {}}, Text{hint, {}});
}

void check(const GivenOptions& given, const std::vector<std::string>& models) {
  if (find_option(given, "--params") != nullptr) {
    refuse(MessageId::error_two_models, MessageId::hint_model);
  }
  if (find_option(given, "--versus") != nullptr) {
    throw Error(ErrorKind::usage,
                {MessageId::error_versus_several, {{"option", std::string{"--model"}}}},
                Text{MessageId::hint_versus_several, {}});
  }
  if (find_option(given, "--explain") != nullptr) {
    refuse(MessageId::error_models_explain, MessageId::hint_one_model);
  }
  if (std::count(models.begin(), models.end(), "-") > 1) {
    refuse(MessageId::error_models_stream, MessageId::hint_models_stream);
  }
}

// Neither all precisions nor all engines: each model runs in one way.
void check_value(const std::string& option, const std::string& value) {
  if (value == "all" && option == "--precision") {
    refuse(MessageId::error_models_precisions, MessageId::hint_values_of_models);
  }
  if (value == all_engines && option == "--engine") {
    refuse(MessageId::error_models_engines, MessageId::hint_one_model);
  }
}

// Of the option, one value a model.
std::vector<std::string> values_of(const GivenOption& option, std::size_t models) {
  std::vector<std::string> values = split_list(option.values);
  for (const std::string& value : values) {
    check_value(option.name, value);
  }
  if (values.size() == 1) {
    values.resize(models, values.front());
  } else if (values.size() != models) {
    throw Error(ErrorKind::usage,
                {MessageId::error_values_of_models,
                 {{"option", option.name},
                  {"count", std::uint64_t{values.size()}},
                  {"models", std::uint64_t{models}}}},
                Text{MessageId::hint_values_of_models, {}});
  }
  return values;
}

// The command line of every model by itself.
std::vector<GivenOptions> options_of_each(const GivenOptions& given,
                                          const std::vector<std::string>& models) {
  std::vector<GivenOptions> each(models.size(), given);
  for (std::size_t i = 0; i < models.size(); ++i) {
    each[i] = with_option(std::move(each[i]), {"--model", {models[i]}, {}, false});
  }
  for (const GivenOption& option : given) {
    if (std::find(options_of_models.begin(), options_of_models.end(), option.name) ==
        options_of_models.end()) {
      continue;
    }
    const std::vector<std::string> values = values_of(option, models.size());
    for (std::size_t i = 0; i < models.size(); ++i) {
      each[i] = with_option(std::move(each[i]), {option.name, {values[i]}, option.group, false});
    }
  }
  return each;
}

// The question to one model alone: what only other engines have is left out.
GivenOptions alone(GivenOptions options, std::string_view engine) {
  constexpr std::array<std::pair<MessageId, std::string_view>, 7> owners{
      {{MessageId::group_llama_cpp, "llama.cpp"},
       {MessageId::group_vllm, "vllm"},
       {MessageId::group_sglang, "sglang"},
       {MessageId::group_tensorrt_llm, "tensorrt-llm"},
       {MessageId::group_transformers, "transformers"},
       {MessageId::group_exllamav3, "exllamav3"},
       {MessageId::group_mlx, "mlx"}}};
  std::erase_if(options, [&](const GivenOption& option) {
    return std::any_of(owners.begin(), owners.end(), [&](const auto& owner) {
      return option.group == label(owner.first) && engine != owner.second;
    });
  });
  return options;
}

}  // namespace

ExitCode models_together(Call& call, const GivenOptions& given, const Catalogues& catalogues,
                         const OutputOptions& output) {
  const std::vector<std::string> models = find_option(given, "--model")->values;
  check(given, models);
  const std::vector<GivenOptions> each = options_of_each(without_output(given), models);
  std::vector<EstimateQuestion> asked;  // the requests refer to them
  std::vector<advise::EstimateRequest> requests;
  std::vector<std::string_view> engines;
  for (const GivenOptions& options : each) {
    asked.push_back(estimate_question(call, words_of(options), catalogues, true));
    requests.push_back(asked.back().requests.front());
    engines.push_back(memory::id_of(requests.back().engine));
  }
  asked.front().engine->refuse_options_beside(engines);
  const report::Set set{advise::together(requests), words_of(alone(each.front(), engines.front()))};
  const bool any_tensors = std::any_of(requests.begin(), requests.end(), [](const auto& request) {
    return request.model.has_tensors();
  });
  const ByteUnit unit = output.unit(any_tensors ? ByteUnit::gib : ByteUnit::gb);
  output.print(
      call, [&] { return report::set_document(set, unit); },
      [&] { return report::set_json(set.answer); }, "models");
  return set.answer.verdict == advise::Verdict::no ? ExitCode::no : ExitCode::answered;
}

}  // namespace vramcalc::cli
