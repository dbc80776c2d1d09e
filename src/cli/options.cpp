#include "cli/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/hardware/find_gpu.h>

#include "cli/local_cards.h"

namespace vramcalc::cli {
namespace {

// The five cards that the fit table shows when nobody names any.
constexpr std::array<std::string_view, 5> usual_cards{"rtx-4070", "rtx-4090", "rtx-5090", "a10",
                                                      "a100-pcie-40gb"};

// Equal cards that were named twice are two cards of one kind.
void add_cards(std::vector<hardware::RigCards>& rig, const hardware::RigCards& cards) {
  const auto same = std::find_if(rig.begin(), rig.end(), [&](const hardware::RigCards& other) {
    return other.gpu.id == cards.gpu.id;
  });
  if (same == rig.end()) {
    rig.push_back(cards);
  } else {
    same->count += cards.count;
  }
}

// Laptops and computers with unified memory have one GPU, and no room for another.
void check_combination(const std::vector<hardware::RigCards>& rig) {
  std::uint64_t cards = 0;
  for (const hardware::RigCards& kind : rig) {
    cards += kind.count;
  }
  for (const hardware::RigCards& kind : rig) {
    if (cards > 1 && !hardware::can_be_combined(kind.gpu)) {
      throw Error(ErrorKind::usage,
                  {MessageId::error_cannot_combine, {{"name", std::string{kind.gpu.name}}}},
                  Text{MessageId::hint_cannot_combine, {}});
    }
  }
}

}  // namespace

CLI::Option* add_option(CLI::App& app, const std::string& names, std::string& target,
                        MessageId description, const std::string& type, MessageId group) {
  return app.add_option(names, target, label(description))->type_name(type)->group(label(group));
}

CLI::Option* add_option(CLI::App& app, const std::string& names, std::vector<std::string>& target,
                        MessageId description, const std::string& type, MessageId group) {
  return app.add_option(names, target, label(description))
      ->type_name(type)
      ->allow_extra_args(false)
      ->group(label(group));
}

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    parts.push_back(text.substr(start, comma - start));
    start = comma + 1;
  }
  return parts;
}

std::vector<std::string> split_list(const std::vector<std::string>& values) {
  std::vector<std::string> list;
  for (const std::string& value : values) {
    for (std::string& part : split_at_commas(value)) {
      if (part.empty()) {
        throw Error(ErrorKind::usage, {MessageId::error_empty_place, {{"text", printable(value)}}});
      }
      list.push_back(std::move(part));
    }
  }
  return list;
}

std::uint64_t parse_whole(const std::string& text, const std::string& option, std::uint64_t most,
                          std::uint64_t least) {
  const bool digits =
      !text.empty() && text.size() <= 15 &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::uint64_t value = digits ? std::stoull(text) : 0;
  if (!digits || value < least || value > most) {
    throw Error(ErrorKind::usage, {MessageId::error_not_a_whole_number,
                                   {{"text", printable(text)},
                                    {"option", option},
                                    {"least", least},
                                    {"most", grouped_text(most)}}});
  }
  return value;
}

double parse_positive(const std::string& text, const std::string& option, double most) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (error != std::errc{} || stop != end || !(value > 0) || value > most) {
    throw Error(ErrorKind::usage,
                {MessageId::error_positive_number, {{"text", printable(text)}, {"option", option}}},
                Text{MessageId::hint_positive_number, {}});
  }
  return value;
}

double parse_speed(const std::string& text) {
  constexpr double most_tokens_per_second = 1e6;
  return parse_positive(text, "--min-speed", most_tokens_per_second);
}

void check_choice(const std::string& value, const std::string& option,
                  const std::vector<std::string_view>& choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) {
    return;
  }
  const std::vector<std::string> names(choices.begin(), choices.end());
  throw Error(ErrorKind::usage,
              {MessageId::error_unknown_choice, {{"value", printable(value)}, {"option", option}}},
              Text{MessageId::hint_choices, {{"names", quoted_list(names)}}});
}

void ModelOptions::add_to(CLI::App& app) {
  add_option(app, "MODEL", positional, MessageId::option_model, "", MessageId::group_model);
  add_option(app, "-m,--model", model, MessageId::option_model, "MODEL", MessageId::group_model);
  add_option(app, "--params", params, MessageId::option_params, "COUNT", MessageId::group_model);
  add_option(app, "-p,--precision", precision, MessageId::option_precision, "NAME",
             MessageId::group_model);
  add_option(app, "--architecture", architecture, MessageId::option_architecture, "TYPE",
             MessageId::group_model);
  app.add_flag("--imatrix", imatrix, label(MessageId::option_imatrix))
      ->group(label(MessageId::group_model));
  add_option(app, "--method", method, MessageId::option_method, "HOW", MessageId::group_model);
  add_option(app, "--overhead", overhead, MessageId::option_overhead, "FACTOR",
             MessageId::group_model);
}

ByteUnit default_unit(const model::Model& model) {
  return model.has_tensors() ? ByteUnit::gib : ByteUnit::gb;
}

