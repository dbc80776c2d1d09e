// `vramcalc fit`: what runs on the cards that are there.
#include <algorithm>
#include <limits>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/model/find_model.h>

#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/local_cards.h"
#include "cli/model_argument.h"
#include "cli/options.h"
#include "cli/output.h"
#include "report/what_fits.h"

namespace vramcalc::cli {
namespace {

constexpr std::uint64_t least_context = 4096;
constexpr std::size_t usual_rows = 20;

// Which models of the catalogue, and in which order.
struct ChoiceOptions {
  std::vector<std::string> search;
  std::string licence;
  std::string size;
  std::string min_bits;
  std::string min_speed;
  std::string sort = "size";
  std::string limit;

  void add_to(CLI::App& app) {
    const auto group = MessageId::group_list;
    add_option(app, "--search", search, MessageId::option_search, "TEXT", group);
    add_option(app, "--size", size, MessageId::option_task_size, "RANGE", group);
    add_option(app, "--licence", licence, MessageId::option_licence, "TEXT", group);
    add_option(app, "--min-bits", min_bits, MessageId::option_min_bits, "BITS", group);
    add_option(app, "--min-speed", min_speed, MessageId::option_min_speed, "TOKENS/S", group);
    add_option(app, "--sort", sort, MessageId::option_sort, "BY", group);
    add_option(app, "--limit", limit, MessageId::option_limit, "N", group);
  }

  [[nodiscard]] std::size_t rows() const {
    constexpr std::uint64_t most = 1'000'000;
    if (limit.empty()) {
      return usual_rows;
    }
    return limit == "all" ? std::numeric_limits<std::size_t>::max()
                          : parse_whole(limit, "--limit", most);
  }
};

struct FitOptions {
  EngineOptions engine;
  CardOptions cards;
  ChoiceOptions choice;
  CatalogueOptions catalogues;
  OutputOptions output;

  void reset() {
    engine.reset();
    cards = {};
    choice = {};
    catalogues = {};
    output = {};
  }

  void add_to(Call& call) {
    CLI::App& app = call.app();
    engine.add_common_to(app);
    cards.add_rig_to(app);
    choice.add_to(app);
    catalogues.add_to(app);
    output.add_to(app);
    if (call.asks_for_more()) {
      engine.add_engines_to(app);
    }
  }
};

// "7B-32B", "8B-", "-32B", "8B".
std::pair<std::uint64_t, std::uint64_t> size_range(const std::string& text) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (text.empty()) {
    return {0, most};
  }
  const std::size_t dash = text.find('-');
  const auto parse = [](const std::string& part, std::uint64_t otherwise) {
    return part.empty() ? otherwise : model::model_of_size(part).parameters;
  };
  if (dash == std::string::npos) {
    const std::uint64_t about = parse(text, 0);
    constexpr std::uint64_t tenth = 10;
    return {about - about / tenth, about + about / tenth};
  }
  return {parse(text.substr(0, dash), 0), parse(text.substr(dash + 1), most)};
}

bool contains(std::string_view text, const std::string& part) {
  return folded_name(text).find(folded_name(part)) != std::string::npos;
}

bool is_wanted(const model::CatalogueModel& entry, const ChoiceOptions& choice,
               const std::pair<std::uint64_t, std::uint64_t>& sizes) {
  const std::vector<std::string> texts = split_list(choice.search);
  const bool found =
      texts.empty() || std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
        return contains(entry.id, text) || contains(entry.name, text);
      });
  return !entry.is_size_class() && found && sizes.first <= entry.parameters &&
         entry.parameters <= sizes.second && contains(entry.licence, choice.licence);
}

std::vector<model::Model> models_of(const ChoiceOptions& choice, const Catalogues& catalogues) {
  const auto sizes = size_range(choice.size);
  std::vector<model::Model> models;
  std::vector<Text> ignored;  // about single models: `estimate` says them
  for (const model::CatalogueModel& entry : catalogues.models()) {
    if (is_wanted(entry, choice, sizes)) {
      model::Model model = model_with_layout(entry, catalogues, ignored);
      if (model.has_layers()) {
        models.push_back(std::move(model));
      }
    }
  }
  if (models.empty()) {
    throw Error(ErrorKind::not_found, {MessageId::error_fit_no_models, {}},
                Text{MessageId::hint_fit_no_models, {}});
  }
  return models;
}

std::string_view released_of(const advise::FittingModel& fitting, const Catalogues& catalogues) {
  const auto entries = catalogues.models();
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const auto& candidate) {
    return candidate.id == fitting.model.id;
  });
  return entry == entries.end() ? std::string_view{} : entry->released;
}

