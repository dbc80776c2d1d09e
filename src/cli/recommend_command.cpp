// `vramcalc recommend`: what to choose.
#include <algorithm>

#include <vramcalc/advise/use.h>
#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "report/recommend.h"

namespace vramcalc::cli {
namespace {

constexpr std::uint64_t most_dollars = 1'000'000'000;
constexpr std::uint64_t most_watts = 1'000'000;

struct LimitOptions {
  std::string use;
  std::string budget;
  std::string max_power;
  std::string cards;
  std::string vendor;
  std::vector<std::string> price;

  void add_to(CLI::App& app) {
    const auto group = MessageId::group_limits;
    add_option(app, "--use", use, MessageId::option_use, "USE", group);
    add_option(app, "--budget", budget, MessageId::option_budget, "USD", group);
    add_option(app, "--max-power", max_power, MessageId::option_max_power, "WATTS", group);
    add_option(app, "--cards", cards, MessageId::option_cards, "N", group);
    add_option(app, "--vendor", vendor, MessageId::option_vendor, "NAME", group);
    add_option(app, "--price", price, MessageId::option_price, "ID=USD", group);
  }

  // A limit is a question about the market, not about five usual cards.
  [[nodiscard]] bool search_the_catalogue() const {
    return !budget.empty() || !max_power.empty() || !vendor.empty();
  }
};

const advise::Use* find_use(const std::string& name) {
  if (name.empty()) {
    return nullptr;
  }
  std::vector<std::string_view> names;
  for (const advise::Use& use : advise::uses()) {
    if (use.id == name) {
      return &use;
    }
    names.push_back(use.id);
  }
  check_choice(name, "--use", names);
  return nullptr;
}

hardware::Vendor find_vendor(const std::string& name) {
  using hardware::Vendor;
  std::vector<std::string_view> names;
  for (const Vendor vendor : {Vendor::nvidia, Vendor::amd, Vendor::intel, Vendor::apple}) {
    if (hardware::id_of(vendor) == name) {
      return vendor;
    }
    names.push_back(hardware::id_of(vendor));
  }
  check_choice(name, "--vendor", names);
  return Vendor::other;
}

// "4": at most four. "4-8": between four and eight.
void set_cards(advise::Limits& limits, const std::string& text) {
  const std::size_t dash = text.find('-');
  limits.fewest_cards = 1;
  if (dash != std::string::npos) {
    limits.fewest_cards = parse_whole(text.substr(0, dash), "--cards", advise::most_cards);
  }
  limits.most_cards = parse_whole(dash == std::string::npos ? text : text.substr(dash + 1),
                                  "--cards", advise::most_cards);
  if (limits.fewest_cards > limits.most_cards) {
    throw Error(ErrorKind::usage, {MessageId::error_card_range, {}});
  }
}

advise::Limits limits_of(const LimitOptions& options, const advise::Use* use) {
  advise::Limits limits;
  if (use != nullptr) {
    limits.segment = use->segment;
    limits.fewest_cards = use->fewest_cards;
    limits.most_cards = use->most_cards;
    limits.headroom = use->headroom;
  }
  if (!options.budget.empty()) {
    limits.budget_usd = parse_whole(options.budget, "--budget", most_dollars);
  }
  if (!options.max_power.empty()) {
    const bool with_unit = options.max_power.ends_with('W') || options.max_power.ends_with('w');
    const std::string watts =
        options.max_power.substr(0, options.max_power.size() - (with_unit ? 1 : 0));
    limits.max_power_watts = parse_whole(watts, "--max-power", most_watts);
  }
  if (!options.cards.empty()) {
    set_cards(limits, options.cards);
  }
  if (!options.vendor.empty()) {
    limits.vendor = find_vendor(options.vendor);
  }
  return limits;
}

std::vector<model::WeightFormat> formats_of(const ModelOptions& options, const model::Model& model,
                                            const advise::Use* use,
                                            report::RecommendAnswer& answer) {
  std::vector<model::WeightFormat> formats = options.named_formats(model, answer.warnings);
  if (!formats.empty()) {
    return formats;
  }
  const std::vector<std::string> names =
      use != nullptr ? std::vector<std::string>(use->precisions.begin(), use->precisions.end())
                     : std::vector<std::string>{"fp16", "int8", "int4"};
  std::string list;
  for (const std::string& name : names) {
    list += (list.empty() ? "" : ", ") + name;
    formats.push_back(model::format_in(model, model::find_precision(name), options.imatrix));
  }
  answer.assumptions.push_back(
      {"precision",
       list,
       {use != nullptr ? MessageId::why_precision_of_use : MessageId::why_precision_ladder, {}}});
  return formats;
}

}  // namespace

ExitCode recommend_command(Call& call) {
  ModelOptions model_options;
  CardOptions card_options;
  LimitOptions limit_options;
  CatalogueOptions catalogue_options;
  OutputOptions output;
  model_options.add_to(call.app());
  limit_options.add_to(call.app());
  card_options.add_kinds_to(call.app());
  catalogue_options.add_to(call.app());
  output.add_to(call.app());
  if (!call.parse()) {
    return ExitCode::answered;
  }
  output.check();

  Catalogues catalogues{call.environment(), catalogue_options};
  for (const std::string& price : limit_options.price) {
    catalogues.set_price(price);
  }
  report::RecommendAnswer answer;
  advise::RecommendRequest& request = answer.request;
  request.model = model_options.resolve(catalogues, answer.warnings);
  answer.use = find_use(limit_options.use);
  request.formats = formats_of(model_options, request.model, answer.use, answer);
  request.overhead = model_options.resolve_overhead(answer.assumptions);
  request.limits = limits_of(limit_options, answer.use);
  if (!card_options.name_cards() && limit_options.search_the_catalogue()) {
    card_options.all = true;
    answer.assumptions.push_back({"cards", "all", {MessageId::why_all_cards, {}}});
  } else if (!card_options.name_cards() && !card_options.all) {
    answer.assumptions.push_back({"cards", "5", {MessageId::why_default_cards, {}}});
  }
  request.limits.slices = card_options.name_cards();
  request.cards = card_options.kinds(catalogues, answer.assumptions);
  answer.recommendation = advise::recommend(request);
  const ByteUnit unit = output.unit(default_unit(request.model));
  output.print(
      call, [&] { return report::document(answer, unit); }, [&] { return report::json(answer); },
      "picks");
  return answer.recommendation.picks.empty() ? ExitCode::no : ExitCode::answered;
}

}  // namespace vramcalc::cli