Ratio ModelOptions::resolve_overhead(std::vector<Assumption>& assumptions) const {
  if (!overhead.empty()) {
    return parse_decimal(overhead);
  }
  assumptions.push_back({"overhead", "1.3", {MessageId::why_overhead, {}}});
  return memory::default_overhead;
}

void CardOptions::add_rig_to(CLI::App& app) {
  add_gpu_option(app, MessageId::option_gpu);
  add_option(app, "--vram", vram, MessageId::option_vram, "SIZE", MessageId::group_cards);
  app.add_flag("--local", local, label(MessageId::option_local))
      ->group(label(MessageId::group_cards));
  add_option(app, "--ram", ram, MessageId::option_ram, "SIZE", MessageId::group_cards);
}

void CardOptions::add_kinds_to(CLI::App& app) {
  add_gpu_option(app, MessageId::option_gpu_kind);
}

void CardOptions::add_gpu_option(CLI::App& app, MessageId description) {
  add_option(app, "-g,--gpu", gpu, description, "CARD", MessageId::group_cards);
  app.add_flag("--all", all, label(MessageId::option_all))->group(label(MessageId::group_cards));
}

void CardOptions::refuse_cards_beside_local() const {
  if (local && (!gpu.empty() || !vram.empty())) {
    throw Error(ErrorKind::usage,
                {MessageId::error_local_and_cards,
                 {{"option", std::string{gpu.empty() ? "--vram" : "--gpu"}}}},
                Text{MessageId::hint_local_and_cards, {}});
  }
}

std::vector<hardware::RigCards> CardOptions::rig(const Catalogues& catalogues,
                                                 std::vector<Assumption>& assumptions) const {
  if (name_cards() && all) {
    throw Error(ErrorKind::usage, {MessageId::error_all_and_named, {}},
                Text{MessageId::hint_all_and_named, {}});
  }
  refuse_cards_beside_local();
  if (local) {
    return local_cards(catalogues.local_machine(), catalogues.gpus(), assumptions);
  }
  std::vector<hardware::RigCards> cards;
  if (!name_cards()) {
    for (const hardware::Gpu& gpu_kind : kinds(catalogues, assumptions)) {
      cards.push_back({gpu_kind, 1});
    }
    return cards;
  }
  for (const std::string& spec : split_list(gpu)) {
    const hardware::FoundCards found = hardware::find_cards(spec, catalogues.gpus());
    if (found.found.assumption) {
      assumptions.push_back(*found.found.assumption);
    }
    add_cards(cards, {found.found.gpu, found.count});
  }
  for (const std::string& spec : vram) {
    add_cards(cards, hardware::cards_of_memory(spec));
  }
  check_combination(cards);
  return cards;
}

std::optional<Bytes> CardOptions::installed_ram(const std::vector<hardware::RigCards>& cards,
                                                std::vector<Assumption>& assumptions) const {
  if (ram.empty()) {
    return std::nullopt;
  }
  if (!name_cards()) {
    throw Error(ErrorKind::usage, {MessageId::error_ram_without_rig, {}},
                Text{MessageId::hint_ram_without_rig, {}});
  }
  for (const hardware::RigCards& kind : cards) {
    if (kind.gpu.unified_memory) {
      throw Error(ErrorKind::usage,
                  {MessageId::error_ram_unified, {{"name", std::string{kind.gpu.name}}}},
                  Text{MessageId::hint_ram_unified, {}});
    }
  }
  const Bytes size = parse_size(ram);
  // "64GB" of RAM are 64 × 2^30 bytes under a decimal name.
  if (size.count() % gigabyte.count() != 0 || ram.find('i') != std::string::npos) {
    return size;
  }
  const Bytes sold = gibibyte * (size.count() / gigabyte.count());
  assumptions.push_back({"ram", size_text(sold, ByteUnit::gib), {MessageId::why_ram, {}}});
  return sold;
}

std::vector<hardware::Gpu> CardOptions::kinds(const Catalogues& catalogues,
                                              std::vector<Assumption>& assumptions) const {
  const std::span<const hardware::Gpu> catalogue = catalogues.gpus();
  if (all) {
    return {catalogue.begin(), catalogue.end()};
  }
  std::vector<hardware::Gpu> cards;
  for (const std::string& name : split_list(gpu)) {
    const hardware::FoundCards found = hardware::find_cards(name, catalogue);
    if (found.count != 1) {
      throw Error(ErrorKind::usage, {MessageId::error_count_of_kind, {{"spec", printable(name)}}},
                  Text{MessageId::hint_count_of_kind, {}});
    }
    if (found.found.assumption) {
      assumptions.push_back(*found.found.assumption);
    }
    cards.push_back(found.found.gpu);
  }
  if (cards.empty()) {
    for (const std::string_view id : usual_cards) {
      cards.push_back(hardware::find_gpu(id, catalogue).gpu);
    }
  }
  return cards;
}

}  // namespace vramcalc::cli