void sort_models(std::vector<advise::FittingModel>& models, const std::string& by,
                 const Catalogues& catalogues) {
  using Fitting = advise::FittingModel;
  const auto descending = [&](auto key) {
    std::stable_sort(models.begin(), models.end(),
                     [&](const Fitting& a, const Fitting& b) { return key(b) < key(a); });
  };
  if (by == "size") {
    descending([](const Fitting& fitting) { return fitting.model.parameters; });
  } else if (by == "speed") {
    descending([](const Fitting& fitting) {
      return fitting.speed ? fitting.speed->decode.expected : 0.0;
    });
  } else if (by == "context") {
    descending([](const Fitting& fitting) { return fitting.longest_context_tokens; });
  } else if (by == "bits") {
    descending([](const Fitting& fitting) { return fitting.bits_per_weight; });
  } else if (by == "released") {
    descending([&](const Fitting& fitting) { return released_of(fitting, catalogues); });
  } else {
    std::stable_sort(models.begin(), models.end(),
                     [](const Fitting& a, const Fitting& b) { return a.model.id < b.model.id; });
  }
}

EngineChoice engine_of(const FitOptions& options, std::vector<Assumption>& assumptions) {
  if (options.engine.compares_all()) {
    throw Error(ErrorKind::usage, {MessageId::error_recommend_engines, {}},
                Text{MessageId::hint_explain_engines, {}});
  }
  if (options.engine.engine.empty()) {
    assumptions.push_back({"engine", "llama.cpp", {MessageId::why_fit_engine, {}}});
    return {&llama_cpp_program()};
  }
  return {find_engine_program(options.engine.engine)};
}

advise::Machine machine_of(const FitOptions& options, const Catalogues& catalogues,
                           std::vector<Assumption>& assumptions, std::vector<Text>& warnings) {
  advise::EstimateRequest computer;
  computer.cards = options.cards.rig(catalogues, assumptions);
  computer.installed_ram = options.cards.installed_ram(computer.cards, assumptions);
  if (options.cards.local) {
    add_local_machine(computer, catalogues.local_machine());
  }
  assumptions.insert(assumptions.end(), computer.assumptions.begin(), computer.assumptions.end());
  warnings.insert(warnings.end(), computer.warnings.begin(), computer.warnings.end());
  return {{computer.cards},
          options.engine.resolve_reserve(),
          computer.installed_ram,
          computer.ram_in_use};
}

advise::WhatFitsRequest request_of(const FitOptions& options, const Catalogues& catalogues,
                                   std::vector<Assumption>& assumptions,
                                   std::vector<Text>& warnings) {
  advise::WhatFitsRequest request;
  request.machine = machine_of(options, catalogues, assumptions, warnings);
  const std::vector<hardware::RigCards>& cards = request.machine.rig.kinds;
  request.models = models_of(options.choice, catalogues);
  const EngineChoice choice = engine_of(options, assumptions);
  const model::Model& any = request.models.front();
  std::vector<Assumption> of_one_model;
  request.engine =
      options.engine.resolve(choice, any, std::nullopt, catalogues, assumptions, warnings);
  request.workload = options.engine.workload(choice, any, false, hardware::visible_memory({cards}),
                                             of_one_model, warnings);
  if (options.engine.workload_options.context.empty()) {
    request.workload.context_tokens = least_context;
    assumptions.push_back(
        {"context", std::to_string(least_context), {MessageId::why_fit_floor, {}}});
  }
  constexpr double most_bits = 32;
  if (options.choice.min_bits.empty()) {
    assumptions.push_back({"min-bits", "4", {MessageId::why_fit_bits, {}}});
  } else {
    request.least_bits = parse_positive(options.choice.min_bits, "--min-bits", most_bits);
  }
  if (!options.choice.min_speed.empty()) {
    request.min_tokens_per_second = parse_speed(options.choice.min_speed);
  }
  request.prompt_tokens = options.engine.workload_options.resolve_prompt();
  return request;
}

report::WhatFitsAnswer answer_of(const FitOptions& options, const Catalogues& catalogues) {
  check_choice(options.choice.sort, "--sort",
               {"size", "speed", "context", "bits", "released", "name"});
  report::WhatFitsAnswer answer;
  answer.most_rows = options.choice.rows();
  answer.request = request_of(options, catalogues, answer.assumptions, answer.warnings);
  answer.found = advise::what_fits(answer.request);
  sort_models(answer.found.models, options.choice.sort, catalogues);
  return answer;
}

class FitCommand : public Repeatable {
 public:
  void add_to(Call& call) override { options_.add_to(call); }
  void reset() override { options_.reset(); }

  ExitCode answer(Call& call) override {
    options_.output.check();
    if (!options_.cards.name_cards()) {
      throw Error(ErrorKind::usage, {MessageId::error_fit_rig, {}},
                  Text{MessageId::hint_plan_rig, {}});
    }
    const Catalogues& catalogues = call.catalogues(options_.catalogues);
    const report::WhatFitsAnswer answer = answer_of(options_, catalogues);
    const ByteUnit unit = options_.output.unit(ByteUnit::gib);
    options_.output.print(
        call, [&] { return report::document(answer, unit); }, [&] { return report::json(answer); },
        "models");
    return answer.found.models.empty() ? ExitCode::no : ExitCode::answered;
  }

 private:
  FitOptions options_;
};

}  // namespace

std::unique_ptr<Repeatable> fit_command() {
  return std::make_unique<FitCommand>();
}

}  // namespace vramcalc::cli
